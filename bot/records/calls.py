"""Calls for help as the person who asks may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.cases import Call, CallState
from bot.lookups import OneCall
from bot.permissions import Ties, may
from bot.records.loader import Loader, Loaders
from bot.records.people import people_with_ids, students_with_ids
from storage.case_files import one_call, was_asked
from storage.case_tables import Call as CallRow


async def load_one_call(loader: Loader, lookup: OneCall) -> Call | None:
    row = await one_call(loader.session, lookup.id)
    if row is None:
        return None
    asked_before = await was_asked(loader.session, row.id, loader.person.id)
    return (await calls_with_names(loader, [row]))[0] if may_see_call(loader, row, asked_before=asked_before) else None


def may_see_call(loader: Loader, row: CallRow, *, asked_before: bool = False) -> bool:
    part = asked_before or loader.person.id in {row.asked_id, row.asker_id}
    return may(loader.person, "see", "call", Ties(part=part))


async def call_of(loader: Loader, row: CallRow) -> Call:
    """Without a look at the permissions: for what the program does by itself."""
    return (await calls_with_names(loader, [row]))[0]


async def calls_with_names(loader: Loader, rows: Sequence[CallRow]) -> tuple[Call, ...]:
    students = await students_with_ids(loader.session, {row.student_id for row in rows if row.student_id})
    people = await people_with_ids(loader.session, {one for row in rows for one in (row.asked_id, row.asker_id)})
    return tuple(_call(row, students, people) for row in rows)


def _call(row: CallRow, students: Any, people: Any) -> Call:
    return Call(
        id=row.id,
        student=students.get(row.student_id),
        asker=people[row.asker_id],
        asked=people[row.asked_id],
        about=row.about,
        note=row.note,
        state=CallState(row.state),
        asked_at=row.asked_at,
        answered_at=row.answered_at,
    )


LOADERS: Loaders = {
    OneCall: load_one_call,
}
