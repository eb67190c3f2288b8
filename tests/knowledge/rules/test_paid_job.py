from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.enrolment import ProgrammeForm
from knowledge.rules.paid_job import (
    Eligibility,
    PaidJob,
    PaidJobAnswer,
    Requirement,
    State,
    check_day,
    judge,
    register_by,
)
from knowledge.values import Values

ALLOWED, NOT_ALLOWED, SILENT = Eligibility.ALLOWED, Eligibility.NOT_ALLOWED, Eligibility.NOTE_DOES_NOT_SAY
FULL_TIME, PART_TIME = ProgrammeForm.FULL_TIME, ProgrammeForm.PART_TIME
OLD, LAST_OLD, FIRST_NEW, NEW = date(2023, 5, 1), date(2023, 12, 13), date(2023, 12, 14), date(2024, 3, 20)

LEVEL_3 = PaidJob(
    FULL_TIME,
    level=3,
    study_year=3,
    as_of=NEW,
    open_credits=5,
    propedeuse=True,
    fte=0.3,
    lesson_hours=7,
    mentor_tasks=False,
)
LEVEL_4 = replace(LEVEL_3, level=4, study_year=4, open_credits=10, fte=0.4, lesson_hours=8)
OLD_3 = replace(LEVEL_3, as_of=OLD, open_credits=None, credits_at_check=85)
OLD_4 = replace(LEVEL_4, as_of=OLD, open_credits=None, credits_at_check=140)

OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    "credits_at_check": st.none() | st.integers(0, 240),
    "open_credits": st.none() | st.integers(0, 60),
    "propedeuse": st.none() | st.booleans(),
    "fte": st.none() | st.sampled_from([0.1, 0.3, 0.31, 0.4, 0.41, 1.0]),
    "lesson_hours": st.none() | st.sampled_from([1.0, 7.0, 7.5, 8.0, 8.5]),
    "mentor_tasks": st.none() | st.booleans(),
}
JOBS = st.builds(
    PaidJob,
    form=st.sampled_from(ProgrammeForm),
    level=st.integers(1, 4),
    study_year=st.integers(1, 7),
    as_of=st.dates(date(2022, 1, 1), date(2026, 12, 31)),
    **OPTIONAL,
)


def states(answer: PaidJobAnswer) -> dict[Requirement, State]:
    return {condition.requirement: condition.state for condition in answer.conditions}


def figures(answer: PaidJobAnswer) -> dict[Requirement, float | None]:
    return {condition.requirement: condition.figure for condition in answer.conditions}


@pytest.mark.parametrize("job", [LEVEL_3, LEVEL_4, OLD_3, OLD_4])
def test_a_job_at_every_limit_is_allowed(values: Values, job: PaidJob) -> None:
    answer = judge(values, job)
    assert answer.verdict is ALLOWED
    assert set(states(answer).values()) == {State.MET}


@pytest.mark.parametrize(
    ("job", "change", "requirement"),
    [
        (LEVEL_3, {"open_credits": 6}, Requirement.OPEN_CREDITS),
        (LEVEL_4, {"open_credits": 11}, Requirement.OPEN_CREDITS),
        (OLD_3, {"credits_at_check": 84}, Requirement.CREDITS),
        (OLD_4, {"credits_at_check": 139}, Requirement.CREDITS),
        (OLD_3, {"credits_at_check": None, "open_credits": 6}, Requirement.OPEN_CREDITS),
        (OLD_4, {"credits_at_check": None, "open_credits": 11}, Requirement.OPEN_CREDITS),
        (LEVEL_3, {"propedeuse": False}, Requirement.PROPEDEUSE),
        (LEVEL_4, {"propedeuse": False}, Requirement.PROPEDEUSE),
        (LEVEL_3, {"fte": 0.31}, Requirement.FTE),
        (LEVEL_4, {"fte": 0.41}, Requirement.FTE),
        (LEVEL_3, {"lesson_hours": 7.5}, Requirement.LESSON_HOURS),
        (LEVEL_4, {"lesson_hours": 8.5}, Requirement.LESSON_HOURS),
        (LEVEL_3, {"mentor_tasks": True}, Requirement.MENTOR_TASKS),
    ],
)
def test_one_condition_over_its_limit_refuses_the_job(
    values: Values, job: PaidJob, change: dict[str, Any], requirement: Requirement
) -> None:
    answer = judge(values, replace(job, **change))
    assert answer.verdict is NOT_ALLOWED
    assert [name for name, state in states(answer).items() if state is State.NOT_MET] == [requirement]


