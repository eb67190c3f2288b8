"""What happens to open requests when people leave: they pass to the next IO, or are closed; and that is told.

Runs in the round of the working day, in its transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone, SwitchRequest
from bot.clock import AMSTERDAM
from bot.message import Message
from bot.product import Product
from bot.records.people import circle, students_with_ids
from bot.records.switch import requests_with_names
from bot.records.switch_readers import concerned
from bot.records.telling import tell, working_day
from bot.switch_notices import switch_closed, switch_passed
from knowledge.model import Role
from knowledge.phrases import Phrases
from knowledge.switch_request import State
from storage.audit import note
from storage.people import person_by_id
from storage.switch_requests import (
    SwitchRow,
    add_move,
    change_request,
    requests_of_ids,
    requests_of_who_left,
    requests_without_handler,
)

AT_ONCE = 50


@dataclass(frozen=True)
class Succession:
    """One round. Quiet outside working hours in the Netherlands, as it tells people things."""

    session: AsyncSession
    product: Product
    now: datetime

    async def look_after(self) -> int:
        """How many requests were closed or passed on."""
        today = working_day(self.now)
        if today is None:
            return 0
        closed = [await self._close(one) for one in await self._left()]
        passed = [await self._pass_on(one, today) for one in await self._without_handler(today)]
        return sum(closed) + sum(passed)

    async def _left(self) -> list[SwitchRequest]:
        return await self._named(await requests_of_who_left(self.session, AT_ONCE))

    async def _without_handler(self, today: date) -> list[SwitchRequest]:
        return await self._named(await requests_without_handler(self.session, today, AT_ONCE))

    async def _named(self, ids: list[int]) -> list[SwitchRequest]:
        rows: list[SwitchRow] = await requests_of_ids(self.session, ids)
        students = await students_with_ids(self.session, {row.request.student_id for row in rows})
        return await requests_with_names(self.session, rows, students)

    async def _close(self, request: SwitchRequest) -> bool:
        """The student left. Whoever it had come to while the student was still here is told."""
        if not await change_request(self.session, request.id, request.version, state=State.CLOSED, open=False):
            return False
        await self._note(request, "close", State.CLOSED, None)
        student = await person_by_id(self.session, request.student.id)
        left_on = student.left_on if student and student.left_on else self.now.astimezone(AMSTERDAM).date()

        def say(reader: Someone) -> Message:
            return switch_closed(self._words(reader), request)

        await self._tell_all(request, left_on - timedelta(days=1), f"switch/{request.id}/closed", say)
        return True

    async def _pass_on(self, request: SwitchRequest, today: date) -> bool:
        """To the first IO who is around the student now; where there is none, everybody is told so."""
        gone = request.handler
        heir = next(
            (one.person for one in await circle(self.session, request.student.id, today) if one.role is Role.IO), None
        )
        kept = {"handler_id": heir.id if heir else None}
        if not await change_request(self.session, request.id, request.version, **kept):
            return False
        await self._note(request, "pass" if heir else "orphan", request.state, heir)
        (now,) = await self._named([request.id])

        def say(reader: Someone) -> Message:
            return switch_passed(self._words(reader), now, gone, heir)

        await self._tell_all(now, today, f"switch/{request.id}/{now.version}", say)
        return True

    async def _tell_all(self, request: SwitchRequest, today: date, key: str, say: Callable[[Someone], Message]) -> None:
        for one in await concerned(self.session, request, today):
            await tell(self.session, one.person, key, say(one.person), self.now)

    async def _note(self, request: SwitchRequest, move: str, state: State, to: Someone | None) -> None:
        await add_move(
            self.session, request.id, by=None, move=move, text="", from_=request.state, to=state,
            to_person=to.id if to else None, now=self.now,
        )  # fmt: skip
        await note(
            self.session, at=self.now, person_id=None, action=move, object_=f"switch/{request.id}",
            student_id=request.student.id,
        )  # fmt: skip

    def _words(self, reader: Someone) -> Phrases:
        return self.product.phrases[reader.language]
