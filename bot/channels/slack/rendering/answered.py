"""A message after a click: without its buttons, and with a line that says what was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.channels.slack.rendering.elements import Block, Element, context, worded
from bot.channels.slack.rendering.identifiers import CHOSEN, MORE, WANTED
from bot.channels.slack.rendering.text import one_line
from knowledge.phrases import Phrases


def answered(blocks: Iterable[dict[str, Any]], chosen: str, phrases: Phrases) -> list[Block]:
    """`blocks` as they stand in the payload of the click, `chosen` as a person reads it (`text.unescaped`).

    Reading on and downloading stay possible. A second click changes the line.
    """
    kept = [block for one in blocks if one.get("block_id") != CHOSEN for block in _without_buttons(one)]
    line = phrases("slack.chosen", label=one_line(chosen))
    return [*kept, context([worded(line)], CHOSEN)]


def _without_buttons(block: Block) -> Iterator[Block]:
    if block["type"] == "actions":
        block = {**block, "elements": [one for one in block["elements"] if _stays(one)]}
        if not block["elements"]:
            return
    yield {name: value for name, value in block.items() if name != "accessory"}


def _stays(element: Element) -> bool:
    identifier = element.get("action_id", "")
    return identifier == MORE or bool(WANTED.match(identifier))
