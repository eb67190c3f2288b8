"""My students, one student, and the student's dossier."""

from __future__ import annotations

from collections.abc import Generator

from bot.cases import (
    Agreement,
    Call,
    Dossier,
    Entry,
    Meeting,
    Period,
    PeriodKind,
    Report,
    Resit,
    Situation,
    Student,
    SwitchRequest,
)
from bot.dialogs.agreements import agreement_line
from bot.dialogs.choosing import choose_student, menu, not_for_you
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Option
from bot.dialogs.menu import Start
from bot.dialogs.resits import resit_line
from bot.dialogs.talk_words import dossier_line
from bot.lookups import AgreementsAbout, Circle, DossierPage, Permitted
from bot.message import Download, Message, Step
from bot.notices import about_outcome, written_day
from bot.period_notices import period_line
from bot.procedures.periods import PeriodsAbout
from bot.procedures.talks import Talk
from bot.switch_notices import state_name

PAGE = 10
MOST_WAYS, MORE = 6, "more"


def students(context: Context, subject: str) -> Dialog:  # noqa: ARG001 (every dialog has a subject)
    found = yield from choose_student(context, "")
    return [Start("student", str(found.id))] if found else []


def student(context: Context, subject: str) -> Dialog:
    """`subject`: the student's id. Who is around, what is open, and what one can do."""
    found = yield from choose_student(context, subject)
    if found is None:
        return []
    yield _card(context, found)
    ways, prompt = tuple(_ways(context, found)), context.phrases("student.what-now")
    more = (Option(MORE, context.phrases("student.more")),) if ways[MOST_WAYS:] else ()
    chosen = yield Choice(id="what", prompt=prompt, options=(*ways[: MOST_WAYS - len(more)], *more))
    if chosen == MORE:
        chosen = yield Choice(id=MORE, prompt=prompt, options=ways[MOST_WAYS - len(more) :])
    return [Start(chosen, str(found.id))]


def _card(context: Context, found: Student) -> Message:
    form = context.phrases(f"student.{found.form}")
    about = context.phrases(
        "student.about", programme=found.programme, form=form, level=found.level, school=found.school
    )
    around = tuple(
        Step(who=context.role_name(one.role), text=f"{one.person.name} · {one.person.email}")
        for one in context.look_up(Circle(found.id))
    )
    open_ = context.look_up(AgreementsAbout(found.id))
    late = sum(one.overdue(context.today) for one in open_)
    key = "student.open-late" if late else "student.open-count"
    return Message(
        heading=found.name,
        paragraphs=(about, *_periods(context, found), context.phrases(key, count=len(open_), late=late)),
        steps_heading=context.phrases("student.around"),
        steps=around,
    )


def _periods(context: Context, found: Student) -> Generator[str, None, None]:
    """Time-outs and paid jobs of now and later."""
    for kind in PeriodKind:
        for one in context.look_up(PeriodsAbout(found.id, kind)):
            key = "period.now" if one.from_ <= context.today else "period.later"
            yield context.phrases(key, line=period_line(context.phrases, one))


def _ways(context: Context, found: Student) -> Generator[Option, None, None]:
    yield Option("agreements", context.phrases("student.agreements"))
    for dialog, action, kind, label in (
        ("agree", "log", "agreement", "agreement.new"),
        ("dossier", "see", "dossier", "student.dossier"),
        ("report", "write", "report", "student.report"),
        ("call-in", "make", "call", "student.call-in"),
        ("talks", "see", "talk", "student.talks"),
        ("time-out", "note", "time-out", "student.time-out"),
        ("note-job", "note", "paid-job", "student.note-job"),
    ):
        if context.look_up(Permitted(found.id, action, kind)):
            yield Option(dialog, context.phrases(label))


def dossier(context: Context, subject: str) -> Dialog:
    """`subject`: empty or a student's id, with a page from the second on: "12/1"."""
    identifier, _, page = subject.partition("/")
    found = yield from choose_student(context, identifier)
    if found is None:
        return []
    number = int(page or 0)
    whole = context.look_up(DossierPage(found.id, number))
    if whole is None:
        yield not_for_you(context)
        return []
    yield _page(context, whole, number)
    if whole.total <= PAGE * (number + 1):
        return []
    yield Choice(
        id="more",
        prompt=context.phrases("dossier.more", count=whole.total - PAGE * (number + 1)),
        options=(Option("older", context.phrases("dossier.older")),),
    )
    return [Start("dossier", f"{found.id}/{number + 1}")]


def _page(context: Context, whole: Dossier, number: int) -> Message:
    lines = tuple(entry_line(context, entry) for entry in whole.entries)
    downloads: tuple[Download, ...] = ()
    if context.look_up(Permitted(whole.student.id, "export", "dossier")):
        name = f"dossier/{whole.student.id}"
        downloads = (
            Download(label=context.phrases("dossier.pdf"), name=f"{name}.pdf"),
            Download(label=context.phrases("dossier.markdown"), name=f"{name}.md"),
        )
    return Message(
        heading=context.phrases("dossier.of", student=whole.student.name),
        paragraphs=lines or (context.phrases("dossier.empty"),),
        downloads=downloads,
        buttons=(menu(context),) if whole.total <= PAGE * (number + 1) else (),
    )


def entry_line(context: Context, entry: Entry) -> str:  # noqa: PLR0911 (one for each kind)
    """One line of the timeline: the day, what it was, and where it stands."""
    match entry:
        case Agreement():
            return context.phrases(f"dossier.agreement-{entry.status}", line=agreement_line(context, entry))
        case Report():
            title = context.reports[entry.kind].title.in_(context.language)
            key = "dossier.report-of" if entry.meeting or entry.talk else "dossier.report"
            return context.phrases(key, day=written_day(context.phrases, entry.held_on), title=title)
        case Situation():
            situation = about_outcome(context.library, context.phrases, f"{entry.topic}/{entry.outcome}")
            day = written_day(context.phrases, context.local_day(entry.at))
            return context.phrases("dossier.situation", day=day, situation=situation)
        case Call():
            day = written_day(context.phrases, context.local_day(entry.asked_at))
            return context.phrases("dossier.call", day=day, asker=entry.asker.name, asked=entry.asked.name)
        case Resit():
            day = written_day(context.phrases, context.local_day(entry.made_at))
            return context.phrases("dossier.resit", day=day, line=resit_line(context, entry))
        case Period():
            day = written_day(context.phrases, context.local_day(entry.made_at))
            return context.phrases("period.in-dossier", day=day, line=period_line(context.phrases, entry))
        case Meeting():
            day = written_day(context.phrases, context.local_day(entry.starts_at))
            key = "dossier.meeting-cancelled" if entry.cancelled else "dossier.meeting"
            return context.phrases(key, day=day, title=context.phrases(f"meeting.kind-{entry.kind}"))
        case SwitchRequest():
            day = written_day(context.phrases, context.local_day(entry.started_at))
            state = state_name(context.phrases, entry.state, entry.reason.route)
            return context.phrases("switch.in-dossier", day=day, state=state)
        case Talk():
            return dossier_line(context, entry)
