"""The token with which we talk to Teams: kept in memory, renewed ahead of time, fetched once for all who wait."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.channels.teams.settings import TeamsSettings

RESOURCE = "https://api.botframework.com"
FETCH = ClientTimeout(total=10)
AHEAD = 5 * 60.0
SHORTEST = 30.0
AFTER_FAILURE = 5.0
LONGEST_CODE = 80
log = logging.getLogger(__name__)


class LoginError(Exception):
    """Microsoft gives us no token; the text holds its code and no secret."""


@dataclass(frozen=True)
class Token:
    """`until` is on the clock of `OutgoingTokens`."""

    text: str = field(repr=False)
    until: float


@dataclass
class OutgoingTokens:
    """`clock` gives seconds that only go up; `resource` is what the token is for."""

    http: ClientSession
    settings: TeamsSettings
    clock: Callable[[], float] = time.monotonic
    resource: str = RESOURCE
    _token: Token | None = None
    _fetching: asyncio.Task[Token] | None = None
    _failed_at: float | None = None
    _failure: str = ""

    async def header(self) -> Mapping[str, str]:
        """Raises LoginError. Without authentication there is nothing to show."""
        if not self.settings.checked:
            return {}
        return {"Authorization": f"Bearer {await self._text()}"}

    def refused(self) -> None:
        """Teams did not take it: the next one is fetched anew."""
        self._token = None

    async def warm_up(self) -> None:
        """Fetches the token before somebody waits for it; a failure is left to whoever needs it."""
        try:
            await self.header()
        except LoginError as error:
            log.warning("no token for Teams: %s", error)

    async def close(self) -> None:
        if self._fetching:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    async def _text(self) -> str:
        token, now = self._token, self.clock()
        if token is None or now >= token.until:
            return (await asyncio.shield(self._fetch())).text
        if now >= token.until - AHEAD and not self._failed_lately():
            self._fetch()
        return token.text

    def _fetch(self) -> asyncio.Task[Token]:
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._renewed())
            self._fetching.add_done_callback(self._done)
        return self._fetching

    def _done(self, task: asyncio.Task[Token]) -> None:
        self._fetching = None
        if not task.cancelled():
            task.exception()

    def _failed_lately(self) -> bool:
        return self._failed_at is not None and self.clock() - self._failed_at < AFTER_FAILURE

    async def _renewed(self) -> Token:
        if self._failed_lately():
            raise LoginError(self._failure)
        try:
            self._token = await self._asked()
        except (ClientError, TimeoutError, OSError, ValueError, LoginError) as error:
            self._failed_at = self.clock()
            self._failure = str(error) if isinstance(error, LoginError) else type(error).__name__
            raise LoginError(self._failure) from error
        self._failed_at = None
        return self._token

    async def _asked(self) -> Token:
        asked_at = self.clock()
        async with asyncio.timeout(FETCH.total), self._request() as response:
            answer: Any = await response.json(content_type=None)
            if response.status != HTTPStatus.OK or not isinstance(answer, dict):
                raise LoginError(f"{response.status} {_code(answer)}".strip())
        text, lasts = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(text, str) or not text:
            raise LoginError("an answer without a token")
        return Token(text, asked_at + max(float(lasts or 0), SHORTEST))

    def _request(self) -> Any:
        settings, post, get = self.settings, self.http.post, self.http.get
        if settings.managed_identity:
            version, headers = "2018-02-01", {"Metadata": "true"}
            if settings.identity_header:
                version, headers = "2019-08-01", {"X-IDENTITY-HEADER": settings.identity_header}
            asked = {"api-version": version, "resource": self.resource, "client_id": settings.app_id}
            return get(settings.token_url, params=asked, headers=headers, timeout=FETCH, allow_redirects=False)
        form = {
            "grant_type": "client_credentials",
            "client_id": settings.app_id,
            "client_secret": settings.password,
            "scope": f"{self.resource}/.default",
        }
        return post(settings.token_url, data=form, timeout=FETCH, allow_redirects=False)


def _code(answer: Any) -> str:
    """ "invalid_client": what Microsoft calls the fault, never its text, which may hold ids."""
    code = answer.get("error") if isinstance(answer, dict) else ""
    return code[:LONGEST_CODE] if isinstance(code, str) and code.replace("_", "").isalnum() else ""
