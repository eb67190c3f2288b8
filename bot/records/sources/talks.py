"""Progress talks: to who takes part before the day, and to who has not signed the form yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.clock import AMSTERDAM
from bot.message import Open
from bot.procedures.talks import SIGNERS, SIGNS_STILL
from bot.records.batches import Batch
from bot.records.sources.deadlines import event
from bot.reminders.events import PREPARE
from bot.reminders.item import Item, Settles, Words
from knowledge.model import Role
from storage.due_procedures import TalkParty, planned_talks, unsigned_talks
from storage.talks import of_their_time

LEADS = (7, 1)
AHEAD = timedelta(days=30)
UNSIGNED = (3, 8)
STILL = 10
LONG_AGO = timedelta(days=45)


async def planned(batch: Batch) -> Iterable[Item]:
    found = await planned_talks(batch.session, list(batch.people), batch.today, batch.today + AHEAD)
    return [_planned(batch, one) for one in found if batch.may_see(one.person, "talk", one.student_id, one.region)]


def _planned(batch: Batch, one: TalkParty) -> Item:
    """A student reads what the calendar says of preparing for it (D29), and is told once."""
    title = _words(batch, one, "own-title", "title")
    told = Item(
        key=f"progress-talk/{one.id}",
        owner=one.person,
        kind="progress-talk",
        last_day=one.held_on,
        title=title,
        text=title,
        rule="progress talk planned",
        leads=LEADS,
        since=one.at.astimezone(AMSTERDAM).date(),
        action=Open(dialog="talk", subject=str(one.id)),
        students=_students(one),
        settles=Settles.NOTHING,
        happens=True,
    )
    prepare = (
        event(batch, PREPARE, Role.STUDENT, one.person, str(one.id), one.held_on, ())
        if one.person == one.student_id
        else None
    )
    if prepare is None:
        return told
    return replace(
        told, text=prepare.text, leads=prepare.leads, rule=prepare.rule, says=prepare.says, facts=prepare.facts
    )


async def unsigned(batch: Batch) -> Iterable[Item]:
    found = await unsigned_talks(batch.session, list(batch.people), SIGNERS, batch.moment(LONG_AGO))
    theirs = await of_their_time(batch.session, list(batch.people), batch.moment(SIGNS_STILL))

    def still(one: TalkParty) -> bool:
        then = (one.person, one.id) in theirs
        return batch.may_see(one.person, "talk", one.student_id, one.region, then=then)

    return [_unsigned(batch, one) for one in found if still(one)]


def _unsigned(batch: Batch, one: TalkParty) -> Item:
    return Item(
        key=f"progress-talk/{one.id}/sign",
        owner=one.person,
        kind="sign",
        last_day=one.at.astimezone(AMSTERDAM).date(),
        title=_words(batch, one, "sign-own-title", "sign-title"),
        text=_words(batch, one, "sign-own", "sign"),
        rule="progress talk unsigned",
        again=UNSIGNED,
        still=STILL,
        action=Open(dialog="talk", subject=str(one.id)),
        students=_students(one),
        settles=Settles.NOTHING,
    )


def _students(one: TalkParty) -> tuple[int, ...]:
    return () if one.person == one.student_id else (one.student_id,)


def _words(batch: Batch, one: TalkParty, own: str, other: str) -> Words:
    """A student is not told of themselves by name."""
    key = own if one.person == one.student_id else other
    return batch.words(f"reminder-progress-talk.{key}", student=one.student)
