"""Calls to the connector, Teams' own server: one shared connection pool, a time limit on each, and bounded patience."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession, ClientTimeout
from yarl import URL

from bot.channels.teams.addresses import is_safe
from bot.channels.teams.bodies import read_at_most
from bot.channels.teams.tokens_out import LoginError, OutgoingTokens
from storage.tables import Json

AGAIN = frozenset({412, 429, 502, 503, 504})
BLOCKED = ("BotDisabledByAdmin", "BotNotInConversationRoster", "ConversationBlockedByUser", "MessageWritesBlocked")
LARGEST_ANSWER = 64 * 1024
LONGEST_CODE = 60
log = logging.getLogger(__name__)


class ConnectorError(Exception):
    """Teams did not take it. `status` is 0 where no answer came; `code` is what Teams calls the fault."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status or 'no answer'} {code}".strip())
        self.status = status
        self.code = code


class BlockedError(ConnectorError):
    """Nothing arrives there any more, whatever we try."""


class DoubtError(ConnectorError):
    """No answer came: it may have arrived, and once more would show it twice."""


class BusyError(ConnectorError):
    """Teams wants us to wait longer than we were willing to; `wait` seconds."""

    def __init__(self, status: int, code: str, wait: float) -> None:
        super().__init__(status, code)
        self.wait = wait


@dataclass(frozen=True)
class Patience:
    """How long one call may take, how often it is tried, and how long all tries together may take; in seconds."""

    call: float = 10.0
    tries: int = 5
    first_wait: float = 0.5
    longest_wait: float = 10.0
    altogether: float = 25.0


PATIENT = Patience()
ONCE = Patience(call=3.0, tries=1, altogether=3.0)


@dataclass(frozen=True)
class Connector:
    """In local trials only this computer is talked to."""

    http: ClientSession
    tokens: OutgoingTokens
    patience: Patience = PATIENT

    async def call(
        self, method: str, service_url: str, path: str, body: Json | None = None, patience: Patience | None = None
    ) -> Json:
        """What Teams answered. Raises ConnectorError, or BlockedError, after which no further try makes sense."""
        if not is_safe(service_url, only_loopback=not self.tokens.settings.checked):
            raise ConnectorError(0, "unsafe address")
        url = URL(f"{service_url.rstrip('/')}/{path}", encoded=True)
        data = (
            None
            if body is None
            else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        )
        return await self._patiently(method, url, data, patience or self.patience)

    async def _patiently(self, method: str, url: URL, data: bytes | None, patience: Patience) -> Json:
        end = time.monotonic() + patience.altogether
        for number in range(1, patience.tries + 1):
            try:
                return await self._once(method, url, data, min(patience.call, max(end - time.monotonic(), 0.1)))
            except BlockedError:
                raise
            except _AgainError as again:
                wait = again.wait if again.wait is not None else _backoff(number, patience)
                if number == patience.tries or time.monotonic() + wait > end:
                    raise again.fault(wait) from again
                await asyncio.sleep(wait)
        raise AssertionError("unreachable")

    async def _once(self, method: str, url: URL, data: bytes | None, seconds: float) -> Json:
        headers = await self._headers()
        try:
            async with self.http.request(
                method,
                url,
                data=data,
                headers=headers,
                timeout=ClientTimeout(total=seconds),
                allow_redirects=False,
            ) as response:
                return await self._answer(response)
        except ClientConnectorError as error:
            raise _AgainError(0, type(error).__name__) from error
        except (ClientError, TimeoutError, OSError) as error:
            raise DoubtError(0, type(error).__name__) from error

    async def _headers(self) -> Mapping[str, str]:
        try:
            shown = await self.tokens.header()
        except LoginError as error:
            raise ConnectorError(0, "no token") from error
        return {**shown, "Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}

    async def _answer(self, response: ClientResponse) -> Json:
        text = await read_at_most(response, LARGEST_ANSWER)
        if response.status < HTTPStatus.MULTIPLE_CHOICES:
            return _object(text)
        code = _code(text)
        if response.status == HTTPStatus.FORBIDDEN:
            raise BlockedError(response.status, code)
        if response.status in AGAIN:
            raise _AgainError(response.status, code, _retry_after(response.headers.get("Retry-After")))
        if response.status == HTTPStatus.UNAUTHORIZED:
            self.tokens.refused()
        raise ConnectorError(response.status, code)


def activities(conversation: str, activity: str = "") -> str:
    """The path of a conversation's activities, or of one of them."""
    base = f"v3/conversations/{quote(conversation, safe='')}/activities"
    return f"{base}/{quote(activity, safe='')}" if activity else base


def member(conversation: str, user: str) -> str:
    return f"v3/conversations/{quote(conversation, safe='')}/members/{quote(user, safe='')}"


class _AgainError(Exception):
    def __init__(self, status: int, code: str, wait: float | None = None) -> None:
        super().__init__(status, code)
        self.status, self.code, self.wait = status, code, wait

    def fault(self, wait: float) -> ConnectorError:
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            return BusyError(self.status, self.code, wait)
        return ConnectorError(self.status, self.code)


def _backoff(number: int, patience: Patience) -> float:
    """Twice as long each time, and never for all of us at the same moment."""
    wait: float = min(patience.first_wait * 2 ** (number - 1), patience.longest_wait)
    return wait * random.uniform(0.75, 1.25)  # noqa: S311 (no secret)


def _retry_after(given: str | None) -> float | None:
    """Seconds, or a date."""
    if not given:
        return None
    if given.strip().isdigit():
        return float(given)
    try:
        return max((parsedate_to_datetime(given) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None


def _object(text: bytes) -> Json:
    try:
        answer: Any = json.loads(text or b"{}")
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _code(text: bytes) -> str:
    """The name of the fault: {"error": {"code": …}}, {"errorCode": …}, or the code inside an older message's text."""
    words = text.decode("utf-8", "replace")
    known = next((code for code in BLOCKED if code in words), "")
    if known:
        return known
    found = _object(text)
    error = found.get("error")
    code = error.get("code") if isinstance(error, dict) else found.get("errorCode")
    return re.sub(r"\W", "", str(code or ""))[:LONGEST_CODE]
