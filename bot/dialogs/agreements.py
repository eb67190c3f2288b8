"""Agreements: logging one, looking them over, and settling, moving, handing over or cancelling one."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel

from bot.agreement_line import read_line
from bot.cases import Agreement, Change, ChangeKind, Status, Student, Supervisor
from bot.days import Day
from bot.dialogs.choosing import (
    SHOWN,
    choose_student,
    first_lines,
    menu,
    names_of,
    not_for_you,
    people_around,
    people_options,
)
from bot.dialogs.confirming import is_sure, meaning_no, meaning_yes
from bot.dialogs.context import Context
from bot.dialogs.effects import ChangeAgreement, LogAgreement, NoteSituation
from bot.dialogs.engine import Choice, Dialog, Effect, Form, FormField, OpenText, Option
from bot.dialogs.fields import LONGEST_LINE, FreeText, Ids, NoIds, TypedDay
from bot.dialogs.menu import Start
from bot.lookups import AgreementsAbout, MyAgreements, MyStudents, OneAgreement, OneStudent, Permitted
from bot.message import Button, Message, Open, Part
from bot.notices import agreement_logged, names, written_day
from bot.procedures.meetings import ORIGIN as MEETING_ORIGIN
from bot.working_days import is_working_day, next_working_day
from knowledge.model import AgreementTemplate

LINE = "line"
TERM = timedelta(days=14)


class AgreementDetails(BaseModel):
    what: FreeText
    due: TypedDay
    owners: Ids
    viewers: NoIds = ()


class NewDay(BaseModel):
    due: TypedDay


class NewOwners(BaseModel):
    owners: Ids


# Logging


def agree(context: Context, subject: str) -> Dialog:
    """`subject`: empty, a student's id, "topic/outcome" with proposals, or "line" for one that was typed in a line.

    "12/m5" is about that student, in the student meeting with number 5; "12/topic/outcome" about that student, with the
    proposals of that outcome.
    """
    about, rests_on, meeting = _parts_of(subject)
    line = yield from _typed_line(context, rests_on)
    student = yield from choose_student(context, line.about or about, among=line.students)
    if student is None:
        return []
    if not context.look_up(Permitted(student.id, "log", "agreement")):
        yield not_for_you(context)
        return []
    template = yield from _template(context, rests_on)
    people = people_around(context, student)
    details: AgreementDetails = yield details_form(context, student, people, template, line)
    due = yield from confirmed(context, student, people, details)
    logged = LogAgreement(
        student=student.id,
        what=details.what,
        due=due,
        owners=details.owners,
        viewers=details.viewers,
        origin=MEETING_ORIGIN if meeting else rests_on if "/" in rests_on else "",
    )
    yield Message(
        paragraphs=(context.phrases("agreement.is-logged"),), buttons=tuple(_ways_on(context, student, meeting))
    )
    return [logged, *_situation(context, student, rests_on)]


def _parts_of(subject: str) -> tuple[str, str, str]:
    """The student's id, what it rests on ("topic/outcome" or "line"), the number of the meeting; empty where none."""
    about, _, rest = subject.partition("/")
    if not about.isdigit():
        return "", subject, ""
    return (about, rest, "") if "/" in rest else (about, "", rest.removeprefix("m"))


def _ways_on(context: Context, student: Student, meeting: str) -> Generator[Button, None, None]:
    if meeting:
        back = Open(dialog="discuss", subject=f"{meeting}/{student.id}")
        yield Button(label=context.phrases("meeting.back-to-student"), action=back, primary=True)
    again = f"{student.id}/m{meeting}" if meeting else str(student.id)
    yield Button(label=context.phrases("agreement.another"), action=Open(dialog="agree", subject=again))
    yield Button(label=context.phrases("agreement.mine"), action=Open(dialog="agreements"))


@dataclass(frozen=True)
class Typed:
    """What a typed line already tells; nothing is taken from it that was not clear."""

    what: str = ""
    due: date | None = None
    students: tuple[Student, ...] = ()

    @property
    def about(self) -> str:
        return str(self.students[0].id) if len(self.students) == 1 else ""


