"""Choosing when an answer is sure: on questions that the model has not learnt from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from knowledge.matching.evaluate import Question
from knowledge.matching.finder import WeightedFinder
from knowledge.matching.weights import Thresholds, Weights

LEAST_ANSWERED = 0.83
MOST_SENT_AWAY = 0.01
STEPS = [step / 100 for step in range(101)]


@dataclass(frozen=True)
class _Tried:
    """The chances of the best topic and of outside for one question, and what would be right."""

    best: float
    outside: float
    right: bool


def calibrated(weights: Weights, questions: list[Question]) -> Weights:
    """The weights with thresholds as strict as they can be while most questions inside are still answered at once.

    A confidently wrong answer is worse than asking back; asking back each time is worse than a phone call.
    """
    finder = WeightedFinder(weights)
    inside = [_try(finder, question) for question in questions if question.inside]
    outside = next(step for step in STEPS if _sent_away(inside, step) <= MOST_SENT_AWAY)
    sure = next(step for step in reversed(STEPS) if _answered(inside, Thresholds(step, outside)) >= LEAST_ANSWERED)
    return replace(weights, thresholds=Thresholds(sure, outside))


def _sent_away(inside: list[_Tried], limit: float) -> float:
    return _share(inside, lambda one: one.outside >= limit)


def _answered(inside: list[_Tried], limits: Thresholds) -> float:
    return _share(inside, lambda one: one.right and limits.is_sure(one.best, one.outside))


def _try(finder: WeightedFinder, question: Question) -> _Tried:
    first = finder.find(question.q).candidates[0]
    return _Tried(first.score, finder.chance_of_outside(question.q), question.accepts(first.topic))


def _share(tried: list[_Tried], holds: Callable[[_Tried], bool]) -> float:
    return sum(map(holds, tried)) / len(tried)
