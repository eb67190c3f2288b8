"""Finding the topic of a question with the trained weights: in about a millisecond, offline, always the same."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.examples import OUTSIDE
from knowledge.matching.features import part_features, word_features, words_of
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
        if len(words) != 1:
            return False
        rows, known = self.weights.words.rows_of(words)
        return bool(known[0] and not self.weights.telling[rows[0]])

    def _score(self, words: list[str]) -> Floats:
        weights = self.weights
        rows, values = _weighed(weights.words, list(word_features(words)))
        more_rows, more_values = _weighed(weights.parts, list(part_features(words)))
        table = weights.table[np.concatenate((rows, more_rows + len(weights.words)))].astype(np.float32)
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


def _weighed(view: View, features: list[str]) -> tuple[NDArray[np.int64], Floats]:
    """Rows and values: logarithmic count times idf, the whole scaled to length one; 0 for what was never seen."""
    counted = Counter(features)
    rows, known = view.rows_of(list(counted))
    values: Floats = view.idf[rows] * known
    if len(counted) < len(features):
        values *= 1 + np.log(np.fromiter(counted.values(), dtype=np.float32, count=len(counted)))
    length = math.sqrt(values @ values)
    return rows, (values / np.float32(length) if length else values)


def _likeliest(chance: tuple[str, float]) -> tuple[float, str]:
    return -chance[1], chance[0]


def load_finder(path: Path = MODEL_FILE) -> WeightedFinder:
    return WeightedFinder(load_weights(path))
