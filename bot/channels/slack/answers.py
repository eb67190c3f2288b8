"""Bringing messages to Slack: each once, in order, at the pace that Slack allows."""

from __future__ import annotations

import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.channels.slack.calls import AnswerLostError, Method, SlackRefusedError, SlackSilentError, call
from bot.channels.slack.pace import Pace
from bot.channels.slack.rendering.elements import Block
from bot.channels.slack.rendering.splitting import Bubble
from bot.delivering.port import Go

MARK = "wegwijzer_turn"
MOST_REMEMBERED = 5000
MOST_LOOKED_BACK = 100
# In seconds. Slack brings an event again for a day at most; one that a stopped server had acknowledged comes when the
# server is back, after a weekend say. An answer that was lost is looked for at once; clocks differ.
LOOK_BACK, LOST = 7 * 86400.0, 3600.0
TRIES = 4
POSTING_TRIES, ASKING_TRIES = 5, 2
MOST_PAGES = 10
REFUSED_LAYOUT = ("invalid_blocks", "msg_blocks_too_long")
log = logging.getLogger(__name__)
Content = dict[str, Any]


@dataclass(frozen=True)
class Where:
    """Where something is said. `thread` is the time stamp of its first message; empty outside a thread."""

    channel: str
    thread: str = ""

    @property
    def public(self) -> bool:
        """Whether others read along: everywhere but in the direct conversation with the app."""
        return not self.channel.startswith("D")


