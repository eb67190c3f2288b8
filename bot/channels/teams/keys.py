"""The keys with which Microsoft signs what it sends: fetched with a time limit, kept for a day, renewed when rotated.

Whoever sends an unknown key id can make us look at most once in a few minutes, and only waits for it themselves.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from bot.channels.teams.addresses import is_safe
from bot.channels.teams.bodies import read_at_most

FETCH = ClientTimeout(total=5)
FRESH = 24 * 60 * 60.0
BETWEEN_LOOKS = 5 * 60.0
BETWEEN_TRIES = 10.0
SMALLEST_KEY = 2048
LARGEST_ANSWER = 1024 * 1024
log = logging.getLogger(__name__)


class KeysError(Exception):
    """No keys can be had at the moment."""


@dataclass(frozen=True)
class SigningKey:
    """`channels` are those for which the key was endorsed."""

    key: RSAPublicKey
    channels: frozenset[str]


@dataclass
class Keys:
    """`clock` gives seconds that only go up."""

    http: ClientSession
    metadata_url: str
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, SigningKey] = field(default_factory=dict)
    _fetched_at: float | None = None
    _tried_at: float | None = None
    _looked_at: float | None = None
    _fetching: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> SigningKey | None:
        """None for a key that Microsoft does not have. Raises KeysError when there are no keys at all."""
        if not self._known:
            await self._first()
        found = self._known.get(key_id)
        if found is None and self._may_look():
            self._looked_at = self.clock()
            await self._fetched()
            found = self._known.get(key_id)
        elif self._is_old() and self._may_try():
            self._fetch()
        return found

    async def warm_up(self) -> None:
        """Fetches the keys before somebody waits for them; a failure is left to whoever needs them."""
        if not self._known and self._may_try():
            await self._fetched()

    async def close(self) -> None:
        if self._fetching:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    async def _first(self) -> None:
        if self._fetching or self._may_try():
            await self._fetched()
        if not self._known:
            raise KeysError

    def _may_look(self) -> bool:
        return self._fetching is not None or _passed(self.clock(), self._looked_at, BETWEEN_LOOKS)

    def _may_try(self) -> bool:
        return self._fetching is None and _passed(self.clock(), self._tried_at, BETWEEN_TRIES)

    def _is_old(self) -> bool:
        return _passed(self.clock(), self._fetched_at, FRESH)

    async def _fetched(self) -> None:
        """Waits for the one fetch that is under way, or for a new one. Who gives up waiting does not stop it."""
        await asyncio.shield(self._fetch())

    def _fetch(self) -> asyncio.Task[None]:
        if self._fetching is None:
            self._tried_at = self.clock()
            self._fetching = asyncio.create_task(self._renew())
            self._fetching.add_done_callback(self._done)
        return self._fetching

    def _done(self, _: asyncio.Task[None]) -> None:
        self._fetching = None

    async def _renew(self) -> None:
        """What we have stays when nothing better can be had."""
        try:
            async with asyncio.timeout(FETCH.total):
                metadata = await self._json(self.metadata_url)
                keys = await self._json(_keys_address(metadata))
            found = dict(filter(None, map(_signing_key, _listed(keys))))
        except (ClientError, TimeoutError, ValueError, OSError) as error:
            log.warning("the keys of the Bot Framework cannot be fetched: %s", type(error).__name__)
            return
        if found:
            self._known = found
            self._fetched_at = self.clock()
        else:
            log.warning("the Bot Framework's list of keys holds no usable key")

    async def _json(self, url: str) -> Any:
        async with self.http.get(url, timeout=FETCH, allow_redirects=False) as response:
            if response.status != HTTPStatus.OK:
                raise ValueError(response.status)
            return _loads(await read_at_most(response, LARGEST_ANSWER))


def _loads(body: bytes) -> Any:
    try:
        return json.loads(body)
    except RecursionError as error:
        raise ValueError("too deep") from error


def _passed(now: float, since: float | None, seconds: float) -> bool:
    return since is None or now - since >= seconds


def _keys_address(metadata: Any) -> str:
    address = metadata.get("jwks_uri") if isinstance(metadata, dict) else None
    if not isinstance(address, str) or not is_safe(address):
        raise ValueError("no safe address of keys")
    return address


def _listed(keys: Any) -> list[Any]:
    listed = keys.get("keys") if isinstance(keys, dict) else None
    return listed if isinstance(listed, list) else []


def _signing_key(listed: Any) -> tuple[str, SigningKey] | None:
    """A key that cannot be used is as good as none: others in the list may do."""
    if not isinstance(listed, dict) or listed.get("kty") != "RSA" or listed.get("use", "sig") != "sig":
        return None
    key_id, channels = listed.get("kid"), listed.get("endorsements")
    if not isinstance(key_id, str) or not key_id:
        return None
    try:
        key = PyJWK(listed, algorithm="RS256").key
    except (PyJWTError, ValueError, TypeError):
        return None
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_KEY:
        return None
    endorsed = channels if isinstance(channels, list) else []
    return key_id, SigningKey(key, frozenset(one for one in endorsed if isinstance(one, str)))
