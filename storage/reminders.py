"""What was reminded of and what came of it. Every function works inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_tables import Notice
from storage.inserting import inserting
from storage.people_tables import Account, Person
from storage.reminder_tables import PlannedMorning, Reminder, ReminderOptOut
from storage.tables import Json

# Planned mornings are looked at for a few days only.
KEPT = timedelta(days=30)
# So the keys of notices begin that hold reminders.
NOTICE = "reminders/"
REMINDERS = Reminder.__table__.c
NOTICES = Notice.__table__.c
_OF_PEOPLE = (
    REMINDERS.person_id, REMINDERS.key, REMINDERS.last_day, REMINDERS.told_on, REMINDERS.state, REMINDERS.later,
    REMINDERS.hears, REMINDERS.version, REMINDERS.told_to,
)  # fmt: skip


@dataclass(frozen=True)
class ReminderRow:
    """See `storage.reminder_tables.Reminder`. `version` 0: there is no row yet."""

    person_id: int
    key: str
    last_day: date
    told_on: date | None
    state: str
    later: date | None
    hears: int | None
    version: int
    told_to: int | None = None


async def reminders_of(session: AsyncSession, owners: Collection[int]) -> list[ReminderRow]:
    """All that is remembered of these people's own items."""
    asked = select(*_OF_PEOPLE).where(REMINDERS.person_id.in_(owners))
    return [ReminderRow(*row) for row in (await session.execute(asked)).all()]


async def handed_to(session: AsyncSession, people: Collection[int]) -> list[ReminderRow]:
    """Items of others that were handed over to these people."""
    asked = select(*_OF_PEOPLE).where(REMINDERS.hears.in_(people)).order_by(REMINDERS.id)
    return [ReminderRow(*row) for row in (await session.execute(asked)).all()]


@dataclass(frozen=True)
class Claim:
    """The next version of a row. `reader` and `waiting`: who is still to be told it, and what."""

    row: ReminderRow
    reader: int | None = None
    waiting: Json | None = None


async def claim(session: AsyncSession, claims: Sequence[Claim], now: datetime) -> set[tuple[int, str]]:
    """Writes the rows that are still in the version before; gives the owner and key of each that was.

    Two processes that do so at once share them out: none gets one that the other got.
    """
    if not claims:
        return set()
    made = await inserting(session, Reminder.__table__)
    written = {name: made.excluded[name] for name in WRITTEN}
    statement = made.on_conflict_do_update(
        index_elements=["person_id", "key"], set_=written, where=REMINDERS.version == made.excluded.version - 1
    ).returning(REMINDERS.person_id, REMINDERS.key)
    rows = [{**vars(one.row), "at": now, "reader": one.reader, "waiting": one.waiting} for one in claims]
    return {(owner, key) for owner, key in (await session.execute(statement, rows)).all()}


WRITTEN = ("last_day", "told_on", "state", "later", "hears", "version", "told_to", "at", "reader", "waiting")


@dataclass(frozen=True)
class WaitingRow:
    """What `reader` must still be told of an item of `owner`."""

    id: int
    owner: int
    reader: int
    waiting: Json


async def waiting_readers(session: AsyncSession, after: int, most: int) -> list[int]:
    """Who must still be told something, in the order of their ids."""
    asked = select(REMINDERS.reader).where(REMINDERS.reader > after).distinct().order_by(REMINDERS.reader).limit(most)
    return [reader for reader in await session.scalars(asked) if reader is not None]


async def waiting_for(session: AsyncSession, readers: Collection[int]) -> list[WaitingRow]:
    """Held until the transaction ends; skips what another process holds."""
    asked = select(REMINDERS.id, REMINDERS.person_id, REMINDERS.reader, REMINDERS.waiting)
    found = await session.execute(
        asked.where(REMINDERS.reader.in_(readers)).order_by(REMINDERS.id).with_for_update(skip_locked=True)
    )
    return [WaitingRow(*row) for row in found]


async def told(session: AsyncSession, rows: Collection[int]) -> None:
    await session.execute(
        update(Reminder).where(Reminder.id.in_(rows)).values(reader=None, waiting=None, told_to=Reminder.reader)
    )