def test_the_figures_are_those_of_the_level(values: Values) -> None:
    yes_no = {Requirement.LEVEL: 3, Requirement.PROPEDEUSE: None, Requirement.MENTOR_TASKS: None}
    size_3 = {Requirement.FTE: 0.3, Requirement.LESSON_HOURS: 7}
    size_4 = {Requirement.FTE: 0.4, Requirement.LESSON_HOURS: 8}
    assert figures(judge(values, LEVEL_3)) == yes_no | size_3 | {Requirement.OPEN_CREDITS: 5}
    assert figures(judge(values, LEVEL_4)) == yes_no | size_4 | {Requirement.OPEN_CREDITS: 10}
    assert figures(judge(values, OLD_3)) == yes_no | size_3 | {Requirement.CREDITS: 85}
    assert figures(judge(values, OLD_4)) == yes_no | size_4 | {Requirement.CREDITS: 140}


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("as_of", [OLD, NEW])
def test_levels_1_and_2_get_no_paid_job_whatever_else(values: Values, level: int, as_of: date) -> None:
    answer = judge(values, replace(LEVEL_3, level=level, as_of=as_of, credits_at_check=240))
    assert (answer.verdict, answer.facts) == (NOT_ALLOWED, ("B1.2-01",))


@pytest.mark.parametrize(
    ("change", "contradiction"),
    [
        ({"form": PART_TIME}, "C05"),
        ({"study_year": 5}, "C05"),
        ({"study_year": 6, "level": 2}, "C05"),
        ({"as_of": date(2023, 4, 17)}, "C41"),
    ],
)
def test_outside_the_agreements_the_note_does_not_say(
    values: Values, change: dict[str, Any], contradiction: str
) -> None:
    answer = judge(values, replace(LEVEL_3, **change, mentor_tasks=True))
    assert (answer.verdict, answer.conditions, answer.contradictions) == (SILENT, (), (contradiction,))


@pytest.mark.parametrize(
    ("as_of", "verdict", "state"),
    [(LAST_OLD, ALLOWED, State.MET), (FIRST_NEW, SILENT, State.UNKNOWN)],
)
@pytest.mark.parametrize("job", [OLD_3, OLD_4])
def test_since_the_memo_credits_alone_decide_nothing(
    values: Values, job: PaidJob, as_of: date, verdict: Eligibility, state: State
) -> None:
    answer = judge(values, replace(job, as_of=as_of, credits_at_check=240))
    on_credits = {Requirement.CREDITS, Requirement.OPEN_CREDITS} & states(answer).keys()
    assert answer.verdict is verdict
    assert [states(answer)[name] for name in on_credits] == [state]


@pytest.mark.parametrize(
    ("job", "contradictions"),
    [(LEVEL_3, ("C02", "C03")), (LEVEL_4, ("C02", "C03")), (OLD_3, ()), (OLD_4, ("C45",))],
)
def test_the_contradictions_that_touch_the_credits(
    values: Values, job: PaidJob, contradictions: tuple[str, ...]
) -> None:
    assert judge(values, job).contradictions == contradictions


