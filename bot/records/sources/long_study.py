"""After five years the IO hands a student over to the opleiding, usually the SLC (D10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.records.batches import Batch
from bot.records.sources.deadlines import event
from bot.reminders.item import Item
from knowledge.model import Role
from knowledge.rules.long_study import LongStudy, long_study

DEADLINE = "long-study-handover"
CONCERNED = (Role.IO, Role.SO, Role.SLC)
# Longer than any lead of the calendar.
AHEAD, BACK = timedelta(days=240), timedelta(days=180)


async def hand_over(batch: Batch) -> Iterable[Item]:
    """One a person, role and year, with all the students whom it concerns."""
    of = batch.cared_for.items()
    return [item for (person, role), students in of for item in _items(batch, person, role, students)]


def _items(batch: Batch, person: int, role: Role, students: Iterable[int]) -> Iterator[Item]:
    """The last day is the one before the first on which the opleiding supervises."""
    if role not in CONCERNED:
        return
    by_day: dict[date, list[int]] = {}
    for one in students:
        found = _standing(batch, batch.students[one].start_year)
        if found and batch.today - BACK <= found.handover <= batch.today + AHEAD:
            by_day.setdefault(found.handover - timedelta(days=1), []).append(one)
    for last_day, concerned in by_day.items():
        item = event(batch, DEADLINE, role, person, f"{last_day.year}/{role}", last_day, tuple(concerned))
        if item:
            yield item


def _standing(batch: Batch, start_year: int) -> LongStudy | None:
    return batch.once((DEADLINE, start_year), lambda: long_study(batch.product.values, start_year, batch.today))