@dataclass
class Answers:
    client: AsyncWebClient
    pace: Pace = field(default_factory=Pace)
    _brought: OrderedDict[str, int] = field(default_factory=OrderedDict)
    _direct: dict[str, str] = field(default_factory=dict)

    async def bring(self, where: Where, key: str, bubbles: Sequence[Bubble], *, again: bool = False) -> None:
        """Posts what was not posted for this key before. `again`: an earlier process may have posted some of it.

        Raises SlackRefusedError, SlackSilentError; what was posted by then is not posted again next time.
        """
        turn = _named(key)
        if again and turn not in self._brought:
            self._remember(turn, await self._found(where, turn, LOOK_BACK))
        for number in range(self._brought.get(turn, 0), len(bubbles)):
            await _either_way(bubbles[number], partial(self._post_once, where, turn, number))
            self._remember(turn, number + 1)

    async def deliver(self, where: Where, key: str, bubbles: Sequence[Bubble], go: Go, sought_since: float) -> None:
        """As `bring`, each message tried once, after `go`. `sought_since`: since when (in seconds since 1970) some may
        stand there already; 0 for never. Raises AnswerLostError where it may have been posted.
        """
        turn = _named(key)
        stands = await self.standing(where, key, sought_since) if sought_since else 0
        for number in range(stands, len(bubbles)):
            await self.pace.wait(where.channel)
            await _either_way(bubbles[number], partial(self._post_after, go, where, turn, number))

    async def standing(self, where: Where, key: str, since: float) -> int:
        """How many messages of that key stand in the direct conversation. Raises what `call` raises."""
        history = partial(self.client.conversations_history, channel=where.channel)
        return await self._parts_in(history, _named(key), since, ASKING_TRIES)

    async def _parts_in(self, read: Method, turn: str, since: float, tries: int) -> int:
        """Page by page, as far as a conversation goes that people still look back in."""
        cursor, parts = "", 0
        for _ in range(MOST_PAGES):
            page = await call(
                read, tries=tries, oldest=str(since), limit=MOST_LOOKED_BACK, include_all_metadata=True,
                cursor=cursor or None,
            )  # fmt: skip
            parts = max(parts, _parts(page.get("messages", []), turn))
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return parts

    async def _post_once(self, where: Where, turn: str, number: int, shown: Content) -> None:
        """A message whose answer was lost is looked for before it is posted again."""
        for _ in range(TRIES):
            await self.pace.wait(where.channel)
            try:
                await self._post_single(where, turn, number, shown, tries=POSTING_TRIES)
            except AnswerLostError:
                if await self._found(where, turn, LOST) > number:
                    return
                continue
            return
        raise SlackSilentError("Slack does not take the message")

    async def _post_after(self, go: Go, where: Where, turn: str, number: int, shown: Content) -> None:
        await go()
        await self._post_single(where, turn, number, shown)

    async def _post_single(self, where: Where, turn: str, number: int, shown: Content, *, tries: int = 1) -> None:
        metadata = {"event_type": MARK, "event_payload": {"turn": turn, "part": number}}
        thread = {"thread_ts": where.thread} if where.thread else {}
        await call(
            self.chat_postMessage, repeatable=False, tries=tries, channel=where.channel, **thread,
            metadata=metadata, unfurl_links=False, unfurl_media=False, **shown,
        )  # fmt: skip

    async def chat_postMessage(self, **message: Any) -> AsyncSlackResponse:  # noqa: N802 (as the SDK calls it)
        """The SDK's own looks through all blocks for objects of its classes, of which we have none."""
        return await self.client.api_call("chat.postMessage", json=message)

    async def name_thread(self, **title: str) -> AsyncSlackResponse:
        """The SDK's own would write what somebody asked into the address."""
        return await self.client.api_call("assistant.threads.setTitle", json=title)

    async def _found(self, where: Where, turn: str, back: float) -> int:
        """How many messages of the turn stand there since so long ago; 0 where we may not read (channels)."""
        if where.thread:
            read = partial(self.client.conversations_replies, channel=where.channel, ts=where.thread)
        else:
            read = partial(self.client.conversations_history, channel=where.channel)
        try:
            return await self._parts_in(read, turn, time.time() - back, TRIES)
        except SlackRefusedError:
            return 0

    def has_brought(self, key: str) -> bool:
        return _named(key) in self._brought

    def remember(self, key: str) -> None:
        """Something that was brought in another way than as messages."""
        self._remember(_named(key), 1)

    def _remember(self, turn: str, parts: int) -> None:
        self._brought[turn] = parts
        self._brought.move_to_end(turn)
        if len(self._brought) > MOST_REMEMBERED:
            self._brought.popitem(last=False)

    async def direct(self, user: str) -> Where:
        """The direct conversation with somebody."""
        if user not in self._direct:
            answer = await call(self.client.conversations_open, users=user)
            if len(self._direct) > MOST_REMEMBERED:
                self._direct.clear()
            self._direct[user] = str(answer["channel"]["id"])
        return Where(self._direct[user])

    async def replace(self, channel: str, stamp: str, blocks: list[Block], text: str) -> None:
        """A message in where. One that is gone or no longer ours to change is left as it is."""
        try:
            await call(self.client.chat_update, channel=channel, ts=stamp, blocks=blocks, text=text)
        except (SlackRefusedError, SlackSilentError) as error:
            log.info("a message stays as it was (%s)", error)


async def _either_way(bubble: Bubble, post: Callable[[Content], Awaitable[None]]) -> None:
    """What Slack does not take with its layout goes out as text: everything can be typed too."""
    try:
        await post({"text": bubble.text, "blocks": bubble.blocks})
    except SlackRefusedError as error:
        if not error.code.startswith(REFUSED_LAYOUT):
            raise
        log.error("Slack refuses the layout of a message (%s)", error.code.split(":")[0])  # noqa: TRY400
        await post({"text": bubble.text, "mrkdwn": False})


def _named(key: str) -> str:
    """How a message says of which turn, or which delivery, it is."""
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def _parts(messages: Sequence[dict[str, Any]], turn: str) -> int:
    parts = [_part(message, turn) for message in messages]
    return max((part + 1 for part in parts if part is not None), default=0)


def _part(message: dict[str, Any], turn: str) -> int | None:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return int(payload.get("part", 0)) if payload.get("turn") == turn else None
