"""Forms: an input of the card for each, its own fault under it, and reading back what was filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.channels.teams.cards.elements import Element, rich, run, small
from bot.channels.teams.cards.escaping import shown, unmarked
from bot.channels.text import with_marks
from bot.message import Input
from knowledge.phrases import Phrases

PREFIX = "in-"
NOTE = "note-"
LONGEST = {"line": 500, "text": 2000}
FEW, MANY = 4, 10
NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,6})?", re.ASCII)


def inputs(asked: Sequence[Input], phrases: Phrases) -> Iterator[Element]:
    hinted = ""
    for one in asked:
        yield _input(one, phrases)
        if one.error:
            fault = run(one.error, color="Attention", weight="Bolder", size="Small")
            yield rich(fault, id=f"{NOTE}{one.name}-error", spacing="Small")
        if one.hint and one.kind != "date" and one.hint != hinted:
            yield small(one.hint, id=f"{NOTE}{one.name}-hint", spacing="Small")
            hinted = one.hint


def values_of(data: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, from the data that a pressed button brought along."""
    fields = {name.removeprefix(PREFIX): value for name, value in data.items() if name.startswith(PREFIX)}
    return {name: str(value) for name, value in fields.items() if isinstance(value, str | int | float)}


def _input(one: Input, phrases: Phrases) -> Element:
    required = {"isRequired": True, "errorMessage": phrases(_missing(one))} if one.required else {}
    common = {"id": PREFIX + one.name, "label": shown(one.label), "spacing": "Medium", **required}
    match one.kind:
        case "choice" | "several":
            return {**common, **_choices(one, phrases)}
        case "rating":
            return {**common, **_rating(one, phrases)}
        case "date" if _is_date(one.value):
            return {**common, "type": "Input.Date", **_filled(one.value)}
        case "number" if _is_number(_pointed(one.value)):
            return {**common, "type": "Input.Number", **_number(_pointed(one.value))}
        case _:
            return {**common, **_text(one)}


def _missing(one: Input) -> str:
    return "form.invalid-choice" if one.options else "form.required"


def _text(one: Input) -> Element:
    """Also for a date or a number that was typed wrongly: it stands there to be mended."""
    longest = max(LONGEST.get(one.kind, LONGEST["line"]), len(one.value))
    multiline = {"isMultiline": True} if one.kind == "text" else {}
    return {"type": "Input.Text", **multiline, "maxLength": longest, **_filled(one.value)}


def _choices(one: Input, phrases: Phrases) -> Element:
    expanded = len(one.options) <= (MANY if one.kind == "several" else FEW)
    style = "expanded" if expanded else "filtered" if len(one.options) > MANY else "compact"
    title = unmarked if expanded else shown
    placeholder = (
        {} if expanded else {"placeholder": phrases("teams.search" if style == "filtered" else "teams.choose")}
    )
    known = {value for value, _ in one.options}
    chosen = [value for value in one.value.split(",") if value in known]
    return {
        "type": "Input.ChoiceSet",
        "style": style,
        "choices": [{"title": title(label), "value": value} for value, label in one.options],
        "wrap": True,
        **({"isMultiSelect": True} if one.kind == "several" else {}),
        **placeholder,
        **_filled(",".join(chosen)),
    }


def _rating(one: Input, phrases: Phrases) -> Element:
    """A row of one line, so that many stay below each other on a phone."""
    marked = with_marks(one.options)
    return {
        "type": "Input.ChoiceSet",
        "style": "compact",
        "choices": [{"title": shown(label), "value": value} for value, label in marked],
        "placeholder": phrases("teams.choose"),
        **_filled(one.value if one.value in dict(marked) else ""),
    }


def _filled(value: str) -> Element:
    return {"value": value} if value else {}


def _is_date(value: str) -> bool:
    try:
        return not value or date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _pointed(value: str) -> str:
    """A card takes a point only; in Dutch one writes a comma."""
    return value.replace(",", ".")


def _number(value: str) -> Element:
    return {"value": json.loads(value)} if value else {}


def _is_number(value: str) -> bool:
    """One that comes back as it was typed."""
    return not value or (bool(NUMBER.fullmatch(value)) and str(json.loads(value)) == value)
