"""Somebody in front of their Slack: says things, clicks, fills in modals, and reads what is on the screen.

What they do reaches the app as Slack would bring it: over the socket, or signed to /slack/events.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession

from bot.channels.slack.rendering.text import escaped
from tests.bot.channels.slack.standin import BOT_USER, SECRET, TEAM, Slack, direct

Payload = dict[str, Any]
Answer = dict[str, Any] | None
Deliver = Callable[[str, Payload], Awaitable[Answer]]
_numbers = itertools.count(1)


def over_socket(slack: Slack) -> Deliver:
    """None when it was not acknowledged within three seconds."""

    async def deliver(kind: str, payload: Payload) -> Answer:
        return await slack.push(kind, payload)

    return deliver


def over_http(address: str) -> Deliver:
    async def deliver(kind: str, payload: Payload) -> Answer:
        status, text = await post(address, *body_of(kind, payload))
        if status != 200:
            return None
        if text.startswith("{"):
            return dict(json.loads(text))
        return {"text": text} if text else {}

    return deliver


def body_of(kind: str, payload: Payload) -> tuple[str, str]:
    """The body as Slack sends it, and its content type."""
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


def signature(body: str, stamp: str, secret: str = SECRET) -> str:
    return "v0=" + hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()


async def post(address: str, body: str, kind: str, **headers: str) -> tuple[int, str]:
    """Signed now, unless the headers say otherwise."""
    stamp = str(int(time.time()))
    given = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(body, stamp),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    async with ClientSession() as session, session.post(f"{address}slack/events", data=body, headers=given) as answer:
        return answer.status, await answer.text()


@dataclass
class Actor:
    """`last` is the payload that was sent last, to be sent again; `answer` what it was acknowledged with."""

    slack: Slack
    user: str
    deliver: Deliver
    answer: Answer = None
    last: tuple[str, Payload] | None = None
    read: int = 0
    thread: str = field(default="", repr=False)

    @property
    def channel(self) -> str:
        return direct(self.user)

    # Doing

    async def send(self, kind: str, payload: Payload) -> Answer:
        self.last = (kind, payload)
        self.answer = await self.deliver(kind, payload)
        return self.answer

    async def again(self) -> Answer:
        """Slack brings the same thing once more."""
        assert self.last
        return await self.deliver(*self.last)

    def message(self, text: str, **more: Any) -> Payload:
        stamp = self.slack.stamp()
        event = {
            "type": "message", "channel": self.channel, "channel_type": "im", "user": self.user, "text": escaped(text),
            "ts": stamp, "event_ts": stamp, "team": self.slack.team,
        }  # fmt: skip
        return envelope(
            {**event, **more}, self.slack.team, org_wide=self.slack.org_wide, enterprise=self.slack.enterprise
        )

    async def say(self, text: str, **more: Any) -> str:
        """What was answered, as one text."""
        payload = self.message(text, **more)
        self.thread = payload["event"].get("thread_ts") or payload["event"]["ts"]
        await self.send("events_api", payload)
        return await self.reads()

    async def mention(self, channel: str, text: str) -> Payload:
        said = f"<@{self.slack.bot_user}> {escaped(text)}"
        event = {"type": "app_mention", "channel": channel, "user": self.user, "text": said,
                 "ts": self.slack.stamp(), "team": self.slack.team}  # fmt: skip
        payload = envelope(event, self.slack.team)
        await self.send("events_api", payload)
        return payload

    async def press(self, label: str, *, channel: str = "") -> str:
        await self.send("interactive", self.click(label, channel=channel))
        return await self.reads()

    async def open(self, label: str) -> Payload:
        """The modal behind a button."""
        self.slack.views.clear()
        await self.send("interactive", self.click(label))
        return await self.modal()

    def click(self, label: str, *, channel: str = "") -> Payload:
        """On the newest button whose label begins like that."""
        for message in reversed(self.slack.messages[channel or self.channel]):
            for block in message["blocks"]:
                for element in _elements(block):
                    if element["type"] == "button" and element["text"]["text"].startswith(label):
                        return self.action(element | {"block_id": block.get("block_id", "b")}, message, channel)
        raise AssertionError((label, self.screen))

    def action(self, element: Payload, message: Payload | None, channel: str = "") -> Payload:
        shown = {"text": element["text"], "value": element.get("value", "")} if "text" in element else {}
        acted = {
            name: element[name] for name in ("type", "action_id", "block_id", "selected_option") if name in element
        }
        payload = self._payload("block_actions", actions=[{**acted, **shown, "action_ts": self.slack.stamp()}])
        if message is None:
            return payload
        container = {"type": "message", "message_ts": message["ts"], "channel_id": channel or self.channel}
        return payload | {"message": message, "channel": {"id": channel or self.channel}, "container": container}

    def _payload(self, kind: str, **more: Any) -> Payload:
        team = self.slack.team
        user = {"id": self.user, "team_id": team}
        return {"type": kind, "user": user, "team": {"id": team}, "trigger_id": self.slack.trigger(), **more}

    async def submit(self, view: Payload, **values: Any) -> Answer:
        """Fills in the newest modal as it stands, with these values on top."""
        blocks = [block for block in view["blocks"] if block["type"] == "input"]
        state = {block["block_id"]: _entered(block, values) for block in blocks}
        submitted = {**view, "state": {"values": state}}
        return await self.send("interactive", self._payload("view_submission", view=submitted))

    async def search(self, typed: str, **where: Any) -> list[str]:
        """The labels that a menu offers."""
        payload = self._payload("block_suggestion", value=typed, **where)
        answer = await self.send("interactive", payload)
        assert answer is not None
        return [option["text"]["text"] for option in answer["options"]]

    async def command(self, text: str, channel: str = "C0STAFF") -> Answer:
        form = {"command": "/wegwijzer", "text": text, "user_id": self.user, "team_id": self.slack.team,
                "channel_id": channel, "trigger_id": self.slack.trigger(),
                "response_url": "https://hooks.example/unused"}  # fmt: skip
        return await self.send("slash_commands", form)

    async def shortcut(self, text: str) -> Answer:
        message = {"type": "message", "user": self.user, "ts": self.slack.stamp(), "text": escaped(text)}
        payload = self._payload("message_action", callback_id="log_agreement", message=message,
                                channel={"id": "C0STAFF"})  # fmt: skip
        return await self.send("interactive", payload)

    async def open_tab(self, tab: str) -> Answer:
        event = {"type": "app_home_opened", "user": self.user, "channel": self.channel, "tab": tab,
                 "event_ts": self.slack.stamp()}  # fmt: skip
        return await self.send("events_api", envelope(event, self.slack.team))

    # Reading

    async def reads(self, limit: float = 6.0) -> str:
        """What is new in the direct conversation; waits for it, and for the rest of the same answer."""
        messages = self.slack.messages[self.channel]
        await self.slack.until(lambda: len(messages) > self.read, limit)
        new, self.read = messages[self.read :], len(messages)
        return " | ".join(seen(message) for message in new)

    @property
    def screen(self) -> list[str]:
        return [seen(message) for message in self.slack.messages[self.channel]]

    async def modal(self, *, with_inputs: bool = True) -> Payload:
        """The newest view, once it is more than "one moment"."""

        def loaded() -> Payload | None:
            views = list(self.slack.views.values())
            return views[-1] if views and (not with_inputs or "submit" in views[-1]) else None

        return dict(await self.slack.until(loaded))


def envelope(event: Payload, team: str = TEAM, *, org_wide: bool = False, enterprise: str = "") -> Payload:
    number = next(_numbers)
    standing = {"team_id": team, "enterprise_id": enterprise or None, "user_id": BOT_USER, "is_bot": True,
                "is_enterprise_install": org_wide}  # fmt: skip
    return {"type": "event_callback", "event_id": f"Ev{time.time_ns()}{number}", "team_id": team, "api_app_id": "A1",
            "event_time": int(time.time()), "authorizations": [standing], "event": event}  # fmt: skip


def seen(part: Any) -> str:
    """All that is shown of a message or view, in the order of reading."""
    return " | ".join(_texts(part.get("blocks", part) if isinstance(part, dict) else part))


def _texts(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["text"]] if part.get("type") in ("mrkdwn", "plain_text") and isinstance(part["text"], str) else []
        return own + [text for value in part.values() for text in _texts(value)]
    return [text for one in part for text in _texts(one)] if isinstance(part, list) else []


def _elements(block: Payload) -> list[Payload]:
    return [
        *(block.get("elements", []) if block["type"] == "actions" else []),
        *([block["accessory"]] if "accessory" in block else []),
    ]


def _entered(block: Payload, values: dict[str, Any]) -> Payload:
    element = block["element"]
    given = values.get(block["block_id"].removeprefix("field-"))
    kind = element["type"]
    options = element.get("options", [])
    if kind in ("checkboxes", "multi_static_select", "multi_external_select"):
        chosen = _options(options, given) if given is not None else element.get("initial_options", [])
        entered: Payload = {"selected_options": chosen}
    elif kind in ("radio_buttons", "static_select", "external_select"):
        found = _options(options, given) if given is not None else []
        entered = {"selected_option": found[0] if found else element.get("initial_option")}
    elif kind == "datepicker":
        entered = {"selected_date": given or element.get("initial_date")}
    else:
        entered = {"value": given if given is not None else element.get("initial_value")}
    return {element["action_id"]: {"type": kind, **entered}}


def _options(options: list[Payload], given: str) -> list[Payload]:
    """By the beginnings of their labels, with commas between."""
    return [next(one for one in options if one["text"]["text"].startswith(name.strip())) for name in given.split(",")]
