"""Training the finder. Needs scikit-learn (the dev group); the program itself only reads the result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import FeatureUnion

from knowledge.library import CONTENT
from knowledge.matching.calibrate import calibrated
from knowledge.matching.evaluate import Question, read_questions
from knowledge.matching.examples import Example, fingerprint, load_examples
from knowledge.matching.features import part_features, word_features, words_of
from knowledge.matching.weights import Floats, Thresholds, View, Weights, save_weights

CALIBRATION = CONTENT / "calibration.jsonl"
# The two models err on different questions: together they find more than either (measured on questions apart).
REGRESSION_SHARE, BAYES_SHARE = 0.7, 0.75
STRENGTH = 8.0
SMOOTHING = 0.1
ROUNDS = 200
LARGEST_STEP = 127
TELLING_SHARE = 0.5
SHORTEST_NAME = 4


def train(examples: list[Example], calibration: list[Question]) -> Weights:
    """Weights from the examples; thresholds from questions that are not among them."""
    words = TfidfVectorizer(analyzer=_analyzer(word_features), sublinear_tf=True)
    parts = TfidfVectorizer(analyzer=_analyzer(part_features), sublinear_tf=True, min_df=2)
    table = FeatureUnion([("words", words), ("parts", parts)]).fit_transform([e.question for e in examples])
    topics = [example.topic for example in examples]
    regression = LogisticRegression(C=STRENGTH, max_iter=ROUNDS, tol=1e-3).fit(table, topics)
    bayes = ComplementNB(alpha=SMOOTHING).fit(table, topics)
    steps, scale = _in_eight_bits(_blended(regression.coef_, bayes.feature_log_prob_).T)
    weights = Weights(
        topics=tuple(regression.classes_),
        words=_view(words),
        parts=_view(parts),
        table=steps,
        scale=scale,
        bias=(REGRESSION_SHARE * regression.intercept_).astype(np.float32),
        telling=_telling(words.get_feature_names_out(), examples),
        thresholds=Thresholds(sure=1.0, outside=1.0),
        fingerprint=fingerprint(examples),
    )
    return calibrated(weights, calibration)


def train_and_save() -> int:
    """Learns the content's own examples; how many there were."""
    examples = load_examples()
    save_weights(train(examples, read_questions(CALIBRATION)))
    return len(examples)


def _telling(words: Any, examples: list[Example]) -> NDArray[np.bool_]:
    """Words of which at least half of the examples that hold them are of one topic, and words that name their topic."""
    topics: dict[str, Counter[str]] = {}
    for example in examples:
        for word in set(words_of(example.question)):
            topics.setdefault(word, Counter())[example.topic] += 1
    return np.array([word in topics and _tells(word, topics[word]) for word in words])


def _tells(word: str, topics: Counter[str]) -> bool:
    ((_, most),) = topics.most_common(1)
    return most >= TELLING_SHARE * topics.total() or any(_names(word, topic) for topic in topics)


def _names(word: str, topic: str) -> bool:
    """ "wisselen" and "wissel" name wissel-opleidingsschool."""
    parts = topic.split("-")
    return len(word) >= SHORTEST_NAME and any(part.startswith(word) or word.startswith(part) for part in parts)


def _analyzer(features: Callable[[list[str]], Any]) -> Callable[[str], list[str]]:
    return lambda question: list(features(words_of(question)))


def _view(vectorizer: Any) -> View:
    features = np.array(vectorizer.get_feature_names_out(), dtype=np.bytes_)
    return View(features, vectorizer.idf_.astype(np.float32))


def _blended(regression: Any, bayes: Any) -> Any:
    """Both are linear in the same features, so their mean is one table, and asking it costs no more than one model.

    What a feature says of all topics alike changes no answer; taken out, the steps of eight bits stay fine.
    """
    both = REGRESSION_SHARE * regression + BAYES_SHARE * bayes
    return both - both.mean(axis=0)


def _in_eight_bits(weights: Any) -> tuple[Any, Floats]:
    """Each topic's weights in 255 steps: a quarter of the size, and no answer changes."""
    scale = np.abs(weights).max(axis=0) / LARGEST_STEP
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)
