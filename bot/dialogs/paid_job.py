"""May a paid job count as placement? The conditions of appendix 1, one by one, each with its place in the note."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from bot.cases import Student
from bot.dialogs.choosing import choose_student, menu
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Form, FormField, Option
from bot.dialogs.fields import AnyDay, NeededDay, TypedNumber
from bot.dialogs.jobs import NOTHING
from bot.lookups import Permitted
from bot.message import Button, Message, Open, Part
from bot.notices import written_day
from bot.paid_job_wording import JobWording
from knowledge.model import ContradictionId, Role
from knowledge.rules.enrolment import ProgrammeForm, academic_year, study_year
from knowledge.rules.paid_job import (
    PAID_FROM_LEVEL,
    Eligibility,
    PaidJob,
    PaidJobAnswer,
    State,
    check_day,
    judge,
    register_by,
)

CREDITS_A_YEAR = 60
YesNo = Literal["yes", "no", ""]
TOPIC = "betaalde-aanstelling"


class TheStudy(BaseModel):
    """`year` is the year of study at the check, `level` that of the job."""

    level: Annotated[int, Field(ge=1, le=4)]
    year: Annotated[int, Field(ge=1, le=12)]
    credits: TypedNumber = None
    open_credits: TypedNumber = None
    propedeuse: YesNo = ""

    @field_validator("credits", "open_credits")
    @classmethod
    def _possible(cls, number: float | None, info: ValidationInfo) -> float | None:
        if number is not None and number > CREDITS_A_YEAR * info.data.get("year", number):
            raise PydanticCustomError("form.too-many-credits", "more credits than there are")
        return number


class TheJob(BaseModel):
    starts_on: NeededDay
    fte: Annotated[TypedNumber, Field(le=1.5)] = None
    hours: Annotated[TypedNumber, Field(le=40)] = None
    mentor: YesNo = ""
    visit: YesNo = ""
    registered_on: AnyDay = None

    @field_validator("registered_on")
    @classmethod
    def _before_the_start(cls, day: date | None, info: ValidationInfo) -> date | None:
        starts_on = info.data.get("starts_on")
        if day and starts_on and day > starts_on:
            raise PydanticCustomError("form.after-start", "registered after the start")
        return day


def paid_job(context: Context, subject: str) -> Dialog:
    """`subject`: empty, or a student's id, whose form of study is known then."""
    student = None
    if context.on_roster and context.role is not Role.CONTENT_OWNER:
        student = yield from choose_student(context, subject, or_nobody=not subject)
        if student is None and subject:
            return []
    form = ProgrammeForm(student.form) if student else (yield from _form(context))
    if form is ProgrammeForm.PART_TIME:
        known = PaidJob(form, 1, 1, context.today)
        yield _answer(context, student, known, judge(context.values, known))
        return []
    study: TheStudy = yield _study(context, student)
    if study.level < PAID_FROM_LEVEL:
        known = PaidJob(form, study.level, study.year + 1, context.today)
        yield _answer(context, student, known, judge(context.values, known))
        return []
    kind = yield Choice(
        id="kind",
        prompt=context.phrases("paid-job.new-or-not"),
        options=(
            Option("new", context.phrases("paid-job.new")),
            Option("extension", context.phrases("paid-job.extension")),
        ),
    )
    job: TheJob = yield _job(context)
    known = _known(form, study, job)
    answer = judge(context.values, known)
    extra = (context.phrases("paid-job.same-for-extension"),) if kind == "extension" else ()
    yield _answer(context, student, known, answer, job=job, extra=extra)
    return []


def _form(context: Context) -> Generator[Any, Any, ProgrammeForm]:
    chosen = yield Choice(
        id="form",
        prompt=context.phrases("paid-job.which-form"),
        options=tuple(Option(one.value, context.phrases(f"paid-job.{one}")) for one in ProgrammeForm),
    )
    return ProgrammeForm(chosen)


def _study(context: Context, student: Student | None) -> Form:
    year = max(1, study_year(student.start_year, context.today)) if student else None
    levels = tuple(Option(str(level), context.phrases("paid-job.at-level", level=level)) for level in range(1, 5))
    check = context.values["paid-job-check-day"].shown(context.today, context.language) or ""
    words = context.phrases
    return Form(
        id="study",
        prompt=words("paid-job.study-of", student=student.name) if student else words("paid-job.study"),
        model=TheStudy,
        fields=(
            FormField("level", words("paid-job.ask-level"), "choice", options=levels),
            FormField("year", words("paid-job.ask-year", check=check), "number", initial=str(year or "")),
            FormField("credits", words("paid-job.ask-credits", check=check), "number", required=False,
                      hint=words("paid-job.if-known")),
            FormField("open_credits", words("paid-job.ask-open"), "number", required=False,
                      hint=words("paid-job.open-hint")),
            FormField("propedeuse", words("paid-job.ask-propedeuse"), "choice", options=_yes_no(context),
                      required=False),
        ),
        submit=words("paid-job.go-on"),
    )  # fmt: skip


def _job(context: Context) -> Form:
    words = context.phrases
    return Form(
        id="job",
        prompt=words("paid-job.job"),
        model=TheJob,
        today=context.today,
        fields=(
            FormField("starts_on", words("paid-job.ask-start"), "date", hint=words("paid-job.start-hint")),
            FormField("fte", words("paid-job.ask-fte"), "number", required=False, hint=words("paid-job.if-known")),
            FormField("hours", words("paid-job.ask-hours"), "number", required=False, hint=words("paid-job.if-known")),
            FormField("mentor", words("paid-job.ask-mentor"), "choice", options=_yes_no(context), required=False),
            FormField("visit", words("paid-job.ask-visit"), "choice", options=_yes_no(context), required=False),
            FormField("registered_on", words("paid-job.ask-registered"), "date", required=False,
                      hint=words("paid-job.if-known")),
        ),
        submit=words("paid-job.check-it"),
    )  # fmt: skip


