"""Progress talks: begun, filled in by several people at once, filed, signed, and corrected."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CursorResult, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_tables import Agreement
from storage.people_tables import Student, Supervision
from storage.tables import Json
from storage.talk_tables import ProgressTalk, ProgressTalkItem, ProgressTalkNote, ProgressTalkParty

WPB = "wpb"


@dataclass(frozen=True)
class TalkRow:
    """A talk with all that belongs to it."""

    talk: ProgressTalk
    items: tuple[ProgressTalkItem, ...]
    notes: tuple[ProgressTalkNote, ...]
    parties: tuple[ProgressTalkParty, ...]


async def add_talk(
    session: AsyncSession,
    *,
    student_id: int,
    form: Json,
    level: int,
    held_on: date,
    meeting: Json,
    led_by: int,
    parties: Sequence[tuple[int, str]],
    now: datetime,
    replaces: int | None = None,
) -> int:
    """`parties`: the ids of who takes part, each with the role."""
    row = {"student_id": student_id, "form": form, "level": level, "held_on": held_on, "meeting": meeting}
    empty = {"state": "open", "colour": "", "letter": "", "reason": "", "credits": "", "version": 1}
    made = await session.execute(
        insert(ProgressTalk)
        .values(**row, **empty, led_by=led_by, made_at=now, replaces=replaces)
        .returning(ProgressTalk.id)
    )
    talk_id: int = made.scalar_one()
    rows = [{"talk_id": talk_id, "person_id": person, "role": role, "remark": ""} for person, role in parties]
    if rows:
        await session.execute(insert(ProgressTalkParty), rows)
    return talk_id


async def copy_content(session: AsyncSession, from_: int, to: int) -> None:
    """The colours and what was written, each still of whom it was."""
    for table, columns in (
        (ProgressTalkItem, ("item", "colour", "person_id", "at")),
        (ProgressTalkNote, ("part", "person_id", "text", "at")),
    ):
        rows = await session.scalars(select(table).where(table.talk_id == from_))
        copies = [{"talk_id": to, **{name: getattr(row, name) for name in columns}} for row in rows]
        if copies:
            await session.execute(insert(table), copies)


async def open_talk_changes(session: AsyncSession, talk_id: int) -> bool:
    """Holds the talk for the rest of the transaction; tells whether it is still open."""
    changed = update(ProgressTalk).where(ProgressTalk.id == talk_id, ProgressTalk.state == "open")
    done: CursorResult[Any] = await session.execute(changed.values(version=ProgressTalk.version + 1))  # type: ignore[assignment]
    return done.rowcount == 1


async def set_colours(
    session: AsyncSession, talk_id: int, colours: Mapping[str, str], *, by: int, now: datetime
) -> None:
    """The last one stands."""
    rows = [{"talk_id": talk_id, "item": item, "colour": one, "person_id": by, "at": now}
            for item, one in colours.items()]  # fmt: skip
    await _put(session, ProgressTalkItem, rows, ("talk_id", "item"), ("colour", "person_id", "at"))


async def set_notes(session: AsyncSession, talk_id: int, notes: Mapping[str, str], *, by: int, now: datetime) -> None:
    rows = [{"talk_id": talk_id, "part": part, "person_id": by, "text": text, "at": now}
            for part, text in notes.items()]  # fmt: skip
    await _put(session, ProgressTalkNote, rows, ("talk_id", "part", "person_id"), ("text", "at"))


async def _put(
    session: AsyncSession, table: Any, rows: Sequence[Json], keys: Sequence[str], changed: Sequence[str]
) -> None:
    if not rows:
        return
    connection = await session.connection()
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    put = dialect.insert(table).values(list(rows))
    await session.execute(
        put.on_conflict_do_update(index_elements=list(keys), set_={name: put.excluded[name] for name in changed})
    )


async def close_talk(session: AsyncSession, talk_id: int, version: int, *, state: str, **values: Any) -> bool:
    """Files it, or calls it off, as it was in that version; tells whether it still was."""
    closing = update(ProgressTalk).where(
        ProgressTalk.id == talk_id, ProgressTalk.version == version, ProgressTalk.state == "open"
    )
    done: CursorResult[Any] = await session.execute(closing.values(state=state, version=version + 1, **values))  # type: ignore[assignment]
    return done.rowcount == 1


async def replace_talk(session: AsyncSession, talk_id: int) -> None:
    """It stays as it was, and no longer counts."""
    await session.execute(
        update(ProgressTalk)
        .where(ProgressTalk.id == talk_id, ProgressTalk.state == "filed")
        .values(state="replaced", version=ProgressTalk.version + 1)
    )


async def has_open_talk(session: AsyncSession, student_id: int) -> bool:
    """Whether one is being held that corrects no other: two that begin at the same moment wait for each other here."""
    await session.execute(select(Student.person_id).where(Student.person_id == student_id).with_for_update())
    open_ = select(ProgressTalk.id).where(
        ProgressTalk.student_id == student_id, ProgressTalk.state == "open", ProgressTalk.replaces.is_(None)
    )
    return await session.scalar(open_.limit(1)) is not None


async def correction_of(session: AsyncSession, talk_id: int) -> int | None:
    """The open correction of a talk, where somebody is making one: two that begin at once wait for each other here."""
    await session.execute(select(ProgressTalk.id).where(ProgressTalk.id == talk_id).with_for_update())
    open_ = select(ProgressTalk.id).where(ProgressTalk.replaces == talk_id, ProgressTalk.state == "open")
    found: int | None = await session.scalar(open_.limit(1))
    return found


async def sign_talk(
    session: AsyncSession, talk_id: int, person_id: int, *, agreed: bool, remark: str, now: datetime
) -> bool:
    """The first signature stands; tells whether this was it."""
    done: CursorResult[Any] = await session.execute(  # type: ignore[assignment]
        update(ProgressTalkParty)
        .where(
            ProgressTalkParty.talk_id == talk_id,
            ProgressTalkParty.person_id == person_id,
            ProgressTalkParty.signed_at.is_(None),
        )
        .values(agreed=agreed, remark=remark, signed_at=now)
    )
    return done.rowcount == 1


async def talks_of_ids(session: AsyncSession, ids: Sequence[int]) -> list[TalkRow]:
    """Newest first."""
    if not ids:
        return []
    order = (ProgressTalk.held_on.desc(), ProgressTalk.id.desc())
    wanted = select(ProgressTalk).where(ProgressTalk.id.in_(ids)).order_by(*order)
    talks = list(await session.scalars(wanted.execution_options(populate_existing=True)))
    items = await _by_talk(session, ProgressTalkItem, ids, ProgressTalkItem.item)
    notes = await _by_talk(session, ProgressTalkNote, ids, ProgressTalkNote.id)
    parties = await _by_talk(session, ProgressTalkParty, ids, ProgressTalkParty.person_id)
    return [TalkRow(one, items.get(one.id, ()), notes.get(one.id, ()), parties.get(one.id, ())) for one in talks]


async def _by_talk(session: AsyncSession, table: Any, ids: Sequence[int], order: Any) -> dict[int, Any]:
    found: dict[int, Any] = {}
    wanted = select(table).where(table.talk_id.in_(ids)).order_by(order)
    for row in await session.scalars(wanted.execution_options(populate_existing=True)):
        found[row.talk_id] = (*found.get(row.talk_id, ()), row)
    return found


async def talks_about(session: AsyncSession, student_id: int, most: int) -> list[int]:
    """Ids of those that were not called off, newest first."""
    wanted = select(ProgressTalk.id).where(ProgressTalk.student_id == student_id, ProgressTalk.state != "cancelled")
    return list(await session.scalars(wanted.order_by(ProgressTalk.held_on.desc(), ProgressTalk.id.desc()).limit(most)))


async def talk_before(session: AsyncSession, student_id: int, held_on: date, not_: Sequence[int]) -> int | None:
    """The last filed talk of the student up to that day."""
    wanted = select(ProgressTalk.id).where(
        ProgressTalk.student_id == student_id,
        ProgressTalk.state == "filed",
        ProgressTalk.held_on <= held_on,
        ProgressTalk.id.not_in(not_),
    )
    found: int | None = await session.scalar(
        wanted.order_by(ProgressTalk.held_on.desc(), ProgressTalk.id.desc()).limit(1)
    )
    return found


async def talks_to_sign(session: AsyncSession, person_id: int, roles: Sequence[str], most: int) -> list[int]:
    """Ids of the filed talks in which this person, in one of these roles, has not signed yet; oldest first."""
    wanted = (
        select(ProgressTalk.id)
        .join(ProgressTalkParty, ProgressTalkParty.talk_id == ProgressTalk.id)
        .where(
            ProgressTalkParty.person_id == person_id,
            ProgressTalkParty.role.in_(roles),
            ProgressTalkParty.signed_at.is_(None),
            ProgressTalk.state == "filed",
        )
    )
    return list(await session.scalars(wanted.order_by(ProgressTalk.id).limit(most)))


async def of_their_time(session: AsyncSession, people: Collection[int], filed_after: datetime) -> set[tuple[int, int]]:
    """Person and talk: those filed since then in which they take part as WPB, and were it on the day of the talk."""
    supervised = select(Supervision.id).where(
        Supervision.student_id == ProgressTalk.student_id,
        Supervision.supervisor_id == ProgressTalkParty.person_id,
        Supervision.role == WPB,
        Supervision.from_ <= ProgressTalk.held_on,
        or_(Supervision.until.is_(None), Supervision.until >= ProgressTalk.held_on),
    )
    asked = (
        select(ProgressTalkParty.person_id, ProgressTalk.id)
        .join(ProgressTalk, ProgressTalk.id == ProgressTalkParty.talk_id)
        .where(
            ProgressTalkParty.person_id.in_(people),
            ProgressTalkParty.role == WPB,
            ProgressTalk.state == "filed",
            ProgressTalk.filed_at > filed_after,
            supervised.exists(),
        )
    )
    return {(person, talk) for person, talk in await session.execute(asked)}


async def agreements_from(session: AsyncSession, student_id: int, origin: str) -> list[tuple[int, str]]:
    """Ids of the student's agreements whose origin begins so, with the origin whole; soonest due first."""
    rows = await session.execute(
        select(Agreement.id, Agreement.origin)
        .where(Agreement.student_id == student_id, Agreement.origin.startswith(origin, autoescape=True))
        .order_by(Agreement.due, Agreement.id)
    )
    return [(identifier, whole) for identifier, whole in rows]
