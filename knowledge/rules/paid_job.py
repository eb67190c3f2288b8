"""May a student use a paid job as placement? The conditions of appendix 1, and what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from knowledge.model import ContradictionId, FactId
from knowledge.rules.enrolment import ProgrammeForm
from knowledge.values import DatedValue, Values

LEVELS = range(1, 5)
PAID_FROM_LEVEL = 3
LAST_YEAR_WITH_RULES = 4


class Eligibility(StrEnum):
    ALLOWED = "allowed"
    NOT_ALLOWED = "not-allowed"
    NOTE_DOES_NOT_SAY = "note-does-not-say"


class State(StrEnum):
    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"


class Requirement(StrEnum):
    LEVEL = "level"
    CREDITS = "credits"
    OPEN_CREDITS = "open-credits"
    PROPEDEUSE = "propedeuse"
    FTE = "fte"
    LESSON_HOURS = "lesson-hours"
    MENTOR_TASKS = "mentor-tasks"


@dataclass(frozen=True)
class PaidJob:
    """A job to be used as placement, as far as it is known: None is "not known yet".

    `level` is the level at which the job is done (so one above the level at the check), `study_year` the year
    of enrolment in which it is done. `credits_at_check` counts all EC; `open_credits` the EC that the student
    is short of what could be reached on the day of the check. `lesson_hours` are clock hours.
    """

    form: ProgrammeForm
    level: int
    study_year: int
    as_of: date
    credits_at_check: float | None = None
    open_credits: float | None = None
    propedeuse: bool | None = None
    fte: float | None = None
    lesson_hours: float | None = None
    mentor_tasks: bool | None = None

    def __post_init__(self) -> None:
        if self.level not in LEVELS or self.study_year < 1:
            raise ValueError(f"no such level or year of study: {self.level}, {self.study_year}")


@dataclass(frozen=True)
class Condition:
    """`figure` is the limit that was applied, in EC, fte or clock hours; None where the condition has none.

    `silent` marks an unknown that comes from the note, which names no figure, not from a missing answer.
    """

    requirement: Requirement
    state: State
    figure: float | None
    facts: tuple[FactId, ...]
    silent: bool = False


@dataclass(frozen=True)
class PaidJobAnswer:
    """`verdict` is None while it still hangs on something that the student or the school can tell."""

    verdict: Eligibility | None
    conditions: tuple[Condition, ...] = ()
    facts: tuple[FactId, ...] = ()
    contradictions: tuple[ContradictionId, ...] = ()


@dataclass(frozen=True)
class RegisterBy:
    """The last day to register, and why that day is unclear."""

    day: date
    facts: tuple[FactId, ...]
    contradictions: tuple[ContradictionId, ...]


def judge(values: Values, job: PaidJob) -> PaidJobAnswer:
    """Whether the job may count as placement by the agreements of `job.as_of` (appendix 1, parts 2 to 4).

    Part-time and year 5 and up have no limits in the note (C05), nor has the time before April 2023 (C41).
    """
    if job.form is ProgrammeForm.PART_TIME or job.study_year > LAST_YEAR_WITH_RULES:
        return PaidJobAnswer(Eligibility.NOTE_DOES_NOT_SAY, facts=("B1.3-03",), contradictions=("C05",))
    if values["paid-job-check-day"].entry(job.as_of) is None:
        return PaidJobAnswer(Eligibility.NOTE_DOES_NOT_SAY, facts=("B1.2-13",), contradictions=("C41",))
    conditions = _conditions(values, job)
    facts = tuple(dict.fromkeys(fact for condition in conditions for fact in condition.facts))
    return PaidJobAnswer(_verdict(conditions), conditions, facts, _contradictions(values, job))


def check_day(values: Values, as_of: date, year: int) -> date | None:
    """The day in that year on which credits are checked, by the rule of `as_of` (appendix 1, parts 2 and 4).

    None before the first rule.
    """
    return values["paid-job-check-day"].day(as_of, year)


def register_by(values: Values, as_of: date, year: int) -> RegisterBy | None:
    """The last day to register a job for the academic year that starts in `year` (appendix 1, parts 2 and 3).

    The note says "before 1 June", so 31 May. Whether the rule still stands is unclear (C04).
    """
    value = values["paid-job-register-before"]
    entry, before = value.entry(as_of), value.day(as_of, year)
    if entry is None or before is None:
        return None
    return RegisterBy(before - timedelta(days=1), entry.facts, ("C04",))


def _conditions(values: Values, job: PaidJob) -> tuple[Condition, ...]:
    if job.level < PAID_FROM_LEVEL:
        return (Condition(Requirement.LEVEL, State.NOT_MET, PAID_FROM_LEVEL, ("B1.2-01",)),)
    third = job.level == PAID_FROM_LEVEL
    fte, hours = values[f"paid-job-fte-level-{job.level}"], values[f"paid-job-hours-level-{job.level}"]
    without_mentoring = None if job.mentor_tasks is None else not job.mentor_tasks
    return (
        Condition(Requirement.LEVEL, State.MET, PAID_FROM_LEVEL, ("B1.2-02" if third else "B1.2-06",)),
        _credits(values, job),
        Condition(Requirement.PROPEDEUSE, _state(job.propedeuse), None, ("B1.2-03" if third else "B1.2-07",)),
        _at_most(Requirement.FTE, job.fte, fte, job.as_of),
        _at_most(Requirement.LESSON_HOURS, job.lesson_hours, hours, job.as_of),
        Condition(Requirement.MENTOR_TASKS, _state(without_mentoring), None, ("B1.2-12",)),
    )


def _credits(values: Values, job: PaidJob) -> Condition:
    total, still_open = _credit_values(values, job)
    number, entry = total.number(job.as_of), total.entry(job.as_of)
    # C45: the number of the note goes before what is open, where both are known.
    if number is not None and entry and (job.credits_at_check is not None or job.open_credits is None):
        enough = None if job.credits_at_check is None else job.credits_at_check >= number
        return Condition(Requirement.CREDITS, _state(enough), number, entry.facts)
    condition = _at_most(Requirement.OPEN_CREDITS, job.open_credits, still_open, job.as_of)
    # C02: the most that can be reached on the day has no figure, so nobody can be asked to work it out.
    return replace(condition, silent=condition.silent or job.open_credits is None)


def _credit_values(values: Values, job: PaidJob) -> tuple[DatedValue, DatedValue]:
    return values[f"paid-job-ec-level-{job.level}"], values[f"paid-job-open-ec-level-{job.level}"]


def _at_most(requirement: Requirement, given: float | None, value: DatedValue, as_of: date) -> Condition:
    entry, limit = value.entry(as_of), value.number(as_of)
    facts = entry.facts if entry else ()
    within = None if given is None or limit is None else given <= limit
    return Condition(requirement, _state(within), limit, facts, silent=limit is None)


def _state(met: bool | None) -> State:
    if met is None:
        return State.UNKNOWN
    return State.MET if met else State.NOT_MET


def _verdict(conditions: Sequence[Condition]) -> Eligibility | None:
    unknown = [condition for condition in conditions if condition.state is State.UNKNOWN]
    if any(condition.state is State.NOT_MET for condition in conditions):
        return Eligibility.NOT_ALLOWED
    if not unknown:
        return Eligibility.ALLOWED
    return Eligibility.NOTE_DOES_NOT_SAY if all(condition.silent for condition in unknown) else None


def _contradictions(values: Values, job: PaidJob) -> tuple[ContradictionId, ...]:
    if job.level < PAID_FROM_LEVEL:
        return ()
    if _credit_values(values, job)[0].number(job.as_of) is None:
        return ("C02", "C03")
    return ("C45",) if job.level > PAID_FROM_LEVEL else ()