def _yes_no(context: Context) -> tuple[Option, ...]:
    return (Option("yes", context.phrases("paid-job.yes")), Option("no", context.phrases("paid-job.no")))


def _known(form: ProgrammeForm, study: TheStudy, job: TheJob) -> PaidJob:
    """By the agreements that held in the spring before the job."""
    assert job.starts_on is not None  # noqa: S101 (its validator refuses an empty day)
    return PaidJob(
        form=form,
        level=study.level,
        study_year=study.year + 1,
        as_of=agreements_of(academic_year(job.starts_on)),
        credits_at_check=study.credits,
        open_credits=study.open_credits,
        propedeuse=truth(study.propedeuse),
        fte=job.fte,
        lesson_hours=job.hours,
        mentor_tasks=truth(job.mentor),
    )


def agreements_of(year: int) -> date:
    """The day whose agreements hold for a job in the academic year that starts in `year`: the latest check."""
    return date(year, 5, 1)


def truth(given: str) -> bool | None:
    return {"yes": True, "no": False}.get(given)


# The answer


def _answer(
    context: Context,
    student: Student | None,
    known: PaidJob,
    answer: PaidJobAnswer,
    *,
    job: TheJob | None = None,
    extra: tuple[str, ...] = (),
) -> Message:
    check = context.values["paid-job-check-day"].shown(known.as_of, context.language) or ""
    wording = JobWording(context.library, context.phrases, check)
    verdict = answer.verdict.value if answer.verdict else "not-known"
    title = context.phrases(f"paid-job.is-{verdict}")
    conditions = tuple(wording.condition(one) for one in answer.conditions)
    duties = tuple(_duties(context, wording, known.as_of.year, job)) if job and answer.conditions else ()
    return Message(
        heading=f"{title} · {student.name}" if student else title,
        paragraphs=(context.phrases(f"paid-job.about-{verdict}", check=check), *extra),
        parts=tuple(_parts(context, conditions, duties, _contradictions(context, known, answer, duties=bool(duties)))),
        source=context.phrases("paid-job.source", source=wording.source(answer.facts), note=_note(context)),
        buttons=tuple(_ways_on(context, student, known, answer, job)),
    )


def _note(context: Context) -> str:
    return f"{context.library.note.title.in_(context.language)} {context.library.note.version}"


def _duties(context: Context, wording: JobWording, year: int, job: TheJob) -> Generator[str, None, None]:
    """What must be seen to besides; the answer does not hang on it."""
    yield wording.line(_state(truth(job.visit)), context.phrases("paid-job.visit"), ("B1.2-10",))
    rule = register_by(context.values, agreements_of(year), year)
    if rule:
        in_time = None if job.registered_on is None else job.registered_on <= rule.day
        if in_time is None and context.today > rule.day:
            in_time = False
        told = context.phrases("paid-job.register", day=written_day(context.phrases, rule.day))
        yield wording.line(_state(in_time), told, rule.facts)
    yield wording.line(State.UNKNOWN, context.phrases("paid-job.timetable"), ("B1.2-09",))


def _state(done: bool | None) -> State:
    return State.UNKNOWN if done is None else State.MET if done else State.NOT_MET


def _contradictions(
    context: Context, known: PaidJob, answer: PaidJobAnswer, *, duties: bool
) -> tuple[ContradictionId, ...]:
    """Those that bear on this answer: the old day of the check where it was used, and whether to register."""
    day = check_day(context.values, known.as_of, known.as_of.year)
    superseded = ("C01",) if answer.conditions and day and day.month == 5 else ()
    return (*superseded, *answer.contradictions, *(("C04",) if duties else ()))


def _parts(
    context: Context, conditions: tuple[str, ...], duties: tuple[str, ...], names: tuple[ContradictionId, ...]
) -> Generator[Part, None, None]:
    if conditions:
        yield Part(heading=context.phrases("paid-job.conditions"), lines=conditions, kind="record")
    if duties:
        yield Part(heading=context.phrases("paid-job.duties"), lines=duties, kind="record")
    said = [context.library.contradictions[name].says for name in names]
    lines = tuple(context.text(one) for one in said if one)
    if lines:
        yield Part(heading=context.phrases("guide.contradiction"), lines=lines, kind="contradiction")


def _ways_on(
    context: Context, student: Student | None, known: PaidJob, answer: PaidJobAnswer, job: TheJob | None
) -> Generator[Button, None, None]:
    possible = known.level >= PAID_FROM_LEVEL and answer.verdict is not Eligibility.NOT_ALLOWED
    if student and possible and context.look_up(Permitted(student.id, "log", "agreement")):
        subject = f"{student.id}/{TOPIC}/niveau-{known.level}-nieuw"
        yield Button(label=context.phrases("agreement.new"), action=Open(dialog="agree", subject=subject))
    if student and job and context.look_up(Permitted(student.id, "note", "paid-job")):
        yield Button(label=context.phrases("paid-job.record"), action=_record(student, job))
    yield Button(label=context.phrases("paid-job.guide"), action=Open(dialog="guide", subject=TOPIC))
    yield menu(context)


def _record(student: Student, job: TheJob) -> Open:
    """With what is known of it by now; whoever registers it in the future has not done so yet."""
    size = f"{job.fte:.2f}" if job.fte is not None else NOTHING
    known = (str(student.id), f"{job.starts_on}", size, f"{job.registered_on}" if job.registered_on else NOTHING)
    return Open(dialog="note-job", subject="/".join(known))
