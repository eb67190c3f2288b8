"""People with accounts in Slack and Teams, and what waits for them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from sqlalchemy import insert, select

from bot.message import Message
from storage.accounts import link_account
from storage.case_files import add_notice
from storage.case_tables import Notice
from storage.database import Database
from storage.people_tables import Person, PersonRole
from tests.bot.channels.slack.standin import TEAM, Slack
from tests.bot.channels.teams.microsoft import TENANT_ID, Microsoft

SLACK, TEAMS = f"slack/{TEAM}", f"teams/{TENANT_ID}"


async def settle_in(database: Database, slack: Slack, ms: Microsoft, each: int) -> None:
    """That many people on each platform, with what the platforms know of them."""
    async with database.sessions.begin() as session:
        for number in range(2 * each):
            where = ("slack", "teams")[number % 2]
            row = {"email": f"p{number}@wegwijzer.example", "name": f"P {number}", "language": "nl", "school": ""}
            made = await session.execute(insert(Person).values(**row, region="", left_on=None).returning(Person.id))
            person = made.scalar_one()
            await session.execute(insert(PersonRole).values(person_id=person, role="wpb", place=0))
            account, reference, tenant = f"aad-{number}", reference_of(ms, number), TENANT_ID
            if where == "slack":
                slack.users[f"U{number}"] = user(number)
                account, reference, tenant = f"{TEAM}-U{number}", {"user": f"U{number}"}, TEAM
            now = datetime.now(UTC)
            await link_account(session, where, account, person, reference=reference, now=now, tenant=tenant)


def user(number: int) -> dict[str, object]:
    profile = {"email": f"p{number}@wegwijzer.example"}
    return {"id": f"U{number}", "team_id": TEAM, "name": f"p{number}", "deleted": False, "is_bot": False,
            "is_email_confirmed": True, "locale": "nl-NL", "profile": profile}  # fmt: skip


def reference_of(ms: Microsoft, number: int) -> dict[str, object]:
    return {
        "serviceUrl": ms.service_url,
        "channelId": "msteams",
        "conversation": {"id": f"a:{number}", "conversationType": "personal"},
        "bot": {"id": "28:bot"},
        "user": {"id": f"29:{number}"},
    }


async def write(database: Database, count: int, first: int = 0) -> None:
    """That many notices, the people in turn; of every second for a person it is said that it may go again."""
    async with database.sessions.begin() as session:
        people = list(await session.scalars(select(Person.id).where(Person.email.like("p%@%")).order_by(Person.id)))
        for number in range(first, first + count):
            said = Message(paragraphs=(text_of(number),)).model_dump(mode="json", exclude_defaults=True)
            person, again = people[number % len(people)], number // len(people) % 2 == 1
            now = datetime.now(UTC)
            await add_notice(session, key=str(number), person_id=person, message=said, now=now, again=again)


def text_of(number: int) -> str:
    return f"bericht {number}."


async def rows(database: Database) -> list[Notice]:
    async with database.sessions.begin() as session:
        return list(await session.scalars(select(Notice).order_by(Notice.id)))


def in_slack(slack: Slack) -> Counter[str]:
    return Counter(str(said["text"]) for channel in slack.messages.values() for said in channel)


def in_teams(ms: Microsoft) -> list[str]:
    return [str(call.body.get("text", "")) for call in ms.posts()]
