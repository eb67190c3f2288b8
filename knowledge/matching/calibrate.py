"""Choosing when an answer is sure: on questions that the model has not learnt from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from knowledge.matching.evaluate import Question
from knowledge.matching.finder import WeightedFinder
from knowledge.matching.weights import Thresholds, Weights

MOST_WRONG = 0.015
MOST_OUTSIDE_ANSWERED = 0.0225
MOST_SENT_AWAY = 0.02
STEPS = [step / 100 for step in range(101)]


@dataclass(frozen=True)
class _Tried:
    """The chances of the best topic and of outside for one question, and what would be right."""

    best: float
    outside: float
    right: bool
    inside: bool


def calibrated(weights: Weights, questions: list[Question]) -> Weights:
    """The weights with the lowest thresholds at which few enough questions go wrong.

    A confidently wrong answer is worse than asking back, so the shares lie well below what the product promises.
    """
    finder = WeightedFinder(weights)
    tried = [_try(finder, question) for question in questions]
    inside = [one for one in tried if one.inside]
    others = [one for one in tried if not one.inside]
    outside = _lowest(lambda step: _share(inside, lambda one: one.outside >= step) <= MOST_SENT_AWAY)

    def few_errors(step: float) -> bool:
        limits = Thresholds(step, outside)
        wrong = _share(inside, lambda one: limits.is_sure(one.best, one.outside) and not one.right)
        answered = _share(others, lambda one: limits.is_sure(one.best, one.outside))
        return wrong <= MOST_WRONG and answered <= MOST_OUTSIDE_ANSWERED

    return replace(weights, thresholds=Thresholds(_lowest(few_errors), outside))


def _try(finder: WeightedFinder, question: Question) -> _Tried:
    first = finder.find(question.q).candidates[0]
    right = question.inside and question.accepts(first.topic)
    return _Tried(first.score, finder.chance_of_outside(question.q), right, question.inside)


def _lowest(holds: Callable[[float], bool]) -> float:
    return next((step for step in STEPS if holds(step)), 1.0)


def _share(tried: list[_Tried], holds: Callable[[_Tried], bool]) -> float:
    return sum(map(holds, tried)) / len(tried) if tried else 0.0
