"""Reminders as dialogs see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.cases import Someone
from bot.dialogs.engine import Effect
from bot.lookups import Lookup
from bot.reminders.bundle import Told
from bot.reminders.days import Works, later_day
from bot.reminders.deciding import Remembered, State, next_on
from bot.reminders.item import Item, Words
from bot.working_days import is_working_day


@dataclass(frozen=True)
class Coming:
    """An item that is mine, or was handed to me. `works` tells the working days of its owner.

    `handed_to` is who hears of it instead of the owner who asks.
    """

    told: Told
    remembered: Remembered | None
    works: Works = is_working_day
    handed_to: Someone | None = None

    @property
    def item(self) -> Item:
        return self.told.item

    @property
    def settled(self) -> bool:
        return self.remembered is not None and self.remembered.state is State.DONE

    @property
    def version(self) -> int:
        """0 while nothing was told."""
        return self.remembered.version if self.remembered else 0

    def next_on(self, today: date) -> date | None:
        """When one hears of it (again); None: no more."""
        return next_on(self.item, self.remembered, today, self.works)

    def put_off(self, wanted: date, today: date) -> date | None:
        """The day on which one hears of it when one wants that on `wanted`; None when it makes no sense any more."""
        return later_day(wanted, self.item, today, self.works)


@dataclass(frozen=True)
class ComingUp(Lookup[tuple[Coming, ...]]):
    """What is open for the person who asks, the most urgent first."""


@dataclass(frozen=True)
class OneReminder(Lookup[Coming | None]):
    """By the name that buttons have for it. None when it is nothing (any more), or not theirs."""

    subject: str


@dataclass(frozen=True)
class Kind:
    """A kind of reminder that the person may get. `must`: all of it must be acted on. `off`: they do without."""

    slug: str
    title: Words
    must: bool
    off: bool


@dataclass(frozen=True)
class MyKinds(Lookup[tuple[Kind, ...]]):
    """Of the role of the person who asks."""


@dataclass(frozen=True)
class MarkReminder(Effect):
    """Seen, done, or put off until `later`, as it was when the person saw it (`version`; 0: not told yet)."""

    subject: str
    version: int
    state: State
    later: date | None = None


@dataclass(frozen=True)
class HandOverReminder(Effect):
    subject: str
    version: int
    to: int


@dataclass(frozen=True)
class SeeAll(Effect):
    """All that was told on that day."""

    day: date


@dataclass(frozen=True)
class ChooseKind(Effect):
    """Whether the person wants to hear of that kind."""

    kind: str
    wanted: bool
