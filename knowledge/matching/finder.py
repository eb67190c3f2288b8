"""Finding the topic of a question with the trained weights: in about a millisecond, offline, always the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.examples import OUTSIDE
from knowledge.matching.features import parts_of, word_features, words_of
from knowledge.matching.match import Candidate, Certainty, Match
from knowledge.matching.weights import MODEL_FILE, Floats, View, Weights, load_weights

CANDIDATES = 5
WORDS_SHOWN = 4


@dataclass(frozen=True)
class WeightedFinder:
    weights: Weights

    def find(self, question: str) -> Match:
        words = words_of(question)
        chances = self._chances(words)
        outside = chances.pop(OUTSIDE)
        likely = sorted(chances.items(), key=_likeliest)[:CANDIDATES]
        inside = tuple(Candidate(topic, round(chance, 4)) for topic, chance in likely)
        certainty = self._certainty(inside[0].score, outside)
        if certainty == "sure" and self._says_too_little(words):
            certainty = "unsure"
        return Match(certainty=certainty, topic=inside[0].topic if certainty == "sure" else None, candidates=inside)

    def knows(self, word: str) -> bool:
        return word in self.weights.words

    def _certainty(self, best: float, outside: float) -> Certainty:
        limits = self.weights.thresholds
        if outside >= limits.outside:
            return "outside"
        return "sure" if limits.is_sure(best, outside) else "unsure"

    def _says_too_little(self, words: list[str]) -> bool:
        """One word alone, of those that are used for many topics."""
        row = self.weights.words.rows_of(words)[0] if len(words) == 1 else -1
        return bool(row >= 0 and not self.weights.telling[row])

    def _score(self, words: list[str]) -> Floats:
        weights = self.weights
        rows, values = _weighed(weights.words, word_features(words), 0)
        parts = (part for word in words for part in parts_of(word))
        more_rows, more_values = _weighed(weights.parts, parts, len(weights.words))
        table = weights.table[np.concatenate((rows, more_rows))].astype(np.float32)
        score: Floats = np.concatenate((values, more_values)) @ table * weights.scale + weights.bias
        return score

    def _chances(self, words: list[str]) -> dict[str, float]:
        score = self._score(words)
        raised = np.exp(score - score.max())
        return dict(zip(self.weights.topics, (raised / raised.sum()).tolist(), strict=True))

    def chance_of_outside(self, question: str) -> float:
        """How likely it is, 0 to 1, that the note does not answer the question."""
        return self._chances(words_of(question))[OUTSIDE]

    def telling_words(self, question: str, topic: str) -> tuple[str, ...]:
        """The words that spoke most for the topic, most telling first."""
        words = words_of(question)
        column = self.weights.topics.index(topic)
        spoke = {word: self._spoke(word, column) for word in dict.fromkeys(words)}
        telling = sorted((word for word in spoke if spoke[word] > 0), key=lambda word: (-spoke[word], word))
        return tuple(telling[:WORDS_SHOWN])

    def _spoke(self, word: str, column: int) -> float:
        score = self._score([word]) - self.weights.bias
        return float(score[column] - np.median(score))


def _weighed(view: View, features: Iterable[str], offset: int) -> tuple[NDArray[np.int64], Floats]:
    """Rows and values of the known features: logarithmic count times idf, the whole scaled to length one."""
    counted = Counter(features)
    rows = view.rows_of(list(counted))
    known = rows >= 0
    rows, counts = rows[known], np.fromiter(counted.values(), dtype=np.float32, count=len(counted))[known]
    values = (1 + np.log(counts)) * view.idf[rows]
    length: Any = np.sqrt((values * values).sum())
    return rows + offset, (values / length if length else values)


def _likeliest(chance: tuple[str, float]) -> tuple[float, str]:
    return -chance[1], chance[0]


def load_finder(path: Path = MODEL_FILE) -> WeightedFinder:
    return WeightedFinder(load_weights(path))
