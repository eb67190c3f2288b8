"""Direct messages."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.channels.slack.arriving import from_event
from bot.channels.slack.listeners.agent import Status, name_thread
from bot.channels.slack.plain import typed
from bot.channels.slack.talk import Talk
from bot.message import Said

BY_A_PERSON = frozenset({None, "file_share", "thread_broadcast"})


def register(app: AsyncApp) -> None:
    @app.event("message")
    async def said(event: dict[str, Any], body: dict[str, Any], context: AsyncBoltContext, talk: Talk) -> None:
        if not is_direct(event):
            return
        arrived = from_event(body, again=context["again"])
        text = typed(event.get("text") or "", talk.me)
        with Status(talk, arrived) as status:
            await talk.hear(arrived, Said(text=text), ready=status.settled)
        if "thread_ts" not in event:
            await name_thread(talk, arrived, text)


def is_direct(event: dict[str, Any]) -> bool:
    """Said by a person, to us alone: no edits, deletions, bots, or what we said ourselves."""
    by_a_person = event.get("subtype") in BY_A_PERSON and not event.get("bot_id")
    return event.get("channel_type") == "im" and by_a_person and bool(event.get("user"))
