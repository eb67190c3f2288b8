"""Carrying out what a dialog decided about a student: checked once more, with history, and told at once.

Everything happens in the transaction of the turn, so that it is there whole or not at all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone
from bot.message import Message
from bot.product import Product
from bot.records.loader import Loader
from bot.records.loading import loader_for
from bot.records.people import circle
from bot.records.telling import tell
from bot.records.ties import ForbiddenError, permitted, require
from storage.audit import note


class OvertakenError(Exception):
    """Somebody else was first; run the turn again on what is there now."""


@dataclass(frozen=True)
class Carrier:
    """For one turn of one person. `today` is the day in Europe/Amsterdam of `now`."""

    session: AsyncSession
    product: Product
    person: Someone
    now: datetime
    today: date

    @property
    def loader(self) -> Loader:
        return loader_for(self.session, self.person, self.now, self.product)

    async def require(self, student: int, action: str, kind: str, *, part: bool = False) -> None:
        await require(self.session, self.person, self.today, student, action, kind, part=part)

    async def may_see(self, reader: Someone, kind: str, student: int, *, then: bool = False) -> bool:
        """Whether somebody who takes part in it still sees it: their days with the student may be over."""
        return await permitted(self.session, reader, self.today, student, "see", kind, part=True, then=then)

    async def only_around(self, student: int, people: Iterable[int]) -> None:
        """Nothing goes to anybody but the student, who is around them, and the person who does it."""
        around = {one.person.id for one in await circle(self.session, student, self.today)}
        if not set(people) <= around | {student, self.person.id}:
            raise ForbiddenError("share")

    async def audit(self, action: str, object_: str, student: int | None) -> None:
        await note(
            self.session, at=self.now, person_id=self.person.id, action=action, object_=object_, student_id=student
        )

    async def tell(self, reader: Someone, key: str, message: Message) -> None:
        await tell(self.session, reader, key, message, self.now)


Carriers = Mapping[type[Any], Callable[[Carrier, Any], Awaitable[None]]]
