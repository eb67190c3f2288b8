"""The other end of Teams: somebody who types and clicks, over real HTTP with real tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import ClientSession

from tests.bot.channels.teams.microsoft import BOT, TENANT_ID, Call, Microsoft

CARD = "application/vnd.microsoft.card.adaptive"
_numbers = count(1_700_000_000_000)


@dataclass
class Client:
    """A person in a talk with the bot. `name` is the first part of their address in the demonstration roster."""

    microsoft: Microsoft
    address: str
    session: ClientSession
    name: str = "samira"
    kind: str = "personal"
    locale: str = "nl-NL"
    conversation: str = ""
    clicked: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.conversation = self.conversation or f"a:talk-{self.name}"
        self.microsoft.members.setdefault(
            self.user,
            {
                "id": self.user,
                "name": self.name.title(),
                "email": f"{self.name}@wegwijzer.example",
                "userPrincipalName": f"{self.name}@wegwijzer.example",
                "tenantId": TENANT_ID,
                "userRole": "user",
            },
        )

    @property
    def user(self) -> str:
        return f"29:{self.name}"

    @property
    def account(self) -> str:
        return f"aad-{self.name}"

    def activity(self, kind: str = "message", **more: Any) -> dict[str, Any]:
        return {
            "type": kind,
            "id": str(next(_numbers)),
            "channelId": "msteams",
            "serviceUrl": self.microsoft.service_url,
            "from": {"id": self.user, "name": self.name.title(), "aadObjectId": self.account},
            "recipient": {"id": BOT, "name": "Wegwijzer"},
            "conversation": {"id": self.conversation, "conversationType": self.kind, "tenantId": TENANT_ID},
            "channelData": {"tenant": {"id": TENANT_ID}},
            "locale": self.locale,
            **more,
        }

    async def post(self, activity: Any, token: str | None = None, **more: Any) -> tuple[int, Any]:
        """Status and body of the answer."""
        headers = {"Authorization": f"Bearer {self.microsoft.token() if token is None else token}"}
        headers |= more.pop("headers", {})
        sent = {"json": activity} if isinstance(activity, dict) else {"data": activity}
        async with self.session.post(f"{self.address}api/messages", headers=headers, **sent, **more) as response:
            body = await response.json() if response.content_type == "application/json" else await response.text()
            return response.status, body

    async def say(self, text: str, **more: Any) -> list[Call]:
        """What was answered."""
        return await self.deliver(self.activity(text=text, **more))

    async def deliver(self, activity: dict[str, Any]) -> list[Call]:
        before = len(self.microsoft.posts())
        status, body = await self.post(activity)
        assert status == 200, body
        return self.microsoft.posts()[before:]

    async def click(self, label: str, *, raw: dict[str, Any] | None = None, **values: Any) -> list[Call]:
        """Presses the newest button whose title begins like that; `self.clicked` is what the card becomes."""
        call, data = self.button(label)
        before = len(self.microsoft.posts())
        data = data | {f"in-{name}": value for name, value in values.items()} | (raw or {})
        value = {"action": {"type": "Action.Execute", "verb": "press", "data": data}, "trigger": "manual"}
        more = {"name": "adaptiveCard/action", "value": value, "replyToId": call.activity}
        status, self.clicked = await self.post(self.activity("invoke", **more))
        assert status == 200, self.clicked
        return self.microsoft.posts()[before:]

    def button(self, label: str) -> tuple[Call, dict[str, Any]]:
        """The data of the newest button in this talk that begins like that."""
        for call in reversed(self.microsoft.posts()):
            for action in buttons(call) if call.conversation == self.conversation else ():
                if action["title"].startswith(label):
                    return call, action["data"]
        seen = [action["title"] for call in self.microsoft.posts() for action in buttons(call)]
        raise AssertionError((label, seen))


def cards(call: Call) -> list[dict[str, Any]]:
    found = call.body.get("attachments", ())
    return [one["content"] for one in found if one["contentType"] == CARD]


def buttons(call: Call) -> Iterator[dict[str, Any]]:
    for card in cards(call):
        yield from _buttons(card)


def _buttons(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for action in [*card.get("actions", ()), *(a for one in card["body"] for a in one.get("actions", ()))]:
        if "card" in action:
            yield from _buttons(action["card"])
        elif "data" in action:
            yield action


def words(*calls: Call | dict[str, Any]) -> str:
    """All that a person reads in these activities or cards."""
    return " | ".join(text for call in calls for text in _texts(call.body if isinstance(call, Call) else call))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name in {"text", "title", "label"} and isinstance(value, str):
                yield value
            elif name not in {"data", "fallback"}:
                yield from _texts(value)
    elif isinstance(part, list):
        for one in part:
            yield from _texts(one)