def _typed_line(context: Context, subject: str) -> Generator[Any, Any, Typed]:
    if subject != LINE:
        return Typed()
    typed = yield OpenText(id=LINE, prompt=context.phrases("agreement.type-line"), longest=LONGEST_LINE)
    mine = context.look_up(MyStudents())
    line = read_line(typed, mine, context.today)
    due = line.due.day if isinstance(line.due, Day) and line.due.day >= context.today else None
    return Typed(line.what, due, line.students)


def _template(context: Context, subject: str) -> Generator[Any, Any, AgreementTemplate | None]:
    """Which of the guide's proposals; none when it has none, or something else is agreed."""
    if "/" not in subject:
        return None
    name, _, outcome = subject.partition("/")
    topic = context.topic(name)
    proposed = topic.outcomes[outcome].agreements
    if not proposed:
        return None
    options = tuple(Option(one, _proposal(context, topic.agreements[one])) for one in proposed)
    chosen = yield Choice(
        id="template",
        prompt=context.phrases("agreement.which-proposal"),
        options=(*options, Option("own", context.phrases("agreement.own-words"))),
    )
    return topic.agreements.get(chosen)


def _proposal(context: Context, template: AgreementTemplate) -> str:
    what = context.text(template.what).replace("{student}", context.phrases("guide.student"))
    return (what[:1].upper() + what[1:])[:75]


def details_form(
    context: Context,
    student: Student,
    people: tuple[Supervisor, ...],
    template: AgreementTemplate | None = None,
    line: Typed = Typed(),
    viewers: tuple[int, ...] = (),
) -> Form:
    """`viewers` are the ids of who is proposed to see it too."""
    what = context.text(template.what).replace("{student}", student.name) if template else line.what
    due = context.today + timedelta(days=template.within_days) if template else line.due
    options = people_options(context, people)
    owners = [one for one in people if _proposed(template, line, one, student)]
    return Form(
        id="details",
        prompt=context.phrases("agreement.about", student=student.name),
        model=AgreementDetails,
        today=context.today,
        fields=(
            FormField("what", context.phrases("agreement.what"), "text", hint=context.no_medical,
                      initial=what),
            FormField("due", context.phrases("agreement.due"), "date", hint=context.phrases("form.day-hint"),
                      initial=due.isoformat() if due else ""),
            FormField("owners", context.phrases("agreement.owners"), "several", options=options,
                      initial=",".join(str(one.person.id) for one in owners)),
            FormField("viewers", context.phrases("agreement.viewers"), "several", options=options, required=False,
                      hint=context.phrases("agreement.viewers-hint"), initial=",".join(map(str, viewers))),
        ),
        submit=context.phrases("agreement.preview"),
    )  # fmt: skip


def _proposed(template: AgreementTemplate | None, line: Typed, one: Supervisor, student: Student) -> bool:
    """The template's owner; else the student, where the typed sentence begins with their name."""
    if template:
        return one.role == template.owner
    return one.person.id == student.id and bool(line.what) and line.what.split()[0] in student.name.split()


def confirmed(
    context: Context, student: Student, people: tuple[Supervisor, ...], details: AgreementDetails
) -> Generator[Any, Any, date]:
    """Shows what will be kept and exactly what others will read; gives the day, which may have been moved."""
    yield _preview(context, student, people, details)
    working_day = None if is_working_day(details.due) else next_working_day(details.due)
    options = [meaning_yes(context, Option("log", context.phrases("agreement.log"), primary=True))]
    if working_day:
        moved = context.phrases("agreement.log-on", day=written_day(context.phrases, working_day))
        options.append(Option("working-day", moved))
    options.append(meaning_no(context, Option("change", context.phrases("agreement.change"), corrects="details")))
    key = "agreement.not-a-working-day" if working_day else "agreement.right"
    prompt = context.phrases(key, day=written_day(context.phrases, details.due))
    chosen = yield Choice(id="confirm", prompt=prompt, options=tuple(options))
    return working_day if chosen == "working-day" and working_day else details.due