def test_where_both_are_known_the_number_of_the_old_rule_goes_first(values: Values) -> None:
    assert judge(values, replace(OLD_4, open_credits=40)).verdict is ALLOWED
    assert judge(values, replace(OLD_4, credits_at_check=139, open_credits=0)).verdict is NOT_ALLOWED


@pytest.mark.parametrize("name", ["propedeuse", "fte", "lesson_hours", "mentor_tasks"])
def test_a_missing_answer_is_not_blamed_on_the_note(values: Values, name: str) -> None:
    missing: dict[str, Any] = {name: None}
    assert judge(values, replace(LEVEL_3, **missing)).verdict is None
    assert judge(values, replace(LEVEL_3, **missing, open_credits=None)).verdict is None


def test_the_old_rule_without_any_credits_waits_for_an_answer(values: Values) -> None:
    answer = judge(values, replace(OLD_3, credits_at_check=None))
    assert (answer.verdict, figures(answer)[Requirement.CREDITS]) == (None, 85)


@given(job=JOBS)
def test_the_verdict_follows_from_the_conditions(values: Values, job: PaidJob) -> None:
    answer = judge(values, job)
    found = set(states(answer).values())
    if State.NOT_MET in found:
        assert answer.verdict is NOT_ALLOWED
    elif State.UNKNOWN in found:
        assert answer.verdict in (None, SILENT)
    else:
        assert answer.verdict is (ALLOWED if found else SILENT)


@given(job=JOBS, name=st.sampled_from(["propedeuse", "fte", "lesson_hours", "mentor_tasks"]))
def test_learning_more_never_undoes_a_refusal(values: Values, job: PaidJob, name: str) -> None:
    unknown: dict[str, Any] = {name: None}
    if judge(values, replace(job, **unknown)).verdict is NOT_ALLOWED:
        assert judge(values, job).verdict is NOT_ALLOWED


@given(job=st.sampled_from([LEVEL_3, LEVEL_4]), less=st.floats(0, 1), more=st.integers(1, 20))
def test_smaller_is_allowed_and_larger_is_not(values: Values, job: PaidJob, less: float, more: int) -> None:
    for name in ("open_credits", "fte", "lesson_hours"):
        limit = getattr(job, name)
        smaller: dict[str, Any] = {name: limit * less}
        larger: dict[str, Any] = {name: limit + more}
        assert judge(values, replace(job, **smaller)).verdict is ALLOWED
        assert judge(values, replace(job, **larger)).verdict is NOT_ALLOWED


@given(job=JOBS)
def test_every_answer_rests_on_facts_of_the_note(values: Values, known_facts: set[str], job: PaidJob) -> None:
    answer = judge(values, job)
    assert set(answer.facts) <= known_facts
    assert answer.facts
    assert all(condition.facts for condition in answer.conditions)


@pytest.mark.parametrize(("level", "study_year"), [(0, 1), (5, 1), (3, 0)])
def test_a_level_or_year_that_does_not_exist_is_refused(level: int, study_year: int) -> None:
    with pytest.raises(ValueError, match="no such level or year"):
        replace(LEVEL_3, level=level, study_year=study_year)


@pytest.mark.parametrize(
    ("as_of", "day"),
    [
        (date(2023, 4, 17), None),
        (date(2023, 4, 18), date(2026, 5, 1)),
        (LAST_OLD, date(2026, 5, 1)),
        (FIRST_NEW, date(2026, 3, 15)),
    ],
)
def test_the_check_moved_from_1_may_to_15_march(values: Values, as_of: date, day: date | None) -> None:
    assert check_day(values, as_of, 2026) == day


@pytest.mark.parametrize("year", [2024, 2025, 2028])
def test_registering_ends_on_31_may_and_is_flagged_unclear(values: Values, year: int) -> None:
    deadline = register_by(values, NEW, year)
    assert deadline is not None
    assert (deadline.day, deadline.contradictions) == (date(year, 5, 31), ("C04",))
    assert register_by(values, date(2023, 4, 17), year) is None
