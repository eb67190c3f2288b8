"""App Home: the personal dashboard, made anew whenever it is opened."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.cases import Student
from bot.channels.slack.agreements import may_tap
from bot.channels.slack.calls import call
from bot.channels.slack.listeners.agent import suggest
from bot.channels.slack.rendering.home import Decisions, home_view
from bot.channels.slack.talk import Talk
from bot.clock import AMSTERDAM
from bot.dialogs.meetings import agenda_line
from bot.dialogs.menu import lies_with_me
from bot.lookups import MyAgreements, MyStudents, Waiting, WaitingForMe
from bot.procedures.meetings import NeedAttention, Reason
from bot.procedures.switch import MySwitches
from bot.procedures.talk_requests import TalksToSign
from bot.records.loading import loader_for
from knowledge.model import Role


def register(app: AsyncApp) -> None:
    @app.event("app_home_opened")
    async def opened(event: dict[str, Any], talk: Talk) -> None:
        if event.get("tab") == "messages":
            await suggest(talk, event["user"], event["channel"])
        else:
            await publish(talk, event["user"])


async def publish(talk: Talk, user: str, told: str = "") -> None:
    """`told` is what came of a tap."""
    person = await talk.people.who(user)
    now = talk.turns.now()
    today = now.astimezone(AMSTERDAM).date()
    agreements, waiting, students = (), Waiting((), ()), ()
    possible: frozenset[tuple[int, str]] = frozenset()
    attention: tuple[tuple[Student, tuple[Reason, ...]], ...] = ()
    context, decisions = talk.turns.product.context(person, now), Decisions()
    if person.id:
        async with talk.turns.sessions.begin() as session:
            loader = loader_for(session, person, now)
            agreements = await loader.load(MyAgreements())
            waiting = await loader.load(WaitingForMe())
            students = await loader.load(MyStudents())
            possible = await may_tap(session, person, agreements, today)
            if person.role is not Role.STUDENT:
                attention = await loader.load(NeedAttention())
            requests = [one.id for one in await loader.load(MySwitches()) if lies_with_me(context, one)]
            decisions = Decisions(requests, [one.id for one in await loader.load(TalksToSign())])
    needing = [(one.id, agenda_line(context, one.name, reasons)) for one, reasons in attention]
    view = home_view(
        person, agreements, waiting, len(students), context.phrases, today, possible, told, needing, decisions
    )
    await call(talk.answers.client.views_publish, user_id=user, view=view)
