"""Which day calendars were given last for each deadline. Every function works inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.calendar_tables import CalendarDay
from storage.inserting import inserting

BATCH = 500


@dataclass(frozen=True)
class GivenDay:
    """See `CalendarDay`."""

    uid: str
    day: date
    sequence: int
    moved_at: datetime | None = None


async def given_days(session: AsyncSession, uids: Collection[str]) -> dict[str, GivenDay]:
    """By their uid; those that no calendar was given yet are left out."""
    found: dict[str, GivenDay] = {}
    asked = select(CalendarDay.uid, CalendarDay.day, CalendarDay.sequence, CalendarDay.moved_at)
    wanted = sorted(uids)
    for start in range(0, len(wanted), BATCH):
        rows = await session.execute(asked.where(CalendarDay.uid.in_(wanted[start : start + BATCH])))
        found.update({row.uid: GivenDay(*row) for row in rows})
    return found


async def give_days(session: AsyncSession, days: Iterable[GivenDay]) -> None:
    """A calendar that is read at the same moment may have been first: a version never goes back."""
    rows = [asdict(one) for one in sorted(days, key=lambda one: one.uid)]
    adding = await inserting(session, CalendarDay)
    later = adding.on_conflict_do_update(
        index_elements=["uid"],
        set_={name: adding.excluded[name] for name in ("day", "sequence", "moved_at")},
        where=CalendarDay.sequence < adding.excluded.sequence,
    )
    if rows:
        await (await session.connection()).execute(later, rows)
