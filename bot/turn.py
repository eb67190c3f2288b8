"""One turn: an event of a conversation is handled in one transaction, once, and never beside another of the same."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakValueDictionary

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import AMSTERDAM, Clock
from bot.conversation.asking import RecordGap
from bot.conversation.floor import Around
from bot.conversation.respond import Answer, greet, respond
from bot.conversation.state import State
from bot.dialogs.context import Context
from bot.dialogs.engine import Effect
from bot.dialogs.feedback import RecordFeedback
from bot.message import Heard, Message
from bot.people import Person
from bot.product import Product
from bot.redaction import without_names
from storage.conversations import (
    answered_before,
    claim_conversation,
    forget_conversation,
    keep_turn,
    last_heard,
    latest_turns,
)
from storage.database import Sessions
from storage.learning import keep_feedback, keep_gap
from storage.tables import Json

MOST_TURNS_SHOWN = 200

_messages: TypeAdapter[tuple[Message, ...]] = TypeAdapter(tuple[Message, ...])
_heard: TypeAdapter[Heard] = TypeAdapter(Heard)


@dataclass(frozen=True)
class Incoming:
    """An event from a channel. `event_id` is unique within the conversation; None asks for the opening bubble."""

    conversation: str
    event_id: str
    person: Person
    heard: Heard | None


@dataclass(frozen=True)
class Exchange:
    """One turn as it was: what was heard (None for the opening) and what was answered."""

    heard: Heard | None
    messages: tuple[Message, ...]


@dataclass
class Turns:
    """Handles events for any channel. `now` gives the aware present."""

    product: Product
    sessions: Sessions
    now: Clock
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def handle(self, incoming: Incoming) -> tuple[Message, ...]:
        """What to answer; for an event that came before, the same as then."""
        lock = self._locks.setdefault(incoming.conversation, asyncio.Lock())
        async with lock, self.sessions.begin() as session:
            now = self.now()
            stored = await claim_conversation(session, incoming.conversation, now)
            before = await answered_before(session, incoming.conversation, incoming.event_id)
            if before is not None:
                return _messages.validate_python(before)
            answer = self._answer(incoming, State.model_validate(stored), now)
            await self._apply(session, incoming.person, answer.effects, now)
            await keep_turn(
                session,
                incoming.conversation,
                incoming.event_id,
                state=answer.state.model_dump(mode="json", exclude_defaults=True),
                heard=_heard_json(incoming.heard),
                messages=_messages.dump_python(answer.messages, mode="json", exclude_defaults=True),
                now=now,
            )
            return answer.messages

    async def exchanges(self, conversation: str) -> list[Exchange]:
        """The conversation so far, oldest first."""
        async with self.sessions.begin() as session:
            rows = await latest_turns(session, conversation, MOST_TURNS_SHOWN)
        return [
            Exchange(_heard.validate_python(heard) if heard else None, _messages.validate_python(messages))
            for heard, messages in rows
        ]

    async def heard_at(self, conversation: str) -> datetime | None:
        """When something last happened in the conversation; None when it is new."""
        async with self.sessions.begin() as session:
            return await last_heard(session, conversation)

    async def forget(self, conversation: str) -> None:
        async with self.sessions.begin() as session:
            await forget_conversation(session, conversation)

    def _answer(self, incoming: Incoming, state: State, now: datetime) -> Answer:
        around = Around(self.context_for(incoming.person, now), self.product.finder, self.product.phrases, now)
        return respond(state, incoming.heard, around) if incoming.heard else greet(state, around)

    def context_for(self, person: Person, now: datetime) -> Context:
        return self.product.context(person.role, person.language, now.astimezone(AMSTERDAM).date())

    async def _apply(self, session: AsyncSession, person: Person, effects: Iterable[Effect], now: datetime) -> None:
        for effect in effects:
            match effect:
                case RecordGap(question):
                    nameless = without_names(question, self.product.finder.knows)
                    await keep_gap(session, nameless, role=person.role, language=person.language, now=now)
                case RecordFeedback(subject, helpful, reason, comment):
                    comment = without_names(comment, self.product.finder.knows)
                    await keep_feedback(session, subject, helpful=helpful, reason=reason, comment=comment, now=now)
                case _:
                    raise NotImplementedError(type(effect).__name__)


def _heard_json(heard: Heard | None) -> Json:
    return _heard.dump_python(heard, mode="json") if heard else {}
