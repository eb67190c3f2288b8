"""Taps on an agreement in App Home: settled at once, or moved by way of a modal with the day."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.channels.slack.agreements import as_it_is, move, new_day, settle
from bot.channels.slack.forms import open_loading, show
from bot.channels.slack.listeners.home import publish
from bot.channels.slack.rendering.forms import values_of
from bot.channels.slack.rendering.home import DUE, MOVE_VIEW, Tapped, move_view
from bot.channels.slack.rendering.identifiers import MOVED, SETTLED, field_block
from bot.channels.slack.rendering.views import told_view
from bot.channels.slack.talk import Talk


def register(app: AsyncApp) -> None:
    @app.action(SETTLED)
    async def settled(ack: AsyncAck, body: dict[str, Any], talk: Talk) -> None:
        await ack()
        tapped, user = Tapped.read(body["actions"][0].get("value") or ""), body["user"]["id"]
        await publish(talk, user, await settle(talk, user, tapped) if tapped else "")

    @app.action(MOVED)
    async def to_be_moved(ack: AsyncAck, body: dict[str, Any], talk: Talk) -> None:
        await ack()
        await _ask_day(talk, body)

    @app.view(MOVE_VIEW)
    async def moved(ack: AsyncAck, body: dict[str, Any], talk: Talk) -> None:
        view, user = body["view"], body["user"]["id"]
        day = new_day(talk, values_of(view["state"]).get(DUE, ""))
        if day is None:
            phrases = talk.turns.product.phrases[talk.people.language(user)]
            await ack(response_action="errors", errors={field_block(DUE): phrases("form.day-past")})
            return
        await ack()
        tapped = Tapped.read(view.get("private_metadata") or "")
        await publish(talk, user, await move(talk, user, tapped, day) if tapped else "")


async def _ask_day(talk: Talk, body: dict[str, Any]) -> None:
    view = await open_loading(talk, body)
    if view is None:
        return
    person = await talk.people.who(body["user"]["id"])
    phrases = talk.turns.product.phrases[person.language]
    tapped = Tapped.read(body["actions"][0].get("value") or "")
    found = await as_it_is(talk, person, tapped.agreement) if tapped else None
    asked = tapped and found and move_view(found, tapped, phrases)
    await show(talk, view, asked or told_view(phrases("student.not-yours"), phrases))
