"""A mention in a channel: answered in its thread, for everybody to read, so without any case."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.channels.slack.arriving import from_event
from bot.channels.slack.plain import typed
from bot.channels.slack.talk import Talk
from bot.message import Command, Pressed, Said


def register(app: AsyncApp) -> None:
    @app.event("app_mention")
    async def mentioned(event: dict[str, Any], body: dict[str, Any], context: AsyncBoltContext, talk: Talk) -> None:
        # In a direct conversation a mention comes as a message too.
        if not event.get("user") or event.get("bot_id") or event["channel"].startswith("D"):
            return
        text = typed(event.get("text") or "", talk.me)
        heard = Said(text=text) if text else Pressed(action=Command(name="menu"), label="menu")
        await talk.hear(from_event(body, again=context["again"]), heard)
