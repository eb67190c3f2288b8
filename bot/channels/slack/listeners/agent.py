"""The agent view: what to ask first, a status while we work, and a title for the thread."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.channels.slack.arriving import Arrived
from bot.channels.slack.calls import SlackRefusedError, SlackSilentError, call
from bot.channels.slack.rendering.prompts import suggested_prompts
from bot.channels.slack.rendering.text import shortened
from bot.channels.slack.talk import Talk

LONGEST_TITLE = 60
STATUS_AFTER = 0.4
log = logging.getLogger(__name__)


def register(app: AsyncApp) -> None:
    @app.event("assistant_thread_started")
    async def started(event: dict[str, Any], talk: Talk) -> None:
        """Only in workspaces where the app still has Slack's older assistant view."""
        thread = event["assistant_thread"]
        await suggest(talk, thread["user_id"], thread["channel_id"], thread["thread_ts"])

    @app.event("assistant_thread_context_changed")
    async def moved() -> None:
        """Where somebody looks is none of our business."""


async def suggest(talk: Talk, user: str, channel: str, thread: str = "") -> None:
    """A thread is named only in the older view: in the agent view Slack then shows nothing."""
    person = await talk.people.who(user)
    phrases = talk.turns.product.phrases[person.language]
    more = {"thread_ts": thread} if thread else {}
    await _try(
        "suggested prompts", talk.answers.client.assistant_threads_setSuggestedPrompts, channel_id=channel,
        title=phrases("welcome.heading"), prompts=suggested_prompts(person, phrases), **more,
    )  # fmt: skip


class Status:
    """Says that we are at work, once that takes longer than a moment. Slack takes it away as soon as we answer."""

    def __init__(self, talk: Talk, arrived: Arrived) -> None:
        self.talk = talk
        self.arrived = arrived
        self._showing: asyncio.Task[None] | None = None

    def __enter__(self) -> Status:
        self._waiting = asyncio.get_running_loop().call_later(STATUS_AFTER, self._start)
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting.cancel()
        if self._showing:
            self._showing.cancel()

    async def settled(self) -> None:
        """Shown or not at all: behind the answer it would stay."""
        self._waiting.cancel()
        if self._showing:
            await self._showing

    def _start(self) -> None:
        self._showing = asyncio.create_task(self._show())

    async def _show(self) -> None:
        if self.arrived.where is None:
            return
        status = self.talk.turns.product.phrases[self.talk.people.language(self.arrived.user)]("slack.status")
        where = {"channel_id": self.arrived.where.channel, "thread_ts": self.arrived.where.thread}
        await _try("the status", self.talk.answers.client.assistant_threads_setStatus, status=status, **where)


async def name_thread(talk: Talk, arrived: Arrived, text: str) -> None:
    """A new thread is called what was asked."""
    if arrived.where and text:
        where = {"channel_id": arrived.where.channel, "thread_ts": arrived.where.thread}
        await _try("a title", talk.answers.name_thread, title=shortened(text, LONGEST_TITLE), **where)


async def _try(what: str, method: Any, **arguments: Any) -> None:
    """Nice to have: where Slack refuses it (an app without the agent view), the answer still comes."""
    try:
        await call(method, tries=1, **arguments)
    except (SlackRefusedError, SlackSilentError) as error:
        log.info("Slack shows no %s (%s)", what, error)
