"""The ledger: what is brought to people, once each. Every function works inside the caller's transaction.

`pending → leased → sending → sent`, or `dead`, or `unknown`. `sending` is committed before the request goes out and
`sent` after it, so that a crash between them is visible. Only who holds the lease moves a delivery on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, CursorResult, Select, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_tables import Notice
from storage.inserting import inserting
from storage.ledger_tables import Lane
from storage.routing import NOWHERE, routes_of
from storage.tables import Json, Table

BATCH = 500
HEAD = 500
PULLED = "web"
CRASHED = "The server stopped while it was being sent: it may have arrived."
LINES = Table.metadata.tables[Notice.__tablename__]
NOTICES = LINES.c


@dataclass(frozen=True)
class New:
    """What is to be brought to somebody. `again`: whether it is sent once more when it may have arrived."""

    key: str
    person_id: int
    message: Json
    again: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True)
class Leased:
    """A delivery that a runner has, or asks about."""

    id: int
    person_id: int
    account: str
    message: Json
    attempts: int
    again: bool
    marked: bool
    made_at: datetime


_LEASED = tuple(NOTICES[name] for name in Leased.__dataclass_fields__)


async def add_deliveries(session: AsyncSession, new: Sequence[New], now: datetime) -> None:
    """Each once per key: whoever repeats what caused it changes nothing. Routed to an account where there is one."""
    connection = await session.connection()
    adding = (await inserting(session, LINES)).on_conflict_do_nothing(index_elements=["key"])
    for start in range(0, len(new), BATCH):
        batch = new[start : start + BATCH]
        routes = await routes_of(session, {one.person_id for one in batch})
        rows = []
        for one in batch:
            route = routes.get(one.person_id, NOWHERE)
            rows.append({
                "key": one.key, "person_id": one.person_id, "message": one.message, "made_at": now, "again": one.again,
                "not_before": one.not_before or now, "lane": route.lane, "account": route.account,
            })  # fmt: skip
        await connection.execute(adding, rows)


# A lane has one runner at a time


async def take_lane(session: AsyncSession, lane: str, runner: str, *, now: datetime, until: datetime) -> Lane | None:
    """The lane, ours until then; None while another runs it. Taken again, it is ours for longer."""
    free = or_(Lane.runner.in_(["", runner]), Lane.leased_until.is_(None), Lane.leased_until < now)
    before = await session.scalar(select(Lane).where(Lane.name == lane, free).with_for_update(skip_locked=True))
    if before is None:
        return None
    session.expunge(before)
    await session.execute(update(Lane).where(Lane.name == lane).values(runner=runner, leased_until=until))
    return before


async def free_lane(session: AsyncSession, lane: str, runner: str, now: datetime) -> None:
    mine = update(Lane).where(Lane.name == lane, Lane.runner == runner)
    await session.execute(mine.values(leased_until=None, freed_at=now))


async def pause_lane(session: AsyncSession, lane: str, until: datetime, why: str) -> None:
    await session.execute(update(Lane).where(Lane.name == lane).values(paused_until=until, why=why))


async def lane_moved(session: AsyncSession, lane: str, now: datetime) -> None:
    await session.execute(update(Lane).where(Lane.name == lane).values(moved_at=now))


async def due_lanes(session: AsyncSession, now: datetime) -> list[str]:
    """Where there is something to do, and nobody does it. A look into an index for each lane, however much waits."""
    free = or_(Lane.leased_until.is_(None), Lane.leased_until < now)
    flows = or_(Lane.paused_until.is_(None), Lane.paused_until <= now)
    lanes = select(Lane.name).where(free, flows, or_(_waits("pending", now), _waits("unknown", now), _left(now)))
    return list(await session.scalars(lanes.order_by(Lane.name)))


def _waits(state: str, now: datetime) -> ColumnElement[bool]:
    return exists().where(Notice.lane == Lane.name, Notice.state == state, Notice.not_before <= now)


def _left(now: datetime) -> ColumnElement[bool]:
    """Under way for a runner whose time is up."""
    return exists().where(Notice.lane == Lane.name, Notice.state.in_(["leased", "sending"]), Notice.leased_until < now)


# Deliveries on their way


async def lease(
    session: AsyncSession, lane: str, runner: str, *, most: int, busy: Collection[int], now: datetime, until: datetime
) -> list[Leased]:
    """The next ones, oldest first: for each person the oldest that is due, and none for those who are `busy`.

    Looks at the head of the line only, so that it costs the same however much waits.
    """
    under_way = select(NOTICES.person_id).where(NOTICES.lane == lane, NOTICES.state.in_(["leased", "sending"]))
    waiting = and_(NOTICES.lane == lane, NOTICES.state == "pending", NOTICES.not_before <= now)
    head = select(NOTICES.id, NOTICES.person_id).where(waiting, NOTICES.person_id.not_in(under_way))
    if busy:
        head = head.where(NOTICES.person_id.not_in(list(busy)))
    line = _materialized(head.order_by(NOTICES.not_before, NOTICES.id).limit(HEAD), "line")
    first = select(func.min(line.c.id).label("id")).group_by(line.c.person_id).order_by("id").limit(most)
    due = select(NOTICES.id).where(NOTICES.id.in_(first), NOTICES.state == "pending")
    chosen = _materialized(due.with_for_update(skip_locked=True), "due")
    taken = (
        update(LINES)
        .where(NOTICES.id.in_(select(chosen.c.id)), NOTICES.state == "pending")
        .values(state="leased", leased_by=runner, leased_until=until)
        .returning(*_LEASED)
    )
    connection = await session.connection()
    return sorted((Leased(*row) for row in await connection.execute(taken)), key=lambda one: one.id)


def _materialized(rows: Select[Any], name: str) -> CTE:
    return rows.cte(name).prefix_with("MATERIALIZED", dialect="postgresql")


_MINE = update(LINES).where(
    NOTICES.id == bindparam("b_id"),
    NOTICES.leased_by == bindparam("b_runner"),
    NOTICES.state.in_(["leased", "sending"]),
)
_SENDING = _MINE.values(state="sending", attempts=NOTICES.attempts + 1, leased_until=bindparam("b_until"))
# Also where another runner already wonders whether it arrived: who sent it knows best.
_SENT = (
    update(LINES)
    .where(
        NOTICES.id == bindparam("b_id"), NOTICES.leased_by == bindparam("b_runner"),
        NOTICES.state.in_(["leased", "sending", "unknown"]),
    )
    .values(state="sent", shown_at=bindparam("b_now"), leased_by="", leased_until=None, why="")
)  # fmt: skip


async def mark_sending(session: AsyncSession, delivery: int, runner: str, until: datetime) -> bool:
    """To be committed before the request. False: the lease was lost, and nothing may go out."""
    return await _moved(session, _SENDING, {"b_id": delivery, "b_runner": runner, "b_until": until})


async def mark_sent(session: AsyncSession, delivery: int, runner: str, now: datetime) -> bool:
    """False where somebody else settled it meanwhile."""
    return await _moved(session, _SENT, {"b_id": delivery, "b_runner": runner, "b_now": now})


async def put_back(session: AsyncSession, delivery: int, runner: str, not_before: datetime, why: str) -> None:
    """It did not arrive; it is tried again then."""
    back = _MINE.values(state="pending", not_before=not_before, why=why, leased_by="", leased_until=None)
    await _moved(session, back, {"b_id": delivery, "b_runner": runner})


async def mark_dead(session: AsyncSession, delivery: int, runner: str, why: str, *, nowhere: bool = False) -> None:
    """Nothing more is tried. `nowhere`: until the person has an account again."""
    gone = {"lane": "", "account": ""} if nowhere else {}
    await _moved(
        session,
        _MINE.values(state="dead", why=why, leased_by="", leased_until=None, **gone),
        {"b_id": delivery, "b_runner": runner},
    )


async def send_elsewhere(session: AsyncSession, delivery: int, runner: str, person_id: int) -> bool:
    """To another account of the same person; False where there is none."""
    route = (await routes_of(session, [person_id])).get(person_id, NOWHERE)
    if route == NOWHERE:
        return False
    back = _MINE.values(
        state="pending", lane=route.lane, account=route.account, why="", leased_by="", leased_until=None
    )
    return await _moved(session, back, {"b_id": delivery, "b_runner": runner})


async def mark_unknown(session: AsyncSession, delivery: int, runner: str, ask_at: datetime, why: str) -> None:
    """It may have arrived; the platform is asked then. The lease stays: who sent it may still hear that it did."""
    unknown = _MINE.values(state="unknown", not_before=ask_at, why=why, leased_until=None)
    await _moved(session, unknown, {"b_id": delivery, "b_runner": runner})


async def _moved(session: AsyncSession, statement: Any, values: dict[str, Any]) -> bool:
    connection = await session.connection()
    done: CursorResult[Any] = await connection.execute(statement, values)
    return done.rowcount == 1


# What a runner left behind


async def take_up(session: AsyncSession, lane: str, now: datetime) -> None:
    """Of runners whose time is up: what had not begun waits again, what was being sent may have arrived."""
    left = update(Notice).where(Notice.lane == lane, Notice.leased_until < now)
    waiting = left.where(Notice.state == "leased")
    await session.execute(waiting.values(state="pending", leased_by="", leased_until=None))
    begun = left.where(Notice.state == "sending")
    await session.execute(begun.values(state="unknown", not_before=now, leased_until=None, why=CRASHED))


async def give_back(session: AsyncSession, lane: str, runner: str) -> None:
    """What a runner that stops had leased and not begun."""
    mine = update(Notice).where(Notice.lane == lane, Notice.state == "leased", Notice.leased_by == runner)
    await session.execute(mine.values(state="pending", leased_by="", leased_until=None))


async def to_be_asked(session: AsyncSession, lane: str, now: datetime, most: int) -> list[Leased]:
    """What may have arrived, and of which the platform can be asked by now."""
    unknown = select(*_LEASED).where(Notice.lane == lane, Notice.state == "unknown", Notice.not_before <= now)
    connection = await session.connection()
    rows = await connection.execute(unknown.order_by(Notice.not_before, Notice.id).limit(most))
    return [Leased(*row) for row in rows]


async def settle(
    session: AsyncSession, delivery: int, *, sent: bool, now: datetime, marked: bool = False, by: str = ""
) -> bool:
    """What is unknown did arrive after all, or is sent again. `by`: who said so. False where it is not unknown."""
    unknown = update(Notice).where(Notice.id == delivery, Notice.state == "unknown")
    values: dict[str, Any] = {"leased_by": "", "leased_until": None, "why": by}
    values |= {"state": "sent", "shown_at": now} if sent else {"state": "pending", "not_before": now, "marked": marked}
    done: CursorResult[Any] = await session.execute(unknown.values(values))  # type: ignore[assignment]
    return done.rowcount == 1


async def ask_later(session: AsyncSession, delivery: int, at: datetime | None, why: str) -> None:
    """`at` None: only the administrator can tell."""
    unknown = update(Notice).where(Notice.id == delivery, Notice.state == "unknown")
    await session.execute(unknown.values(not_before=at, why=why))


# Where people look themselves


async def pull(session: AsyncSession, person_id: int, most: int, now: datetime) -> list[Notice]:
    """What waits for somebody without going anywhere, oldest first: it was brought by showing it."""
    due = or_(Notice.not_before.is_(None), Notice.not_before <= now)
    waiting = select(Notice).where(
        Notice.person_id == person_id, Notice.state.in_(["pending", "dead"]), Notice.lane == "", due
    )
    found = list(await session.scalars(waiting.order_by(Notice.id).limit(most).with_for_update(skip_locked=True)))
    if found:
        shown = update(Notice).where(Notice.id.in_([one.id for one in found]))
        await session.execute(shown.values(state="sent", lane=PULLED, shown_at=now, why=""))
    return found
