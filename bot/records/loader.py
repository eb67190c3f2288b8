"""Answering lookups: from the database, for one person, never more than the permissions allow.

What may not be seen comes back as if it were not there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Agreement, Report, Someone
from bot.lookups import Lookup
from bot.permissions import may
from bot.product import Product
from bot.records.ties import permitted, ties_to
from storage.audit import note

MOST_LISTED = 50
Loaders = Mapping[type[Lookup[Any]], Callable[["Loader", Any], Awaitable[Any]]]
About = TypeVar("About", Agreement, Report)


@dataclass(frozen=True)
class Loader:
    """For the lookups of one turn. `today` is the day in Europe/Amsterdam of `now`; `product` is the content."""

    session: AsyncSession
    person: Someone
    now: datetime
    today: date
    loaders: Loaders
    product: Product | None = None

    async def load(self, lookup: Lookup[Any]) -> Any:
        """Raises KeyError for a lookup that nobody answers: our own fault."""
        return await self.loaders[type(lookup)](self, lookup)

    async def may(self, student_id: int, action: str, kind: str, *, part: bool = False, then: bool = False) -> bool:
        day = self.today
        return await permitted(self.session, self.person, day, student_id, action, kind, part=part, then=then)

    async def visible(
        self, kind: str, found: tuple[About, ...], taking_part: Callable[[About], set[int]]
    ) -> tuple[About, ...]:
        """Those about students whom this person may see them of; `taking_part` tells who has a part in one."""
        students = {one.student.id: one.student for one in found}
        ties = await ties_to(self.session, self.person, students.values(), self.today) if students else {}
        return tuple(
            one
            for one in found
            if may(self.person, "see", kind, replace(ties[one.student.id], part=self.person.id in taking_part(one)))
        )

    async def saw(self, object_: str, student_id: int) -> None:
        """For the audit trail."""
        await note(
            self.session, at=self.now, person_id=self.person.id, action="saw", object_=object_, student_id=student_id
        )
