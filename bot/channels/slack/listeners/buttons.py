"""Buttons: those that carry an action, that open a form, that read on, and that hand over a document."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.channels.slack.arriving import from_click
from bot.channels.slack.documents import hand_over
from bot.channels.slack.forms import open_form, open_more
from bot.channels.slack.listeners.home import publish
from bot.channels.slack.rendering.identifiers import FORM, MORE, PRESSED, WANTED
from bot.channels.slack.talk import Talk, clicked, label
from bot.message import Command, Pressed, action_from_text


def register(app: AsyncApp) -> None:
    @app.action(PRESSED)
    async def pressed(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, talk: Talk) -> None:
        await ack()
        action = action_from_text(body["actions"][0].get("value") or "") or Command(name="unreadable")
        heard = Pressed(action=action, label=label(body))
        await talk.hear(from_click(body, again=context["again"]), heard, clicked(body))
        if (body.get("view") or {}).get("type") == "home":
            await publish(talk, body["user"]["id"])

    @app.action(FORM)
    async def form_wanted(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, talk: Talk) -> None:
        await ack()
        await open_form(talk, body, from_click(body, again=context["again"]))

    @app.action(MORE)
    async def more_wanted(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, talk: Talk) -> None:
        await ack()
        await open_more(talk, body, from_click(body, again=context["again"]))

    @app.action(WANTED)
    async def document_wanted(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, talk: Talk) -> None:
        await ack()
        await hand_over(talk, body, from_click(body, again=context["again"]))
