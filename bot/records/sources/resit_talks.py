"""After the talk on a failed resit a third chance can be asked for: to the student who was there (D25)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.clock import AMSTERDAM
from bot.records.batches import Batch
from bot.records.sources.deadlines import event
from bot.reminders.events import THIRD_CHANCE
from bot.reminders.item import Item
from knowledge.model import Role
from storage.due_procedures import resit_talks_with

# Longer than it makes sense to hear of it.
BACK = timedelta(days=60)


async def third_chance(batch: Batch) -> Iterable[Item]:
    """From the day after the talk on. Who was not invited is not told of it by the program."""
    students = [one.id for one in batch.with_role(Role.STUDENT)]
    held = await resit_talks_with(batch.session, students, batch.moment(BACK), batch.moment(timedelta(0)))
    items = (
        event(
            batch, THIRD_CHANCE, Role.STUDENT, student, str(meeting),
            starts_at.astimezone(AMSTERDAM).date() + timedelta(days=1), (student,),
        )
        for meeting, student, starts_at in held
    )  # fmt: skip
    return [one for one in items if one]
