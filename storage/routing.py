"""Along which lane a delivery goes, and to which account: the one that its person used last.

Routed when it is written, and again when an account appears or is gone, so that nothing has to be searched for.
Every function works inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import String, bindparam, cast, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_tables import Notice
from storage.inserting import inserting
from storage.ledger_tables import Lane
from storage.people_tables import Account
from storage.tables import Conversation

NOTICES, ACCOUNTS, CONVERSATIONS = Notice.__table__.c, Account.__table__.c, Conversation.__table__.c
WAITING = ("pending", "dead")
_LAST_USED = CONVERSATIONS.heard_at.desc().nulls_last()
_ACCOUNTS = (
    select(ACCOUNTS.person_id, ACCOUNTS.channel, ACCOUNTS.tenant, ACCOUNTS.external_id)
    .outerjoin(Conversation.__table__, CONVERSATIONS.id == ACCOUNTS.channel + "/" + cast(ACCOUNTS.person_id, String))
    .where(ACCOUNTS.person_id.in_(bindparam("people", expanding=True)), ACCOUNTS.gone_at.is_(None))
    .order_by(ACCOUNTS.person_id, _LAST_USED, ACCOUNTS.linked_at.desc(), ACCOUNTS.channel, ACCOUNTS.external_id)
)


@dataclass(frozen=True)
class Route:
    lane: str
    account: str


NOWHERE = Route("", "")


def lane_of(channel: str, tenant: str) -> str:
    return f"{channel}/{tenant}"


async def routes_of(session: AsyncSession, people: Collection[int]) -> Mapping[int, Route]:
    """Of those who have an account at which something arrives. Meant for a page of people."""
    connection = await session.connection()
    found: dict[int, Route] = {}
    for person, channel, tenant, account in await connection.execute(_ACCOUNTS, {"people": list(people)}):
        found.setdefault(person, Route(lane_of(channel, tenant), account))
    return found


async def open_lane(session: AsyncSession, lane: str) -> None:
    opened = (await inserting(session, Lane)).values(name=lane, runner="", why="")
    await session.execute(opened.on_conflict_do_nothing(index_elements=["name"]))


async def route_person(session: AsyncSession, person_id: int) -> None:
    """What waits for this person without going anywhere goes to their account, if they have one by now."""
    nowhere = (Notice.person_id == person_id, Notice.state.in_(WAITING), Notice.lane == "")
    if not await session.scalar(select(exists().where(*nowhere))):
        return
    route = (await routes_of(session, [person_id])).get(person_id, NOWHERE)
    if route != NOWHERE:
        routed = {"state": "pending", "why": "", "lane": route.lane, "account": route.account}
        await session.execute(update(Notice).where(*nowhere).values(routed))


async def unroute(session: AsyncSession, lane: str, account: str, *, but: int = 0) -> None:
    """What waited for an account that is gone, or another person's now, goes to another one, or waits for one.

    `but`: the person whose account it is now.
    """
    theirs = (Notice.lane == lane, Notice.state == "pending", Notice.account == account, Notice.person_id != but)
    people = list(await session.scalars(select(Notice.person_id).where(*theirs).distinct()))
    await session.execute(update(Notice).where(*theirs).values(lane="", account=""))
    for person in people:
        await route_person(session, person)
