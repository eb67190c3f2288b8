"""A placement that was not passed: from when it may be resat, and what happens when the resit fails too."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, create_model
from pydantic_core import PydanticCustomError

from bot.cases import MeetingKind, Resit, Student
from bot.dialogs.choosing import choose_student, menu
from bot.dialogs.confirming import confirm
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Form, FormField, Option
from bot.dialogs.fields import AnyDay, PastDay
from bot.dialogs.guide import step
from bot.lookups import Circle, Permitted
from bot.message import Button, Message, Open, Part
from bot.notices import names, written_day
from bot.procedures.resits import FIRST, SECOND, NoteResit, ResitsAbout
from bot.resit_notices import days_of, resit_noted
from knowledge.model import Role
from knowledge.rules.resit import CalendarTooShortError, first_resit_day

TOPIC = "herkansing"
# What the note says of a resit that was failed, step by step (the statements of its topic).
AFTER_SECOND = ("gesprek-geschiktheid", "haalbaarheid", "advies-manager", "verzoek-student")
BEFORE_FIRST = PydanticCustomError("form.before-first", "a resit before the first assessment")
BEFORE_EARLIEST = PydanticCustomError("form.before-earliest", "an end before a resit is possible")
CHANCES = {"first": FIRST, "no-assessment": FIRST, "second": SECOND}


def resit(context: Context, subject: str) -> Dialog:
    """`subject`: empty or a student's id."""
    student = yield from choose_student(context, subject)
    if student is None:
        return []
    if not context.look_up(Permitted(student.id, "note", "resit")):
        yield Message(paragraphs=(context.phrases("resit.not-you"),), buttons=(menu(context),))
        return []
    what = yield Choice(
        id="chance",
        prompt=context.phrases("resit.which", student=student.name),
        options=tuple(Option(one, context.phrases(f"resit.chance-{one}")) for one in CHANCES),
    )
    chance = CHANCES[what]
    assessed_on = None if what == "no-assessment" else (yield from _assessed(context, student, chance))
    earliest = yield from _told(context, chance, assessed_on)
    until = (yield from _until(context, earliest or assessed_on)) if chance == FIRST else None
    draft = Resit(0, student, chance, assessed_on, earliest, until, context.me, context.now)
    yield from _confirmed(context, draft)
    yield Message(paragraphs=(context.phrases("resit.is-noted"),), buttons=tuple(_ways_on(context, student, chance)))
    return [NoteResit(student.id, chance, assessed_on, earliest, until)]


def _assessed(context: Context, student: Student, chance: int) -> Generator[Any, Any, date]:
    """The day of the assessment; that of a resit comes after the first one."""
    known = context.look_up(ResitsAbout(student.id)) if chance == SECOND else ()
    first = max((one.assessed_on for one in known if one.chance == FIRST and one.assessed_on), default=None)
    model = _model(PastDay, lambda day: first is not None and day <= first, BEFORE_FIRST)
    given: Any = yield Form(
        id="assessed",
        prompt=context.phrases(f"resit.when-{chance}"),
        model=model,
        today=context.today,
        fields=(FormField("day", context.phrases("resit.day"), "date", hint=context.phrases("form.past-day-hint")),),
        submit=context.phrases("resit.go-on"),
    )
    day: date = given.day
    return day


def _model(field: Any, wrong: Callable[[date], bool], error: PydanticCustomError) -> type[BaseModel]:
    """One day, refused where it is out of order."""

    def in_order(day: date | None) -> date | None:
        if day is not None and wrong(day):
            raise error
        return day

    default = None if field is AnyDay else ...
    return create_model("OneDay", day=(Annotated[field, AfterValidator(in_order)], default))


def _told(context: Context, chance: int, assessed_on: date | None) -> Generator[Any, Any, date | None]:
    """What the note says now; gives the first day of a resit where it can be worked out."""
    if chance == SECOND:
        yield _after_second(context)
        return None
    earliest, told = _earliest(context, assessed_on)
    says = [context.library.contradictions[name].says for name in ("C20", "C21")]
    lines = tuple(context.text(one) for one in says if one)
    yield Message(
        heading=context.phrases("resit.first-heading"),
        paragraphs=told,
        steps_heading=context.phrases("guide.steps"),
        steps=tuple(step(context, context.topic(TOPIC).statements[name]) for name in ("nd-invoeren", "begrens")),
        parts=(Part(heading=context.phrases("guide.contradiction"), lines=lines, kind="contradiction"),),
    )
    return earliest


