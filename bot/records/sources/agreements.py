"""Agreements: to who keeps them before the day and after it, and then to who leads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.clock import AMSTERDAM
from bot.message import Open
from bot.records.batches import Batch
from bot.reminders.item import Item, Settles
from bot.reminders.leading import leads, studies_long
from knowledge.model import Role
from storage.due_cases import OpenAgreement, OverdueAgreement, open_agreements, overdue_agreements, owners_of

LEADS = (7, 1)
OVERDUE = (1, 5)
ESCALATED = (10,)
STILL = 10
# What was due longer ago than this is not brought up any more.
LONG_AGO = timedelta(days=60)


async def kept(batch: Batch) -> Iterable[Item]:
    found = await open_agreements(batch.session, list(batch.people), batch.today - LONG_AGO)
    return [_kept(batch, one) for one in found if batch.may_see(one.owner, "agreement", one.student_id, one.region)]


def _kept(batch: Batch, one: OpenAgreement) -> Item:
    return Item(
        key=f"agreement/{one.id}",
        owner=one.owner,
        kind="agreement",
        last_day=one.due,
        title=batch.words("reminder-agreement.title", student=one.student),
        text=batch.words("reminder-agreement.text", student=one.student, what=one.what),
        rule="agreement",
        leads=LEADS,
        again=OVERDUE,
        still=STILL,
        since=one.told_at.astimezone(AMSTERDAM).date(),
        action=Open(dialog="agreement", subject=str(one.id)),
        students=(one.student_id,),
        settles=Settles.AGREEMENT,
    )


async def left_undone(batch: Batch) -> Iterable[Item]:
    """Overdue for ten working days: whoever leads hears of it, unless they keep it themselves."""
    leaders = [one.id for one in batch.people.values() if {Role.IO, Role.SLC} & {*one.roles}]
    found = [
        one
        for one in await overdue_agreements(batch.session, leaders, batch.today, batch.today - LONG_AGO, batch.today)
        if _leads(batch, one)
    ]
    owners = await owners_of(batch.session, [one.id for one in found])
    return [
        _escalated(batch, one, [name for _, name in owners.get(one.id, ())])
        for one in found
        if one.leader not in {person for person, _ in owners.get(one.id, ())}
    ]


def _leads(batch: Batch, one: OverdueAgreement) -> bool:
    long = studies_long(batch.product.values, one.start_year, batch.today)
    return leads(Role(one.role), disability=one.disability, long=long, has_other=one.has_other)


def _escalated(batch: Batch, one: OverdueAgreement, owners: list[str]) -> Item:
    who = ", ".join(owners)
    return Item(
        key=f"agreement/{one.id}/escalated",
        owner=one.leader,
        kind="escalated",
        last_day=one.due,
        title=batch.words("reminder-agreement.title", student=one.student),
        text=batch.words("reminder-agreement.escalated", student=one.student, what=one.what, who=who),
        rule="agreement left undone",
        again=ESCALATED,
        still=STILL,
        action=Open(dialog="agreement", subject=str(one.id)),
        students=(one.student_id,),
        settles=Settles.AGREEMENT,
    )
