from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.enrolment import ProgrammeForm
from knowledge.rules.study_advice import AdviceVerdict, Standing, Weight, advice_weight, study_advice
from knowledge.values import Values

MAY, NOT, SILENT = AdviceVerdict.MAY_BE_GIVEN, AdviceVerdict.NOT, AdviceVerdict.NOTE_DOES_NOT_SAY
SHORT = Standing(ProgrammeForm.FULL_TIME, study_year=1, level=1, credits=47)
STANDINGS = st.builds(
    Standing, st.sampled_from(ProgrammeForm), st.integers(1, 6), st.integers(1, 4), st.integers(0, 60)
)


@pytest.mark.parametrize(
    ("as_of", "weight"),
    [
        (date(2018, 8, 31), None),
        (date(2018, 9, 1), Weight.BINDING),
        (date(2019, 8, 31), Weight.BINDING),
        (date(2019, 9, 1), Weight.RELAXED),
        (date(2022, 8, 31), Weight.RELAXED),
        (date(2022, 9, 1), Weight.URGENT),
        (date(2026, 9, 1), Weight.URGENT),
    ],
)
def test_the_weight_of_the_advice_over_the_years(values: Values, as_of: date, weight: Weight | None) -> None:
    assert advice_weight(values, as_of) is weight


@given(as_of=st.dates(date(2022, 9, 1)), standing=STANDINGS)
def test_the_advice_is_never_binding_again(values: Values, as_of: date, standing: Standing) -> None:
    assert study_advice(values, as_of, standing).weight is Weight.URGENT


@given(as_of=st.dates(date(2022, 9, 1)), entry_norm=st.sampled_from([None, 40, 60]))
def test_not_even_when_the_norm_changes(values: Values, as_of: date, entry_norm: int | None) -> None:
    norm = values["study-advice-norm"]
    changed = norm.model_copy(update={"values": (norm.values[0].model_copy(update={"value": entry_norm}),)})
    assert advice_weight({**values, "study-advice-norm": changed}, as_of) is Weight.URGENT


@pytest.mark.parametrize(
    ("as_of", "earned", "verdict", "norm"),
    [
        (date(2019, 7, 1), 47, MAY, 48),
        (date(2019, 7, 1), 48, NOT, 48),
        (date(2021, 7, 1), 0, SILENT, None),
        (date(2024, 7, 1), 47.5, MAY, 48),
        (date(2024, 7, 1), 48, NOT, 48),
        (date(2024, 7, 1), 60, NOT, 48),
        (date(2018, 7, 1), 0, SILENT, None),
    ],
)
def test_below_the_norm_advice_may_be_given(
    values: Values, as_of: date, earned: float, verdict: AdviceVerdict, norm: float | None
) -> None:
    advice = study_advice(values, as_of, replace(SHORT, credits=earned))
    assert (advice.verdict, advice.norm) == (verdict, norm)


def test_urgent_advice_names_what_is_unclear_about_sending_away_and_postponing(values: Values) -> None:
    assert study_advice(values, date(2024, 7, 1), SHORT).contradictions == ("C19", "C26")
    assert study_advice(values, date(2019, 7, 1), SHORT).contradictions == ()


@pytest.mark.parametrize("as_of", [date(2019, 7, 1), date(2021, 7, 1), date(2024, 7, 1)])
@pytest.mark.parametrize(
    ("change", "verdict", "contradictions"),
    [
        ({"form": ProgrammeForm.PART_TIME}, SILENT, ("C25",)),
        ({"form": ProgrammeForm.PART_TIME, "level": 2, "study_year": 2}, SILENT, ("C25",)),
        ({"study_year": 2}, SILENT, ("C25",)),
        ({"study_year": 2, "level": 2}, NOT, ()),
        ({"study_year": 5, "level": 4}, NOT, ()),
    ],
)
def test_only_full_time_in_year_1_is_described(
    values: Values,
    as_of: date,
    change: dict[str, Any],
    verdict: AdviceVerdict,
    contradictions: tuple[str, ...],
) -> None:
    advice = study_advice(values, as_of, replace(SHORT, **change))
    assert (advice.verdict, advice.contradictions) == (verdict, contradictions)


@given(as_of=st.dates(date(2018, 9, 1)), standing=STANDINGS, more=st.integers(0, 60))
def test_more_credits_bring_no_advice(values: Values, as_of: date, standing: Standing, more: int) -> None:
    with_more = replace(standing, credits=standing.credits + more)
    if study_advice(values, as_of, with_more).verdict is MAY:
        assert study_advice(values, as_of, standing).verdict is MAY


@given(as_of=st.dates(date(2017, 1, 1), date(2030, 1, 1)), standing=STANDINGS)
def test_every_answer_rests_on_facts_of_the_note(
    values: Values, known_facts: set[str], as_of: date, standing: Standing
) -> None:
    facts = study_advice(values, as_of, standing).facts
    assert facts
    assert set(facts) <= known_facts
