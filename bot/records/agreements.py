"""Agreements as the person who asks may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.cases import Agreement, Change, ChangeKind, Status, Student
from bot.lookups import AgreementsAbout, MyAgreements, OneAgreement
from bot.records.loader import MOST_LISTED, Loader, Loaders
from bot.records.people import people_with_ids, students_with_ids
from storage.agreements import AgreementRow, Wanted, find_agreements, one_agreement


async def load_my_agreements(loader: Loader, lookup: MyAgreements) -> tuple[Agreement, ...]:
    wanted = _wanted(loader, lookup.show, Wanted(of_person=loader.person.id))
    return await visible_agreements(loader, await find_agreements(loader.session, wanted))


async def load_agreements_about(loader: Loader, lookup: AgreementsAbout) -> tuple[Agreement, ...]:
    wanted = _wanted(loader, lookup.show, Wanted(student_id=lookup.student))
    return await visible_agreements(loader, await find_agreements(loader.session, wanted))


def _wanted(loader: Loader, show: str, of: Wanted) -> Wanted:
    if show == "overdue":
        return replace(of, status="open", due_before=loader.today, most=MOST_LISTED)
    return replace(of, status="done" if show == "done" else "open", most=MOST_LISTED)


async def load_one_agreement(loader: Loader, lookup: OneAgreement) -> Agreement | None:
    row = await one_agreement(loader.session, lookup.id)
    if row is None:
        return None
    part = loader.person.id in {*row.owners, *row.viewers, row.agreement.made_by}
    if not await loader.may(row.agreement.student_id, "see", "agreement", part=part):
        return None
    return (await with_names(loader, [row]))[0]


async def visible_agreements(loader: Loader, rows: Sequence[AgreementRow]) -> tuple[Agreement, ...]:
    """Whose days with a student are over no longer sees what they agreed."""
    return await loader.visible("agreement", await with_names(loader, rows), _parties)


async def with_names(loader: Loader, rows: Sequence[AgreementRow]) -> tuple[Agreement, ...]:
    students = await students_with_ids(loader.session, {row.agreement.student_id for row in rows})
    people = await people_with_ids(loader.session, {one for row in rows for one in _people_in(row)})
    return tuple(_agreement(row, students[row.agreement.student_id], people) for row in rows)


def _people_in(row: AgreementRow) -> Iterable[int]:
    made_by = (row.agreement.made_by,) if row.agreement.made_by else ()
    return (*row.owners, *row.viewers, *made_by, *(change.person_id for change in row.changes if change.person_id))


def _agreement(row: AgreementRow, about: Student, people: Any) -> Agreement:
    stored = row.agreement
    return Agreement(
        id=stored.id,
        student=about,
        what=stored.what,
        due=stored.due,
        status=Status(stored.status),
        owners=tuple(people[one] for one in row.owners if one in people),
        viewers=tuple(people[one] for one in row.viewers if one in people),
        made_by=people.get(stored.made_by),
        made_at=stored.made_at,
        version=stored.version,
        origin=stored.origin,
        history=tuple(
            Change(ChangeKind(change.change), people.get(change.person_id), change.at, change.detail)
            for change in row.changes
        ),
    )


def _parties(agreement: Agreement) -> set[int]:
    made_by = {agreement.made_by.id} if agreement.made_by else set()
    return {one.id for one in (*agreement.owners, *agreement.viewers)} | made_by


LOADERS: Loaders = {
    MyAgreements: load_my_agreements,
    AgreementsAbout: load_agreements_about,
    OneAgreement: load_one_agreement,
}
