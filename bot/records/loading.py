"""Answering lookups: from the database, for one person, never more than the permissions allow.

What may not be seen comes back as if it were not there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import (
    Agreement,
    Call,
    CallState,
    Change,
    ChangeKind,
    Dossier,
    Entry,
    Reader,
    Report,
    Situation,
    Someone,
    Status,
    Student,
    Supervisor,
)
from bot.lookups import (
    AgreementsAbout,
    Circle,
    Colleagues,
    DossierPage,
    Lookup,
    MyAgreements,
    MyStudents,
    OneAgreement,
    OneCall,
    OneReport,
    OneStudent,
    Permitted,
    Waiting,
    WaitingForMe,
)
from bot.permissions import Ties, may
from bot.records.people import circle, people_with_ids, student, students_with_ids
from bot.records.ties import permitted, ties_to
from knowledge.model import Role
from storage.agreements import AgreementRow, Wanted, agreements_of_ids, find_agreements, one_agreement
from storage.audit import note
from storage.case_files import (
    ReportRow,
    all_called_in_about,
    calls_of_ids,
    count_timeline,
    one_call,
    reports_of_ids,
    situations_of_ids,
    timeline,
    unseen_reports,
    waiting_calls,
    was_asked,
)
from storage.case_tables import Call as CallRow
from storage.people import students_among, students_of_school, students_supervised

MOST_STUDENTS = 1000
MOST_LISTED = 50
PAGE = 10
SUPERVISES = (Role.WPB, Role.IO, Role.SLC)
About = TypeVar("About", Agreement, Report)


@dataclass(frozen=True)
class Loader:
    """Answers the lookups of one turn. `today` is the day in Europe/Amsterdam of `now`."""

    session: AsyncSession
    person: Someone
    now: datetime
    today: date

    async def load(self, lookup: Lookup[Any]) -> Any:
        """Raises KeyError for a lookup that nobody answers: our own fault."""
        return await LOADERS[type(lookup)](self, lookup)

    async def may(self, student_id: int, action: str, kind: str, *, part: bool = False) -> bool:
        return await permitted(self.session, self.person, self.today, student_id, action, kind, part=part)

    # Students

    async def my_students(self, _: MyStudents) -> tuple[Student, ...]:
        if self.person.left:
            return ()
        found: dict[int, Student] = {}
        for role in self.person.roles:
            if role in SUPERVISES:
                rows = await students_supervised(self.session, self.person.id, role, self.today, MOST_STUDENTS)
                found |= {row.id: student(row) for row in rows}
        if Role.SO in self.person.roles:
            rows = await students_supervised(self.session, self.person.id, Role.SO, self.today, MOST_STUDENTS)
            rows += await students_of_school(self.session, self.person.school, MOST_STUDENTS)
            found |= {row.id: student(row) for row in rows}
        if Role.REGIOCOORDINATOR in self.person.roles:
            found |= await self._called_in()
        if Role.STUDENT in self.person.roles:
            found |= await students_with_ids(self.session, [self.person.id])
        return tuple(sorted(found.values(), key=lambda one: (one.name.casefold(), one.number)))

    async def _called_in(self) -> dict[int, Student]:
        """A regiocoördinator has those about whom somebody called them in."""
        called = await all_called_in_about(self.session, self.person.id, MOST_STUDENTS)
        found = {row.id: student(row) for row in await students_among(self.session, called)}
        ties = await ties_to(self.session, self.person, found.values(), self.today)
        return {one: who for one, who in found.items() if may(self.person, "see", "student", ties[one])}

    async def one_student(self, lookup: OneStudent) -> Student | None:
        if not await self.may(lookup.id, "see", "student"):
            return None
        return (await students_with_ids(self.session, [lookup.id])).get(lookup.id)

    async def circle(self, lookup: Circle) -> tuple[Supervisor, ...]:
        if not await self.may(lookup.student, "see", "student"):
            return ()
        return await circle(self.session, lookup.student, self.today)

    async def colleagues(self, _: Colleagues) -> tuple[Supervisor, ...]:
        """From the circles of the first of one's students: who those are does not differ much within a school."""
        found: dict[tuple[int, Role], Supervisor] = {}
        for one in (await self.my_students(MyStudents()))[:MOST_CIRCLES]:
            found |= {(s.person.id, s.role): s for s in await circle(self.session, one.id, self.today)}
        return tuple(one for one in found.values() if one.person.id != self.person.id)

    async def names_around(self) -> tuple[str, ...]:
        """Of this person, their students and their colleagues."""
        colleagues = [one.person.name for one in await self.colleagues(Colleagues())]
        return (self.person.name, *(one.name for one in await self.my_students(MyStudents())), *colleagues)

    async def permitted(self, lookup: Permitted) -> bool:
        return await self.may(lookup.student, lookup.action, lookup.kind)

    # Agreements

    async def my_agreements(self, lookup: MyAgreements) -> tuple[Agreement, ...]:
        wanted = self._wanted(lookup.show, Wanted(of_person=self.person.id))
        return await self._visible_agreements(await find_agreements(self.session, wanted))

    async def agreements_about(self, lookup: AgreementsAbout) -> tuple[Agreement, ...]:
        wanted = self._wanted(lookup.show, Wanted(student_id=lookup.student))
        return await self._visible_agreements(await find_agreements(self.session, wanted))

    def _wanted(self, show: str, of: Wanted) -> Wanted:
        if show == "overdue":
            return replace(of, status="open", due_before=self.today, most=MOST_LISTED)
        return replace(of, status="done" if show == "done" else "open", most=MOST_LISTED)

    async def one_agreement(self, lookup: OneAgreement) -> Agreement | None:
        row = await one_agreement(self.session, lookup.id)
        if row is None:
            return None
        part = self.person.id in {*row.owners, *row.viewers, row.agreement.made_by}
        if not await self.may(row.agreement.student_id, "see", "agreement", part=part):
            return None
        return (await self._agreements([row]))[0]

    async def _visible_agreements(self, rows: Sequence[AgreementRow]) -> tuple[Agreement, ...]:
        """Whose days with a student are over no longer sees what they agreed."""
        return await self._visible("agreement", await self._agreements(rows), _parties)

    async def _visible(
        self, kind: str, found: tuple[About, ...], taking_part: Callable[[About], set[int]]
    ) -> tuple[About, ...]:
        students = {one.student.id: one.student for one in found}
        ties = await ties_to(self.session, self.person, students.values(), self.today) if students else {}
        return tuple(
            one
            for one in found
            if may(self.person, "see", kind, replace(ties[one.student.id], part=self.person.id in taking_part(one)))
        )

    async def _agreements(self, rows: Sequence[AgreementRow]) -> tuple[Agreement, ...]:
        students = await students_with_ids(self.session, {row.agreement.student_id for row in rows})
        people = await people_with_ids(self.session, {one for row in rows for one in _people_in(row)})
        return tuple(_agreement(row, students[row.agreement.student_id], people) for row in rows)

    # Reports and calls

    async def one_report(self, lookup: OneReport) -> Report | None:
        rows = await reports_of_ids(self.session, [lookup.id])
        if not rows:
            return None
        (row,) = rows
        part = self.person.id in {row.report.written_by, *(reader for reader, _ in row.readers)}
        if not await self.may(row.report.student_id, "see", "report", part=part):
            return None
        await self._saw(f"report/{lookup.id}", row.report.student_id)
        return (await self._reports(rows))[0]

    async def _reports(self, rows: Sequence[ReportRow]) -> tuple[Report, ...]:
        students = await students_with_ids(self.session, {row.report.student_id for row in rows})
        ids = {one for row in rows for one in (row.report.written_by, *(reader for reader, _ in row.readers)) if one}
        people = await people_with_ids(self.session, ids)
        return tuple(_report(row, students[row.report.student_id], people) for row in rows)

    async def one_call(self, lookup: OneCall) -> Call | None:
        row = await one_call(self.session, lookup.id)
        if row is None:
            return None
        asked_before = await was_asked(self.session, row.id, self.person.id)
        return (await self._calls([row]))[0] if self._may_see_call(row, asked_before=asked_before) else None

    def _may_see_call(self, row: CallRow, *, asked_before: bool = False) -> bool:
        part = asked_before or self.person.id in {row.asked_id, row.asker_id}
        return may(self.person, "see", "call", Ties(part=part))

    async def call_of(self, row: CallRow) -> Call:
        """Without a look at the permissions: for what the program does by itself."""
        return (await self._calls([row]))[0]

    async def _calls(self, rows: Sequence[CallRow]) -> tuple[Call, ...]:
        students = await students_with_ids(self.session, {row.student_id for row in rows if row.student_id})
        people = await people_with_ids(self.session, {one for row in rows for one in (row.asked_id, row.asker_id)})
        return tuple(_call(row, students, people) for row in rows)

    async def waiting_for_me(self, _: WaitingForMe) -> Waiting:
        calls = await waiting_calls(self.session, self.person.id, MOST_LISTED)
        reports = await reports_of_ids(self.session, await unseen_reports(self.session, self.person.id, MOST_LISTED))
        visible = [row for row in calls if self._may_see_call(row)]
        return Waiting(await self._calls(visible), await self._visible_reports(reports))

    # The dossier

    async def dossier_page(self, lookup: DossierPage) -> Dossier | None:
        if not await self.may(lookup.student, "see", "dossier"):
            return None
        await self._saw(f"dossier/{lookup.student}", lookup.student)
        return await self.dossier(lookup.student, most=PAGE, skip=PAGE * lookup.page)

    async def dossier(self, student_id: int, *, most: int, skip: int = 0) -> Dossier:
        """Without a look at the permissions: for whoever has looked already."""
        keys = await timeline(self.session, student_id, most=most, skip=skip)
        entries = await self._entries(keys)
        students = await students_with_ids(self.session, [student_id])
        return Dossier(
            student=students[student_id],
            around=await circle(self.session, student_id, self.today),
            entries=tuple(entries[key] for key in keys if key in entries),
            total=await count_timeline(self.session, student_id),
        )

    async def _entries(self, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Entry]:
        """What asks for a part in it, such as a report for a WPB or a call, is left out for others."""

        def ids(kind: str) -> list[int]:
            return [identifier for found, identifier in keys if found == kind]

        agreements = await self._visible_agreements(await agreements_of_ids(self.session, ids("agreement")))
        reports = await self._visible_reports(await reports_of_ids(self.session, ids("report")))
        situations = await self._situations(ids("situation"))
        rows = await calls_of_ids(self.session, ids("call"))
        calls = await self._calls([row for row in rows if self._may_see_call(row)])
        entries: dict[tuple[str, int], Entry] = {("agreement", one.id): one for one in agreements}
        entries |= {("report", one.id): one for one in reports}
        entries |= {("situation", one.id): one for one in situations}
        return entries | {("call", one.id): one for one in calls}

    async def _visible_reports(self, rows: Sequence[ReportRow]) -> tuple[Report, ...]:
        return await self._visible("report", await self._reports(rows), _readers)

    async def _situations(self, ids: Sequence[int]) -> tuple[Situation, ...]:
        rows = await situations_of_ids(self.session, ids)
        people = await people_with_ids(self.session, {row.walked_by for row in rows if row.walked_by})
        return tuple(
            Situation(row.id, row.topic, row.outcome, people.get(row.walked_by) if row.walked_by else None, row.at)
            for row in rows
        )

    async def _saw(self, object_: str, student_id: int) -> None:
        await note(
            self.session, at=self.now, person_id=self.person.id, action="saw", object_=object_, student_id=student_id
        )


