"""Reports: shared with somebody who has not said that they read it, and of a talk of which the IO wrote none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.clock import AMSTERDAM
from bot.message import Open
from bot.records.batches import Batch
from bot.reminders.item import Item, Settles
from knowledge.model import Role
from storage.due_cases import Talk, UnseenReport, reports_unseen, talks_without_report

UNSEEN = (3, 8)
UNWRITTEN = (2, 5, 10)
STILL = 10
LONG_AGO = timedelta(days=45)
THREE_WAY_TALK = "driegesprek"


async def unseen(batch: Batch) -> Iterable[Item]:
    found = await reports_unseen(batch.session, list(batch.people), batch.moment(LONG_AGO))
    return [_unseen(batch, one) for one in found if batch.may_see(one.reader, "report", one.student_id, one.region)]


def _unseen(batch: Batch, one: UnseenReport) -> Item:
    return Item(
        key=f"report/{one.id}",
        owner=one.reader,
        kind="report",
        last_day=one.written_at.astimezone(AMSTERDAM).date(),
        title=batch.words("reminder-report.title", student=one.student),
        text=batch.words("reminder-report.text", student=one.student),
        rule="report unseen",
        again=UNSEEN,
        still=STILL,
        must_act=False,
        action=Open(dialog="read-report", subject=str(one.id)),
        students=(one.student_id,),
        settles=Settles.REPORT,
    )


async def unwritten(batch: Batch) -> Iterable[Item]:
    """The IO always writes one, also where somebody else did (section twijfels over beroepsgeschiktheid)."""
    ios = [one.id for one in batch.with_role(Role.IO)]
    found = await talks_without_report(batch.session, ios, batch.today, THREE_WAY_TALK, batch.today - LONG_AGO)
    return [_unwritten(batch, one) for one in found]


def _unwritten(batch: Batch, one: Talk) -> Item:
    return Item(
        key=f"talk/{one.student_id}/{one.held_on}",
        owner=one.io,
        kind="unwritten",
        last_day=one.held_on,
        title=batch.words("reminder-report.unwritten-title", student=one.student),
        text=batch.words("reminder-report.unwritten", student=one.student, day="{day}"),
        rule="the IO's report of a talk",
        again=UNWRITTEN,
        still=STILL,
        action=Open(dialog="report", subject=str(one.student_id)),
        students=(one.student_id,),
        facts=("H-twijfels-05", "H-twijfels-06"),
    )