def _preview(context: Context, student: Student, people: tuple[Supervisor, ...], details: AgreementDetails) -> Message:
    owners, viewers = names_of(people, details.owners), names_of(people, details.viewers)
    draft = Agreement(0, student, details.what, details.due, Status.OPEN, owners, viewers, context.me, context.now, 1)
    told = [one for one in {one.id: one for one in (*owners, *viewers)}.values() if one.id != context.me.id]
    who = names(context.phrases, told)
    reads = context.phrases("agreement.who-reads", who=who) if told else context.phrases("agreement.nobody-reads")
    warning = context.medical_warning(details.what)
    shown = agreement_logged(context.phrases, draft, context.me, told[0] if told else context.me)
    quoted = Part(heading=reads, lines=shown.paragraphs, kind="quote")
    return Message(heading=shown.heading, paragraphs=(warning,) if warning else (), parts=(quoted,))


def _situation(context: Context, student: Student, subject: str) -> list[Effect]:
    """A student keeps no situations: those belong to the people around them."""
    name, _, outcome = subject.partition("/")
    if not outcome or not context.look_up(Permitted(student.id, "note", "situation")):
        return []
    return [NoteSituation(student.id, name, outcome)]


# Looking over


def agreements(context: Context, subject: str) -> Dialog:
    """`subject`: open, overdue or done ("" is open), or a student's id with one of these: "12", "12/done"."""
    about, _, show = subject.partition("/") if subject[:1].isdigit() else ("", "", subject)
    show = show or "open"
    student = context.look_up(OneStudent(int(about))) if about else None
    if about and student is None:
        yield not_for_you(context)
        return []
    found = context.look_up(AgreementsAbout(student.id, show)) if student else context.look_up(MyAgreements(show))
    buttons = tuple(_filters(context, about, show))
    heading = context.phrases(f"agreement.list-{show}", student=student.name if student else "")
    if student:
        heading = context.phrases("agreement.list-about", student=student.name)
    if not found:
        yield Message(heading=heading, paragraphs=(context.phrases("agreement.none"),), buttons=buttons)
        return []
    yield Message(heading=heading, paragraphs=first_lines(context, found, agreement_line), buttons=buttons)
    chosen = yield Choice(
        id="which",
        prompt=context.phrases("agreement.open-which"),
        options=tuple(Option(str(one.id), _shortened(one.what), (one.student.name,)) for one in found[:SHOWN]),
    )
    return [Start("agreement", chosen)]


def _filters(context: Context, about: str, show: str) -> Generator[Button, None, None]:
    for other in ("open", "overdue", "done"):
        if other != show:
            subject = f"{about}/{other}" if about else other
            yield Button(
                label=context.phrases(f"agreement.show-{other}"), action=Open(dialog="agreements", subject=subject)
            )
    if not about:
        yield Button(label=context.phrases("agreement.new"), action=Open(dialog="agree"))


def agreement_line(context: Context, agreement: Agreement) -> str:
    """ "do 12 maart · Daan Bakker: levert het lesplan in (Daan) · te laat"."""
    key = "agreement.line-overdue" if agreement.overdue(context.today) else "agreement.line"
    return context.phrases(
        key,
        day=written_day(context.phrases, agreement.due),
        student=agreement.student.name,
        what=_shortened(agreement.what, 140),
        owners=names(context.phrases, agreement.owners, context.me),
    )


def _shortened(text: str, longest: int = 75) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


# One agreement


def agreement(context: Context, subject: str) -> Dialog:
    """`subject`: its id. Who comes too late is told who settled it, and when."""
    found = context.look_up(OneAgreement(int(subject)))
    if found is None:
        yield not_for_you(context)
        return []
    options = tuple(_what_one_may(context, found))
    yield _shown(context, found, ways_on=not options)
    if not options:
        return []
    chosen = yield Choice(id="do", prompt=context.phrases("agreement.what-now"), options=options)
    change = ChangeAgreement(found.id, found.version, ChangeKind(chosen))
    match change.kind:
        case ChangeKind.MOVED:
            return (yield from _move(context, change))
        case ChangeKind.HANDED_OVER:
            return (yield from _hand_over(context, found, change))
        case ChangeKind.CANCELLED:
            return (yield from _cancel(context, change))
        case _:
            yield Message(paragraphs=(context.phrases("agreement.is-done"),), buttons=(_mine(context), menu(context)))
            return [change]


