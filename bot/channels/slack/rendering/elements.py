"""The few kinds of block that Wegwijzer uses. Text that is not ours by design is escaped by whoever calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.channels.slack.rendering.limits import BUTTON, HEADER, OPTION, PLACEHOLDER
from bot.channels.slack.rendering.text import shortened

Block = dict[str, Any]
Element = dict[str, Any]


def plain_text(text: str) -> dict[str, Any]:
    """Nothing in it is read as markup, so it is not escaped. Slack refuses an empty one."""
    return {"type": "plain_text", "text": text or "…", "emoji": False}


def marked_up(markup: str) -> dict[str, Any]:
    """Verbatim: Slack reads no mentions or channels into what people typed."""
    return {"type": "mrkdwn", "text": markup, "verbatim": True}


def header(text: str) -> Block:
    return {"type": "header", "text": plain_text(shortened(text, HEADER))}


def section(markup: str, accessory: Element | None = None) -> Block:
    block = {"type": "section", "text": marked_up(markup)}
    return {**block, "accessory": accessory} if accessory else block


def context(markups: Iterable[str], block_id: str = "") -> Block:
    block: Block = {"type": "context", "elements": [marked_up(markup) for markup in markups]}
    return {**block, "block_id": block_id} if block_id else block


def actions(elements: Sequence[Element], block_id: str = "") -> Block:
    block: Block = {"type": "actions", "elements": list(elements)}
    return {**block, "block_id": block_id} if block_id else block


def button(label: str, action_id: str, *, value: str = "", url: str = "", primary: bool = False) -> Element:
    element: Element = {"type": "button", "text": plain_text(shortened(label, BUTTON)), "action_id": action_id}
    more: Mapping[str, str] = {"value": value, "url": url, "style": "primary" if primary else ""}
    return element | {name: text for name, text in more.items() if text}


def option(value: str, label: str) -> dict[str, Any]:
    return {"text": plain_text(shortened(label, OPTION)), "value": value}


def search_menu(action_id: str, placeholder: str, *, several: bool = False) -> Element:
    """Asks us for its options from the first letter on."""
    return {
        "type": "multi_external_select" if several else "external_select",
        "action_id": action_id,
        "placeholder": plain_text(shortened(placeholder, PLACEHOLDER)),
        "min_query_length": 0,
    }
