"""What the administrator sees of the ledger, and changes in it. Each function works inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_tables import Notice
from storage.ledger_tables import Lane
from storage.people_tables import Person
from storage.routing import route_person

OPEN = ("pending", "leased", "sending", "dead", "unknown")
DUE = ("pending", "unknown")


@dataclass(frozen=True)
class Listed:
    id: int
    lane: str
    state: str
    email: str
    attempts: int
    made_at: datetime
    not_before: datetime | None
    marked: bool
    why: str


@dataclass(frozen=True)
class LaneState:
    """`counts` by state, of what did not arrive. `oldest`: since when something waits that is due; None for nothing."""

    name: str
    counts: Mapping[str, int]
    oldest: datetime | None
    moved_at: datetime | None
    paused_until: datetime | None
    why: str

    def stands_still(self, since: datetime) -> bool:
        """Something waits since before that moment, and nothing arrived after it."""
        waits = self.oldest is not None and self.oldest < since
        return waits and (self.moved_at is None or self.moved_at < since)


async def lane_states(session: AsyncSession, now: datetime, *, counted: bool = True) -> list[LaneState]:
    """Each lane; the one without a name is of those whom no platform knows. Counting reads all that is open."""
    counts = await _counts(session) if counted else {}
    lanes = list(await session.scalars(select(Lane).order_by(Lane.name)))
    known = [
        LaneState(
            lane.name, counts.pop(lane.name, {}), await _oldest(session, lane.name, now), lane.moved_at,
            lane.paused_until if lane.paused_until and lane.paused_until > now else None, lane.why,
        )
        for lane in lanes
    ]  # fmt: skip
    return [*known, *(LaneState(name, found, None, None, None, "") for name, found in sorted(counts.items()))]


async def _counts(session: AsyncSession) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    asked = select(Notice.lane, Notice.state, func.count()).where(Notice.state.in_(OPEN))
    for lane, state, number in await session.execute(asked.group_by(Notice.lane, Notice.state)):
        counts.setdefault(lane, {})[state] = number
    return counts


async def _oldest(session: AsyncSession, lane: str, now: datetime) -> datetime | None:
    """One look into the index for each state."""
    waiting = [
        await session.scalar(
            select(func.min(Notice.not_before)).where(
                Notice.lane == lane, Notice.state == state, Notice.not_before <= now
            )
        )
        for state in DUE
    ]
    return min((moment for moment in waiting if moment), default=None)


async def listed(session: AsyncSession, *, state: str, lane: str | None, most: int) -> list[Listed]:
    """Oldest first; without a state those that did not arrive."""
    states = (state,) if state else OPEN
    asked = select(
        Notice.id, Notice.lane, Notice.state, Person.email, Notice.attempts, Notice.made_at, Notice.not_before,
        Notice.marked, Notice.why,
    ).join(Person, Person.id == Notice.person_id).where(Notice.state.in_(states))  # fmt: skip
    if lane is not None:
        asked = asked.where(Notice.lane == lane)
    urgent = case((Notice.state.in_(["dead", "unknown"]), 0), else_=1)
    return [Listed(*row) for row in await session.execute(asked.order_by(urgent, Notice.id).limit(most))]


async def resend(session: AsyncSession, delivery: int, now: datetime) -> bool:
    """Brought once more, marked where it may have arrived or did. False: there is none, or it is under way."""
    settled = update(Notice).where(Notice.id == delivery, Notice.state.not_in(["leased", "sending"]))
    values = {"state": "pending", "not_before": now, "why": "", "leased_by": "", "leased_until": None, "shown_at": None}
    values["marked"] = Notice.marked | Notice.state.in_(["sent", "unknown"])
    values["lane"] = case((Notice.account == "", ""), else_=Notice.lane)
    done: CursorResult[Any] = await session.execute(settled.values(values))  # type: ignore[assignment]
    person = await session.scalar(select(Notice.person_id).where(Notice.id == delivery))
    if done.rowcount and person is not None:
        await route_person(session, person)
    return done.rowcount == 1
