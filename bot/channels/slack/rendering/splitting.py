"""What goes into one message of Slack's, and what into the next: cut between parts that belong together."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from bot.channels.slack.rendering.elements import Block, Element
from bot.channels.slack.rendering.limits import BLOCKS, MESSAGE, TEXT_BYTES
from bot.channels.slack.rendering.text import size, within_bytes

WRAPPING = 120
# Made once: `json.dumps` makes a new one for every block.
ENCODED = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True)
class Line:
    """A line twice: as mrkdwn, and escaped without markup for notifications and screen readers.

    `literal`: instead of the markup, as it is typed; for what Slack would read formatting into.
    """

    markup: str
    plain: str
    literal: str = ""

    @property
    def length(self) -> int:
        return size(self.literal or self.markup)

    def below(self, last: Line) -> Line:
        literal = f"{last.literal}\n{self.literal}" if self.literal else ""
        return Line(f"{last.markup}\n{self.markup}", f"{last.plain}\n{self.plain}", literal)


@dataclass(frozen=True)
class Shown:
    """A block, and what it says as (escaped) plain text."""

    block: Block
    plain: str

    @cached_property
    def weight(self) -> int:
        return weight(self.block)


@dataclass(frozen=True)
class Bubble:
    """What chat.postMessage takes: both together."""

    blocks: list[Block]
    text: str


@dataclass
class _Filling:
    shown: list[Shown] = field(default_factory=list)
    weight: int = 0

    def takes(self, more: list[Shown], weight: int) -> bool:
        return len(self.shown) + len(more) <= BLOCKS and self.weight + weight <= MESSAGE

    def add(self, more: list[Shown], weight: int) -> None:
        self.shown += more
        self.weight += weight


def weight(block: Block | Element) -> int:
    """Bytes of the block's JSON, and what Slack's own wrapping adds to each of its parts (by measurement)."""
    parts = 1 + len(block.get("elements", ()))
    return len(ENCODED(block).encode()) + WRAPPING * parts


def split(groups: Iterable[list[Shown]]) -> list[Bubble]:
    """Groups stay together as long as they fit into one message."""
    filled = [_Filling()]
    for group in groups:
        for part in _parts(group):
            heavy = sum(one.weight for one in part)
            if not filled[-1].takes(part, heavy):
                filled.append(_Filling())
            filled[-1].add(part, heavy)
    return [_bubble(one.shown) for one in filled if one.shown]


def _parts(group: list[Shown]) -> list[list[Shown]]:
    """The group whole, or block by block when no message can hold it."""
    whole = len(group) <= BLOCKS and sum(one.weight for one in group) <= MESSAGE
    return [group] if whole else [[one] for one in group]


def _bubble(shown: list[Shown]) -> Bubble:
    text = "\n".join(one.plain for one in shown if one.plain)
    return Bubble([one.block for one in shown], within_bytes(text, TEXT_BYTES))


def packed(lines: Iterable[Line], most: int) -> list[Line]:
    """Lines below each other, as many at a time as fit."""
    found: list[Line] = []
    for line in lines:
        alike = found and bool(found[-1].literal) == bool(line.literal)
        fits = alike and found[-1].length + 1 + line.length <= most
        found.append(line.below(found.pop()) if fits else line)
    return found
