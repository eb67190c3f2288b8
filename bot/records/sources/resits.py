"""From when a placement may be resat, and what follows when the resit failed too: to the IO and the SO.

The student is left out: who notes a failed placement is promised that the student does not hear it from the program.
The onderwijsmanager has no students here, so that nobody is named to them either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.clock import AMSTERDAM
from bot.procedures.resits import FIRST, SECOND
from bot.records.batches import Batch
from bot.records.sources.deadlines import event
from bot.reminders.item import Item
from knowledge.model import Role
from storage.due_procedures import FailedPlacement, last_failed

WINDOW, TALK = "resit-possible", "suitability-talk"
CONCERNED = (Role.IO, Role.SO)
AHEAD, BACK = timedelta(days=90), timedelta(days=90)


async def failed(batch: Batch) -> Iterable[Item]:
    """The last failed placement of each student; for each person in the first of their roles that hears of it."""
    cared = {who: students for who, students in batch.cared_for.items() if who[1] in CONCERNED}
    found = await last_failed(batch.session, list({one for students in cared.values() for one in students}))
    by_student = {one.student_id: one for one in found}
    items: dict[tuple[int, str], Item] = {}
    for (person, role), students in cared.items():
        for item in _items(batch, person, role, [by_student[one] for one in students if one in by_student]):
            items.setdefault((item.owner, item.key), item)
    return items.values()


def _items(batch: Batch, person: int, role: Role, found: Iterable[FailedPlacement]) -> Iterator[Item]:
    for one in found:
        noted = one.made_at.astimezone(AMSTERDAM).date()
        if one.chance == FIRST and one.earliest_on and _near(batch, one.earliest_on):
            item = event(batch, WINDOW, role, person, str(one.id), one.earliest_on, (one.student_id,))
            if item:
                yield replace(item, since=noted)
        if one.chance == SECOND and not one.talk and _near(batch, noted):
            item = event(batch, TALK, role, person, str(one.id), noted, (one.student_id,))
            if item:
                yield item


def _near(batch: Batch, day: date) -> bool:
    return batch.today - BACK <= day <= batch.today + AHEAD
