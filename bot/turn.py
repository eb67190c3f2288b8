"""One turn: an event of a conversation is handled in one transaction, once, and never beside another of the same."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone
from bot.clock import AMSTERDAM, Clock
from bot.conversation.asking import RecordGap
from bot.conversation.floor import Around
from bot.conversation.respond import Answer, greet, respond
from bot.conversation.state import State
from bot.dialogs.engine import Effect
from bot.dialogs.feedback import RecordFeedback
from bot.export.parts import Document
from bot.lookups import Lookup, NotLoaded, Records
from bot.message import Heard, Message, Submit
from bot.product import Product
from bot.records.carrier import Carrier, OvertakenError
from bot.records.carrying_out import carried_out
from bot.records.documents import document, invitation
from bot.records.loader import Loader
from bot.records.loading import loader_for
from bot.records.students import names_around
from bot.records.switch_drafts import switch_draft
from bot.records.ties import ForbiddenError
from bot.redaction import without_names
from bot.shown_once import ShownOnce, kept
from knowledge.matching.match import Remembering
from storage.conversations import (
    answered_before,
    claim_turn,
    forget_conversation,
    keep_brought,
    keep_turn,
    last_heard,
    latest_turns,
    turns_of_events,
)
from storage.database import Sessions, Transaction, transaction
from storage.encryption import Written
from storage.learning import keep_feedback, keep_gap
from storage.ledger import pull
from storage.tables import Json

MOST_TURNS_SHOWN = 200
MOST_OVERTAKINGS = 3
MOST_NOTICES = 20
NOTICE = "notice-"

_messages: TypeAdapter[tuple[Message, ...]] = TypeAdapter(tuple[Message, ...])
_heard: TypeAdapter[Heard] = TypeAdapter(Heard)


@dataclass(frozen=True)
class Incoming:
    """An event from a channel. `event_id` is unique within the conversation; None asks for the opening bubble."""

    conversation: str
    event_id: str
    person: Someone
    heard: Heard | None


@dataclass(frozen=True)
class Exchange:
    """One turn as it was: what was heard (None for the opening, or a notice) and what was answered."""

    number: int
    heard: Heard | None
    messages: tuple[Message, ...]


Arrive = Callable[[Transaction], Awaitable[Incoming]]
Beside = Callable[[Transaction], Awaitable[None]]


@dataclass
class Turns:
    """Handles events for any channel. `now` gives the aware present."""

    product: Product
    sessions: Sessions
    now: Clock
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _shown_once: ShownOnce = field(default_factory=ShownOnce)

    async def handle(self, incoming: Incoming, beside: Beside | None = None) -> tuple[Message, ...]:
        """What to answer; for an event that came before, the same as then.

        `beside` is what the channel writes in the transaction of a new turn.
        """

        async def arrive(_: Transaction) -> Incoming:
            return incoming

        return await self.handle_as(incoming.conversation, arrive, beside)

    async def handle_as(self, line: str, arrive: Arrive, beside: Beside | None = None) -> tuple[Message, ...]:
        """As `handle`, for a channel that finds the person in the transaction of the turn itself.

        `line` names what must not run side by side.
        """
        async with self._locks.setdefault(line, asyncio.Lock()):
            for _ in range(MOST_OVERTAKINGS):
                try:
                    return await self._turn(arrive, beside)
                except OvertakenError:
                    continue
                except ForbiddenError:
                    break
            return await self._turn(arrive, beside, forbidden=True)

    async def _turn(self, arrive: Arrive, beside: Beside | None, *, forbidden: bool = False) -> tuple[Message, ...]:
        async with transaction(self.sessions) as begun:
            now = self.now()
            incoming = await arrive(begun)
            stored, before = await claim_turn(begun, incoming.conversation, incoming.event_id, now)
            if before is not None:
                again = self._shown_once.again(incoming.conversation, incoming.event_id, now)
                return again or _messages.validate_python(before)
            state = State.model_validate(stored)
            answer = self._refused(incoming, state) if forbidden else None
            answer = answer or await self._answered(begun, incoming, state, now)
            if answer.effects:
                await self._apply(begun.session, incoming.person, answer.effects, now)
            await keep_turn(
                begun,
                incoming.conversation,
                incoming.event_id,
                state=Written(answer.state.model_dump_json(exclude_defaults=True)),
                heard=_heard_json(incoming.heard),
                messages=Written(_messages.dump_json(kept(answer.messages), exclude_defaults=True).decode()),
                now=now,
            )
            if beside:
                await beside(begun)
        self._shown_once.shown(incoming.conversation, incoming.event_id, answer.messages, now)
        return answer.messages

    def _refused(self, incoming: Incoming, state: State) -> Answer:
        """Says that it is not for this person, and lets go of the dialog that wanted it."""
        said = Message(paragraphs=(self.product.phrases[incoming.person.language]("student.not-yours"),))
        return Answer(state.model_copy(update={"open": None}), (said,), ())

    async def _answered(self, begun: Transaction, incoming: Incoming, state: State, now: datetime) -> Answer:
        """Runs the conversation, loading what its dialogs look up, until it needs nothing more."""
        finder = Remembering(self.product.finder)
        loaded: dict[Lookup[Any], Any] = {}
        while True:
            context = self.product.context(incoming.person, now, Records(loaded))
            around = Around(context, finder, self.product.phrases, now)
            try:
                return respond(state, incoming.heard, around) if incoming.heard else greet(state, around)
            except NotLoaded as missing:
                loader = loader_for(begun.session, incoming.person, now, self.product)
                loaded[missing.lookup] = await loader.load(missing.lookup)

    async def bring_notices(self, conversation: str, person: Someone) -> tuple[Message, ...]:
        """Puts what waits for this person, and goes nowhere else, into their conversation; gives what it put."""
        if person.left:
            return ()
        async with self.sessions.begin() as session:
            now = self.now()
            pulled = await pull(session, person.id, MOST_NOTICES, now)
            for notice in pulled:
                await keep_brought(session, conversation, f"{NOTICE}{notice.id}", notice.message, now)
            return _messages.validate_python([notice.message for notice in pulled])

    async def keep_notice(self, session: AsyncSession, conversation: str, notice: int, message: Json) -> None:
        """A platform accepted it: kept as a turn, so that its buttons work."""
        await keep_brought(session, conversation, f"{NOTICE}{notice}", message, self.now())

    async def answered(self, conversation: str, event_id: str) -> tuple[Message, ...]:
        """What was answered to that event; nothing when it is not known (any more)."""
        again = self._shown_once.again(conversation, event_id, self.now())
        if again:
            return again
        async with transaction(self.sessions) as begun:
            return _messages.validate_python(await answered_before(begun, conversation, event_id) or [])

    async def carry_out(self, person: Someone, effect: Effect) -> None:
        """What a platform's own buttons ask for, outside any dialog."""
        async with self.sessions.begin() as session:
            await self._apply(session, person, (effect,), self.now())

    async def notices(self, conversation: str, person: Someone, after: int) -> list[Exchange]:
        """What others caused for this person since the turn with that number, oldest first."""
        await self.bring_notices(conversation, person)
        async with self.sessions.begin() as session:
            rows = await turns_of_events(session, conversation, NOTICE, after, MOST_NOTICES)
        return [Exchange(number, None, _messages.validate_python(messages)) for number, messages in rows]

    async def message_with(self, conversation: str, submit: Submit) -> Message | None:
        """The message whose form this button belongs to, as it was last shown; None when that is too long ago."""
        async with self.sessions.begin() as session:
            rows = await latest_turns(session, conversation, MOST_TURNS_SHOWN)
        shown = (message for _, _, kept in reversed(rows) for message in _messages.validate_python(kept))
        return next((one for one in shown if one.form and one.form.submit.action == submit), None)

    async def document(self, person: Someone, kind: str, number: int, *, handed_over: bool = True) -> Document | None:
        """A dossier or a report; None when it is not for this person. What is handed over is audited."""
        async with self.sessions.begin() as session:
            return await document(session, self.product, person, self.now(), kind, number, handed_over=handed_over)

    async def invitation(self, person: Someone, number: int) -> bytes | None:
        """A meeting as an .ics file; None when it is not for this person."""
        async with self.sessions.begin() as session:
            return await invitation(session, self.product, person, self.now(), number)

    async def mail(self, person: Someone, number: int) -> bytes | None:
        """The mail that this person is to send for a request, as a draft in a file; None when there is none."""
        async with self.sessions.begin() as session:
            return await switch_draft(session, self.product, person, self.now(), number)

    async def exchanges(self, conversation: str, after: int = 0) -> list[Exchange]:
        """The conversation so far, or what came after the turn with that number; oldest first."""
        async with self.sessions.begin() as session:
            rows = await latest_turns(session, conversation, MOST_TURNS_SHOWN, after)
            as_shown = await self._as_shown(session, conversation, after)
        return [
            Exchange(
                number,
                _heard.validate_python(heard) if heard else None,
                as_shown.get(number) or _messages.validate_python(messages),
            )
            for number, heard, messages in rows
        ]

    async def _as_shown(self, session: AsyncSession, conversation: str, after: int) -> dict[int, tuple[Message, ...]]:
        """By the number of their turn: answers of a moment ago of which not all was written down."""
        found: dict[int, tuple[Message, ...]] = {}
        for event in self._shown_once.events(conversation, self.now()):
            for number, _ in await turns_of_events(session, conversation, event, after, 1):
                found[number] = self._shown_once.again(conversation, event, self.now()) or ()
        return found

    async def heard_at(self, conversation: str) -> datetime | None:
        """When something last happened in the conversation; None when it is new."""
        async with self.sessions.begin() as session:
            return await last_heard(session, conversation)

    async def forget(self, conversation: str) -> None:
        self._shown_once.forget(conversation)
        async with self.sessions.begin() as session:
            await forget_conversation(session, conversation)

    async def _apply(self, session: AsyncSession, person: Someone, effects: Iterable[Effect], now: datetime) -> None:
        carrier = Carrier(session, self.product, person, now, now.astimezone(AMSTERDAM).date())
        for effect in effects:
            if await carried_out(carrier, effect):
                continue
            match effect:
                case RecordGap(question):
                    nameless = await self._nameless(carrier.loader, question)
                    await keep_gap(session, nameless, role=person.role, language=person.language, now=now)
                case RecordFeedback(subject, helpful, reason, comment):
                    comment = await self._nameless(carrier.loader, comment)
                    await keep_feedback(session, subject, helpful=helpful, reason=reason, comment=comment, now=now)
                case _:
                    raise NotImplementedError(type(effect).__name__)

    async def _nameless(self, loader: Loader, text: str) -> str:
        """Whoever types a name most likely means one of their own students or colleagues."""
        people = await names_around(loader) if loader.person.id else ()
        return without_names(text, self.product.finder.knows, people)


def _heard_json(heard: Heard | None) -> Written:
    return Written(_heard.dump_json(heard).decode() if heard else "{}")
