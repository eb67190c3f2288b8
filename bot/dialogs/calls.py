"""Calling a colleague in, and picking up such a call."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from pydantic import BaseModel

from bot.cases import Call, CallState, Someone, Student, Supervisor
from bot.dialogs.choosing import choose_student, menu, not_for_you, once
from bot.dialogs.confirming import confirm
from bot.dialogs.context import Context
from bot.dialogs.effects import AnswerCall, CallIn, NoteSituation
from bot.dialogs.engine import Choice, Dialog, Form, FormField, Option
from bot.dialogs.fields import LongText
from bot.lookups import Circle, Colleagues, OneCall, Permitted
from bot.message import Button, Message, Open, Part
from bot.notices import about_outcome, call_message, written_day
from knowledge.model import Role

CALLED_IN = (Role.SO, Role.IO, Role.SLC, Role.REGIOCOORDINATOR, Role.WPB)


class Note(BaseModel):
    note: LongText = ""


def call_in(context: Context, subject: str) -> Dialog:
    """`subject`: empty, a student's id, or "topic/outcome", which the other then reads too."""
    student = yield from choose_student(context, subject, or_nobody=not subject.isdigit())
    if subject.isdigit() and student is None:
        return []
    asked = yield from _whom(context, student)
    if asked is None:
        return []
    about = subject if "/" in subject else ""
    typed: Note = yield Form(
        id="note",
        prompt=context.phrases("call.note-for", who=asked.name),
        model=Note,
        fields=(FormField("note", context.phrases("call.note"), "text", required=False,
                          hint=context.no_medical),),
        submit=context.phrases("call.preview"),
    )  # fmt: skip
    yield from _confirmed(context, student, asked, about, typed.note)
    yield Message(paragraphs=(context.phrases("call.is-asked", who=asked.name),), buttons=(menu(context),))
    call = CallIn(asked.id, about, typed.note, student.id if student else None)
    return [call, *_situation(context, student, about)]


def _whom(context: Context, student: Student | None) -> Generator[Any, Any, Someone | None]:
    people = context.look_up(Circle(student.id)) if student else context.look_up(Colleagues())
    callable_ = sorted(
        (one for one in people if one.role in CALLED_IN and one.person.id != context.me.id),
        key=lambda one: CALLED_IN.index(one.role),
    )
    if not callable_:
        yield Message(paragraphs=(context.phrases("call.nobody"),), buttons=(menu(context),))
        return None
    chosen = yield Choice(
        id="whom",
        prompt=context.phrases("call.whom"),
        options=tuple(Option(str(one.person.id), _label(context, one)) for one in once(tuple(callable_))[:6]),
    )
    return next(one.person for one in callable_ if str(one.person.id) == chosen)


def _label(context: Context, one: Supervisor) -> str:
    role = context.role_name(one.role)
    return f"{role[:1].upper()}{role[1:]}: {one.person.name}"[:75]


def _confirmed(
    context: Context, student: Student | None, asked: Someone, about: str, note: str
) -> Generator[Any, Any, None]:
    draft = Call(0, student, context.me, asked, about, note, CallState.WAITING, context.now)
    shown = call_message(context.phrases, draft, about_outcome(context.library, context.phrases, about))
    warning = context.medical_warning(note)
    reads = context.phrases("call.reads", who=asked.name)
    quoted = Part(heading=reads, lines=shown.paragraphs, kind="quote")
    yield Message(paragraphs=(warning,) if warning else (), parts=(quoted,))
    yes = Option("send", context.phrases("call.send", who=asked.name)[:75], primary=True)
    yield confirm(context, context.phrases("call.right"), yes, changes="note")


def _situation(context: Context, student: Student | None, about: str) -> list[NoteSituation]:
    topic, _, outcome = about.partition("/")
    if student is None or not outcome or not context.look_up(Permitted(student.id, "note", "situation")):
        return []
    return [NoteSituation(student.id, topic, outcome)]


def call(context: Context, subject: str) -> Dialog:
    """`subject`: its id. Shows it, and what can be done about it."""
    found = context.look_up(OneCall(int(subject)))
    if found is None:
        yield not_for_you(context)
        return []
    situation = about_outcome(context.library, context.phrases, found.about)
    yield call_message(context.phrases, found, situation).model_copy(update={"buttons": tuple(_ways(context, found))})
    return []


def _ways(context: Context, found: Call) -> Generator[Button, None, None]:
    if found.state is CallState.WAITING and found.asked.id == context.me.id:
        yield Button(
            label=context.phrases("call.take"), action=Open(dialog="take-call", subject=str(found.id)), primary=True
        )
        yield Button(label=context.phrases("call.call-back"), action=Open(dialog="call-back", subject=str(found.id)))
    if found.about:
        label = context.phrases("call.read-advice", topic=context.title(found.about.split("/")[0]))
        yield Button(label=label, action=Open(dialog="guide", subject=found.about.split("/")[0]))
    if found.student and found.asked.id == context.me.id:
        label = context.phrases("student.open", student=found.student.name)[:75]
        yield Button(label=label, action=Open(dialog="student", subject=str(found.student.id)))
    yield menu(context)


def take_call(context: Context, subject: str) -> Dialog:
    return _answer(context, subject, CallState.TAKEN)


def call_back(context: Context, subject: str) -> Dialog:
    return _answer(context, subject, CallState.CALL_BACK)


def _answer(context: Context, subject: str, state: CallState) -> Dialog:
    found = context.look_up(OneCall(int(subject)))
    if found is None:
        yield not_for_you(context)
        return []
    if found.state is not CallState.WAITING or found.asked.id != context.me.id:
        yield Message(paragraphs=(_already(context, found),), buttons=(menu(context),))
        return []
    key = "call.is-taken" if state is CallState.TAKEN else "call.is-call-back"
    yield Message(paragraphs=(context.phrases(key, who=found.asker.name),), buttons=tuple(_after(context, found)))
    return [AnswerCall(found.id, state)]


def _after(context: Context, found: Call) -> Generator[Button, None, None]:
    if found.student:
        label = context.phrases("student.open", student=found.student.name)[:75]
        yield Button(label=label, action=Open(dialog="student", subject=str(found.student.id)))
        yield Button(label=context.phrases("agreement.new"), action=Open(dialog="agree", subject=str(found.student.id)))
    yield menu(context)


def _already(context: Context, found: Call) -> str:
    """Who has it now: named, as the person may have clicked on an old message."""
    if found.answered_at is None:
        return context.phrases("call.with-other", who=found.asked.name)
    day = written_day(context.phrases, context.local_day(found.answered_at))
    return context.phrases("call.already", who=found.asked.name, day=day)
