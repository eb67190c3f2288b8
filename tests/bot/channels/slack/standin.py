"""A stand-in for Slack: its Web API and Socket Mode on loopback. It refuses what Slack refuses.

What a test looks at is in `workspace`: messages by channel, views, calls. What it lets go wrong is in `faults`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from base64 import b64encode
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp import WSMsgType, web

from tests.bot.channels.slack.slack_limits import message_refusals, view_refusals

BOT, APP = "xoxb-1-stand-in", "xapp-1-stand-in"
CLIENT, CLIENT_SECRET = "1234.5678", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM, BOT_USER, BOT_ID = "T0SCHOOL", "U0WEGWIJZER", "B0WEGWIJZER"
SCOPES = (
    "app_mentions:read,assistant:write,chat:write,commands,files:write,im:history,im:write,users:read,users:read.email"
)
TRIGGER_LIVES = 3.0
Answer = dict[str, Any]


class Refusal(Exception):  # noqa: N818 (it is what Slack answers)
    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass
class Fault:
    """How the next calls of a method go wrong: `status` is answered, or the connection drops (0).

    `done`: the call is carried out first, so that only its answer is lost.
    """

    method: str
    times: int = 1
    status: int = 500
    retry_after: int = 0
    done: bool = False
    error: str = ""
    delay: float = 0.0


@dataclass
class Slack:
    """`strict` answers 429 to a second message in one channel within a second.

    `others` are the other workspaces behind the same address, by their tokens. `codes`: what `allow` gave out, with
    where and to which address.
    """

    users: dict[str, Answer] = field(default_factory=dict)
    messages: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    uploads: dict[str, Answer] = field(default_factory=dict)
    views: dict[str, Answer] = field(default_factory=dict)
    homes: dict[str, Answer] = field(default_factory=dict)
    calls: list[tuple[str, Answer]] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    refused: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    acknowledged: dict[str, Answer] = field(default_factory=dict)
    triggers: dict[str, float] = field(default_factory=dict)
    sockets: set[web.WebSocketResponse] = field(default_factory=set)
    connections: int = 0
    strict: bool = True
    bot_token: str = BOT
    team: str = TEAM
    bot_user: str = BOT_USER
    enterprise: str = ""
    org_wide: bool = False
    removed: bool = False
    others: dict[str, Slack] = field(default_factory=dict)
    codes: dict[str, tuple[Slack, str]] = field(default_factory=dict)
    app_token: str = APP
    scopes: str = SCOPES
    url: str = ""
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _posted_at: dict[str, float] = field(default_factory=dict)

    # Looking

    def called(self, method: str) -> list[Answer]:
        return [arguments for name, arguments in self.calls if name == method]

    def said(self, channel: str) -> list[Answer]:
        return self.messages[channel]

    async def until(self, holds: Callable[[], Any], limit: float = 5.0) -> Any:
        """What the condition gives, as soon as it holds."""
        deadline = time.monotonic() + limit
        async with self.changed:
            while not (found := holds()):
                left = deadline - time.monotonic()
                if left <= 0:
                    calls = [name for name, _ in self.calls]
                    raise AssertionError(f"did not happen within {limit} s; calls {calls}, refused {self.refused}")
                try:
                    await asyncio.wait_for(self.changed.wait(), min(left, 0.1))
                except TimeoutError:
                    continue
        return found

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    def trigger(self) -> str:
        name = f"{next(self._numbers)}.{self.team}.trigger"
        self.triggers[name] = time.monotonic()
        return name

    def stamp(self) -> str:
        return f"{int(time.time())}.{next(self._numbers):06d}"

    # The Web API

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.addresses.add(request.path_qs)
        arguments = await _arguments(request)
        given = _token(request, arguments)
        place = next((one for one in self.others.values() if one.bot_token == given), self)
        return await place.answer(request, method, arguments)

    async def answer(self, request: web.Request, method: str, arguments: Answer) -> web.StreamResponse:
        fault = self._fault(method)
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault and not fault.done and not fault.error and (fault.status or not fault.delay):
            self.calls.append((f"{method}!", arguments))
            await self._tell()
            return _broken(request, fault)
        answer, headers = self._answer(request, method, arguments, fault)
        self.calls.append((method, arguments))
        await self._tell()
        if fault and fault.done:
            return _broken(request, fault)
        if answer.get("error") == "ratelimited":
            return web.json_response(answer, status=429, headers={"Retry-After": "1"})
        return web.json_response(answer, headers=headers)

    def _fault(self, method: str) -> Fault | None:
        fault = next((one for one in self.faults if one.method == method and one.times > 0), None)
        if fault:
            fault.times -= 1
        return fault

    def _answer(self, request: web.Request, method: str, arguments: Answer, fault: Fault | None) -> Any:
        try:
            return {"ok": True, **self._done(request, method, arguments, fault)}, {"X-OAuth-Scopes": self.scopes}
        except Refusal as refusal:
            self.refused.append((method, refusal.error))
            return {"ok": False, "error": refusal.error}, {}

    def _done(self, request: web.Request, method: str, arguments: Answer, fault: Fault | None) -> Answer:
        if fault and fault.error:
            raise Refusal(fault.error)
        self._check_token(request, method, arguments)
        doing = getattr(self, "do_" + method.replace(".", "_"), None)
        if doing is None:
            raise Refusal("unknown_method")
        return dict(doing(arguments))

    def _check_token(self, request: web.Request, method: str, arguments: Answer) -> None:
        given = _token(request, arguments)
        if method == "oauth.v2.access":
            if given != f"Basic {b64encode(f'{CLIENT}:{CLIENT_SECRET}'.encode()).decode()}":
                raise Refusal("bad_client_secret")
            return
        if self.removed and given == self.bot_token:
            raise Refusal("account_inactive")
        right = self.app_token if method == "apps.connections.open" else self.bot_token
        if given != right:
            raise Refusal("invalid_auth" if given else "not_authed")

    def do_auth_test(self, _: Answer) -> Answer:
        return {"team": f"School {self.team}", "team_id": self.team, "user": "wegwijzer", "user_id": self.bot_user,
                "bot_id": BOT_ID, "enterprise_id": self.enterprise or None, "url": "https://x.slack.com/"}  # fmt: skip

    # Several workspaces

    def another(self, team: str, **more: Any) -> Slack:
        """One more workspace, with the same ids in it as far as tests give it the same."""
        other = Slack(url=self.url, team=team, bot_token=f"xoxb-{team}", bot_user=f"UBOT{team}", strict=False, **more)
        self.others[team] = other
        return other

    def allow(self, asked: str, place: Slack) -> str:
        """Somebody of that workspace says yes to what was asked for; where their browser then goes."""
        query = dict(parse_qsl(urlsplit(asked).query))
        assert query["client_id"] == CLIENT
        assert set(query["scope"].split(",")) == set(SCOPES.split(","))
        code = f"code-{next(self._numbers)}"
        self.codes[code] = (place, query["redirect_uri"])
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def do_oauth_v2_access(self, arguments: Answer) -> Answer:
        place, address = self.codes.pop(arguments.get("code", ""), (None, ""))
        if place is None:
            raise Refusal("invalid_code")
        if arguments.get("redirect_uri") != address:
            raise Refusal("bad_redirect_uri")
        place.removed = False
        team = None if place.org_wide else {"id": place.team, "name": f"School {place.team}"}
        enterprise = {"id": place.enterprise, "name": "Koepel"} if place.enterprise else None
        return {"access_token": place.bot_token, "token_type": "bot", "scope": self.scopes, "app_id": "A1",
                "bot_user_id": place.bot_user, "team": team, "enterprise": enterprise,
                "is_enterprise_install": place.org_wide, "authed_user": {"id": "UINSTALLER"}}  # fmt: skip

    def do_apps_connections_open(self, _: Answer) -> Answer:
        return {"url": self.url.replace("http", "ws", 1).replace("/api/", f"/link?ticket={next(self._numbers)}")}

    def do_users_info(self, arguments: Answer) -> Answer:
        user = self.users.get(arguments.get("user", ""))
        if user is None:
            raise Refusal("user_not_found")
        shown = dict(user)
        if str(arguments.get("include_locale", "")).lower() not in {"1", "true"}:
            shown.pop("locale", None)
        return {"user": shown}

    def do_users_lookupByEmail(self, arguments: Answer) -> Answer:  # noqa: N802
        found = [one for one in self.users.values() if one["profile"].get("email") == arguments.get("email")]
        if not found or found[0]["deleted"]:
            raise Refusal("users_not_found")
        return {"user": found[0]}

    def do_conversations_open(self, arguments: Answer) -> Answer:
        user = self.users.get(arguments.get("users", ""))
        if user is None:
            raise Refusal("user_not_found")
        if user.get("deleted"):
            raise Refusal("user_disabled")
        return {"channel": {"id": direct(user["id"])}}

    def do_chat_postMessage(self, arguments: Answer) -> Answer:  # noqa: N802 (Slack's name)
        channel = arguments.get("channel", "")
        self._check_channel(channel)
        if arguments.get("blocks"):
            _refuse("invalid_blocks", message_refusals(arguments["blocks"], arguments.get("text") or ""))
        elif not arguments.get("text"):
            raise Refusal("no_text")
        last, now = self._posted_at.get(channel, 0.0), time.monotonic()
        if self.strict and now - last < 0.95:
            raise Refusal("ratelimited")
        self._posted_at[channel] = now
        message = {
            "type": "message", "user": self.bot_user, "bot_id": BOT_ID, "ts": self.stamp(), "text": arguments["text"],
            "blocks": arguments.get("blocks") or [], "metadata": arguments.get("metadata"), "at": now,
        }  # fmt: skip
        if arguments.get("thread_ts"):
            message["thread_ts"] = arguments["thread_ts"]
        self.messages[channel].append(message)
        return {"channel": channel, "ts": message["ts"], "message": message}

    def do_chat_update(self, arguments: Answer) -> Answer:
        found = [one for one in self.messages[arguments["channel"]] if one["ts"] == arguments["ts"]]
        if not found:
            raise Refusal("message_not_found")
        _refuse("invalid_blocks", message_refusals(arguments["blocks"], arguments["text"]))
        found[0].update(text=arguments["text"], blocks=arguments["blocks"], edited=True)
        return {"ts": found[0]["ts"]}

    def do_conversations_history(self, arguments: Answer) -> Answer:
        return _page(self._read(arguments, "")[::-1], arguments)

    def do_conversations_replies(self, arguments: Answer) -> Answer:
        return _page(self._read(arguments, arguments["ts"]), arguments)

    def _read(self, arguments: Answer, thread: str) -> list[Answer]:
        """Only direct conversations: the app has no right to read channels."""
        if not arguments["channel"].startswith("D"):
            raise Refusal("missing_scope")
        found = [one for one in self.messages[arguments["channel"]] if one.get("thread_ts", "") == thread]
        return [one for one in found if float(one["ts"]) >= float(arguments.get("oldest") or 0)]

    # Files

    def do_files_getUploadURLExternal(self, arguments: Answer) -> Answer:  # noqa: N802
        self._check_scope("files:write")
        length = int(arguments.get("length") or 0)
        if not arguments.get("filename") or length <= 0:
            raise Refusal("invalid_arguments")
        identifier = f"F{self.team}{next(self._numbers)}"
        self.uploads[identifier] = {"name": arguments["filename"], "length": length, "content": None, "channel": ""}
        return {"upload_url": self.url.replace("/api/", f"/upload/{identifier}"), "file_id": identifier}

    async def upload(self, request: web.Request) -> web.Response:
        """Bytes, for an address that was asked for: exactly as many as were announced, and no token."""
        name = request.match_info["file"]
        kept = next((one.uploads[name] for one in (self, *self.others.values()) if name in one.uploads), None)
        content = await request.read()
        right = kept is not None and len(content) == kept["length"] and "Authorization" not in request.headers
        if kept is None or not right:
            return web.Response(status=400, text="not as announced")
        kept["content"] = content
        return web.Response(text=f"OK - {len(content)}")

    def do_files_completeUploadExternal(self, arguments: Answer) -> Answer:  # noqa: N802
        self._check_scope("files:write")
        channel = arguments.get("channel_id") or ""
        self._check_channel(channel)
        files = json.loads(arguments.get("files") or "[]")
        kept = [self.uploads.get(one.get("id", "")) for one in files]
        if not files or any(one is None or one["content"] is None or one["channel"] for one in kept):
            raise Refusal("file_not_found")
        for one, file in zip(kept, files, strict=True):
            assert one is not None
            one.update(channel=channel, title=file.get("title", ""), thread=arguments.get("thread_ts") or "")
        return {"files": files}

    def _check_scope(self, scope: str) -> None:
        if scope not in self.scopes.split(","):
            raise Refusal("missing_scope")

    def do_views_open(self, arguments: Answer) -> Answer:
        self._take_trigger(arguments.get("trigger_id", ""))
        return self._keep_view(f"V{next(self._numbers)}", arguments)

    do_views_push = do_views_open

    def do_views_update(self, arguments: Answer) -> Answer:
        if arguments.get("view_id") not in self.views:
            raise Refusal("not_found")
        return self._keep_view(arguments["view_id"], arguments)

    def _keep_view(self, identifier: str, arguments: Answer) -> Answer:
        view = arguments["view"]
        _refuse("invalid_arguments", view_refusals(view))
        kept = {**view, "id": identifier, "hash": f"{time.time():.3f}.h{next(self._numbers)}", "team_id": self.team}
        self.views[identifier] = kept
        return {"view": kept}

    def do_views_publish(self, arguments: Answer) -> Answer:
        _refuse("invalid_arguments", view_refusals(arguments["view"]))
        self.homes[arguments["user_id"]] = arguments["view"]
        return {"view": arguments["view"]}

    def _take_trigger(self, trigger: str) -> None:
        """Lives three seconds, and opens one view."""
        opened = self.triggers.pop(trigger, None)
        if opened is None:
            raise Refusal("exchanged_trigger_id")
        if time.monotonic() - opened > TRIGGER_LIVES:
            raise Refusal("expired_trigger_id")

    def do_assistant_threads_setStatus(self, arguments: Answer) -> Answer:  # noqa: N802
        return self._in_thread(arguments)

    def do_assistant_threads_setTitle(self, arguments: Answer) -> Answer:  # noqa: N802
        return self._in_thread(arguments)

    def _in_thread(self, arguments: Answer) -> Answer:
        self._check_channel(arguments["channel_id"])
        if not arguments.get("thread_ts"):
            raise Refusal("invalid_thread_ts")
        return {}

    def do_assistant_threads_setSuggestedPrompts(self, arguments: Answer) -> Answer:  # noqa: N802
        if not 1 <= len(arguments["prompts"]) <= 4:
            raise Refusal("invalid_arguments")
        return {}

    def _check_channel(self, channel: str) -> None:
        known = channel.startswith("C") or channel in {direct(user) for user in self.users}
        if not known:
            raise Refusal("channel_not_found")
        owner = next((user for user in self.users.values() if direct(user["id"]) == channel), {})
        if owner.get("deleted"):
            raise Refusal("user_disabled")

    # Socket Mode

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}})
        self.sockets.add(socket)
        self.connections += 1
        await self._tell()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    answer = json.loads(message.data)
                    self.acknowledged[answer["envelope_id"]] = answer.get("payload") or {}
                    await self._tell()
        finally:
            self.sockets.discard(socket)
        return socket

    async def push(self, kind: str, payload: Answer, *, attempt: int = 0, limit: float = 3.0) -> Answer | None:
        """An envelope over the newest socket; what it was acknowledged with, or None within Slack's three seconds."""
        await self.until(lambda: self.sockets)
        identifier = f"envelope-{next(self._numbers)}"
        envelope: Answer = {
            "type": kind,
            "envelope_id": identifier,
            "payload": payload,
            "accepts_response_payload": True,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        await next(iter(self.sockets)).send_json(envelope)
        try:
            await self.until(lambda: identifier in self.acknowledged, limit)
        except AssertionError:
            return None
        return self.acknowledged[identifier]

    async def drop(self) -> None:
        """Slack closes its connections now and then."""
        for socket in list(self.sockets):
            await socket.close()


def direct(user: str) -> str:
    """The channel of the direct conversation with the app."""
    return f"D{user[1:]}"


def _page(found: list[Answer], arguments: Answer) -> Answer:
    start, size = int(arguments.get("cursor") or 0), int(arguments.get("limit") or 100)
    more = str(start + size) if len(found) > start + size else ""
    return {"messages": found[start : start + size], "response_metadata": {"next_cursor": more}}


def _token(request: web.Request, arguments: Answer) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ") or str(arguments.get("token", ""))


def _refuse(error: str, refusals: list[str]) -> None:
    if refusals:
        raise Refusal(f"{error}: {refusals[0]}")


async def _arguments(request: web.Request) -> Answer:
    if request.content_type == "application/json":
        return dict(await request.json())
    given: Answer = {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}
    for name in ("blocks", "view", "metadata", "prompts"):
        if isinstance(given.get(name), str):
            given[name] = json.loads(given[name])
    return given


def _broken(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.status:
        headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after else {}
        body = {"ok": False, "error": "ratelimited"} if fault.status == 429 else {}
        return web.json_response(body, status=fault.status, headers=headers)
    if request.transport:
        request.transport.abort()
    return web.Response()


@asynccontextmanager
async def slack_running(port: int = 0, tls: SSLContext | None = None) -> AsyncIterator[Slack]:
    slack = Slack()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.handle)
    app.router.add_get("/link", slack.link)
    app.router.add_post("/upload/{file}", slack.upload)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port, ssl_context=tls)
    await site.start()
    slack.url = f"{'https' if tls else 'http'}://127.0.0.1:{runner.addresses[0][1]}/api/"
    try:
        yield slack
    finally:
        await slack.drop()
        await runner.cleanup()
