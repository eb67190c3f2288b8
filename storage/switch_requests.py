"""Requests for another opleidingsschool: made, found, and moved only from the version that the person saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, and_, case, insert, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.people_tables import Person, Student, Supervision
from storage.switch_tables import SwitchMove, SwitchRequest


@dataclass(frozen=True)
class SwitchRow:
    """A request with its moves, oldest first."""

    request: SwitchRequest
    moves: tuple[SwitchMove, ...]


async def add_request(session: AsyncSession, **values: Any) -> int:
    """`values` are the columns of the table but for `open` and `version`."""
    made = await session.execute(
        insert(SwitchRequest).values(**values, open=True, version=1).returning(SwitchRequest.id)
    )  # fmt: skip
    number: int = made.scalar_one()
    return number


async def add_move(
    session: AsyncSession, request_id: int, *, by: int | None, move: str, text: str, from_: str, to: str,
    to_person: int | None, now: datetime,
) -> None:  # fmt: skip
    row = {"request_id": request_id, "person_id": by, "to_id": to_person, "move": move, "text": text}
    await session.execute(insert(SwitchMove).values(**row, from_state=from_, to_state=to, at=now))


async def change_request(session: AsyncSession, request_id: int, version: int, **values: Any) -> bool:
    """Makes the change if the request is open and still in that version; tells whether it was."""
    done: CursorResult[Any] = await session.execute(  # type: ignore[assignment]
        update(SwitchRequest)
        .where(SwitchRequest.id == request_id, SwitchRequest.version == version, SwitchRequest.open.is_(True))
        .values(**values, version=version + 1)
    )
    return done.rowcount == 1


async def open_request_of(session: AsyncSession, student_id: int) -> int | None:
    """A student has one at a time: two that begin at the same moment wait for each other here."""
    await session.execute(select(Student.person_id).where(Student.person_id == student_id).with_for_update())
    mine = select(SwitchRequest.id).where(SwitchRequest.student_id == student_id, SwitchRequest.open.is_(True))
    return await session.scalar(mine.limit(1))


async def requests_of_ids(session: AsyncSession, ids: Sequence[int]) -> list[SwitchRow]:
    if not ids:
        return []
    asked = select(SwitchRequest).where(SwitchRequest.id.in_(ids)).execution_options(populate_existing=True)
    found = await session.scalars(asked)
    moves: dict[int, list[SwitchMove]] = {}
    for one in await session.scalars(
        select(SwitchMove).where(SwitchMove.request_id.in_(ids)).order_by(SwitchMove.id)
    ):  # fmt: skip
        moves.setdefault(one.request_id, []).append(one)
    return [SwitchRow(one, tuple(moves.get(one.id, ()))) for one in found]


async def requests_around(
    session: AsyncSession, person_id: int, school: str, day: date, most: int
) -> list[int]:  # fmt: skip
    """Ids of those of this student, or about students who are theirs on that day; open ones first, then the newest."""
    about = [
        select(SwitchRequest.id).where(SwitchRequest.student_id == person_id),
        select(SwitchRequest.id).where(SwitchRequest.handler_id == person_id),
        select(SwitchRequest.id)
        .join(Supervision, Supervision.student_id == SwitchRequest.student_id)
        .where(Supervision.supervisor_id == person_id, _supervises(day)),
    ]
    if school:
        about.append(
            select(SwitchRequest.id)
            .join(Student, Student.person_id == SwitchRequest.student_id)
            .where(Student.school == school)
        )
    ids = union(*about).subquery()
    order = (case((SwitchRequest.open.is_(True), 0), else_=1), SwitchRequest.id.desc())
    found = select(SwitchRequest.id).where(SwitchRequest.id.in_(select(ids.c.id))).order_by(*order)
    return list(await session.scalars(found.limit(most)))


def _supervises(day: date) -> ColumnElement[bool]:
    return and_(Supervision.from_ <= day, or_(Supervision.until.is_(None), Supervision.until >= day))


async def requests_of_who_left(session: AsyncSession, most: int) -> list[int]:
    """Ids of open requests of students who left."""
    left = select(SwitchRequest.id).join(Person, Person.id == SwitchRequest.student_id)
    return list(
        await session.scalars(
            left.where(SwitchRequest.open.is_(True), Person.left_on.is_not(None)).order_by(SwitchRequest.id).limit(most)
        )
    )


async def requests_without_handler(session: AsyncSession, day: date, most: int) -> list[int]:
    """Ids of open requests whose handler is not around the student any more, or that had none and now have an IO."""
    student = Supervision.student_id == SwitchRequest.student_id
    here = select(Supervision.id).where(student, _supervises(day))
    handler_here = here.where(Supervision.supervisor_id == SwitchRequest.handler_id).exists()
    io_here = here.where(Supervision.role == "io").exists()
    nobody = SwitchRequest.handler_id.is_(None)
    asked = select(SwitchRequest.id).where(
        SwitchRequest.open.is_(True), or_(and_(~nobody, ~handler_here), and_(nobody, io_here))
    )
    return list(await session.scalars(asked.order_by(SwitchRequest.id).limit(most)))
