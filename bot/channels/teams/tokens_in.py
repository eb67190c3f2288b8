"""Is this really Teams? Every request carries a token that Microsoft signed for our app and for one service address."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import jwt
from jwt.exceptions import PyJWTError

from bot.channels.teams.arriving import Arrived
from bot.channels.teams.keys import Keys, KeysError, SigningKey
from bot.channels.teams.refusing import RefusedError, unauthorized

ISSUER = "https://api.botframework.com"
ALGORITHM = "RS256"
LEEWAY = 60
LONGEST_TOKEN = 8000
MOST_PROVED = 100
SCHEME = "bearer"


@dataclass(frozen=True)
class Caller:
    """Whoever holds the token: for which service address it was made, for which channels its key is endorsed."""

    service_url: str
    channels: frozenset[str]


@dataclass(frozen=True)
class Proved:
    """A token that was checked before, with which key, and until when it holds."""

    caller: Caller
    key_id: str
    key: SigningKey
    until: float


@dataclass
class Verifier:
    """Microsoft uses a token for an hour: the same one is not computed anew each time."""

    keys: Keys
    app_id: str
    tenant_id: str
    clock: Callable[[], float] = time.time
    _proved: OrderedDict[str, Proved] = field(default_factory=OrderedDict)

    async def caller(self, authorization: str | None) -> Caller:
        """Raises RefusedError."""
        token = _bearer(authorization)
        proved = self._proved.get(token)
        if proved and self.clock() < proved.until and await self.keys.find(proved.key_id) is proved.key:
            return proved.caller
        key_id = _key_id(token)
        key = await self._key(key_id)
        claims = self._claims(token, key)
        service_url = claims.get("serviceurl")
        if not isinstance(service_url, str) or not service_url:
            raise unauthorized("The token names no service address.")
        return self._keep(token, Proved(Caller(service_url, key.channels), key_id, key, float(claims["exp"])))

    def _keep(self, token: str, proved: Proved) -> Caller:
        self._proved[token] = proved
        if len(self._proved) > MOST_PROVED:
            self._proved.popitem(last=False)
        return proved.caller

    def admit(self, caller: Caller, arrived: Arrived) -> None:
        """Whether the token is one for this very activity. Raises RefusedError."""
        if arrived.channel not in caller.channels:
            raise unauthorized("The key of the token is not endorsed for this channel.")
        if arrived.service_url.rstrip("/") != caller.service_url.rstrip("/"):
            raise unauthorized("The token is for another service address.")
        if arrived.tenant.lower() != self.tenant_id:
            raise unauthorized("The activity comes from another tenant than TEAMS_TENANT_ID.")

    async def _key(self, key_id: str) -> SigningKey:
        try:
            key = await self.keys.find(key_id)
        except KeysError as error:
            raise RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, "The keys to check tokens with are missing.") from error
        if key is None:
            raise unauthorized("The token is signed with an unknown key.")
        return key

    def _claims(self, token: str, key: SigningKey) -> Mapping[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=self.app_id,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
        except (PyJWTError, ValueError, TypeError, OverflowError) as error:
            raise unauthorized(f"The token does not hold: {type(error).__name__}.") from error
        return claims


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    token = token.strip()
    if scheme.lower() != SCHEME or not token:
        raise unauthorized("There is no bearer token.")
    if len(token) > LONGEST_TOKEN:
        raise unauthorized("The token is too long.")
    return token


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except (PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise unauthorized("The token cannot be read.") from error
    key_id = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(key_id, str) or not key_id:
        raise unauthorized(f"The token is not signed with {ALGORITHM} and a key id.")
    return key_id
