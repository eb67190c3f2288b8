"""The building blocks of a card."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.channels.teams.cards.escaping import shown, unmarked

Element = dict[str, Any]
VERSION = "1.5"


def run(text: str, **style: Any) -> Element:
    return {"type": "TextRun", "text": shown(text), **style}


def rich(*runs: Element, **layout: Any) -> Element:
    return {"type": "RichTextBlock", "inlines": list(runs), **layout}


def text(words: str, **layout: Any) -> Element:
    return rich(run(words), **layout)


def small(words: str, **layout: Any) -> Element:
    return rich(run(words, size="Small", isSubtle=True), **layout)


def heading(words: str, size: str, **layout: Any) -> Element:
    """A TextBlock, as only that can be a heading for who listens to the screen."""
    look = {"style": "heading", "wrap": True, "weight": "Bolder", "size": size}
    return {"type": "TextBlock", "text": unmarked(words), **look, **layout}


def linked(label: str, url: str) -> Element:
    """A link in a text. `url` holds no brackets: it is percent-encoded."""
    words = unmarked(label).replace("[", "(").replace("]", ")")
    return {"type": "TextBlock", "text": f"[{words}]({url})", "wrap": True, "spacing": "Medium"}


def marked(mark: Element, words: Element, width: str) -> Element:
    """A line with its number or bullet in front, that stays in line where it wraps."""
    return {
        "type": "ColumnSet",
        "spacing": "Small",
        "columns": [
            {"type": "Column", "width": width, "items": [mark]},
            {"type": "Column", "width": "stretch", "spacing": "None", "items": [words]},
        ],
    }


def container(items: Iterable[Element], **layout: Any) -> Element:
    return {"type": "Container", "items": list(items), **layout}


def adaptive_card(body: list[Element], actions: list[Element], **more: Any) -> Element:
    whole = {"type": "AdaptiveCard", "version": VERSION, **more, "body": body}
    return {**whole, "actions": actions} if actions else whole