def _what_one_may(context: Context, found: Agreement) -> Generator[Option, None, None]:
    part = context.me.id in {one.id for one in found.owners} | ({found.made_by.id} if found.made_by else set())
    for kind, action in (
        (ChangeKind.DONE, "settle"),
        (ChangeKind.MOVED, "move"),
        (ChangeKind.HANDED_OVER, "hand-over"),
        (ChangeKind.CANCELLED, "cancel"),
    ):
        if found.status is Status.OPEN and context.may_in(found.student.id, action, "agreement", part=part):
            yield Option(kind.value, context.phrases(f"agreement.do-{kind}"))


def _shown(context: Context, found: Agreement, *, ways_on: bool) -> Message:
    settled = next((one for one in reversed(found.history) if one.kind in SETTLING), None)
    lines = [
        found.what,
        context.phrases("notice.owners", who=names(context.phrases, found.owners, context.me)),
        context.phrases("notice.due", day=written_day(context.phrases, found.due)),
    ]
    if found.overdue(context.today):
        lines.append(context.phrases("agreement.overdue"))
    if found.status is not Status.OPEN and settled:
        lines.insert(0, change_line(context, settled))
    return Message(
        heading=context.phrases("notice.agreement", student=found.student.name),
        paragraphs=tuple(lines),
        parts=(context.history_part(tuple(change_line(context, one) for one in found.history)),),
        buttons=(_mine(context), menu(context)) if ways_on else (),
    )


SETTLING = (ChangeKind.DONE, ChangeKind.CANCELLED)


def change_line(context: Context, change: Change) -> str:
    """ "Afgerond door Samira op donderdag 12 maart 2027"."""
    who = change.by.name if change.by else context.phrases("agreement.somebody")
    day = written_day(context.phrases, context.local_day(change.at))
    return context.phrases(f"agreement.change-{change.kind}", who=who, day=day)


def _move(context: Context, change: ChangeAgreement) -> Generator[Any, Any, list[Effect]]:
    field = FormField("due", context.phrases("agreement.due"), "date", hint=context.phrases("form.day-hint"))
    new: NewDay = yield Form(
        id="new-day",
        prompt=context.phrases("agreement.move-to"),
        model=NewDay,
        fields=(field,),
        submit=context.phrases("agreement.do-moved"),
        today=context.today,
    )
    yield Message(
        paragraphs=(context.phrases("agreement.is-moved", day=written_day(context.phrases, new.due)),),
        buttons=(_mine(context), menu(context)),
    )
    return [ChangeAgreement(change.agreement, change.version, ChangeKind.MOVED, due=new.due)]


def _hand_over(context: Context, found: Agreement, change: ChangeAgreement) -> Generator[Any, Any, list[Effect]]:
    people = people_around(context, found.student)
    field = FormField("owners", context.phrases("agreement.owners"), "several", options=people_options(context, people))
    new: NewOwners = yield Form(
        id="new-owners",
        prompt=context.phrases("agreement.hand-over-to"),
        model=NewOwners,
        fields=(field,),
        submit=context.phrases("agreement.do-handed-over"),
    )
    who = names(context.phrases, names_of(people, new.owners))
    yield Message(
        paragraphs=(context.phrases("agreement.is-handed-over", who=who),), buttons=(_mine(context), menu(context))
    )
    return [ChangeAgreement(change.agreement, change.version, ChangeKind.HANDED_OVER, owners=new.owners)]


def _cancel(context: Context, change: ChangeAgreement) -> Generator[Any, Any, list[Effect]]:
    sure = yield from is_sure(
        context,
        context.phrases("agreement.cancel-sure"),
        keep=context.phrases("agreement.keep"),
        cancel=context.phrases("agreement.do-cancelled"),
    )
    key = "agreement.is-cancelled" if sure else "agreement.is-kept"
    yield Message(paragraphs=(context.phrases(key),), buttons=(_mine(context), menu(context)))
    return [change] if sure else []


def _mine(context: Context) -> Button:
    return Button(label=context.phrases("agreement.mine"), action=Open(dialog="agreements"))
