"""App Home: the personal dashboard, made anew whenever it is opened."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.channels.slack.agreements import may_tap
from bot.channels.slack.calls import call
from bot.channels.slack.listeners.agent import suggest
from bot.channels.slack.rendering.home import home_view
from bot.channels.slack.talk import Talk
from bot.clock import AMSTERDAM
from bot.lookups import MyAgreements, MyStudents, Waiting, WaitingForMe
from bot.records.loading import loader_for


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
    if person.id:
        async with talk.turns.sessions.begin() as session:
            loader = loader_for(session, person, now)
            agreements = await loader.load(MyAgreements())
            waiting = await loader.load(WaitingForMe())
            students = await loader.load(MyStudents())
            possible = await may_tap(session, person, agreements, today)
    phrases = talk.turns.product.phrases[person.language]
    view = home_view(person, agreements, waiting, len(students), phrases, today, possible, told)
    await call(talk.answers.client.views_publish, user_id=user, view=view)
