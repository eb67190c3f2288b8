"""Which of one's students need attention, and why: to look at one of them."""

from __future__ import annotations

from bot.dialogs.choosing import first_lines, menu, student_option
from bot.dialogs.context import Context
from bot.dialogs.engine import Dialog, Pick
from bot.dialogs.meetings import agenda_line
from bot.dialogs.menu import Start
from bot.lookups import MyStudents
from bot.message import Message, Part
from bot.procedures.meetings import NeedAttention
from knowledge.model import Role


def attention(context: Context, subject: str) -> Dialog:  # noqa: ARG001 (every dialog has a subject)
    """The same reasons as for the agenda of a student meeting, those with most of them first."""
    if context.role is Role.STUDENT:
        return [Start("menu")]
    found = context.look_up(NeedAttention())
    if not found:
        key = "student.nobody-needs" if context.look_up(MyStudents()) else "student.none"
        yield Message(paragraphs=(context.phrases(key),), buttons=(menu(context),))
        return []
    lines = first_lines(context, found, lambda context, one: agenda_line(context, one[0].name, one[1]))
    heading = context.phrases("meeting.proposal", count=len(found))
    yield Message(parts=(Part(heading=heading, lines=lines, kind="record"),))
    options = tuple(student_option(one) for one, _ in found)
    picked = yield Pick(id="student", prompt=context.phrases("student.which"), options=options)
    return [Start("student", picked)]
