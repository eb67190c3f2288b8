"""The ledger: who gets what next, what a crash leaves, and where what waits goes when accounts come and go."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from storage import ledger
from storage.accounts import link_account, mark_gone
from storage.case_files import add_notice
from storage.case_tables import Notice
from storage.conversations import claim_conversation, keep_turn
from storage.database import Database, transaction
from storage.encryption import Written
from storage.ledger_listing import lane_states, listed, resend
from storage.people_tables import Person

NOW = datetime(2027, 3, 11, 11, tzinfo=UTC)
SOON, LATER = NOW + timedelta(seconds=30), NOW + timedelta(minutes=5)
LANE = "slack/T1"


async def person(database: Database, name: str, *accounts: str) -> int:
    row = {"email": f"{name}@x.example", "name": name, "language": "nl", "school": "", "region": "", "left_on": None}
    async with database.sessions.begin() as session:
        made: int = (await session.execute(insert(Person).values(row).returning(Person.id))).scalar_one()
    for account in accounts:
        await link(database, account, made)
    return made


async def link(database: Database, account: str, person_id: int, now: datetime = NOW) -> None:
    channel, _, name = account.partition("/")
    async with database.sessions.begin() as session:
        await link_account(session, channel, name, person_id, reference={}, now=now, tenant="T1")


async def gone(database: Database, account: str) -> None:
    channel, _, name = account.partition("/")
    async with database.sessions.begin() as session:
        await mark_gone(session, channel, name, "blocked", NOW)


async def notify(database: Database, person_id: int, *keys: str, not_before: datetime | None = None) -> None:
    async with database.sessions.begin() as session:
        for key in keys:
            await add_notice(session, key=key, person_id=person_id, message={}, now=NOW, not_before=not_before)


async def lease(
    database: Database, *, runner: str = "me", most: int = 10, busy: tuple[int, ...] = (), now: datetime = NOW
) -> list[ledger.Leased]:
    async with database.sessions.begin() as session:
        return await ledger.lease(session, LANE, runner, most=most, busy=busy, now=now, until=now + timedelta(0, 60))


async def keys(database: Database, leased: list[ledger.Leased]) -> list[str]:
    async with database.sessions.begin() as session:
        rows = list(await session.scalars(select(Notice)))
    return [row.key for one in leased for row in rows if row.id == one.id]


async def one(database: Database, key: str) -> Notice:
    async with database.sessions.begin() as session:
        return (await session.scalars(select(Notice).where(Notice.key == key))).one()


async def test_each_person_gets_one_at_a_time_in_order(database: Database) -> None:
    samira = await person(database, "samira", "slack/T1-U1")
    joost = await person(database, "joost", "slack/T1-U2")
    await notify(database, samira, "s1", "s2")
    await notify(database, joost, "j1")
    await notify(database, joost, "j0", not_before=LATER)
    assert await keys(database, await lease(database, busy=(samira,))) == ["j1"]
    assert await keys(database, await lease(database)) == ["s1"], "joost's is on its way"
    assert await lease(database) == []
    sent = [(await one(database, key)).id for key in ("s1", "j1")]
    async with database.sessions.begin() as session:
        for number in sent:
            assert await ledger.mark_sent(session, number, "me", NOW)
    assert await keys(database, await lease(database)) == ["s2"]
    assert await keys(database, await lease(database, now=LATER)) == ["j0"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_two_at_once_lease_different_ones(database: Database) -> None:
    for number in range(20):
        await notify(database, await person(database, f"p{number}", f"slack/T1-U{number}"), f"k{number}")
    found = await asyncio.gather(*(lease(database, runner=str(runner), most=10) for runner in range(4)))
    ids = [leased.id for some in found for leased in some]
    assert len(ids) == len(set(ids))
    ids += [leased.id for leased in await lease(database, most=20)]
    assert sorted(ids) == [row.id for row in [await one(database, f"k{number}") for number in range(20)]]


async def test_a_lease_that_was_lost_sends_nothing(database: Database) -> None:
    samira = await person(database, "samira", "slack/T1-U1")
    await notify(database, samira, "k")
    (leased,) = await lease(database, runner="slow")
    async with database.sessions.begin() as session:
        await ledger.take_up(session, LANE, NOW + timedelta(minutes=2))
    (again,) = await lease(database, runner="quick")
    async with database.sessions.begin() as session:
        assert not await ledger.mark_sending(session, leased.id, "slow", LATER)
        assert await ledger.mark_sending(session, again.id, "quick", LATER)


async def test_what_was_being_sent_when_a_runner_died_is_unknown_until_it_is_settled(database: Database) -> None:
    for name in ("a", "b", "c"):
        await notify(database, await person(database, name, f"slack/T1-{name}"), name)
    leased = await lease(database)
    async with database.sessions.begin() as session:
        for some in leased[:2]:
            await ledger.mark_sending(session, some.id, "me", SOON)
        await ledger.take_up(session, LANE, SOON)
    assert (await one(database, "a")).state == "sending", "it may still be under way"
    async with database.sessions.begin() as session:
        assert await ledger.due_lanes(session, SOON) == []
        assert await ledger.due_lanes(session, LATER) == [LANE]
        await ledger.take_up(session, LANE, LATER)
        assert [row.state for row in await listed(session, state="", lane=LANE, most=9)] == [
            "unknown", "unknown", "pending",
        ]  # fmt: skip
        first, second = await ledger.to_be_asked(session, LANE, LATER, 9)
        assert await ledger.settle(session, first.id, sent=True, now=LATER)
        assert await ledger.settle(session, second.id, sent=False, now=LATER, marked=True)
        assert not await ledger.settle(session, first.id, sent=True, now=LATER), "only what is unknown"
    a, b = await one(database, "a"), await one(database, "b")
    assert (a.state, a.shown_at, b.state, b.marked) == ("sent", LATER, "pending", True)


async def test_who_sent_it_knows_best(database: Database) -> None:
    """The answer comes after somebody else began to wonder; after it was settled it changes nothing."""
    await notify(database, await person(database, "a", "slack/T1-U1"), "a")
    (leased,) = await lease(database)
    async with database.sessions.begin() as session:
        await ledger.mark_sending(session, leased.id, "me", SOON)
        await ledger.take_up(session, LANE, LATER)
        assert await ledger.mark_sent(session, leased.id, "me", LATER)
        assert await resend(session, leased.id, LATER)
        assert not await ledger.mark_sent(session, leased.id, "me", LATER)
    assert (await one(database, "a")).marked


async def test_a_lane_has_one_runner_and_another_takes_over(database: Database) -> None:
    await notify(database, await person(database, "a", "slack/T1-U1"), "a")
    async with database.sessions.begin() as session:
        assert await ledger.due_lanes(session, NOW) == [LANE]
        assert await ledger.take_lane(session, LANE, "one", now=NOW, until=SOON)
        assert await ledger.due_lanes(session, NOW) == []
        assert await ledger.take_lane(session, LANE, "two", now=NOW, until=SOON) is None
        assert await ledger.take_lane(session, LANE, "one", now=NOW, until=SOON), "for longer"
        taken = await ledger.take_lane(session, LANE, "two", now=LATER, until=LATER)
        assert taken
        assert taken.runner == "one"
        await ledger.free_lane(session, LANE, "one", LATER)
        assert await ledger.take_lane(session, LANE, "one", now=LATER, until=LATER) is None, "not its to free"
        await ledger.free_lane(session, LANE, "two", LATER)
        await ledger.pause_lane(session, LANE, LATER, "Slack asked us to wait")
        assert await ledger.due_lanes(session, NOW) == []
        (state,) = await lane_states(session, NOW)
    assert (state.paused_until, state.why, dict(state.counts)) == (LATER, "Slack asked us to wait", {"pending": 1})
    assert state.stands_still(NOW + timedelta(seconds=1))
    assert not state.stands_still(NOW)


async def test_it_goes_to_the_account_that_was_used_last(database: Database) -> None:
    samira = await person(database, "samira")
    await notify(database, samira, "before")
    assert (await one(database, "before")).lane == ""
    await link(database, "slack/T1-U1", samira)
    assert (await one(database, "before")).lane == LANE, "as soon as there is an account"
    await link(database, "teams/aad", samira, NOW - timedelta(days=1))
    await notify(database, samira, "newest-account")
    async with transaction(database.sessions) as begun:
        for channel, at in (("slack", NOW), ("teams", LATER)):
            conversation = f"{channel}/{samira}"
            await claim_conversation(begun, conversation, at)
            nothing, none = Written("{}"), Written("[]")
            await keep_turn(begun, conversation, "e", state=nothing, heard=nothing, messages=none, now=at)
    await notify(database, samira, "last-used")
    assert [(await one(database, key)).lane for key in ("newest-account", "last-used")] == [LANE, "teams/T1"]


async def test_what_waits_follows_somebody_whose_account_is_gone(database: Database) -> None:
    samira = await person(database, "samira", "slack/T1-U1", "teams/aad")
    await notify(database, samira, "a", "b")
    assert (await one(database, "a")).lane == LANE
    (leased,) = await lease(database)
    await gone(database, "slack/T1-U1")
    async with database.sessions.begin() as session:
        assert await ledger.send_elsewhere(session, leased.id, "me", samira)
    assert {(await one(database, key)).account for key in "ab"} == {"aad"}
    await gone(database, "teams/aad")
    waiting = await one(database, "a")
    assert (waiting.state, waiting.lane, waiting.account) == ("pending", "", "")
    await link(database, "teams/aad", samira)
    assert {(await one(database, key)).lane for key in "ab"} == {"teams/T1"}


async def test_what_died_with_an_account_comes_back_with_it_and_what_was_refused_does_not(database: Database) -> None:
    samira = await person(database, "samira", "slack/T1-U1")
    await notify(database, samira, "gone")
    (leased,) = await lease(database)
    async with database.sessions.begin() as session:
        await mark_gone(session, "slack", "T1-U1", "blocked", NOW)
        assert not await ledger.send_elsewhere(session, leased.id, "me", samira)
        await ledger.mark_dead(session, leased.id, "me", "blocked", nowhere=True)
    await link(database, "slack/T1-U1", samira)
    assert (await one(database, "gone")).state == "pending"
    (leased,) = await lease(database)
    async with database.sessions.begin() as session:
        await ledger.mark_dead(session, leased.id, "me", "too long")
    await link(database, "slack/T1-U1", samira)
    assert (await one(database, "gone")).state == "dead"


async def test_an_account_of_somebody_else_now_takes_nothing_along(database: Database) -> None:
    samira, joost = await person(database, "samira", "slack/T1-U1"), await person(database, "joost")
    await notify(database, samira, "hers")
    await link(database, "slack/T1-U1", joost)
    assert (await one(database, "hers")).lane == ""
    await notify(database, joost, "his")
    assert (await one(database, "his")).account == "T1-U1"


async def test_who_looks_gets_only_what_goes_nowhere_else_and_is_due(database: Database) -> None:
    samira = await person(database, "samira")
    await notify(database, samira, "now", "now too")
    await notify(database, samira, "later", not_before=LATER)
    async with database.sessions.begin() as session:
        assert [row.key for row in await ledger.pull(session, samira, 9, NOW)] == ["now", "now too"]
        assert await ledger.pull(session, samira, 9, NOW) == []
    await link(database, "slack/T1-U1", samira)
    async with database.sessions.begin() as session:
        assert await ledger.pull(session, samira, 9, LATER) == []
    assert (await one(database, "now")).lane == "web"
    assert (await one(database, "later")).lane == LANE


async def test_what_is_under_way_is_not_sent_again_by_hand(database: Database) -> None:
    await notify(database, await person(database, "a", "slack/T1-U1"), "a")
    (leased,) = await lease(database)
    async with database.sessions.begin() as session:
        assert not await resend(session, leased.id, NOW)
        assert not await resend(session, 999, NOW)
        await session.execute(update(Notice).values(state="dead", lane="", account=""))
        assert await resend(session, leased.id, NOW)
    found = await one(database, "a")
    assert (found.state, found.lane, found.marked) == ("pending", LANE, False)
