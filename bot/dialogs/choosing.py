"""Which student, whom among those around them, and which of a list: parts that several dialogs share."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any, TypeVar

from bot.cases import Someone, Student, Supervisor
from bot.dialogs.context import Context
from bot.dialogs.engine import Option, Pick
from bot.lookups import Circle, MyStudents, OneStudent
from bot.message import Button, Command, Message
from knowledge.model import Role

NOBODY = "nobody"
SHOWN = 8
Listed = TypeVar("Listed")


def choose_student(
    context: Context, subject: str, *, or_nobody: bool = False, among: tuple[Student, ...] = ()
) -> Generator[Any, Any, Student | None]:
    """The student that `subject` names by id, the only one there is, or the one that is picked.

    `among` are the only ones meant, where a name fits several. None when there is none to choose (that was then
    said), or when nobody was chosen (`or_nobody`).
    """
    if subject.isdigit():
        student = context.look_up(OneStudent(int(subject)))
        if student is None:
            yield not_for_you(context)
        return student
    students = among or context.look_up(MyStudents())
    if not students:
        if not or_nobody:
            yield Message(paragraphs=(context.phrases("student.none"),), buttons=(menu(context),))
        return None
    if context.me.role is Role.STUDENT and len(students) == 1:
        return students[0]
    nobody = (Option(NOBODY, context.phrases("call.no-name")),) if or_nobody else ()
    picked = yield Pick(
        id="student",
        prompt=context.phrases("student.which"),
        options=(*nobody, *(student_option(one) for one in students)),
    )
    return next((one for one in students if str(one.id) == picked), None)


def student_option(student: Student) -> Option:
    """Namesakes are told apart by what they study and their number."""
    label = f"{student.name} · {student.programme} · {student.number}"
    return Option(str(student.id), label if len(label) <= LONGEST else f"{student.name} · {student.number}"[:LONGEST])


LONGEST = 75


def first_lines(context: Context, found: Sequence[Listed], line: Callable[[Context, Listed], str]) -> tuple[str, ...]:
    """The first few of a list, of which one can be opened, and how many there are besides."""
    more = len(found) - SHOWN
    rest = (context.phrases("agreement.and-more", count=more),) if more > 0 else ()
    return (*(line(context, one) for one in found[:SHOWN]), *rest)


def not_for_you(context: Context) -> Message:
    """Says the same of what is not there and of what this person may not see: neither is told apart."""
    return Message(paragraphs=(context.phrases("student.not-yours"),), buttons=(menu(context),))


def menu(context: Context) -> Button:
    return Button(label=context.phrases("command.menu"), action=Command(name="menu"))


def people_around(context: Context, student: Student) -> tuple[Supervisor, ...]:
    """The circle, with the student themselves at the end; each person once, in their first role."""
    found = {one.person.id: one for one in once(context.look_up(Circle(student.id)))}
    me = context.me
    if me.id not in found and me.id != student.id:
        found[me.id] = Supervisor(me, me.role)
    herself = Someone(student.id, student.name, "", (Role.STUDENT,))
    found[student.id] = Supervisor(me if me.id == student.id else herself, Role.STUDENT)
    return tuple(found.values())


def once(people: tuple[Supervisor, ...]) -> tuple[Supervisor, ...]:
    """Each person once, in their first role."""
    found: dict[int, Supervisor] = {}
    for one in people:
        found.setdefault(one.person.id, one)
    return tuple(found.values())


def people_options(context: Context, people: Iterable[Supervisor]) -> tuple[Option, ...]:
    return tuple(Option(str(one.person.id), _name(context, one)) for one in people)


def _name(context: Context, one: Supervisor) -> str:
    name = context.phrases("guide.you") if one.person.id == context.me.id else one.person.name
    return f"{name} ({context.role_name(one.role)})"[:LONGEST]


def names_of(people: Iterable[Supervisor], ids: Iterable[int]) -> tuple[Someone, ...]:
    wanted = set(ids)
    return tuple(one.person for one in people if one.person.id in wanted)
