"""People at work in Slack or in Teams, with the same words for what they do: a story is written once, walked in both.

Every step waits for what its reader should read, and gives all that is new to them since they did it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.bot.channels.slack.actor import Actor, seen
from tests.bot.channels.teams.client import Client, cards, words
from tests.bot.channels.teams.microsoft import until

FILL_IN, MORE = "Vul het in", "Lees meer"
GO_ON = "Ga verder"
"""On a modal whose own word for it is longer than Slack allows."""
PATIENCE = 8.0
"""Seconds, for a slow machine: nothing takes as long."""


@dataclass
class Hand(ABC):
    """`told` is how much of their conversation they had read before the last thing they did."""

    told: int = field(default=0, init=False)

    @abstractmethod
    async def say(self, text: str, *expected: str) -> str: ...

    @abstractmethod
    async def press(self, label: str, *expected: str) -> str:
        """The newest button whose label begins like that."""

    @abstractmethod
    async def fill_in(self, submit: str, *expected: str, **values: str) -> str:
        """The newest form, as it stands with these values on top; choices by the beginnings of their labels."""

    @abstractmethod
    async def refused(self, submit: str, *expected: str, **values: str) -> None:
        """As `fill_in`, where faults are told at their fields and the form stays."""

    @abstractmethod
    async def pick(self, typed: str, *expected: str) -> str:
        """What the newest menu offers first when one types that."""

    @abstractmethod
    async def folded(self, *expected: str) -> None:
        """What stands in the newest bubble for whoever asks for more."""

    @abstractmethod
    async def file(self, label: str) -> bytes:
        """What the newest download button hands over."""

    @abstractmethod
    def _bubbles(self) -> list[str]:
        """All that stands in their conversation."""

    @abstractmethod
    async def _until(self, holds: Callable[[], bool]) -> None: ...

    async def hears(self, *expected: str) -> str:
        """Of others, or as an answer: what came since the last thing they did, as soon as all of this is in it."""

        def text() -> str:
            return " | ".join(self._bubbles()[self.told :])

        try:
            await self._until(lambda: all(one in text() for one in expected))
        except AssertionError as error:
            missing = [one for one in expected if one not in text()]
            raise AssertionError(f"{missing} not in: {text()}") from error
        return text()

    def _begin(self) -> None:
        self.told = len(self._bubbles())


@dataclass
class SlackHand(Hand):
    actor: Actor
    view: dict[str, Any] = field(default_factory=dict, init=False)
    typed: dict[str, str] = field(default_factory=dict, init=False)

    async def say(self, text: str, *expected: str) -> str:
        self._begin()
        await self.actor.send("events_api", self.actor.message(text))
        return await self.hears(*expected)

    async def press(self, label: str, *expected: str) -> str:
        self._begin()
        await self.actor.send("interactive", self.actor.click(label))
        return await self.hears(*expected)

    async def fill_in(self, submit: str, *expected: str, **values: str) -> str:
        await self._submit(submit, values)
        assert self.actor.answer == {}, "the modal closes"
        self.view, self.typed = {}, {}
        return await self.hears(*expected)

    async def refused(self, submit: str, *expected: str, **values: str) -> None:
        answer = await self._submit(submit, values)
        assert answer is not None
        assert answer["response_action"] == "errors"
        assert answer["errors"].keys() <= {block.get("block_id") for block in self.view["blocks"]}
        told = " | ".join(answer["errors"].values())
        assert [one for one in expected if one not in told] == []

    async def _submit(self, submit: str, values: dict[str, str]) -> dict[str, Any] | None:
        """In the modal that is still open after a fault, with what was typed there."""
        self._begin()
        self.view = self.view or await self.actor.open(FILL_IN)
        label = self.view["submit"]["text"]
        assert submit.startswith(label) or label.startswith(submit) or label == GO_ON, label
        self.typed |= values
        return await self.actor.submit(self.view, **self.typed)

    async def pick(self, typed: str, *expected: str) -> str:
        self._begin()
        message, block = next(
            (message, block)
            for message in reversed(self.actor.slack.messages[self.actor.channel])
            for block in message["blocks"]
            if block.get("block_id", "").startswith("search-")
        )
        where = {"message": message, "channel": {"id": self.actor.channel}, "block_id": block["block_id"],
                 "action_id": "search", "container": {"message_ts": message["ts"]}}  # fmt: skip
        await self.actor.search(typed, **where)
        assert self.actor.answer is not None
        option = self.actor.answer["options"][0]
        chosen = {**block["elements"][0], "block_id": block["block_id"], "selected_option": option}
        await self.actor.send("interactive", self.actor.action(chosen, message))
        return await self.hears(*expected)

    async def folded(self, *expected: str) -> None:
        self._begin()
        self.actor.slack.views.clear()
        await self.actor.send("interactive", self.actor.click(MORE))
        await self._until(lambda: all(one in self._modal() for one in expected))

    def _modal(self) -> str:
        return " | ".join(seen(view) for view in self.actor.slack.views.values())

    async def file(self, label: str) -> bytes:
        self._begin()
        slack, channel = self.actor.slack, self.actor.channel
        before = set(slack.uploads)
        await self.actor.send("interactive", self.actor.click(label))

        def handed() -> list[bytes]:
            new = [one for name, one in slack.uploads.items() if name not in before and one["channel"] == channel]
            return [one["content"] for one in new]

        (content,) = await slack.until(handed)
        return bytes(content)

    def _bubbles(self) -> list[str]:
        return [seen(message) for message in self.actor.slack.messages[self.actor.channel]]

    async def _until(self, holds: Callable[[], bool]) -> None:
        await self.actor.slack.until(holds, PATIENCE)


@dataclass
class TeamsHand(Hand):
    client: Client

    async def say(self, text: str, *expected: str) -> str:
        self._begin()
        await self.client.say(text)
        return await self.hears(*expected)

    async def press(self, label: str, *expected: str) -> str:
        self._begin()
        await self.client.click(label)
        return await self.hears(*expected)

    async def fill_in(self, submit: str, *expected: str, **values: str) -> str:
        await self._submit(submit, values)
        return await self.hears(*expected)

    async def refused(self, submit: str, *expected: str, **values: str) -> None:
        """The card itself changes: what was typed stands there, and each fault below its field."""
        await self._submit(submit, values)
        faults = " | ".join(words(one) for one in self.clicked["body"] if one.get("id", "").endswith("-error"))
        assert [one for one in expected if one not in faults] == [], faults or words(self.clicked)

    @property
    def clicked(self) -> dict[str, Any]:
        """What became of the card on which they pressed a button last."""
        return dict(self.client.clicked.get("value", {}))

    async def _submit(self, submit: str, values: dict[str, str]) -> None:
        self._begin()
        inputs = self._inputs(submit)
        names = {one["id"].removeprefix("in-"): one for one in inputs}
        assert values.keys() <= names.keys(), (values, list(names))
        filled = {name: one["value"] for name, one in names.items() if one.get("value", "") != ""}
        filled |= {name: _entered(names[name], value) for name, value in values.items()}
        await self.client.click(submit, **filled)

    def _inputs(self, submit: str) -> list[dict[str, Any]]:
        """Of the card that came back with its faults, or of the newest with that button."""
        call, _ = self.client.button(submit)
        shown = [self.clicked] if _has_inputs(self.clicked) else cards(call)
        return [one for card in shown for one in card["body"] if one["type"].startswith("Input.")]

    async def pick(self, typed: str, *expected: str) -> str:
        self._begin()
        call, _ = self.client.button("Kies deze")
        (dataset,) = [one["choices.data"]["dataset"] for card in cards(call) for one in card["body"]
                      if "choices.data" in one]  # fmt: skip
        query = {"kind": "search", "queryText": typed, "queryOptions": {"skip": 0, "top": 15}, "dataset": dataset}
        _, answer = await self.client.post(self.client.activity("invoke", name="application/search", value=query))
        await self.client.click("Kies deze", raw={"found": answer["value"]["results"][0]["value"]})
        return await self.hears(*expected)

    async def folded(self, *expected: str) -> None:
        told = self._bubbles()[-1]
        assert [one for one in expected if one not in told] == [], told

    async def file(self, label: str) -> bytes:
        """By way of the question whether it may be put into their OneDrive."""
        here = self.client.microsoft
        self._begin()
        _, data = self.client.button(label)
        await self.client.deliver(self.client.activity(value=data))
        await self._until(lambda: len(self._calls()) > self.told)
        (asked,) = self._calls()[-1].body["attachments"]
        name = asked["name"]
        info = {"contentUrl": f"{here.address}/documents/{name}", "uploadUrl": f"{here.address}/onedrive/{name}",
                "name": name, "uniqueId": "4F2B", "fileType": name.rpartition(".")[2]}  # fmt: skip
        value = {"type": "fileUpload", "action": "accept", "context": asked["content"]["acceptContext"],
                 "uploadInfo": info}  # fmt: skip
        here.uploads.pop(name, None)
        await self.client.post(self.client.activity("invoke", name="fileConsent/invoke", value=value))
        await self._until(lambda: name in here.uploads)
        return here.uploads[name][1]

    def _calls(self) -> list[Any]:
        posts = self.client.microsoft.posts()
        return [call for call in posts if call.conversation == self.client.conversation]

    def _bubbles(self) -> list[str]:
        return [words(call) for call in self._calls()]

    async def _until(self, holds: Callable[[], bool]) -> None:
        await until(holds, PATIENCE)


def _has_inputs(card: dict[str, Any]) -> bool:
    return any(one["type"].startswith("Input.") for one in card.get("body", ()))


def _entered(element: dict[str, Any], given: str) -> str:
    if "choices" not in element or not given:
        return given
    return ",".join(_values(element["choices"], given))


def _values(choices: list[dict[str, str]], given: str) -> Iterator[str]:
    for label in given.split(","):
        yield next(one["value"] for one in choices if one["title"].startswith(label.strip()))