async def told_nobody(session: AsyncSession, rows: Collection[int]) -> None:
    """Who was to be told is gone: it comes again, to whoever hears of it then."""
    if rows:
        await session.execute(
            update(Reminder).where(Reminder.id.in_(rows)).values(reader=None, waiting=None, told_on=None)
        )


async def readers_among(session: AsyncSession, people: Collection[int]) -> set[int]:
    """Those of them to whom something was handed over."""
    return {one for one in await session.scalars(select(REMINDERS.hears).where(REMINDERS.hears.in_(people))) if one}


async def told_through_others(session: AsyncSession, most: int) -> list[tuple[int, str]]:
    """Id and e-mail address of people whom nothing reaches, so that somebody else was told for them."""
    linked = select(Account.person_id).where(Account.gone_at.is_(None))
    through = select(REMINDERS.person_id).where(REMINDERS.told_to.is_not(None), REMINDERS.hears.is_(None))
    asked = select(Person.id, Person.email).where(Person.id.in_(through), Person.id.not_in(linked))
    rows = await session.execute(asked.where(Person.left_on.is_(None)).order_by(Person.id).limit(most))
    return [(person, email) for person, email in rows]


# What people want


async def opt_outs_of(session: AsyncSession, people: Collection[int]) -> set[tuple[int, str]]:
    asked = select(ReminderOptOut.person_id, ReminderOptOut.kind).where(ReminderOptOut.person_id.in_(people))
    return {(person, kind) for person, kind in await session.execute(asked)}


async def opt_out(session: AsyncSession, person: int, kind: str) -> None:
    made = (await inserting(session, ReminderOptOut)).values(person_id=person, kind=kind)
    await session.execute(made.on_conflict_do_nothing())


async def opt_in(session: AsyncSession, person: int, kind: str) -> None:
    chosen = (ReminderOptOut.person_id == person, ReminderOptOut.kind == kind)
    await session.execute(delete(ReminderOptOut).where(*chosen))


async def see_all(session: AsyncSession, owner: int, told_on: date, now: datetime) -> int:
    """Marks what was told to the owner on that day and still waits as seen; how many."""
    mine = (Reminder.person_id == owner, Reminder.told_on == told_on, Reminder.state == "waiting")
    done: CursorResult[Any] = await session.execute(  # type: ignore[assignment]
        update(Reminder)
        .where(*mine, Reminder.hears.is_(None))
        .values(state="seen", version=Reminder.version + 1, at=now)
    )
    return done.rowcount


# Mornings


async def planned_mornings(session: AsyncSession, since: datetime) -> set[datetime]:
    return set(await session.scalars(select(PlannedMorning.at).where(PlannedMorning.at >= since)))


async def mark_planned(session: AsyncSession, morning: datetime, now: datetime) -> None:
    made = (await inserting(session, PlannedMorning)).values(at=morning, planned_at=now)
    await session.execute(made.on_conflict_do_nothing())
    await session.execute(delete(PlannedMorning).where(PlannedMorning.at < morning - KEPT))


async def forget_after(session: AsyncSession, moment: datetime) -> None:
    """Of a clock that was moved ahead and is put back: what was told after that moment was not told, and is told again
    when it is time.
    """
    told_later = (Notice.key.startswith(NOTICE, autoescape=True), Notice.made_at > moment)
    await session.execute(delete(Notice).where(*told_later))
    await session.execute(delete(Reminder).where(Reminder.at > moment))
    await session.execute(delete(PlannedMorning).where(PlannedMorning.at > moment))


async def unshown(session: AsyncSession, people: Collection[int]) -> dict[int, int]:
    """How many notices wait for each of these people; who has none is left out."""
    asked = select(NOTICES.person_id, func.count()).where(NOTICES.person_id.in_(people), NOTICES.state != "sent")
    return dict((await session.execute(asked.group_by(NOTICES.person_id))).all())


async def others_than(session: AsyncSession, ending: str) -> bool:
    """Whether there is anybody whose address does not end like that."""
    other = select(Person.id).where(~Person.email.endswith(ending, autoescape=True)).limit(1)
    return await session.scalar(other) is not None
