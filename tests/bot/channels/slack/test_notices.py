"""What others cause arrives by direct message: once, to those who may read it, and to nobody who is gone."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.channels.slack.answers import Answers, Where
from bot.channels.slack.calls import web_client
from bot.channels.slack.introducing import Introducing
from bot.channels.slack.pace import Pace
from bot.channels.slack.people import DEACTIVATED, People
from bot.channels.slack.port import NO_CASES, SlackPort
from bot.channels.slack.rendering.splitting import Bubble
from bot.channels.slack.talk import Talk
from bot.channels.slack.workspaces import OneWorkspace, Workspace
from bot.clock import present
from bot.delivering.port import Limits
from bot.delivering.running import Runner
from bot.message import Button, Message, Open
from bot.product import Product
from bot.turn import Turns
from storage.accounts import gone_accounts
from storage.case_files import add_notice
from storage.case_tables import Notice
from storage.database import Database
from storage.undelivered import undelivered
from tests.bot.channels.slack.standin import BOT, BOT_ID, BOT_USER, TEAM, Fault, Slack, direct
from tests.bot.world import World

NOW = datetime(2027, 3, 11, 11, tzinfo=UTC)
MINUTE_LATER = NOW.replace(minute=1)
SAID = Message(paragraphs=("Daan rondde af.",), buttons=(Button(label="Bekijk", action=Open(dialog="agreements")),))


class Desk:
    """What brings notices, on a database with the demonstration roster, through a real client to the stand-in."""

    def __init__(self, world: World, slack: Slack, client: AsyncWebClient) -> None:
        self.world, self.slack, self.client = world, slack, client
        self.now = NOW
        self.people = People(client, world.database.sessions, lambda: NOW, TEAM)
        self.turns = Turns(world.product, world.database.sessions, lambda: NOW)
        self.talk = Talk(self.turns, self.people, Answers(client, Pace(0.0)), BOT_USER)
        workspaces = OneWorkspace(Workspace(self.talk, BOT_ID, BOT))
        self.introducing = Introducing(workspaces, world.database.sessions)
        port = SlackPort(workspaces, Limits(1000, apart=0.0))
        self.runner = Runner(world.database, self.turns, {"slack": port}, now=lambda: self.now)

    def next_process(self) -> Desk:
        """On the same database, and remembering nothing."""
        return Desk(self.world, self.slack, self.client)

    async def round(self) -> int:
        """How many arrived."""
        await self.introducing.round()
        return sum([await self.runner.drain(lane) for lane in await self.runner.due()])

    async def notice(self, name: str, key: str) -> None:
        person = (await self.world.as_(name)).person.id
        async with self.world.database.sessions.begin() as session:
            said = SAID.model_dump(mode="json", exclude_defaults=True)
            await add_notice(session, key=key, person_id=person, message=said, now=NOW)

    async def waiting(self) -> int:
        async with self.world.database.sessions.begin() as session:
            return len(list(await session.scalars(select(Notice).where(Notice.state != "sent"))))

    async def gone(self) -> list[tuple[str, str]]:
        async with self.world.database.sessions.begin() as session:
            return [(one.external_id, one.gone_why) for one in await gone_accounts(session, 10, "slack")]

    def said(self, user: str) -> list[dict[str, object]]:
        return self.slack.said(direct(user))


@pytest.fixture
async def desk(database: Database, product: Product, slack: Slack) -> AsyncIterator[Desk]:
    slack.strict = False
    world = await World.begin(database, product)
    async with web_client(BOT, slack.url) as client:
        yield Desk(world, slack, client)


async def test_a_notice_is_brought_once_and_its_buttons_work(desk: Desk) -> None:
    await desk.notice("samira", "one")
    assert await desk.round() == 1
    assert await desk.round() == 0
    (said,) = desk.said("USAMIRA")
    assert said["text"] == "Daan rondde af.\n[Bekijk]"
    samira = (await desk.world.as_("samira")).person
    (exchange,) = await desk.turns.exchanges(f"slack/{samira.id}")
    assert exchange.messages == (SAID,)


async def test_a_crash_after_sending_brings_it_no_second_time(desk: Desk) -> None:
    await desk.notice("samira", "one")
    await desk.round()
    async with desk.world.database.sessions.begin() as session:
        (notice,) = await session.scalars(select(Notice))
        notice.state, notice.shown_at, notice.not_before = "unknown", None, NOW
        # The stand-in lives by the clock of this computer.
        notice.made_at = present()
    assert await desk.next_process().round() == 1, "Slack is asked"
    assert len(desk.said("USAMIRA")) == 1
    assert await desk.waiting() == 0


async def test_gone_accounts_are_marked_and_left_alone(desk: Desk, slack: Slack) -> None:
    """Deactivated, made a guest, off the roster: each with its reason, and nothing is tried again."""
    for user in ("USAMIRA", "UJOOST", "UMARLEEN", "UDAAN"):
        assert (await desk.people.who(user)).id
    slack.users["USAMIRA"]["deleted"] = True
    slack.users["UJOOST"]["is_restricted"] = True
    desk.people._profiles.clear()
    await desk.world.roster_without("marleen")
    for name in ("samira", "joost", "daan"):
        await desk.notice(name, name)
    assert await desk.round() == 1
    gone = dict(await desk.gone())
    assert gone[f"{TEAM}-USAMIRA"] == DEACTIVATED
    assert gone[f"{TEAM}-UJOOST"] == NO_CASES
    assert [len(desk.said(user)) for user in ("USAMIRA", "UJOOST", "UMARLEEN", "UDAAN")] == [0, 0, 0, 1]
    slack.calls.clear()
    assert await desk.round() == 0
    assert not slack.called("chat.postMessage")
    async with desk.world.database.sessions.begin() as session:
        assert (await undelivered(session, "slack", MINUTE_LATER)).count == 2
        assert (await undelivered(session, "slack", NOW)).count == 0

    slack.users["USAMIRA"]["deleted"] = False
    desk.people._profiles.clear()
    await desk.people.who("USAMIRA")
    assert await desk.round() == 1, "who comes back gets what waited"


async def test_a_conversation_that_slack_does_not_open_is_gone(desk: Desk, slack: Slack) -> None:
    await desk.notice("samira", "one")
    slack.faults.append(Fault("conversations.open", error="user_disabled"))
    assert await desk.round() == 0
    assert await desk.gone() == [(f"{TEAM}-USAMIRA", DEACTIVATED)]


async def test_a_notice_whose_layout_slack_refuses_is_plain_text(desk: Desk, slack: Slack) -> None:
    await desk.notice("samira", "one")
    slack.faults.append(Fault("chat.postMessage", error="invalid_blocks"))
    assert await desk.round() == 1
    assert slack.called("chat.postMessage")[-1]["mrkdwn"] is False, "signs that people typed stay signs"


async def test_one_that_slack_refuses_keeps_nobody_waiting(desk: Desk, slack: Slack) -> None:
    await desk.notice("samira", "one")
    await desk.notice("joost", "two")
    slack.faults.append(Fault("chat.postMessage", error="msg_too_long"))
    assert await desk.round() == 1
    assert [len(desk.said(user)) for user in ("USAMIRA", "UJOOST")] == [0, 1]
    slack.calls.clear()
    assert await desk.round() == 0
    assert not slack.called("chat.postMessage"), "not before an hour has passed"
    assert await desk.gone() == []
    slack.faults.append(Fault("chat.postMessage", error="msg_too_long", times=2))
    for _ in range(3):
        desk.now += timedelta(hours=1)
        assert await desk.round() == 0
    assert len(slack.called("chat.postMessage")) == 2, "the third refusal is the last"
    async with desk.world.database.sessions.begin() as session:
        dead = await session.scalars(select(Notice).where(Notice.state == "dead"))
        assert [one.why for one in dead] == ["Slack refuses it (msg_too_long)"]


async def test_somebody_who_never_spoke_to_us_is_found_by_address(desk: Desk, slack: Slack) -> None:
    """Only by one that Slack verified, of a full member, and asked once an hour."""
    slack.users["UJOOST"]["is_email_confirmed"] = False
    slack.users["UMARLEEN"]["is_restricted"] = True
    del slack.users["UDAAN"]
    for name in ("samira", "joost", "marleen", "daan"):
        await desk.notice(name, name)
    assert await desk.round() == 1
    assert len(desk.said("USAMIRA")) == 1
    assert len(slack.called("users.lookupByEmail")) == 4
    await desk.round()
    assert len(slack.called("users.lookupByEmail")) == 4
    assert await desk.waiting() == 3


async def test_an_event_of_days_ago_finds_its_answer_far_back(desk: Desk, slack: Slack) -> None:
    """A server that was off for a weekend takes up what it had acknowledged; others said a lot meanwhile."""
    answers = desk.talk.answers
    where, shown = await answers.direct("USAMIRA"), [Bubble([], "Ja.")]
    await answers.bring(where, "friday", shown)
    slack.said(where.channel)[0]["ts"] = f"{time.time() - 3 * 86400:.6f}"
    for number in range(150):
        await answers.bring(where, f"later {number}", shown)
    answers._brought.clear()
    await answers.bring(where, "friday", shown, again=True)
    assert len(slack.said(where.channel)) == 151


@pytest.mark.parametrize(("channel", "public"), [("D1", False), ("C1", True), ("G1", True)])
def test_others_read_along_everywhere_but_in_the_direct_conversation(channel: str, public: bool) -> None:
    assert Where(channel).public is public
