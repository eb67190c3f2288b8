"""Choosing when an answer is sure: on questions that the model has not learnt from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from knowledge.matching.evaluate import Question
from knowledge.matching.finder import WeightedFinder
from knowledge.matching.weights import Thresholds, Weights

MOST_WRONG = 0.015
MOST_SENT_AWAY = 0.01
STEPS = [step / 100 for step in range(101)]


@dataclass(frozen=True)
class _Tried:
    """The chances of the best topic and of outside for one question, and what would be right."""

    best: float
    outside: float
    right: bool


def calibrated(weights: Weights, questions: list[Question]) -> Weights:
    """The weights with the lowest thresholds at which hardly any answer that is given as sure is wrong.

    A confidently wrong answer is worse than asking back; asking back each time is worse than a phone call. Questions
    inside the note and outside it are held to the same share, each on its own.
    """
    finder = WeightedFinder(weights)
    tried = {
        inside: [_try(finder, question) for question in questions if question.inside is inside]
        for inside in (True, False)
    }
    outside = next(step for step in STEPS if _sent_away(tried[True], step) <= MOST_SENT_AWAY)
    sure = next(
        step
        for step in STEPS
        if all(_wrong(asked, Thresholds(step, outside)) <= MOST_WRONG for asked in tried.values())
    )
    return replace(weights, thresholds=Thresholds(sure, outside))


def _sent_away(inside: list[_Tried], limit: float) -> float:
    return _share(inside, lambda one: one.outside >= limit)


def _wrong(asked: list[_Tried], limits: Thresholds) -> float:
    return _share(asked, lambda one: not one.right and limits.is_sure(one.best, one.outside))


def _try(finder: WeightedFinder, question: Question) -> _Tried:
    first = finder.find(question.q).candidates[0]
    return _Tried(first.score, finder.chance_of_outside(question.q), question.accepts(first.topic))


def _share(tried: list[_Tried], holds: Callable[[_Tried], bool]) -> float:
    return sum(map(holds, tried)) / len(tried)
