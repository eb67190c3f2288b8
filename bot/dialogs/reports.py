"""Talk reports: written from a template, shared with who was there, and acknowledged by them."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from pydantic import BaseModel, create_model

from bot.cases import Reader, Report, Student, Supervisor
from bot.dialogs.choosing import choose_student, menu, names_of, not_for_you, people_around, people_options
from bot.dialogs.confirming import confirm
from bot.dialogs.context import Context
from bot.dialogs.effects import AcknowledgeReport, WriteReport
from bot.dialogs.engine import Choice, Dialog, Form, FormField, Option
from bot.dialogs.fields import LongText, NoIds, PastDay
from bot.dialogs.occasions import Occasion, occasion_of
from bot.lookups import OneReport, Permitted
from bot.message import Button, Download, Message, Open, Part
from bot.notices import about_outcome, names, report_shared, written_day
from knowledge.reports import ReportTemplate

PART = "part-"


def write_report(context: Context, subject: str) -> Dialog:
    """`subject`: empty, a student's id, or "topic/outcome", whose situation stands in the report already.

    "12/m5" is of meeting 5 with that student, "12/t7" of progress talk 7.
    """
    subject, occasion = occasion_of(context, subject)
    student = yield from choose_student(context, subject)
    if student is None:
        return []
    if not context.look_up(Permitted(student.id, "write", "report")):
        yield Message(paragraphs=(context.phrases("report.not-you"),), buttons=(menu(context),))
        return []
    kind = (occasion.kind if occasion else "") or (yield from _kind(context, subject))
    template = context.reports[kind]
    people = people_around(context, student)
    written: Any = yield _form(context, student, people, template, subject, occasion)
    texts = {name: getattr(written, PART + name) for name in template.parts if getattr(written, PART + name)}
    yield from _confirmed(context, Report(
        0, student, kind, written.held_on, texts, context.me, context.now,
        tuple(Reader(one, None) for one in names_of(people, written.readers)),
    ))  # fmt: skip
    yield Message(
        paragraphs=(context.phrases("report.is-written"), context.phrases("report.osiris")),
        buttons=(_dossier(context, student), menu(context)),
    )
    origin = subject if "/" in subject else ""
    of = {"meeting": occasion.meeting, "talk": occasion.talk} if occasion else {}
    return [WriteReport(student.id, kind, written.held_on, texts, written.readers, origin, **of)]


def _kind(context: Context, subject: str) -> Generator[Any, Any, str]:
    """The one that belongs to the outcome, else the person chooses."""
    name, _, outcome = subject.partition("/")
    if outcome and context.topic(name).outcomes[outcome].report:
        return str(context.topic(name).outcomes[outcome].report)
    chosen: str = yield Choice(
        id="kind",
        prompt=context.phrases("report.which"),
        options=tuple(Option(kind, one.title.in_(context.language)) for kind, one in context.reports.items()),
    )
    return chosen


def _form(
    context: Context,
    student: Student,
    people: tuple[Supervisor, ...],
    template: ReportTemplate,
    subject: str,
    occasion: Occasion | None,
) -> Form:
    situation = about_outcome(context.library, context.phrases, subject) if "/" in subject else ""
    present = _present(context, people, template, occasion)
    initial = {"aanwezig": names(context.phrases, [one.person for one in present]), "besproken": situation}
    parts = tuple(
        FormField(
            PART + name,
            part.label.in_(context.language),
            "text",
            required=part.required,
            hint=context.no_medical,
            initial=initial.get(name, ""),
        )
        for name, part in template.parts.items()
    )
    readers = tuple(one for one in people if one.person.id != context.me.id)
    return Form(
        id="report",
        prompt=context.phrases("report.about", title=template.title.in_(context.language), student=student.name),
        model=_model(template),
        today=context.today,
        fields=(
            FormField(
                "held_on",
                context.phrases("report.held-on"),
                "date",
                hint=context.phrases("form.past-day-hint"),
                initial=(occasion.held_on if occasion else context.today).isoformat(),
            ),
            *parts,
            FormField(
                "readers",
                context.phrases("report.share-with"),
                "several",
                options=people_options(context, readers),
                required=False,
                hint=context.phrases("report.share-hint"),
                initial=",".join(str(one.person.id) for one in present if one.person.id != context.me.id),
            ),
        ),
        submit=context.phrases("report.preview"),
    )


def _present(
    context: Context, people: tuple[Supervisor, ...], template: ReportTemplate, occasion: Occasion | None
) -> tuple[Supervisor, ...]:
    """Who came; where that is not known, who usually does."""
    if occasion:
        return tuple(one for one in people if one.person.id in occasion.people)
    return tuple(one for one in people if one.role in template.present or one.person.id == context.me.id)


def _model(template: ReportTemplate) -> type[BaseModel]:
    fields: dict[str, Any] = {
        PART + name: (LongText, ... if part.required else "") for name, part in template.parts.items()
    }
    return create_model("WrittenReport", held_on=(PastDay, ...), readers=(NoIds, ()), **fields)


def _confirmed(context: Context, draft: Report) -> Generator[Any, Any, None]:
    """What will be kept, and exactly what the others will read."""
    readers = [reader.person for reader in draft.readers]
    title = context.reports[draft.kind].title.in_(context.language)
    warning = context.medical_warning(*draft.texts.values())
    shared = report_shared(context.phrases, draft, title).paragraphs
    reads = context.phrases("report.who-reads", who=names(context.phrases, readers), what=" ".join(shared))
    lines = (reads if readers else context.phrases("report.nobody-reads"), *((warning,) if warning else ()))
    yield _shown(context, draft).model_copy(update={"paragraphs": lines, "buttons": ()})
    yes = Option("write", context.phrases("report.write" if readers else "report.keep"), primary=True)
    yield confirm(context, context.phrases("report.right"), yes, changes="report")


def read_report(context: Context, subject: str) -> Dialog:
    """`subject`: its id."""
    report = context.look_up(OneReport(int(subject)))
    if report is None:
        yield not_for_you(context)
    else:
        yield _shown(context, report)
    return []


def acknowledge_report(context: Context, subject: str) -> Dialog:
    report = context.look_up(OneReport(int(subject)))
    if report is None:
        yield not_for_you(context)
        return []
    mine = next((reader for reader in report.readers if reader.person.id == context.me.id), None)
    if mine is None or mine.seen_at:
        yield Message(paragraphs=(context.phrases("report.already-seen"),), buttons=(menu(context),))
        return []
    yield Message(paragraphs=(context.phrases("report.is-seen"),), buttons=(menu(context),))
    return [AcknowledgeReport(report.id)]


def _shown(context: Context, report: Report) -> Message:
    title = context.reports[report.kind].title.in_(context.language)
    unseen = any(one.person.id == context.me.id and not one.seen_at for one in report.readers)
    seen = Button(
        label=context.phrases("report.seen"), action=Open(dialog="seen", subject=str(report.id)), primary=True
    )
    return Message(
        heading=f"{title} · {report.student.name}",
        paragraphs=(written_day(context.phrases, report.held_on),),
        parts=tuple(_parts(context, context.reports[report.kind], report.texts)),
        downloads=_downloads(context, report),
        buttons=(*((seen,) if unseen else ()), menu(context)),
    )


def _parts(context: Context, template: ReportTemplate, texts: Mapping[str, str]) -> Generator[Part, None, None]:
    for name, part in template.parts.items():
        if texts.get(name):
            lines = tuple(line for line in texts[name].splitlines() if line.strip())
            yield Part(heading=part.label.in_(context.language), lines=lines, kind="record")


def _downloads(context: Context, report: Report) -> tuple[Download, ...]:
    if not report.id:
        return ()
    return (Download(label=context.phrases("report.download"), name=f"report/{report.id}.pdf"),)


def _dossier(context: Context, student: Student) -> Button:
    return Button(label=context.phrases("dossier.open"), action=Open(dialog="dossier", subject=str(student.id)))
