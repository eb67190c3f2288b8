"""`/wegwijzer`: a question, "afspraken", "menu" or "help", answered in the direct conversation."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.channels.slack.arriving import from_command
from bot.channels.slack.plain import typed
from bot.channels.slack.talk import Talk
from bot.message import Command, Heard, Pressed, Said

NAME = "/wegwijzer"


def register(app: AsyncApp) -> None:
    @app.command(NAME)
    async def commanded(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, talk: Talk) -> None:
        direct = await talk.answers.direct(body["user_id"])
        phrases = talk.turns.product.phrases[(await talk.people.who(body["user_id"])).language]
        await (ack() if body.get("channel_id") == direct.channel else ack(text=phrases("slack.see-direct")))
        await talk.hear(from_command(body, again=context["again"]), heard_in(typed(body.get("text") or "", talk.me)))


def heard_in(text: str) -> Heard:
    return Said(text=text) if text else Pressed(action=Command(name="menu"), label="menu")
