"""Answers that Teams has not taken yet: kept with the turn, brought in order, and each part once.

Which of them are owed stands in the database from the moment that the turn is committed, so that neither a Teams that
refuses nor a server that is killed loses one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

from botbuilder.core import TurnContext
from botbuilder.schema import Activity
from sqlalchemy import Connection

from bot.channels.teams.adapter import TeamsAdapter
from bot.channels.teams.arriving import PERSONAL
from bot.channels.teams.connector import BlockedError, BusyError, ConnectorError, DoubtError
from bot.channels.teams.lanes import Lanes
from bot.channels.teams.people import CHANNEL, People
from bot.channels.teams.saying import ANSWER, DOUBT, reply, without_downloads
from bot.channels.teams.wire import reference_from
from bot.clock import Clock
from bot.turn import Turns
from knowledge.model import Language
from storage.database import Transaction, at_once
from storage.replies import (
    Owed,
    all_due,
    forget_owed,
    owe,
    owed_in,
    paid,
    partly_shown,
    put_off,
    take_up,
    talks_with_due,
)
from storage.tables import Json

UNDER_WAY = timedelta(seconds=60)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
KEPT = timedelta(days=7)
MOST_TRIES = 3
MOST, MOST_TALKS = 20, 50
CLEARING = 600.0
NOT_AS_IT_IS = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.REQUEST_ENTITY_TOO_LARGE})
"""Said of one answer, not of the talk: what comes after it need not wait."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """Where answers go: `talk` is Teams' own name of it; `place` is what starts talking there."""

    talk: str
    account: str
    language: Language
    place: Json


@dataclass(frozen=True)
class Own:
    """The answer of the turn that is under way. `context` is where it came from; None to begin by itself."""

    conversation: str
    event: str
    sent: Sequence[Activity]
    context: TurnContext | None = None
    kind: str = ANSWER

    def is_of(self, owed: Owed) -> bool:
        return (owed.conversation_id, owed.event_id) == (self.conversation, self.event)


@dataclass
class Owing:
    """For `Turns.handle`: the answer is owed from the very commit of the turn.

    `waiting` is what the talk is owed since then; None when the turn was none, its event having come before.
    """

    line: Line
    conversation: str
    event: str
    kind: str
    now: Clock
    waiting: Sequence[Owed] | None = None

    async def __call__(self, begun: Transaction) -> None:
        line, now = self.line, self.now()
        self.waiting = await owe(
            begun.connection, conversation=self.conversation, event=self.event, channel=CHANNEL, talk=line.talk,
            account=line.account, language=line.language, kind=self.kind, place=line.place, now=now,
            due_at=now + UNDER_WAY, most=MOST,
        )  # fmt: skip


@dataclass(frozen=True)
class Brought:
    """Of one's own answer: whether Teams has it, and the ids of what it took just now; none when it had it before."""

    arrived: bool
    ids: tuple[str, ...] = ()


Send = Callable[[Activity], Awaitable[str]]


