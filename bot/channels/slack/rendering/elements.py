"""The few kinds of block that Wegwijzer uses. Text that is not ours by design is escaped by whoever calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bot.channels.slack.rendering.limits import BUTTON, HEADER, OPTION, PLACEHOLDER
from bot.channels.slack.rendering.text import formats, mrkdwn, shortened

Block = dict[str, Any]
Element = dict[str, Any]
Style = Callable[[str], str]


def plain_text(text: str) -> dict[str, Any]:
    """Nothing in it is read as markup, so it is not escaped. Slack refuses an empty one."""
    return {"type": "plain_text", "text": text or "…", "emoji": False}


def marked_up(markup: str) -> dict[str, Any]:
    """Verbatim: Slack reads no mentions or channels into what people typed."""
    return {"type": "mrkdwn", "text": markup, "verbatim": True}


def worded(text: str, style: Style = mrkdwn) -> dict[str, Any]:
    """Text that people may have typed: as plain text where Slack would read formatting into it."""
    return plain_text(text) if formats(text) else marked_up(style(text))


def header(text: str) -> Block:
    return {"type": "header", "text": plain_text(shortened(text, HEADER))}


def section(text: dict[str, Any], accessory: Element | None = None) -> Block:
    """`text` is `worded` or `marked_up`."""
    block = {"type": "section", "text": text}
    return {**block, "accessory": accessory} if accessory else block


def context(texts: Iterable[dict[str, Any]], block_id: str = "") -> Block:
    block: Block = {"type": "context", "elements": list(texts)}
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
