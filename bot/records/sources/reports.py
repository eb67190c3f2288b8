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
from storage.due_procedures import reported_days, talks_to_report

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
    """The IO always writes one, also where somebody else did (section twijfels over beroepsgeschiktheid): of a talk
    that was planned here, or of which somebody else wrote. What was written from the talk settles it on any day.
    """
    ios = [one.id for one in batch.with_role(Role.IO)]
    since = batch.today - LONG_AGO
    found = await talks_without_report(batch.session, ios, batch.today, THREE_WAY_TALK, since)
    planned = await talks_to_report(batch.session, ios, batch.today, batch.moment(LONG_AGO), batch.moment(timedelta(0)))
    written = await reported_days(batch.session, ios, THREE_WAY_TALK, since) if planned else set()
    items = {(one.io, one.student_id, one.held_on): _unwritten(batch, one, str(one.student_id)) for one in found}
    for one in planned:
        held = Talk(one.io, one.student_id, one.student, one.starts_at.astimezone(AMSTERDAM).date())
        if (held.io, held.student_id, held.held_on) not in written:
            items[held.io, held.student_id, held.held_on] = _unwritten(batch, held, f"{one.student_id}/m{one.meeting}")
    return items.values()


def _unwritten(batch: Batch, one: Talk, subject: str) -> Item:
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
        action=Open(dialog="report", subject=subject),
        students=(one.student_id,),
        facts=("H-twijfels-05", "H-twijfels-06"),
    )
