"""What goes into one message of Slack's, and what into the next: cut between parts that belong together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic_core import to_json

from bot.channels.slack.rendering.elements import Block, Element
from bot.channels.slack.rendering.limits import BLOCKS, MESSAGE, TEXT_BYTES
from bot.channels.slack.rendering.text import size, within_bytes

WRAPPING = 120


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


@dataclass(frozen=True)
class Bubble:
    """What chat.postMessage takes: both together."""

    blocks: list[Block]
    text: str


def weight(parts: Sequence[Block | Element]) -> int:
    """Bytes of their JSON, and what Slack's own wrapping adds to each of them and of their elements (by measurement).

    As if a space stood behind each colon and comma, of texts too: we send none, but do not know how Slack counts.
    """
    written = to_json(parts)
    wrapped = len(parts) + sum(len(part.get("elements", ())) for part in parts)
    return len(written) + written.count(b",") + written.count(b":") + WRAPPING * wrapped


def split(groups: Iterable[list[Shown]]) -> list[Bubble]:
    """Groups stay together as long as they fit into one message."""
    kept = list(groups)
    everything = [one for group in kept for one in group]
    if _fits(everything):
        return [_bubble(everything)] if everything else []
    filled: list[list[Shown]] = [[]]
    for group in kept:
        for part in [group] if _fits(group) else [[one] for one in group]:
            if _fits([*filled[-1], *part]):
                filled[-1] += part
            else:
                filled.append([*part])
    return [_bubble(shown) for shown in filled if shown]


def _fits(shown: list[Shown]) -> bool:
    return len(shown) <= BLOCKS and weight([one.block for one in shown]) <= MESSAGE


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
