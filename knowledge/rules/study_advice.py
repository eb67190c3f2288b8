"""The study advice at the end of the first year: its norm, its weight, and whether it may be given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.model import ContradictionId, FactId
from knowledge.rules.enrolment import ProgrammeForm
from knowledge.values import DatedEntry, Values

NORM = "study-advice-norm"
# S3-03, S3-04: whatever the norm becomes, from this day the advice is no longer binding.
URGENT_SINCE = date(2022, 9, 1)


class Weight(StrEnum):
    BINDING = "binding"
    RELAXED = "relaxed"
    URGENT = "urgent"


class AdviceVerdict(StrEnum):
    MAY_BE_GIVEN = "may-be-given"
    NOT = "not"
    NOTE_DOES_NOT_SAY = "note-does-not-say"


@dataclass(frozen=True)
class Standing:
    """Where a student stands at the end of a year: year and level of study from 1, and all credits in EC."""

    form: ProgrammeForm
    study_year: int
    level: int
    credits: float


@dataclass(frozen=True)
class StudyAdvice:
    """`norm` in EC. `weight` and `norm` are what holds on the day, also where no advice may be given."""

    verdict: AdviceVerdict
    weight: Weight | None
    norm: float | None
    facts: tuple[FactId, ...]
    contradictions: tuple[ContradictionId, ...] = ()


def advice_weight(values: Values, as_of: date) -> Weight | None:
    """How heavily the advice weighs on a day in the first year (section Bindend of dringend studieadvies).

    Never binding from 1 September 2022; None before the first rule.
    """
    entry = values[NORM].entry(as_of)
    if entry is None:
        return None
    if as_of >= URGENT_SINCE:
        return Weight.URGENT
    return Weight.RELAXED if entry.value is None else Weight.BINDING


def study_advice(values: Values, as_of: date, standing: Standing) -> StudyAdvice:
    """Whether advice to stop may be given by the rule of `as_of` (section Bindend of dringend studieadvies).

    The note describes full-time students at the end of year 1 and level 1; part-time or a second year at
    level 1 it leaves open (C25). After level 1 there is never again such a moment.
    """
    weight, norm = advice_weight(values, as_of), values[NORM].number(as_of)
    verdict, facts, contradictions = _judge(standing, values[NORM].entry(as_of), norm)
    if verdict is AdviceVerdict.MAY_BE_GIVEN and weight is Weight.URGENT:
        contradictions = ("C19", "C26")
    return StudyAdvice(verdict, weight, norm, facts, contradictions)


def _judge(
    standing: Standing, entry: DatedEntry | None, norm: float | None
) -> tuple[AdviceVerdict, tuple[FactId, ...], tuple[ContradictionId, ...]]:
    if standing.form is ProgrammeForm.PART_TIME:
        return AdviceVerdict.NOTE_DOES_NOT_SAY, ("S3-01",), ("C25",)
    if standing.level > 1:
        return AdviceVerdict.NOT, ("S3-09",), ()
    if standing.study_year > 1:
        return AdviceVerdict.NOTE_DOES_NOT_SAY, ("S3-01", "S3-09"), ("C25",)
    if entry is None or norm is None:
        return AdviceVerdict.NOTE_DOES_NOT_SAY, entry.facts if entry else ("S3-01",), ()
    return (AdviceVerdict.MAY_BE_GIVEN if standing.credits < norm else AdviceVerdict.NOT), entry.facts, ()
