"""Forms as modals: inside Slack's limits, with what was filled in, and back again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.slack.rendering.forms import errors_of, modal, offers_something, values_of
from bot.channels.slack.rendering.identifiers import input_of
from bot.message import Button, FormView, Input, Message, Submit
from knowledge.model import LANGUAGES, Language
from knowledge.phrases import load_phrases
from tests.bot.channels.slack.messages import forms, sentences
from tests.bot.channels.slack.slack_limits import view_refusals

PHRASES = load_phrases()
DAY = "2027-03-12"
SUBMIT = Button(label="Laat zien wat je vastlegt", action=Submit(run=1, question="details"), primary=True)
many = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def state_of(view: dict[str, Any]) -> dict[str, Any]:
    """As Slack sends it when a modal is submitted as it was opened."""
    asked = [block for block in view["blocks"] if block["type"] == "input"]
    return {
        "values": {block["block_id"]: {block["element"]["action_id"]: _entered(block["element"])} for block in asked}
    }


def _entered(element: dict[str, Any]) -> dict[str, Any]:
    match element["type"]:
        case "checkboxes" | "multi_static_select" | "multi_external_select" as kind:
            return {"type": kind, "selected_options": element.get("initial_options", [])}
        case "radio_buttons" | "static_select" | "external_select" as kind:
            return {"type": kind, "selected_option": element.get("initial_option")}
        case "datepicker" as kind:
            return {"type": kind, "selected_date": element.get("initial_date")}
        case kind:
            return {"type": kind, "value": element.get("initial_value")}


@many
@given(forms(), sentences, st.sampled_from(LANGUAGES))
def test_any_form_is_a_modal_that_slack_takes(form: FormView, title: str, language: Language) -> None:
    view = modal(form, title, PHRASES[language], "slack/12")
    assert view_refusals(view) == []
    assert [input_of(block["block_id"]) for block in view["blocks"] if block["type"] == "input"] == [
        one.name for one in form.inputs if offers_something(one)
    ]


@many
@given(forms())
def test_what_is_filled_in_comes_back(form: FormView) -> None:
    values = values_of(state_of(modal(form, "Een afspraak", PHRASES["nl"], "")))
    assert values == {one.name: one.value for one in form.inputs}


@many
@given(forms())
def test_errors_stand_at_their_field(form: FormView) -> None:
    errors = errors_of([Message(paragraphs=("Dat kan niet.",)), Message(form=form)])
    blocks = {block.get("block_id") for block in modal(form, "Een afspraak", PHRASES["nl"], "")["blocks"]}
    assert errors.keys() <= blocks
    assert {input_of(block): error for block, error in errors.items()} == {
        one.name: one.error for one in form.inputs if one.error
    }


def agreement(**more: Any) -> FormView:
    people = tuple((str(number), f"Persoon {number}") for number in range(more.pop("people", 4)))
    return FormView(
        inputs=(
            Input(name="what", label="Wat spreken jullie af?", kind="text", hint="Niets medisch", **more),
            Input(name="due", label="Voor welke dag?", kind="date", hint=PHRASES["nl"]("form.day-hint"), value=DAY),
            Input(name="owners", label="Wie doet het?", kind="several", options=people, value="1,3"),
            Input(name="viewers", label="Wie leest mee?", kind="several", options=(), required=False),
        ),
        submit=SUBMIT,
    )  # fmt: skip


def test_the_form_of_an_agreement() -> None:
    view = modal(agreement(value="Lesplan"), "Een afspraak over Daan Bakker", PHRASES["nl"], "{}")
    assert view["title"]["text"] == "Een afspraak over Daan…"
    assert view["submit"]["text"] == "Laat zien"
    heading, what, due, owners = view["blocks"]
    assert heading["text"]["text"] == "*Een afspraak over Daan Bakker*"
    assert (what["element"]["multiline"], what["element"]["initial_value"]) == (True, "Lesplan")
    assert what["hint"]["text"] == "Niets medisch"
    assert (due["element"]["type"], due["element"]["initial_date"]) == ("datepicker", "2027-03-12")
    assert "hint" not in due, "one picks a day from a calendar"
    assert owners["element"]["type"] == "checkboxes"
    assert [one["value"] for one in owners["element"]["initial_options"]] == ["1", "3"]


@pytest.mark.parametrize(
    ("people", "kind"),
    [(10, "checkboxes"), (11, "multi_static_select"), (100, "multi_static_select"), (101, "multi_external_select")],
)
def test_many_options_get_a_menu(people: int, kind: str) -> None:
    view = modal(agreement(people=people), "Afspraak", PHRASES["nl"], "")
    assert view_refusals(view) == []
    assert view["blocks"][-1]["element"]["type"] == kind
    assert values_of(state_of(view))["owners"] == "1,3"


@pytest.mark.parametrize(("kind", "value"), [("date", "vrijdag"), ("number", "veel"), ("choice", "weg")])
def test_a_value_that_its_field_cannot_show_is_left_out(kind: Any, value: str) -> None:
    """Slack would refuse the whole modal."""
    one = Input(name="x", label="X", kind=kind, options=(("a", "A"),) if kind == "choice" else (), value=value)
    view = modal(FormView(inputs=(one,), submit=SUBMIT), "X", PHRASES["nl"], "")
    assert view_refusals(view) == []
    assert values_of(state_of(view)) == {"x": ""}


def test_a_day_is_today_or_another() -> None:
    day = date(2027, 3, 12)
    picked = {"values": {"field-due": {"entered": {"type": "datepicker", "selected_date": day.isoformat()}}}}
    assert values_of(picked) == {"due": "2027-03-12"}
    assert values_of({"values": {"other": {"entered": {"type": "datepicker", "selected_date": None}}}}) == {}


def test_metadata_that_slack_would_refuse_is_our_own_fault() -> None:
    with pytest.raises(ValueError, match="3000"):
        modal(agreement(), "Afspraak", PHRASES["nl"], "x" * 3001)
