"""Calls for help that wait for an answer; after two working days they pass on to the next in line by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.clock import AMSTERDAM
from bot.message import Open
from bot.records.batches import Batch
from bot.reminders.item import Item, Settles
from storage.due_cases import WaitingCall, calls_waiting

AGAIN = (1, 5, 10)
LONG_AGO = timedelta(days=30)


async def unanswered(batch: Batch) -> Iterable[Item]:
    found = await calls_waiting(batch.session, list(batch.people), batch.moment(LONG_AGO))
    return [_item(batch, one) for one in found]


def _item(batch: Batch, one: WaitingCall) -> Item:
    key = "reminder-call.text" if one.student else "reminder-call.text-no-name"
    return Item(
        key=f"call/{one.id}",
        owner=one.asked,
        kind="call",
        last_day=one.asked_at.astimezone(AMSTERDAM).date(),
        title=batch.words("reminder-call.title", who=one.asker),
        text=batch.words(key, who=one.asker, student=one.student),
        rule="call unanswered",
        again=AGAIN,
        action=Open(dialog="call", subject=str(one.id)),
        students=(one.student_id,) if one.student_id else (),
        settles=Settles.NOTHING,
    )