def _earliest(context: Context, assessed_on: date | None) -> tuple[date | None, tuple[str, ...]]:
    """With the notice of the calendar: a computed day is never shown without it."""
    if assessed_on is None:
        return None, (context.phrases("resit.no-start"),)
    notice = (context.text(context.school_calendar.notice),) if context.school_calendar.notice else ()
    try:
        day = first_resit_day(context.values, context.school_calendar, assessed_on)
    except CalendarTooShortError as error:
        return None, (context.phrases("resit.calendar-ends", year=error.missing), *notice)
    if day is None:
        return None, (context.phrases("resit.no-rule"),)
    weeks = context.values["resit-teaching-weeks"].shown(assessed_on, context.language)
    draft = context.phrases("resit.computed", day=written_day(context.phrases, day), weeks=weeks)
    return day, (draft, *notice)


def _after_second(context: Context) -> Message:
    statements = [context.topic(TOPIC).statements[name] for name in AFTER_SECOND]
    says = context.library.contradictions["C20"].says
    return Message(
        heading=context.topic(TOPIC).outcomes["gesprek-nodig"].title.in_(context.language),
        steps_heading=context.phrases("guide.steps"),
        steps=tuple(step(context, one) for one in statements),
        parts=(Part(heading=context.phrases("guide.contradiction"), lines=(context.text(says),), kind="contradiction"),)
        if says
        else (),
    )


def _until(context: Context, not_before: date | None) -> Generator[Any, Any, date | None]:
    """The end that IO and SO agree on: the note names none."""
    model = _model(AnyDay, lambda day: not_before is not None and day < not_before, BEFORE_EARLIEST)
    given: Any = yield Form(
        id="until",
        prompt=context.phrases("resit.ask-until"),
        model=model,
        today=context.today,
        fields=(
            FormField("day", context.phrases("resit.until-when"), "date", required=False,
                      hint=context.phrases("resit.until-hint")),
        ),
        submit=context.phrases("agreement.preview"),
    )  # fmt: skip
    day: date | None = given.day
    return day


def _confirmed(context: Context, draft: Resit) -> Generator[Any, Any, None]:
    """Exactly what the others read."""
    around = context.look_up(Circle(draft.student.id))
    told = {one.person.id: one.person for one in around if one.role in (Role.SO, Role.IO)}
    told.pop(context.me.id, None)
    who = names(context.phrases, told.values())
    reads = context.phrases("agreement.who-reads", who=who) if told else context.phrases("agreement.nobody-reads")
    shown = resit_noted(context.phrases, draft, context.me)
    yield Message(
        heading=shown.heading,
        paragraphs=(context.phrases("resit.tell-yourself"),),
        parts=(Part(heading=reads, lines=shown.paragraphs, kind="quote"),),
    )
    yes = Option("note", context.phrases("resit.note"), primary=True)
    yield confirm(context, context.phrases("agreement.right"), yes, changes="chance")


def _ways_on(context: Context, student: Student, chance: int) -> Generator[Button, None, None]:
    if chance == SECOND:
        talk = Open(dialog="plan-meeting", subject=f"{MeetingKind.RESIT_TALK}/{student.id}")
        yield Button(label=context.phrases("resit.plan-talk"), action=talk, primary=True)
    outcome = "gesprek-nodig" if chance == SECOND else "onvoldoende"
    if context.topic(TOPIC).outcomes[outcome].agreements:
        agree = Open(dialog="agree", subject=f"{student.id}/{TOPIC}/{outcome}")
        yield Button(label=context.phrases("agreement.new"), action=agree, primary=chance == FIRST)
    yield Button(label=context.phrases("dossier.open"), action=Open(dialog="dossier", subject=str(student.id)))
    yield menu(context)


def resit_line(context: Context, resit_: Resit) -> str:
    return " ".join((context.phrases(f"resit.line-{resit_.chance}"), *days_of(context.phrases, resit_)))
