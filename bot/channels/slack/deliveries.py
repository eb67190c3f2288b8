"""From Slack's door to the listeners and back within three seconds.

A delivery is acknowledged when it is done. When that takes long, it is kept on disk, acknowledged, and done all the
same. When it fails, Slack does not hear that we have it, and brings events again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from bot.channels.slack.inbox import Inbox

ACKNOWLEDGE_AFTER = 2.2
TRY_AGAIN_AFTER = (5.0, 30.0, 120.0, 600.0)
LAST_WORDS = 5.0
log = logging.getLogger(__name__)
Result = TypeVar("Result")


@dataclass
class Deliveries:
    app: AsyncApp
    inbox: Inbox
    _working: set[asyncio.Task[Any]] = field(default_factory=set)

    async def take(self, body: str | dict[str, Any], headers: dict[str, str], mode: str) -> BoltResponse:
        """The acknowledgement, within three seconds. Raises ValueError for a body that is none of Slack's."""
        request = AsyncBoltRequest(body=body, headers=dict(headers), mode=mode, context={"again": _again(headers)})
        working = self._start(self._dispatch(request))
        await asyncio.wait({working}, timeout=ACKNOWLEDGE_AFTER)
        if working.done():
            return working.result()
        if _has_effect(request.body):
            kept = await asyncio.to_thread(self.inbox.keep, request.body)
            self._start(self._finish(working, kept, request.body))
        return request.context.ack.response or BoltResponse(status=200, body="")

    async def _dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        """Bolt itself stumbles over payloads that are none of Slack's."""
        try:
            return await self.app.async_dispatch(request)
        except Exception as error:  # noqa: BLE001 (whatever it is, Slack is answered and the door stays open)
            log.error("something from Slack could not be read (%s)", type(error).__name__)  # noqa: TRY400
            return BoltResponse(status=500, body="")

    async def _finish(self, working: asyncio.Task[BoltResponse], kept: Path | None, body: dict[str, Any]) -> None:
        """Nobody brings it again any more, so we do so ourselves when it fails."""
        response = await working
        for wait in TRY_AGAIN_AFTER:
            if response.status < 500:
                break
            await asyncio.sleep(wait)
            response = await self._once_more(body)
        if response.status >= 500:
            log.error("an event was acknowledged and could not be handled; the next start tries again")
        elif kept:
            await asyncio.to_thread(kept.unlink, missing_ok=True)

    async def _once_more(self, body: dict[str, Any]) -> BoltResponse:
        request = AsyncBoltRequest(body=body, headers={}, mode="socket_mode", context={"again": True})
        return await self._dispatch(request)

    async def take_up(self) -> None:
        """What an earlier process acknowledged and did not finish."""
        for path, body in await asyncio.to_thread(self.inbox.waiting):
            self._start(self._finish(self._start(self._once_more(body)), path, body))

    def _start(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        return task

    async def close(self) -> None:
        """A few seconds for what is nearly done; the rest is in the inbox, or Slack brings it again."""
        if self._working:
            await asyncio.wait(self._working, timeout=LAST_WORDS)
        for task in [*self._working]:
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)


def _has_effect(body: dict[str, Any]) -> bool:
    """Nobody waits any more for what a menu offered, or for a dashboard."""
    event = body.get("event") or {}
    return body.get("type") != "block_suggestion" and event.get("type") != "app_home_opened"


def _again(headers: dict[str, str]) -> bool:
    """Socket Mode counts from 0, so the header alone says nothing."""
    return headers.get("x-slack-retry-num", "0") not in {"", "0"}
