"""What Slack would refuse, by its reference: our own check beside slack_sdk's, which looks at less."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

MESSAGE = 13_200
LENGTHS = {"text": 3000, "value": 2000, "url": 3000, "action_id": 255, "block_id": 255}
OPTIONED = {"radio_buttons": 10, "checkboxes": 10, "static_select": 100, "multi_static_select": 100}
MENUS = {"external_select", "multi_external_select"}
INPUTS = {*OPTIONED, *MENUS, "datepicker", "number_input", "plain_text_input"}
IN_ACTIONS = {"button", "external_select"}


def message_refusals(blocks: Sequence[dict[str, Any]], text: str) -> list[str]:
    """Empty for a message that Slack takes."""
    found = [*_of_blocks(blocks, 50)]
    if not text.strip() or len(text.encode()) > 4000:
        found.append("text: empty or too long")
    if len(json.dumps(blocks, ensure_ascii=False)) > MESSAGE:
        found.append("msg_blocks_too_long")
    if any(block["type"] == "input" for block in blocks):
        found.append("input block in a message")
    return found


def view_refusals(view: dict[str, Any]) -> list[str]:
    View(**view).to_dict()
    found = [*_of_blocks(view["blocks"], 100)]
    labels = {name: view[name]["text"] for name in ("title", "submit", "close") if name in view}
    found += [f"{name}: {label}" for name, label in labels.items() if not 1 <= _units(label) <= 24]
    if view["type"] == "modal" and "title" not in view:
        found.append("a modal without a title")
    if any(block["type"] == "input" for block in view["blocks"]) and view["type"] == "modal" and "submit" not in view:
        found.append("inputs without a submit")
    if _units(view.get("private_metadata", "")) > 3000:
        found.append("private_metadata")
    return found


def _of_blocks(blocks: Sequence[dict[str, Any]], most: int) -> Iterator[str]:
    if not 1 <= len(blocks) <= most:
        yield f"{len(blocks)} blocks"
    for parsed in Block.parse_all(blocks):
        assert parsed is not None, "slack_sdk does not know this block"
        parsed.validate_json()
        parsed.to_dict()
    identifiers = [block["block_id"] for block in blocks if "block_id" in block]
    if len(identifiers) != len(set(identifiers)):
        yield "block_id twice"
    for block in blocks:
        yield from (f"{block['type']}: {fault}" for fault in _of_block(block))
        yield from _of_values(block)


def _of_block(block: dict[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield from _text(block["text"], 150, "plain_text")
        case "section":
            yield from _text(block["text"], 3000)
            yield from (fault for one in [block.get("accessory")] if one for fault in _element(one, {"button"}))
        case "context":
            yield from _count(block["elements"], 10)
            yield from (fault for element in block["elements"] for fault in _text(element, 2000))
        case "actions":
            yield from _count(block["elements"], 25)
            yield from (fault for element in block["elements"] for fault in _element(element, IN_ACTIONS))
            actions = [element["action_id"] for element in block["elements"]]
            yield from _count([one for one in actions if actions.count(one) > 1], 0, 0)
        case "input":
            yield from _input(block)
        case other:
            yield f"unknown block {other}"


def _count(elements: list[Any], most: int, least: int = 1) -> Iterator[str]:
    if not least <= len(elements) <= most:
        yield f"{len(elements)} elements"


def _input(block: dict[str, Any]) -> Iterator[str]:
    yield from _text(block["label"], 2000, "plain_text")
    yield from _text(block["hint"], 2000, "plain_text") if "hint" in block else ()
    yield from _element(block["element"], INPUTS)


def _element(element: dict[str, Any], allowed: set[str]) -> Iterator[str]:
    kind = element["type"]
    if kind not in allowed:
        yield f"{kind} may not stand here"
    if kind == "button":
        yield from _text(element["text"], 75, "plain_text")
        if element.get("style", "primary") not in {"primary", "danger"}:
            yield "style"
    if kind in OPTIONED and not 1 <= len(element["options"]) <= OPTIONED[kind]:
        yield f"{kind} with {len(element['options'])} options"
    options = element.get("options", [])
    chosen = [
        *element.get("initial_options", ()),
        *([element["initial_option"]] if "initial_option" in element else ()),
    ]
    if kind in OPTIONED and any(one not in options for one in chosen):
        yield "an initial option that is not among the options"
    for one in (*options, *chosen):
        yield from _text(one["text"], 75)
        if not 1 <= _units(one["value"]) <= 150:
            yield "option value"
    if "placeholder" in element:
        yield from _text(element["placeholder"], 150, "plain_text")
    if kind == "plain_text_input" and _units(element.get("initial_value", "")) > 3000:
        yield "initial_value"


def _text(text: dict[str, Any], most: int, kind: str = "") -> Iterator[str]:
    if kind and text["type"] != kind:
        yield f"{text['type']} instead of {kind}"
    if not text["text"].strip() or _units(text["text"]) > most:
        yield f"text of {_units(text['text'])} (most {most})"
    if text["type"] == "mrkdwn" and text.get("verbatim") is not True:
        yield "not verbatim: Slack reads mentions into it"


def _of_values(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name in LENGTHS and isinstance(value, str) and not 0 < _units(value) <= LENGTHS[name]:
                yield f"{name} of {_units(value)}"
            yield from _of_values(value)
    elif isinstance(part, list):
        for one in part:
            yield from _of_values(one)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