@dataclass
class Replies:
    turns: Turns
    adapter: TeamsAdapter
    people: People
    lanes: Lanes
    _busy: dict[str, float] = field(default_factory=dict)
    _cleared_at: float | None = None

    def owing(self, line: Line, conversation: str, event: str, kind: str = ANSWER) -> Owing:
        return Owing(line, conversation, event, kind, self.turns.now)

    async def bring(self, talk: str, own: Own, waiting: Sequence[Owed] | None = None) -> Brought:
        """What this talk is owed, in order, and the answer of its own turn last. The lane of the talk is ours.

        `waiting` is what it is owed, where that is known since the lane is ours.
        """
        if waiting is None:
            waiting = await self._waiting(talk)
        mine = [one for one in waiting if one.kind != DOUBT and (own.is_of(one) or self._is_left(one))]
        for one in waiting:
            if one.kind == DOUBT and not own.is_of(one):
                # Whoever goes on talking has seen it, or asks again.
                await self._paid(one)
        ids = await self._bring(talk, mine, own)
        return Brought(ids is not None, ids or ())

    async def round(self) -> int:
        """Brings each talk the oldest answer that can be brought now; how many were."""
        await self._clear()
        async with self.turns.sessions.begin() as session:
            talks = await talks_with_due(session, CHANNEL, self.turns.now(), MOST_TALKS)
        return sum([await self._bring_oldest(talk) for talk in talks])

    async def _bring_oldest(self, talk: str) -> bool:
        async with self.lanes.lock(talk):
            oldest = next((one for one in await self._waiting(talk) if self._is_left(one)), None)
            if oldest is None or oldest.due_at > self.turns.now():
                return False
            return await self._bring(talk, [oldest], None) is not None

    async def _waiting(self, talk: str) -> list[Owed]:
        return await at_once(self.turns.sessions, lambda connection: owed_in(connection, CHANNEL, talk, MOST))

    def _is_left(self, one: Owed) -> bool:
        """Not under way in another server."""
        return one.tries > 0 or one.due_at <= self.turns.now()

    async def _bring(self, talk: str, mine: Sequence[Owed], own: Own | None) -> tuple[str, ...] | None:
        """The ids of the last; None when it has to wait."""
        ids: tuple[str, ...] | None = ()
        for number, one in enumerate(mine):
            if time.monotonic() < self._busy.get(talk, 0.0):
                await self._wait_behind(mine[number:], self._busy[talk] - time.monotonic(), own)
                return None
            try:
                ids = await self._show(one, own if own and own.is_of(one) else None)
            except ConnectorError as error:
                ids = None
                if not await self._failed(one, error, own):
                    await self._wait_behind(mine[number + 1 :], 0.0, own)
                    return None
        return ids

    async def _show(self, one: Owed, own: Own | None) -> tuple[str, ...]:
        """What is left of it. Raises ConnectorError."""
        if self._is_left(one) and not await self._taken_up(one):
            return ()
        sent = own.sent if own else await self._said(one)
        send = self._sender(one, own)
        ids: list[str] = []
        for number, activity in enumerate(sent[one.shown :], start=one.shown + 1):
            try:
                ids.append(await send(activity))
            except DoubtError:
                await self._in_doubt(one, number, len(sent))
                raise
            if number < len(sent):
                await self._partly_shown(one, number)
        await self._paid(one)
        self._busy.pop(one.talk, None)
        return tuple(ids)

    async def _taken_up(self, one: Owed) -> bool:
        due_at = self.turns.now() + UNDER_WAY
        return await at_once(self.turns.sessions, lambda connection: take_up(connection, one, due_at))

    async def _said(self, one: Owed) -> list[Activity]:
        messages = await self.turns.answered(one.conversation_id, one.event_id)
        if one.place["conversation"]["conversationType"] != PERSONAL:
            messages = without_downloads(messages)
        language: Language = "en" if one.language == "en" else "nl"
        return reply(one.kind, messages, self.turns.product.phrases[language], one.event_id)

    def _sender(self, one: Owed, own: Own | None) -> Send:
        context = own.context if own else None

        async def answer(activity: Activity) -> str:
            (taken,) = await self.adapter.send_activities(context, [activity])
            return str(taken.id)

        async def begin(activity: Activity) -> str:
            reference, ids = reference_from(one.place), []
            if reference is None:
                raise ConnectorError(0, "no talk to go on with")

            async def talk(there: TurnContext) -> None:
                there.activity.id = None
                ids.extend(await self.adapter.send_activities(there, [activity]))

            await self.adapter.continue_conversation(reference, talk)
            return str(ids[0].id)

        return answer if context else begin

    async def _paid(self, one: Owed) -> None:
        await at_once(self.turns.sessions, lambda connection: paid(connection, one.id))

    async def _partly_shown(self, one: Owed, shown: int) -> None:
        await at_once(self.turns.sessions, lambda connection: partly_shown(connection, one.id, shown))

    async def _in_doubt(self, one: Owed, number: int, whole: int) -> None:
        """It may stand there: it is not shown again. What comes after it is; and else we ask whether it was seen."""
        if number < whole:
            await self._partly_shown(one, number)
        else:
            await self._ask_whether_seen(one)

    async def _ask_whether_seen(self, one: Owed) -> None:
        if one.kind == DOUBT:
            await self._paid(one)
            return
        due_at = self.turns.now() + FIRST_WAIT

        def asked(connection: Connection) -> None:
            partly_shown(connection, one.id, 0)
            put_off(connection, one.id, 1, due_at, DOUBT)

        await at_once(self.turns.sessions, asked)

    async def _failed(self, one: Owed, error: ConnectorError, own: Own | None) -> bool:
        """Whether others of the talk may be tried all the same."""
        log.warning("an answer was not accepted: %s", error)
        if isinstance(error, BlockedError):
            await self._blocked(one, error, own)
            return False
        if isinstance(error, BusyError):
            self._busy[one.talk] = time.monotonic() + error.wait
            await self._put_off(one, error.wait, own)
            return False
        if error.status in NOT_AS_IT_IS and one.tries >= MOST_TRIES:
            log.error("an answer was given up: %s", error)
            await self._ask_whether_seen(one)
        elif not isinstance(error, DoubtError):
            await self._put_off(one, 0.0, own)
        return error.status in NOT_AS_IT_IS

    async def _blocked(self, one: Owed, error: BlockedError, own: Own | None) -> None:
        """A person who writes again gets it then; a group that took us out does not."""
        if one.place["conversation"]["conversationType"] != PERSONAL:
            await self._paid(one)
            return
        await self.people.left(one.account, error.code or str(error))
        await self._put_off(one, KEPT.total_seconds(), own)

    async def _wait_behind(self, left: Sequence[Owed], seconds: float, own: Own | None) -> None:
        """What was not tried yet waits for what could not be brought before it."""
        for one in left:
            if one.tries == 0:
                await self._put_off(one, seconds, own)

    async def _put_off(self, one: Owed, seconds: float, own: Own | None) -> None:
        """At least as long as that, and twice as long each time."""
        doubled = min(FIRST_WAIT * 2 ** min(one.tries, MOST), LONGEST_WAIT)
        due_at = self.turns.now() + max(doubled, timedelta(seconds=min(seconds, KEPT.total_seconds())))
        kind = own.kind if own and own.is_of(one) else one.kind
        await at_once(self.turns.sessions, lambda connection: put_off(connection, one.id, one.tries + 1, due_at, kind))

    async def _clear(self) -> None:
        """What nobody waits for any more; at the start, what the server before us left is taken up."""
        now = time.monotonic()
        if self._cleared_at is not None and now - self._cleared_at < CLEARING:
            return
        async with self.turns.sessions.begin() as session:
            if self._cleared_at is None and session.get_bind().dialect.name == "sqlite":
                await all_due(session, CHANNEL, self.turns.now())
            given_up = await forget_owed(session, CHANNEL, self.turns.now() - KEPT)
        if given_up:
            log.error("%s answers were given up: Teams did not take them", given_up)
        self._cleared_at = now
