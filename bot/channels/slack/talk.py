"""Bringing what was heard in Slack to the conversation, and its answer back, one after the other for each person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from bot.cases import Someone
from bot.channels.slack.answers import Answers
from bot.channels.slack.arriving import Arrived
from bot.channels.slack.people import People
from bot.channels.slack.rendering.answered import answered
from bot.channels.slack.rendering.blocks import Place, bubbles
from bot.channels.slack.rendering.text import unescaped
from bot.conversation.private import is_private
from bot.lookups import MyStudents
from bot.message import Heard, Message, Said, Submit
from bot.people import guest
from bot.records.loading import loader_for
from bot.turn import Incoming, Turns
from knowledge.phrases import Phrases
from storage.database import AWAY, Transaction

Ready = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Speaker:
    """Somebody as they talk in one place: in a channel everybody is a guest, so that no case shows there."""

    person: Someone
    conversation: str
    phrases: Phrases


@dataclass(frozen=True)
class Clicked:
    """The message that a button stood in, as the click brought it."""

    channel: str
    stamp: str
    blocks: list[dict[str, Any]]
    text: str
    label: str


@dataclass
class Talk:
    """`me` is the user id of the bot itself."""

    turns: Turns
    people: People
    answers: Answers
    me: str
    _lines: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def line(self, user: str) -> asyncio.Lock:
        """Slack brings events side by side: held, it keeps those of one person in the order in which they came."""
        return self._lines.setdefault(user, asyncio.Lock())

    def heard_in(self, channel: str) -> str:
        """How conversations in a channel begin to be named: two workspaces may have equal ids."""
        return f"slack/{self.people.team}-{channel}-"

    async def speaker(self, arrived: Arrived) -> Speaker:
        return self._speaker(arrived, await self.people.who(arrived.user))

    def _speaker(self, arrived: Arrived, person: Someone) -> Speaker:
        phrases = self.turns.product.phrases[person.language]
        if arrived.public and arrived.where:
            conversation = f"{self.heard_in(arrived.where.channel)}{arrived.where.thread}-{arrived.user}"
            return Speaker(guest(person.role, person.language), conversation, phrases)
        conversation = f"slack/{person.id or self.people.account(arrived.user)}"
        return Speaker(person, conversation, phrases)

    async def hear(
        self, arrived: Arrived, heard: Heard, clicked: Clicked | None = None, ready: Ready | None = None
    ) -> None:
        """Answers where it was said; what is not for a channel is answered in the direct conversation.

        `ready` is waited for before the answer goes out.
        """
        async with self.line(arrived.user):
            if arrived.public and isinstance(heard, Said) and await self._is_private(arrived.user, heard.text):
                await self._move(arrived)
                arrived = arrived.in_private()
            try:
                await self._hear(arrived, heard, clicked, ready)
            except AWAY:
                await self._apologize(arrived)
                raise

    async def _hear(self, arrived: Arrived, heard: Heard, clicked: Clicked | None, ready: Ready | None) -> None:
        speaker, messages = await self.turn(arrived, heard)
        if clicked:
            await self.decide(clicked, speaker.phrases)
        if ready:
            await ready()
        await self.tell(arrived, speaker, messages)

    async def _apologize(self, arrived: Arrived) -> None:
        """Once, however often Slack brings it again: whoever asked something is not left in silence."""
        phrases = self.turns.product.phrases[self.people.language(arrived.user)]
        said = bubbles(Message(paragraphs=(phrases("web.database-away"),)), phrases)
        where = arrived.where or await self.answers.direct(arrived.user)
        await self.answers.bring(where, f"away {self.people.account(arrived.user)} {arrived.event}", said)

    async def turn(self, arrived: Arrived, heard: Heard) -> tuple[Speaker, tuple[Message, ...]]:
        """As `handle`, with who it is found in the transaction of the turn itself."""
        asked = await self.people.ask(arrived.user)
        speakers: list[Speaker] = []

        async def arrive(begun: Transaction) -> Incoming:
            speakers.append(self._speaker(arrived, await self.people.known(begun, arrived.user, asked)))
            return Incoming(speakers[-1].conversation, arrived.event, speakers[-1].person, heard)

        messages = await self.turns.handle_as(f"slack/{self.people.account(arrived.user)}", arrive)
        return speakers[-1], messages

    async def handle(self, arrived: Arrived, speaker: Speaker, heard: Heard) -> tuple[Message, ...]:
        return await self.turns.handle(Incoming(speaker.conversation, arrived.event, speaker.person, heard))

    async def tell(self, arrived: Arrived, speaker: Speaker, messages: Sequence[Message]) -> None:
        where = arrived.where or await self.answers.direct(arrived.user)
        place = _place(arrived, speaker)
        shown = [bubble for message in messages for bubble in bubbles(message, speaker.phrases, place)]
        await self.answers.bring(where, f"{speaker.conversation} {arrived.event}", shown, again=arrived.again)

    async def decide(self, clicked: Clicked, phrases: Phrases) -> None:
        """The clicked message loses its buttons and says what was chosen."""
        blocks = answered(clicked.blocks, clicked.label, phrases)
        await self.answers.replace(clicked.channel, clicked.stamp, blocks, clicked.text)

    async def decide_by_form(self, arrived: Arrived, stamp: str, submit: Submit, speaker: Speaker) -> None:
        """The message whose form was filled in. Slack does not bring it along, so it is made once more."""
        message = await self.turns.message_with(speaker.conversation, submit)
        if message and arrived.where:
            phrases = speaker.phrases
            shown = bubbles(message, phrases, _place(arrived, speaker))[-1]
            filled = Clicked(arrived.where.channel, stamp, shown.blocks, shown.text, phrases("web.filled-in"))
            await self.decide(filled, phrases)

    async def _is_private(self, user: str, text: str) -> bool:
        person = await self.people.who(user)
        if not person.id:
            return False
        now = self.turns.now()
        async with self.turns.sessions.begin() as session:
            mine = await loader_for(session, person, now).load(MyStudents())
        return is_private(text, self.turns.product.phrases.values(), mine)

    async def _move(self, arrived: Arrived) -> None:
        speaker = await self.speaker(arrived)
        said = Message(paragraphs=(speaker.phrases("slack.in-private"),))
        await self.tell(arrived.named("moved"), speaker, [said])


def _place(arrived: Arrived, speaker: Speaker) -> Place:
    return Place(conversation=speaker.conversation if arrived.public else "")


def clicked(body: dict[str, Any]) -> Clicked | None:
    """None for a click in a view, where there is no message."""
    message, channel = body.get("message"), body.get("channel")
    if not message or not channel:
        return None
    return Clicked(channel["id"], message["ts"], message.get("blocks", []), message.get("text", ""), label(body))


def label(body: dict[str, Any]) -> str:
    """What the pressed button, or the chosen option, says."""
    action = body["actions"][0]
    shown = action.get("text") or (action.get("selected_option") or {}).get("text") or {}
    return unescaped(str(shown.get("text", "")))