MOST_CIRCLES = 12


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


def _report(row: ReportRow, about: Student, people: Any) -> Report:
    stored = row.report
    return Report(
        id=stored.id,
        student=about,
        kind=stored.kind,
        held_on=stored.held_on,
        texts=stored.texts,
        written_by=people.get(stored.written_by),
        written_at=stored.written_at,
        readers=tuple(Reader(people[one], seen_at) for one, seen_at in row.readers if one in people),
        origin=stored.origin,
    )


def _readers(report: Report) -> set[int]:
    written_by = {report.written_by.id} if report.written_by else set()
    return {reader.person.id for reader in report.readers} | written_by


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


LOADERS: dict[type[Lookup[Any]], Callable[[Loader, Any], Awaitable[Any]]] = {
    MyStudents: Loader.my_students,
    OneStudent: Loader.one_student,
    Circle: Loader.circle,
    Colleagues: Loader.colleagues,
    Permitted: Loader.permitted,
    MyAgreements: Loader.my_agreements,
    AgreementsAbout: Loader.agreements_about,
    OneAgreement: Loader.one_agreement,
    OneReport: Loader.one_report,
    OneCall: Loader.one_call,
    WaitingForMe: Loader.waiting_for_me,
    DossierPage: Loader.dossier_page,
}
