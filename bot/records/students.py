"""The students of the person who asks, and who is around them."""

from __future__ import annotations

from bot.cases import Student, Supervisor
from bot.lookups import Circle, Colleagues, MyStudents, OneStudent, Permitted
from bot.permissions import may
from bot.records.loader import Loader, Loaders
from bot.records.people import circle, student, students_with_ids
from bot.records.ties import ties_to
from knowledge.model import Role
from storage.case_files import all_called_in_about
from storage.people import students_among, students_of_school, students_supervised

MOST_STUDENTS = 1000
MOST_CIRCLES = 12
SUPERVISES = (Role.WPB, Role.IO, Role.SLC)


async def load_my_students(loader: Loader, _: MyStudents) -> tuple[Student, ...]:
    if loader.person.left:
        return ()
    found: dict[int, Student] = {}
    for role in loader.person.roles:
        if role in SUPERVISES:
            rows = await students_supervised(loader.session, loader.person.id, role, loader.today, MOST_STUDENTS)
            found |= {row.id: student(row) for row in rows}
    if Role.SO in loader.person.roles:
        rows = await students_supervised(loader.session, loader.person.id, Role.SO, loader.today, MOST_STUDENTS)
        rows += await students_of_school(loader.session, loader.person.school, MOST_STUDENTS)
        found |= {row.id: student(row) for row in rows}
    if Role.REGIOCOORDINATOR in loader.person.roles:
        found |= await _called_in(loader)
    if Role.STUDENT in loader.person.roles:
        found |= await students_with_ids(loader.session, [loader.person.id])
    return tuple(sorted(found.values(), key=lambda one: (one.name.casefold(), one.number)))


async def _called_in(loader: Loader) -> dict[int, Student]:
    """A regiocoördinator has those about whom somebody called them in."""
    called = await all_called_in_about(loader.session, loader.person.id, MOST_STUDENTS)
    found = {row.id: student(row) for row in await students_among(loader.session, called)}
    ties = await ties_to(loader.session, loader.person, found.values(), loader.today)
    return {one: who for one, who in found.items() if may(loader.person, "see", "student", ties[one])}


async def load_one_student(loader: Loader, lookup: OneStudent) -> Student | None:
    if not await loader.may(lookup.id, "see", "student"):
        return None
    return (await students_with_ids(loader.session, [lookup.id])).get(lookup.id)


async def load_circle(loader: Loader, lookup: Circle) -> tuple[Supervisor, ...]:
    if not await loader.may(lookup.student, "see", "student"):
        return ()
    return await circle(loader.session, lookup.student, loader.today)


async def load_colleagues(loader: Loader, _: Colleagues) -> tuple[Supervisor, ...]:
    """From the circles of the first of one's students: who those are does not differ much within a school."""
    found: dict[tuple[int, Role], Supervisor] = {}
    for one in (await load_my_students(loader, MyStudents()))[:MOST_CIRCLES]:
        found |= {(s.person.id, s.role): s for s in await circle(loader.session, one.id, loader.today)}
    return tuple(one for one in found.values() if one.person.id != loader.person.id)


async def names_around(loader: Loader) -> tuple[str, ...]:
    """Of this person, their students and their colleagues."""
    around = [one.person.name for one in await load_colleagues(loader, Colleagues())]
    return (loader.person.name, *(one.name for one in await load_my_students(loader, MyStudents())), *around)


async def load_permitted(loader: Loader, lookup: Permitted) -> bool:
    return await loader.may(lookup.student, lookup.action, lookup.kind)


LOADERS: Loaders = {
    MyStudents: load_my_students,
    OneStudent: load_one_student,
    Circle: load_circle,
    Colleagues: load_colleagues,
    Permitted: load_permitted,
}
