"""Whether somebody hears of an item on a morning: worked out for that morning, never planned ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.reminders.days import Step, Works, ends, steps
from bot.reminders.item import Item


class State(StrEnum):
    WAITING = "waiting"
    SEEN = "seen"
    DONE = "done"


@dataclass(frozen=True)
class Remembered:
    """What was told before: of which last day, and on which day. `later` is what the person asked for instead.

    `hears` is to whom the owner handed it over, `told_to` who was told it for them last; `version` rises with
    every change.
    """

    last_day: date
    told_on: date | None
    state: State = State.WAITING
    later: date | None = None
    hears: int | None = None
    version: int = 1
    told_to: int | None = None


@dataclass(frozen=True)
class Due:
    """That the owner of the item must hear of it now, and by which step."""

    item: Item
    step: Step


def due_on(item: Item, remembered: Remembered | None, today: date, works: Works) -> Due | None:
    """Of steps that were missed only the last counts: what still makes sense is told once."""
    if is_settled(item, remembered) or today > ends(item, works):
        return None
    come = [step for step in steps(item, works) if step.day <= today and not _knew(item, step)]
    same = remembered is not None and remembered.last_day == item.last_day
    if remembered is None or not same:
        return Due(item, come[-1]) if come else None
    if remembered.later:
        asked = Step(remembered.later, (item.last_day - remembered.later).days)
        return Due(item, come[-1] if come else asked) if today >= remembered.later else None
    told = remembered.told_on or date.min
    return Due(item, come[-1]) if come and come[-1].day > told else None


def is_settled(item: Item, remembered: Remembered | None) -> bool:
    """Done stays done. Whoever has seen what they need not act on, hears no more of it while its day stays."""
    if remembered is None:
        return False
    seen = remembered.state is State.SEEN and not item.must_act and remembered.last_day == item.last_day
    return remembered.state is State.DONE or seen


def next_on(item: Item, remembered: Remembered | None, today: date, works: Works) -> date | None:
    """The first day after today on which the owner hears of it, as things stand."""
    if is_settled(item, remembered):
        return None
    same = remembered is not None and remembered.last_day == item.last_day
    days = [step.day for step in steps(item, works) if not _knew(item, step)]
    if remembered and same and remembered.later:
        days = [remembered.later, *(day for day in days if day > remembered.later)]
    return next((day for day in days if day > today and day <= ends(item, works)), None)


def _knew(item: Item, step: Step) -> bool:
    return item.since is not None and step.day <= item.since
