"""Who saw or changed what, and when. Every function works inside the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.case_tables import Audit
from storage.people_tables import Person, Student


@dataclass(frozen=True)
class AuditLine:
    """`by` is None for the command line and for somebody who was erased; `student` is the one that it was about."""

    at: datetime
    by: str | None
    action: str
    object: str
    student: str | None
    number: str | None


async def note(
    session: AsyncSession,
    *,
    at: datetime,
    person_id: int | None,
    action: str,
    object_: str,
    student_id: int | None = None,
) -> None:
    """`object_` is a kind and an id, as in "agreement/12": never a name, never a text."""
    row = {"at": at, "person_id": person_id, "action": action, "object": object_, "student_id": student_id}
    await session.execute(insert(Audit).values(row))


async def latest(
    session: AsyncSession,
    *,
    person_id: int | None = None,
    student_id: int | None = None,
    since: datetime | None = None,
    most: int = 100,
) -> list[AuditLine]:
    """The newest lines that fit all that is given, newest first."""
    asked = _with_names().order_by(Audit.at.desc(), Audit.id.desc()).limit(most)
    if person_id is not None:
        asked = asked.where(Audit.person_id == person_id)
    if student_id is not None:
        asked = asked.where(Audit.student_id == student_id)
    if since is not None:
        asked = asked.where(Audit.at >= since)
    return [AuditLine(*row) for row in await session.execute(asked)]


def _with_names() -> Select[*tuple[Any, ...]]:
    by, about = aliased(Person), aliased(Person)
    return (
        select(Audit.at, by.name, Audit.action, Audit.object, about.name, Student.number)
        .join_from(Audit, by, Audit.person_id == by.id, isouter=True)
        .join(about, Audit.student_id == about.id, isouter=True)
        .join(Student, Audit.student_id == Student.person_id, isouter=True)
    )
