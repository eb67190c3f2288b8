"""A call for help that nobody answers goes to the next in line, and the asker is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Call, Someone, Supervisor
from bot.clock import AMSTERDAM
from bot.message import Message
from bot.notices import about_outcome, call_asked, call_passed_on, call_unanswered
from bot.product import Product
from bot.records.calls import call_of
from bot.records.loading import loader_for
from bot.records.people import circle, person_with_id
from bot.records.telling import tell, working_day
from bot.working_days import add_working_days
from knowledge.model import Role
from storage.audit import note
from storage.case_files import one_call, pass_on, unanswered_calls
from storage.case_tables import Call as CallRow

# Working days that somebody has to answer.
PATIENCE = 2
# Whoever asked that long ago is not told again and again that nobody answered.
GIVEN_UP = timedelta(days=30)
IN_LINE = (Role.SO, Role.IO, Role.SLC, Role.REGIOCOORDINATOR)
AT_ONCE = 50


@dataclass(frozen=True)
class PassingOn:
    """One round, in one transaction. Quiet outside working hours in the Netherlands."""

    session: AsyncSession
    product: Product
    now: datetime

    async def pass_on_unanswered(self) -> int:
        """How many calls went to somebody else."""
        today = working_day(self.now)
        if today is None:
            return 0
        latest = latest_asked(today)
        waiting = await unanswered_calls(self.session, latest - GIVEN_UP, latest, AT_ONCE)
        return sum([await self._pass_on(row, today) for row in waiting])

    async def _pass_on(self, row: CallRow, today: date) -> bool:
        first = await person_with_id(self.session, row.asked_id)
        asker = await person_with_id(self.session, row.asker_id)
        if first is None or asker is None:
            return False
        heir = next_in_line(await circle(self.session, row.student_id, today), first, asker) if row.student_id else None
        if heir is None:
            await self._nobody(row, asker)
            return False
        if not await pass_on(self.session, row.id, from_=first.id, to=heir.id, now=self.now):
            return False
        await note(
            self.session, at=self.now, person_id=None, action="passed on", object_=f"call/{row.id}",
            student_id=row.student_id,
        )  # fmt: skip
        call = await self._call(row.id, heir)
        phrases = self.product.phrases[heir.language]
        situation = about_outcome(self.product.library, phrases, call.about)
        await self._tell(heir, f"call/{row.id}/{heir.id}", call_asked(phrases, call, situation))
        told = call_passed_on(self.product.phrases[asker.language], call, first)
        await self._tell(asker, f"call/{row.id}/passed-on/{heir.id}", told)
        return True

    async def _nobody(self, row: CallRow, asker: Someone) -> None:
        """Told once: the notice has a key of its own."""
        call = await self._call(row.id, asker)
        message = call_unanswered(self.product.phrases[asker.language], call)
        await self._tell(asker, f"call/{row.id}/nobody", message)

    async def _call(self, number: int, reader: Someone) -> Call:
        row = await one_call(self.session, number)
        if row is None:
            raise LookupError(number)
        return await call_of(loader_for(self.session, reader, self.now), row)

    async def _tell(self, reader: Someone, key: str, message: Message) -> None:
        if not reader.left:
            await tell(self.session, reader, key, message, self.now)


def latest_asked(today: date) -> datetime:
    """Whoever was asked before this moment has had their working days."""
    day = add_working_days(today, -PATIENCE)
    return datetime.combine(day, time(0), AMSTERDAM)


def next_in_line(around: tuple[Supervisor, ...], first: Someone, asker: Someone) -> Someone | None:
    """The one who follows whoever did not answer: SO, IO, SLC, regiocoördinator. None at the end of the line."""
    line = sorted((one for one in around if one.role in IN_LINE), key=lambda one: IN_LINE.index(one.role))
    reached = [IN_LINE.index(one.role) for one in line if one.person.id == first.id]
    after = max(reached, default=-1)
    later = (one.person for one in line if IN_LINE.index(one.role) > after)
    return next((one for one in later if one.id not in (first.id, asker.id)), None)
