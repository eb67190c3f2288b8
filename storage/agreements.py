"""Agreements: logged, found, and changed only in the version that the person saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CompoundSelect, CursorResult, Select, and_, delete, insert, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_tables import Agreement, AgreementChange, AgreementParty

OWNER, VIEWER = "owner", "viewer"


@dataclass(frozen=True)
class AgreementRow:
    """An agreement with the ids of its parties; `changes` is filled where it was asked for, oldest first."""

    agreement: Agreement
    owners: tuple[int, ...]
    viewers: tuple[int, ...]
    changes: tuple[AgreementChange, ...] = ()


async def add_agreement(
    session: AsyncSession,
    *,
    student_id: int,
    what: str,
    due: date,
    origin: str,
    owners: Sequence[int],
    viewers: Sequence[int],
    made_by: int,
    now: datetime,
) -> int:
    row = {"student_id": student_id, "what": what, "due": due, "status": "open", "origin": origin}
    made = await session.execute(
        insert(Agreement).values(**row, made_by=made_by, made_at=now, version=1).returning(Agreement.id)
    )
    agreement_id: int = made.scalar_one()
    await _set_parties(session, agreement_id, owners, viewers)
    await note_change(session, agreement_id, by=made_by, change="logged", detail="", now=now)
    return agreement_id


async def _set_parties(session: AsyncSession, agreement_id: int, owners: Sequence[int], viewers: Sequence[int]) -> None:
    parts = {**dict.fromkeys(viewers, VIEWER), **dict.fromkeys(owners, OWNER)}
    rows = [{"agreement_id": agreement_id, "person_id": person, "part": part} for person, part in parts.items()]
    if rows:
        await session.execute(insert(AgreementParty), rows)


async def note_change(
    session: AsyncSession, agreement_id: int, *, by: int, change: str, detail: str, now: datetime
) -> None:
    row = {"agreement_id": agreement_id, "person_id": by, "change": change, "detail": detail, "at": now}
    await session.execute(insert(AgreementChange).values(row))


async def change_agreement(session: AsyncSession, agreement_id: int, version: int, **values: Any) -> bool:
    """Makes the change if the agreement is open and still in that version; tells whether it was."""
    done: CursorResult[Any] = await session.execute(  # type: ignore[assignment]
        update(Agreement)
        .where(Agreement.id == agreement_id, Agreement.version == version, Agreement.status == "open")
        .values(**values, version=version + 1)
    )
    return done.rowcount == 1


async def hand_over(session: AsyncSession, agreement_id: int, owners: Sequence[int], *, viewers: Sequence[int]) -> None:
    """Other owners; a viewer who becomes an owner is one."""
    await session.execute(delete(AgreementParty).where(AgreementParty.agreement_id == agreement_id))
    await _set_parties(session, agreement_id, owners, viewers)


@dataclass(frozen=True)
class Wanted:
    """Which agreements: of a person (as owner or maker), about a student, or both; at most `most`, soonest due first.

    `status` as stored, or None for all; `due_before` keeps those that were due earlier than that day.
    """

    of_person: int | None = None
    student_id: int | None = None
    status: str | None = None
    due_before: date | None = None
    most: int = 50


async def find_agreements(session: AsyncSession, wanted: Wanted) -> list[AgreementRow]:
    order = (Agreement.due, Agreement.id) if wanted.status == "open" else (Agreement.due.desc(), Agreement.id.desc())
    found = await session.scalars(_matching(select(Agreement), wanted).order_by(*order).limit(wanted.most))
    return await _with_parties(session, list(found))


def _matching(asked: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.of_person is not None:
        asked = asked.where(Agreement.id.in_(_of_person(wanted.of_person)))
    if wanted.student_id is not None:
        asked = asked.where(Agreement.student_id == wanted.student_id)
    if wanted.status is not None:
        asked = asked.where(Agreement.status == wanted.status)
    if wanted.due_before is not None:
        asked = asked.where(and_(Agreement.due < wanted.due_before, Agreement.status == "open"))
    return asked


def _of_person(person_id: int) -> CompoundSelect[int]:
    """A union, as PostgreSQL reads the whole table for "among these ids, or made by"."""
    owned = select(AgreementParty.agreement_id).where(
        AgreementParty.person_id == person_id, AgreementParty.part == OWNER
    )
    return union(owned, select(Agreement.id).where(Agreement.made_by == person_id))


async def one_agreement(session: AsyncSession, agreement_id: int) -> AgreementRow | None:
    """With its history."""
    found = await session.get(Agreement, agreement_id, populate_existing=True)
    if found is None:
        return None
    (row,) = await _with_parties(session, [found])
    changes = await session.scalars(
        select(AgreementChange).where(AgreementChange.agreement_id == agreement_id).order_by(AgreementChange.id)
    )
    return AgreementRow(row.agreement, row.owners, row.viewers, tuple(changes))


async def agreements_of_ids(session: AsyncSession, ids: Sequence[int]) -> list[AgreementRow]:
    return await _with_parties(session, list(await session.scalars(select(Agreement).where(Agreement.id.in_(ids)))))


async def _with_parties(session: AsyncSession, agreements: list[Agreement]) -> list[AgreementRow]:
    ids = [agreement.id for agreement in agreements]
    rows = await session.execute(
        select(AgreementParty.agreement_id, AgreementParty.person_id, AgreementParty.part)
        .where(AgreementParty.agreement_id.in_(ids))
        .order_by(AgreementParty.person_id)
    )
    parts: dict[tuple[int, str], list[int]] = {}
    for agreement_id, person_id, part in rows:
        parts.setdefault((agreement_id, part), []).append(person_id)
    return [
        AgreementRow(one, tuple(parts.get((one.id, OWNER), ())), tuple(parts.get((one.id, VIEWER), ())))
        for one in agreements
    ]
