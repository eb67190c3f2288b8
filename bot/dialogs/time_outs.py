"""A time-out from the placement: noting it, with when the student comes back."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, field_validator

from bot.cases import Period, PeriodKind, Student
from bot.dialogs.choosing import choose_student, menu
from bot.dialogs.confirming import confirm
from bot.dialogs.context import Context
from bot.dialogs.engine import Dialog, Form, FormField, Option
from bot.dialogs.fields import NeededDay, ShortText
from bot.dialogs.periods import NEW, after, contradiction, opened, ways_on, which
from bot.lookups import Circle, Permitted
from bot.message import Button, Message, Open, Part
from bot.notices import listed
from bot.period_notices import period_line, period_noted
from bot.procedures.periods import NotePeriod, PeriodsAbout
from knowledge.model import Role

KIND = PeriodKind.TIME_OUT
TOLD = (Role.WPB, Role.SO, Role.IO, Role.SLC)


class TimeOut(BaseModel):
    """Half a year or a year, says the note; other lengths are not refused. `why` holds no medical details."""

    starts_on: NeededDay
    until: NeededDay
    why: ShortText = ""

    @field_validator("until")
    @classmethod
    def _after_the_start(cls, until: date, info: Any) -> date:
        return after(info.data.get("starts_on"), until)


def time_out(context: Context, subject: str) -> Dialog:
    """`subject`: empty or a student's id. Those that are there already are shown first."""
    student = yield from choose_student(context, subject)
    if student is None:
        return []
    may_note = context.look_up(Permitted(student.id, "note", KIND))
    found = context.look_up(PeriodsAbout(student.id, KIND))
    if not found and not may_note:
        yield Message(paragraphs=(context.phrases("period.not-you-time-out"),), buttons=(menu(context),))
        return []
    chosen = (yield from which(context, student, KIND, found, may_note=may_note)) if found else NEW
    if chosen != NEW:
        return opened(chosen)
    given: TimeOut = yield _form(context, student)
    overlap = next((one for one in found if _overlaps(one, given)), None)
    if overlap:
        yield _there_already(context, overlap)
        return []
    draft = Period(0, student, KIND, given.starts_on, given.until, context.me, context.now, why=given.why)
    yield _preview(context, draft)
    yes = Option("note", context.phrases("period.note"), primary=True)
    yield confirm(context, context.phrases("agreement.right"), yes, changes="time-out")
    yield Message(paragraphs=(context.phrases("period.time-out-is-noted"),), buttons=tuple(ways_on(context, student)))
    return [NotePeriod(student.id, KIND, given.starts_on, given.until, why=given.why)]


def _form(context: Context, student: Student) -> Form:
    words = context.phrases
    return Form(
        id="time-out",
        prompt=words("period.ask-time-out", student=student.name),
        model=TimeOut,
        today=context.today,
        fields=(
            FormField("starts_on", words("period.ask-from"), "date", hint=words("form.day-hint")),
            FormField("until", words("period.ask-until"), "date", hint=words("period.time-out-until-hint")),
            FormField("why", words("period.ask-why"), "text", required=False, hint=words("period.why-hint")),
        ),
        submit=words("agreement.preview"),
    )


def _overlaps(one: Period, given: TimeOut) -> bool:
    return one.from_ <= given.until and (one.until is None or given.starts_on <= one.until)


def _there_already(context: Context, one: Period) -> Message:
    there = Button(label=context.phrases(f"period.open-{KIND}"), action=Open(dialog="period", subject=str(one.id)))
    return Message(
        paragraphs=(context.phrases("period.overlaps"), period_line(context.phrases, one)),
        buttons=(there.model_copy(update={"primary": True}), menu(context)),
    )


def _preview(context: Context, draft: Period) -> Message:
    """Exactly what the others read, and that the note does not say who decides."""
    warning = context.medical_warning(draft.why)
    shown, stays = period_noted(context.phrases, draft, context.me), context.phrases("period.stays-enrolled")
    return Message(
        heading=shown.heading,
        paragraphs=((warning,) if warning else ()),
        parts=(
            Part(heading=who_reads(context, draft.student), lines=shown.paragraphs, kind="quote"),
            Part(heading=context.phrases("period.mind"), lines=(stays,), kind="record"),
            contradiction(context, "C39"),
        ),
    )


def who_reads(context: Context, student: Student) -> str:
    around = context.look_up(Circle(student.id))
    told = {one.person.id: one.person.name for one in around if one.role in TOLD}
    told[student.id] = student.name
    told.pop(context.me.id, None)
    return context.phrases("agreement.who-reads", who=listed(context.phrases, tuple(told.values())))
