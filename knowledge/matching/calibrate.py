"""Choosing when an answer is sure: on questions that the model has not learnt from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from knowledge.matching.evaluate import Question
from knowledge.matching.finder import WeightedFinder
from knowledge.matching.weights import Thresholds, Weights

MOST_WRONG = 0.02
MOST_OUTSIDE_ANSWERED = 0.02
MOST_SENT_AWAY = 0.03
SURE = [step / 50 for step in range(10, 48)]
DOUBT = [step / 20 for step in range(1, 11)]
OUTSIDE = [step / 20 for step in range(4, 17)]


def calibrated(weights: Weights, questions: list[Question]) -> Weights:
    """The weights with the thresholds that answer most while staying well under the errors we accept.

    A confidently wrong answer is worse than asking back, so the limits are half of what the product promises.
    """
    chances = [_chances(WeightedFinder(weights), question) for question in questions]
    best = max(_thresholds(), key=lambda thresholds: _worth(thresholds, chances))
    return replace(weights, thresholds=best)


@dataclass(frozen=True)
class _Chances:
    """Of one question: how likely the best topic and outside are, and what would be right."""

    best: float
    outside: float
    right: bool
    inside: bool


def _chances(finder: WeightedFinder, question: Question) -> _Chances:
    match = finder.find(question.q)
    first = match.candidates[0]
    return _Chances(first.score, finder.chance_of_outside(question.q), question.accepts(first.topic), question.inside)


def _thresholds() -> Iterator[Thresholds]:
    for sure, doubt, outside in product(SURE, DOUBT, OUTSIDE):
        if doubt <= outside:
            yield Thresholds(sure, doubt, outside)


def _worth(thresholds: Thresholds, chances: list[_Chances]) -> tuple[bool, float]:
    """First whether the errors are few enough; then how many questions are answered or recognised."""
    inside = [one for one in chances if one.inside]
    outside = [one for one in chances if not one.inside]
    right = sum(_sure(thresholds, one) and one.right for one in inside) / len(inside)
    wrong = sum(_sure(thresholds, one) and not one.right for one in inside) / len(inside)
    sent_away = sum(one.outside >= thresholds.outside for one in inside) / len(inside)
    answered = sum(_sure(thresholds, one) for one in outside) / len(outside)
    recognised = sum(one.outside >= thresholds.outside for one in outside) / len(outside)
    few_errors = wrong <= MOST_WRONG and answered <= MOST_OUTSIDE_ANSWERED and sent_away <= MOST_SENT_AWAY
    return few_errors, right + recognised / 4 - 2 * (wrong + answered + sent_away)


def _sure(thresholds: Thresholds, one: _Chances) -> bool:
    return one.outside < min(thresholds.doubt, thresholds.outside) and one.best >= thresholds.sure
