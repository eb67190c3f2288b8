"""Microsoft on loopback: the keys of the Bot Framework, the login, and the connector of Teams, with real signatures."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import count
from typing import Any
from urllib.parse import unquote

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

APP_ID = "6f1b4a52-7d7e-4b77-9d5e-0a6d3f0f2c11"
TENANT_ID = "2d0a52e7-3f0f-4f6b-8f0f-8d2b6f0c9a10"
SECRET = "een~geheim"
ISSUER = "https://api.botframework.com"
BOT = f"28:{APP_ID}"


@cache
def signing_key(name: str) -> RSAPrivateKey:  # noqa: ARG001 (the cache keeps them apart)
    """One of each name for the whole run: making them is slow."""
    return generate_private_key(public_exponent=65537, key_size=2048)


async def until(happened: Callable[[], object], seconds: float = 8.0) -> None:
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise AssertionError("it did not happen in time")
        await asyncio.sleep(0.01)


@dataclass(frozen=True)
class Call:
    """What reached the connector. `activity` is the id in the address, if there was one."""

    method: str
    conversation: str
    activity: str
    body: dict[str, Any]
    authorization: str
    at: float


@dataclass(frozen=True)
class Answer:
    """How the connector answers a call: after `wait` seconds, that status, or a cut connection."""

    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    wait: float = 0.0
    cut: bool = False


@dataclass
class Microsoft:
    """`keys` by id, with the channels they are endorsed for. `answers` are used up first; then all goes well."""

    address: str = ""
    keys: dict[str, tuple[str, ...]] = field(default_factory=lambda: {"first": ("msteams", "webchat")})
    calls: list[Call] = field(default_factory=list)
    answers: deque[Answer] = field(default_factory=deque)
    always: Answer | None = None
    typing_wait: float = 0.0
    uploads: dict[str, tuple[dict[str, str], bytes]] = field(default_factory=dict)
    upload_answer: Answer = field(default_factory=lambda: Answer(201))
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked_members: int = 0
    members_status: int = 200
    fetched_keys: int = 0
    keys_wait: float = 0.0
    keys_status: int = 200
    logins: int = 0
    login_status: int = 200
    login_lasts: int = 3600
    login_asked: list[dict[str, str]] = field(default_factory=list)
    _ids: Any = field(default_factory=lambda: count(1))

    @property
    def metadata_url(self) -> str:
        return f"{self.address}/v1/.well-known/openidconfiguration"

    @property
    def service_url(self) -> str:
        return f"{self.address}/emea/"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "TEAMS_APP_ID": APP_ID,
            "TEAMS_TENANT_ID": TENANT_ID,
            "TEAMS_APP_PASSWORD": SECRET,
            "TEAMS_OPENID_METADATA_URL": self.metadata_url,
            "TEAMS_LOGIN_URL": self.address,
        }

    def token(self, key: str = "first", **changes: Any) -> str:
        """As Microsoft makes it; a change to None leaves that claim out. `kid` and `header` change the header."""
        now = int(time.time())
        more = changes.pop("header", {})
        header = {"kid": changes.pop("kid", key)}
        claims = {"iss": ISSUER, "aud": APP_ID, "exp": now + 3600, "nbf": now - 10, "serviceurl": self.service_url}
        claims = {name: value for name, value in (claims | changes).items() if value is not None}
        if header["kid"] is None:
            header = {}
        return jwt.encode(claims, signing_key(key), algorithm="RS256", headers=header | more)

    @cached_property
    def token_kept(self) -> str:
        """One token for many requests, as Microsoft uses them."""
        return self.token()

    def posts(self, *, typing: bool = False) -> list[Call]:
        """What was said, in order."""
        said = [call for call in self.calls if call.method == "POST"]
        return [call for call in said if typing or call.body.get("type") != "typing"]

    async def wait_for(self, number: int, seconds: float = 8.0) -> list[Call]:
        """The posts, as soon as there are that many of them."""
        await until(lambda: len(self.posts()) >= number, seconds)
        return self.posts()

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/v1/.well-known/openidconfiguration", self._metadata)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._login)
        app.router.add_get("/identity", self._identity)
        app.router.add_put("/onedrive/{file}", self._upload)
        app.router.add_get("/emea/v3/conversations/{conversation}/members/{user}", self._member)
        for path in ("activities", "activities/{activity}"):
            app.router.add_route("*", f"/{{place:emea|amer}}/v3/conversations/{{conversation}}/{path}", self._activity)

    async def _metadata(self, _: web.Request) -> web.Response:
        await asyncio.sleep(self.keys_wait)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.address}/keys"}, status=self.keys_status)

    async def _keys(self, _: web.Request) -> web.Response:
        self.fetched_keys += 1
        listed = []
        for name, channels in self.keys.items():
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(signing_key(name).public_key()))
            listed.append({**public, "kid": name, "use": "sig", "endorsements": list(channels)})
        return web.json_response({"keys": listed})

    async def _login(self, request: web.Request) -> web.Response:
        self.logins += 1
        sent = await request.post()
        self.login_asked.append({name: str(value) for name, value in sent.items()} | dict(request.match_info))
        if self.login_status != 200:
            return web.json_response({"error": "invalid_client", "error_description": SECRET}, status=self.login_status)
        return web.json_response({"access_token": f"out-{self.logins}", "expires_in": self.login_lasts})

    async def _identity(self, request: web.Request) -> web.Response:
        self.logins += 1
        self.login_asked.append(dict(request.query) | {"metadata": request.headers.get("Metadata", "")})
        return web.json_response({"access_token": f"managed-{self.logins}", "expires_in": "3600"})

    async def _upload(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.upload_answer.wait)
        self.uploads[request.match_info["file"]] = (dict(request.headers), await request.read())
        return web.json_response({}, status=self.upload_answer.status, headers=self.upload_answer.headers)

    async def _member(self, request: web.Request) -> web.StreamResponse:
        self.asked_members += 1
        found = self.members.get(unquote(request.match_info["user"]))
        if self.members_status != 200 or found is None:
            return web.json_response({"error": {"code": "MemberNotFound"}}, status=max(self.members_status, 404))
        return await _in_parts(request, json.dumps(found).encode())

    async def _activity(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else {}
        call = Call(
            request.method,
            request.match_info["conversation"],
            request.match_info.get("activity", ""),
            body,
            request.headers.get("Authorization", ""),
            time.monotonic(),
        )
        typing = body.get("type") == "typing"
        answer = Answer(wait=self.typing_wait) if typing else self._next()
        await asyncio.sleep(answer.wait)
        if answer.cut and request.transport:
            request.transport.close()
        if answer.status < 300:
            self.calls.append(call)
            return web.json_response({"id": f"sent-{next(self._ids)}"}, status=answer.status, headers=answer.headers)
        return web.json_response(answer.body, status=answer.status, headers=answer.headers)

    def _next(self) -> Answer:
        return self.answers.popleft() if self.answers else self.always or Answer()


async def _in_parts(request: web.Request, body: bytes) -> web.StreamResponse:
    """As the network may bring any answer: not all of it at once."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    for part in (body[:20], body[20:]):
        await response.write(part)
        await asyncio.sleep(0.01)
    return response


@asynccontextmanager
async def microsoft() -> AsyncIterator[Microsoft]:
    here = Microsoft()
    app = web.Application()
    here.add_to(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    here.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield here
    await runner.cleanup()
