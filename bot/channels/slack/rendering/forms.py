"""Forms as modals, and what was filled in back as our own values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bot.channels.slack.rendering.elements import (
    Block,
    Element,
    context,
    option,
    plain_text,
    search_menu,
    section,
    worded,
)
from bot.channels.slack.rendering.identifiers import FORM_VIEW, SEARCH, field_block, input_of
from bot.channels.slack.rendering.limits import (
    CHECKBOXES,
    CONTEXT_TEXT,
    INITIAL_TEXT,
    LABEL,
    METADATA,
    OPTIONS,
    SECTION,
    TITLE,
)
from bot.channels.slack.rendering.text import bold, one_line, pieces, short_label, shortened, size, start_of
from bot.channels.slack.rendering.views import View, view
from bot.channels.text import with_marks
from bot.message import FormView, Input, Message
from knowledge.phrases import Phrases

NUMBER = re.compile(r"-?\d+(\.\d+)?")
ENTERED = "entered"


def modal(form: FormView, title: str, phrases: Phrases, private_metadata: str) -> View:
    """The form as it stands, with its errors where it has them. `title` is the question it belongs to.

    `private_metadata` comes back with the submitted view. Raises ValueError when Slack would refuse its length.
    """
    if size(private_metadata) > METADATA:
        raise ValueError(f"private_metadata is longer than {METADATA} characters")
    whole = (
        [] if size(one_line(title)) <= TITLE else [section(worded(piece, bold)) for piece in pieces(title, SECTION - 2)]
    )
    asked = [block for one in form.inputs if offers_something(one) for block in _blocks(one, phrases)]
    return view(title or phrases("slack.name"), [*whole, *asked], phrases) | {
        "callback_id": FORM_VIEW,
        "submit": plain_text(_submit_label(form.submit.label, phrases)),
        "private_metadata": private_metadata,
    }


def _submit_label(label: str, phrases: Phrases) -> str:
    loose = tuple(word.strip() for word in phrases("slack.loose-words").split(","))
    return short_label(label, TITLE, loose) or phrases("slack.submit")


def offers_something(one: Input) -> bool:
    """A choice between nothing is not asked."""
    return one.kind not in ("choice", "rating", "several") or bool(one.options)


def _blocks(one: Input, phrases: Phrases) -> list[Block]:
    error = [context([worded(f"⚠️ {piece}")]) for piece in pieces(one.error, CONTEXT_TEXT - len("⚠️ "))]
    hint = _hint(one, phrases)
    block: Block = {
        "type": "input",
        "block_id": field_block(one.name),
        "label": plain_text(shortened(one.label, LABEL)),
        "optional": not one.required,
        "element": _element(one, phrases),
    }
    return [*error, block | ({"hint": plain_text(shortened(hint, LABEL))} if hint else {})]


def _hint(one: Input, phrases: Phrases) -> str:
    """A date is picked from a calendar here: nothing about how to type one."""
    return "" if one.kind == "date" and one.hint == phrases("form.day-hint") else one.hint


def _element(one: Input, phrases: Phrases) -> Element:
    match one.kind:
        case "choice":
            return _choice(one, phrases)
        case "rating":
            return _rating(one, phrases)
        case "several":
            return _several(one, phrases)
        case "date":
            return _with("datepicker", initial_date=one.value if _is_day(one.value) else "")
        case "number":
            return _with("number_input", is_decimal_allowed=True, initial_value=_number(one.value))
        case _:
            initial = start_of(one.value, INITIAL_TEXT)
            return _with("plain_text_input", multiline=one.kind == "text", initial_value=initial)


def _number(value: str) -> str:
    """Slack takes a point only; in Dutch one writes a comma."""
    written = value.replace(",", ".")
    return written if NUMBER.fullmatch(written) else ""


def _with(kind: str, **more: Any) -> Element:
    filled = {name: value for name, value in more.items() if value not in ("", [], None)}
    return {"type": kind, "action_id": ENTERED, **filled}


def _choice(one: Input, phrases: Phrases) -> Element:
    chosen = next(iter(_chosen(one, [one.value])), None)
    placeholder = plain_text(phrases("slack.choose"))
    if len(one.options) <= CHECKBOXES:
        return _with("radio_buttons", options=_options(one), initial_option=chosen)
    if len(one.options) <= OPTIONS:
        return _with("static_select", options=_options(one), initial_option=chosen, placeholder=placeholder)
    return _initial(search_menu(SEARCH, phrases("slack.search")), initial_option=chosen)


def _rating(one: Input, phrases: Phrases) -> Element:
    """A menu takes one line of a phone, where three radio buttons take three."""
    marked = one.model_copy(update={"options": with_marks(one.options)})
    chosen = next(iter(_chosen(marked, [one.value])), None)
    placeholder = plain_text(phrases("slack.choose"))
    return _with("static_select", options=_options(marked), initial_option=chosen, placeholder=placeholder)


def _several(one: Input, phrases: Phrases) -> Element:
    chosen = _chosen(one, one.value.split(","))
    placeholder = plain_text(phrases("slack.choose"))
    if len(one.options) <= CHECKBOXES:
        return _with("checkboxes", options=_options(one), initial_options=chosen)
    if len(one.options) <= OPTIONS:
        return _with("multi_static_select", options=_options(one), initial_options=chosen, placeholder=placeholder)
    return _initial(search_menu(SEARCH, phrases("slack.search"), several=True), initial_options=chosen)


def _initial(menu: Element, **chosen: Any) -> Element:
    return menu | {name: value for name, value in chosen.items() if value}


def _options(one: Input) -> list[dict[str, Any]]:
    return [option(value, label) for value, label in one.options]


def _chosen(one: Input, values: Iterable[str]) -> list[dict[str, Any]]:
    wanted = set(values)
    return [option(value, label) for value, label in one.options if value in wanted]


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


# Back again


def values_of(view_state: Mapping[str, Any]) -> dict[str, str]:
    """`view["state"]` of a submitted modal as values by input; what was left empty is an empty text."""
    return {
        input_of(block_id): _value(entered)
        for block_id, by_action in view_state.get("values", {}).items()
        for entered in list(by_action.values())[:1]
        if input_of(block_id)
    }


def _value(entered: Mapping[str, Any]) -> str:
    if "selected_options" in entered:
        return ",".join(one["value"] for one in entered["selected_options"] or ())
    if "selected_option" in entered:
        return str((entered["selected_option"] or {}).get("value", ""))
    return str(entered.get("selected_date", entered.get("value")) or "")


def errors_of(messages: Iterable[Message]) -> dict[str, str]:
    """For `ack(response_action="errors", errors=…)`; empty when the form was accepted."""
    forms = [message.form for message in messages if message.form]
    return {field_block(one.name): one.error for form in forms for one in form.inputs
            if one.error and offers_something(one)}  # fmt: skip
