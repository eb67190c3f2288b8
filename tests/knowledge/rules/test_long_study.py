from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.long_study import LongStudy, StudyLength, long_study
from knowledge.values import Values

REGULAR, LAST, LONG = StudyLength.REGULAR, StudyLength.LAST_YEAR_WITH_IO, StudyLength.LANGSTUDEERDER


def of_2020(values: Values, as_of: date) -> LongStudy:
    study = long_study(values, 2020, as_of)
    assert study is not None
    return study


@pytest.mark.parametrize(
    ("as_of", "length", "year", "contradictions"),
    [
        (date(2020, 8, 31), REGULAR, 0, ()),
        (date(2020, 9, 1), REGULAR, 1, ()),
        (date(2024, 8, 31), REGULAR, 4, ()),
        (date(2024, 9, 1), LAST, 5, ("C22",)),
        (date(2025, 8, 31), LAST, 5, ("C22",)),
        (date(2025, 9, 1), LONG, 6, ("C23",)),
        (date(2028, 2, 29), LONG, 8, ("C23",)),
    ],
)
def test_year_5_is_the_last_with_an_io_and_year_6_is_long(
    values: Values, as_of: date, length: StudyLength, year: int, contradictions: tuple[str, ...]
) -> None:
    study = of_2020(values, as_of)
    assert (study.length, study.study_year, study.contradictions) == (length, year, contradictions)


@given(start_year=st.integers(2015, 2080), as_of=st.dates(date(2019, 9, 1), date(2090, 12, 31)))
def test_a_langstudeerder_has_passed_the_handover(values: Values, start_year: int, as_of: date) -> None:
    study = long_study(values, start_year, as_of)
    assert study is not None
    assert study.handover == date(start_year + 5, 9, 1)
    assert (study.length is LONG) == (as_of >= study.handover)


def test_every_answer_rests_on_facts_of_the_note(values: Values, known_facts: set[str]) -> None:
    for year in range(2020, 2028):
        assert set(of_2020(values, date(year, 10, 1)).facts) <= known_facts


def test_before_the_rule_there_is_no_answer(values: Values) -> None:
    assert long_study(values, 2010, date(2019, 8, 31)) is None
