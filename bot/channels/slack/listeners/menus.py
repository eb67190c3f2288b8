"""Menus that search as one types: their options, and what was chosen from them."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.channels.slack.answers import Where
from bot.channels.slack.arriving import Arrived, from_click
from bot.channels.slack.forms import options_in_form
from bot.channels.slack.rendering.identifiers import SEARCH, picked, question_of
from bot.channels.slack.rendering.searching import options_for
from bot.channels.slack.talk import Talk, clicked, label
from bot.message import Command, Pressed
from bot.options import options_of


def register(app: AsyncApp) -> None:
    @app.options(SEARCH)
    async def searched(ack: AsyncAck, body: dict[str, Any], talk: Talk) -> None:
        await ack(options=options_for(body.get("value") or "", await _options(talk, body)))

    @app.action(SEARCH)
    async def chosen(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, talk: Talk) -> None:
        """In a modal a choice only counts when it is submitted."""
        await ack()
        action = body["actions"][0]
        if body.get("message"):
            value = (action.get("selected_option") or {}).get("value", "")
            heard = Pressed(action=picked(action["block_id"], value) or Command(name="unreadable"), label=label(body))
            await talk.hear(from_click(body, again=context["again"]), heard, clicked(body))


async def _options(talk: Talk, body: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    if (body.get("view") or {}).get("type") == "modal":
        return await options_in_form(talk, body)
    question = question_of(body["block_id"])
    if question is None:
        return ()
    speaker = await talk.speaker(_asking(body))
    return await options_of(talk.turns, speaker.conversation, speaker.person, *question)


def _asking(body: dict[str, Any]) -> Arrived:
    channel = (body.get("channel") or {}).get("id", "")
    container = body.get("container") or {}
    where = Where(channel, container.get("thread_ts") or container.get("message_ts", "")) if channel else None
    return Arrived(body["user"]["id"], "options", where)
