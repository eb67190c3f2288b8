"""Progress talks: which there are, inviting to one, and one talk with all that one may do in it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from pydantic import BaseModel

from bot.cases import Student
from bot.dialogs.choosing import choose_student, menu, names_of, not_for_you, people_around, people_options
from bot.dialogs.confirming import confirm, is_sure
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Effect, Form, FormField, Option
from bot.dialogs.fields import NoIds, ShortText, TypedDay
from bot.dialogs.menu import Start
from bot.dialogs.occasions import report_buttons
from bot.dialogs.talk_words import (
    agreements_part,
    form_parts,
    moved_part,
    part_tally,
    signatures_part,
    verdict_lines,
)
from bot.dialogs.times import NoTime
from bot.lookups import Permitted
from bot.message import Button, Message, Open, Part
from bot.notices import names, written_day
from bot.procedures.occasions import ReportsOf
from bot.procedures.talk_requests import CancelTalk, OneTalk, StartTalk, TalksAbout
from bot.procedures.talks import TAKES_PART, Party, Talk, TalkState
from bot.talk_notices import colour_word, form_download, heading, talk_invitation, when
from knowledge.model import Role

SHOWN = 4


class Invitation(BaseModel):
    held_on: TypedDay
    time: NoTime = None
    place: ShortText = ""
    parties: NoIds = ()


class Beginning(BaseModel):
    parties: NoIds = ()


# Which there are


def talks(context: Context, subject: str) -> Dialog:
    """`subject`: empty or a student's id. Those that were held, and starting another."""
    student = yield from choose_student(context, subject)
    if student is None:
        return []
    found = context.look_up(TalksAbout(student.id))
    if not found and not context.look_up(Permitted(student.id, "see", "talk")):
        yield not_for_you(context)
        return []
    options = (*_to_see(context, found[:SHOWN]), *_to_start(context, student, found))
    lines = tuple(_line(context, one) for one in found) or tuple(_none(context))
    whole = Message(heading=context.phrases("talk.heading", student=student.name), paragraphs=lines)
    if not options:
        yield whole.model_copy(update={"buttons": (menu(context),)})
        return []
    yield whole
    chosen = yield Choice(id="which", prompt=context.phrases("talk.what"), options=options)
    dialog, _, about = chosen.partition("/")
    return [Start(dialog, about)]


def _none(context: Context) -> Iterator[str]:
    yield context.phrases("talk.none-yet")
    if context.role in (Role.STUDENT, Role.WPB):
        yield context.phrases(f"talk.none-{context.role}")


def _line(context: Context, talk: Talk) -> str:
    colour = talk.verdict.colour if talk.verdict else None
    words = {"colour": colour_word(context.phrases, colour).lower()} if colour else {}
    planned = talk.state is TalkState.OPEN and talk.held_on > context.today
    state = "planned" if planned else talk.state
    return context.phrases(f"talk.line-{state}", day=written_day(context.phrases, talk.held_on), **words)


def _to_see(context: Context, found: tuple[Talk, ...]) -> Iterator[Option]:
    for one in found:
        yield Option(f"talk/{one.id}", context.phrases("talk.see-talk", line=_line(context, one)))


def _to_start(context: Context, student: Student, found: tuple[Talk, ...]) -> Iterator[Option]:
    if context.look_up(Permitted(student.id, "lead", "talk")) and _open_one(found) is None:
        yield Option(f"talk-invite/{student.id}", context.phrases("talk.start-invite"))
        yield Option(f"talk-begin/{student.id}", context.phrases("talk.start-now"))


def _open_one(found: tuple[Talk, ...]) -> Talk | None:
    return next((one for one in found if one.state is TalkState.OPEN and one.replaces is None), None)


def open_talk(context: Context, subject: str) -> Dialog:
    """`subject`: a student's id. The talk that is going on, or its correction."""
    found = context.look_up(TalksAbout(int(subject)))
    going_on = next((one for one in found if one.state is TalkState.OPEN), None)
    if going_on is None:
        yield Message(paragraphs=(context.phrases("talk.none-open"),), buttons=(menu(context),))
        return []
    return [Start("talk", str(going_on.id))]


# Starting one


def invite(context: Context, subject: str) -> Dialog:
    """`subject`: the student's id. Everybody who takes part is told, with what to prepare."""
    student = yield from _to_lead(context, subject)
    if student is None:
        return []
    planned: Invitation = yield Form(
        id="invitation",
        prompt=context.phrases("talk.start-prompt", student=student.name),
        model=Invitation,
        today=context.today,
        fields=(
            FormField("held_on", context.phrases("talk.day"), "date", hint=context.phrases("form.day-hint")),
            FormField(
                "time", context.phrases("talk.time"), "line", required=False, hint=context.phrases("meeting.time-hint")
            ),
            FormField("place", context.phrases("talk.place"), "line", required=False),
            _parties_field(context, student),
        ),
        submit=context.phrases("talk.preview"),
    )
    yield _preview(context, student, planned)
    yes = Option("invite", context.phrases("talk.invite"), primary=True)
    yield confirm(context, context.phrases("talk.invite-right"), yes, changes="invitation")
    yield Message(paragraphs=(context.phrases("talk.invited"),), buttons=(to_form(context, student), menu(context)))
    return [StartTalk(student.id, planned.held_on, planned.parties, planned.time, planned.place, invited=True)]


def begin(context: Context, subject: str) -> Dialog:
    """`subject`: the student's id. The talk is today: nobody has to be invited any more."""
    student = yield from _to_lead(context, subject)
    if student is None:
        return []
    chosen: Beginning = yield Form(
        id="beginning",
        prompt=context.phrases("talk.held-prompt", student=student.name),
        model=Beginning,
        fields=(_parties_field(context, student),),
        submit=context.phrases("talk.begin"),
    )
    yield Message(paragraphs=(context.phrases("talk.started"),), buttons=(to_form(context, student), menu(context)))
    return [StartTalk(student.id, context.today, chosen.parties)]


def _to_lead(context: Context, subject: str) -> Generator[Any, Any, Student | None]:
    """The student, if this person may begin a talk and none is going on; else that was said."""
    student = yield from choose_student(context, subject)
    if student is None:
        return None
    if not context.look_up(Permitted(student.id, "lead", "talk")):
        yield not_for_you(context)
        return None
    if _open_one(context.look_up(TalksAbout(student.id))):
        line = context.phrases("talk.already-open", student=student.name)
        yield Message(paragraphs=(line,), buttons=(to_form(context, student), menu(context)))
        return None
    return student


def _parties_field(context: Context, student: Student) -> FormField:
    """The WPB and whoever leads it elsewhere are proposed."""
    others = [one for one in people_around(context, student) if one.role in TAKES_PART]
    others = [one for one in others if one.person.id not in (context.me.id, student.id)]
    proposed = [str(one.person.id) for one in others if one.role is not Role.SLC]
    return FormField(
        "parties",
        context.phrases("talk.parties"),
        "several",
        options=people_options(context, others),
        required=False,
        hint=context.phrases("talk.parties-hint"),
        initial=",".join(proposed),
    )


def _preview(context: Context, student: Student, planned: Invitation) -> Message:
    people = people_around(context, student)
    chosen = names_of(people, (student.id, context.me.id, *planned.parties))
    form = context.talk_forms.form_for(student.school, student.opleidingsschool)
    talk = Talk(
        0, student, form, student.level, planned.held_on, planned.time, planned.place, TalkState.OPEN, context.me,
        context.now, 1, {}, (), tuple(Party(one, one.role) for one in chosen),
    )  # fmt: skip
    reader = next(one for one in chosen if one.id == student.id)
    told = talk_invitation(context.phrases, talk, context.me, reader)
    quoted = Part(heading=context.phrases("talk.who-reads"), lines=told.paragraphs, kind="quote")
    return Message(heading=told.heading, parts=(quoted, *told.parts))


def to_form(context: Context, student: Student) -> Button:
    action = Open(dialog="talk-open", subject=str(student.id))
    return Button(label=context.phrases("talk.to-form"), action=action, primary=True)


# One talk


def talk(context: Context, subject: str) -> Dialog:
    """`subject`: its id."""
    found = context.look_up(OneTalk(int(subject)))
    if found is None:
        yield not_for_you(context)
        return []
    if found.state is TalkState.CANCELLED:
        line = context.phrases("talk.called-off")
        yield Message(heading=heading(context.phrases, found), paragraphs=(line,), buttons=(menu(context),))
        return []
    options = tuple(_ways(context, found))
    shown = _open_view(context, found) if found.state is TalkState.OPEN else _filed_view(context, found)
    if not options:
        yield shown.model_copy(update={"buttons": (*shown.buttons, menu(context))})
        return []
    yield shown
    chosen = yield Choice(id="what", prompt=context.phrases("talk.what"), options=options)
    dialog, _, about = chosen.partition(":")
    return [Start(dialog, about)]


def _open_view(context: Context, found: Talk) -> Message:
    lines = list(_about(context, found))
    if found.replaces:
        lines.append(context.phrases("talk.corrects"))
    lines += [part_tally(context, found, part) for part in found.form.parts]
    parts = (*form_parts(context, found), *agreements_part(context, found))
    return Message(heading=heading(context.phrases, found), paragraphs=tuple(lines), parts=parts)


def _filed_view(context: Context, found: Talk) -> Message:
    lines = [*_about(context, found), *verdict_lines(context, found)]
    if found.state is TalkState.REPLACED:
        lines.insert(0, context.phrases("talk.replaced"))
    parts = (
        *moved_part(context, found),
        *form_parts(context, found),
        *agreements_part(context, found),
        signatures_part(context, found),
    )
    keeping = context.phrases("talk.portfolio" if context.me.id == found.student.id else "talk.archive")
    return Message(
        heading=heading(context.phrases, found),
        paragraphs=(*lines, keeping),
        parts=parts,
        downloads=(form_download(context.phrases, found),),
        buttons=report_buttons(context, context.look_up(ReportsOf(talk=found.id))),
    )


def _about(context: Context, found: Talk) -> Iterator[str]:
    yield context.phrases("talk.when", when=when(context.phrases, found))
    people = [one.person for one in found.parties]
    yield context.phrases("talk.with", who=names(context.phrases, people, context.me))


def _ways(context: Context, found: Talk) -> Iterator[Option]:
    leads = context.look_up(Permitted(found.student.id, "lead", "talk"))
    if found.state is TalkState.OPEN:
        yield from _open_ways(context, found, leads=leads)
    if found.must_sign(context.me.id) and context.may_in(found.student.id, "sign", "talk", part=True):
        yield Option(f"talk-sign:{found.id}/agreed", context.phrases("talk.sign-agreed"), primary=True)
        yield Option(f"talk-sign:{found.id}/disagreed", context.phrases("talk.sign-disagreed"))
    if found.state is TalkState.FILED and context.look_up(Permitted(found.student.id, "write", "report")):
        yield Option(f"report:{found.student.id}/t{found.id}", context.phrases("student.report"))
    if found.state is TalkState.FILED and leads:
        yield Option(f"talk-correct:{found.id}", context.phrases("talk.correct"))
    if context.look_up(Permitted(found.student.id, "see", "student")):
        yield Option(f"talks:{found.student.id}", context.phrases("talk.to-talks"))


def _open_ways(context: Context, found: Talk, *, leads: bool) -> Iterator[Option]:
    if context.look_up(Permitted(found.student.id, "fill-in", "talk")):
        for part in found.form.parts:
            label = context.phrases("talk.fill-part", part=part.title.in_(context.language))
            yield Option(f"talk-part:{found.id}/{part.id}", label[:75])
        yield Option(f"talk-agree:{found.id}", context.phrases("agreement.new"))
    elif context.may_in(found.student.id, "note", "talk", part=found.party(context.me.id) is not None):
        prepared = any(note.by and note.by.id == context.me.id for note in found.notes)
        yield Option(f"talk-prepare:{found.id}", context.phrases("talk.prepare-again" if prepared else "talk.prepare"))
    if leads:
        yield Option(f"talk-close:{found.id}", context.phrases("talk.close"))
        yield Option(f"talk-cancel:{found.id}", context.phrases("talk.call-off"))


def call_off(context: Context, subject: str) -> Dialog:
    """`subject`: the talk's id."""
    found = yield from open_for(context, subject, "lead")
    if found is None:
        return []
    gone = yield from is_sure(
        context,
        context.phrases("talk.call-off-sure"),
        keep=context.phrases("talk.keep"),
        cancel=context.phrases("talk.do-call-off"),
    )
    yield Message(
        paragraphs=(context.phrases("talk.is-called-off" if gone else "talk.is-kept"),),
        buttons=(to_talks(context, found), menu(context)),
    )
    effects: list[Effect] = [CancelTalk(found.id, found.version)] if gone else []
    return effects


def open_for(context: Context, subject: str, action: str) -> Generator[Any, Any, Talk | None]:
    """The talk with that id, if it is still open and this person may do that in it; else that was said."""
    found = context.look_up(OneTalk(int(subject)))
    part = found is not None and found.party(context.me.id) is not None
    if found is None or not context.may_in(found.student.id, action, "talk", part=part):
        yield not_for_you(context)
        return None
    if found.state is not TalkState.OPEN:
        yield Message(paragraphs=(context.phrases("talk.overtaken"),), buttons=(to_talk(context, found), menu(context)))
        return None
    return found


def to_talk(context: Context, found: Talk) -> Button:
    return Button(label=context.phrases("talk.open"), action=Open(dialog="talk", subject=str(found.id)))


def to_talks(context: Context, found: Talk) -> Button:
    return Button(label=context.phrases("talk.to-talks"), action=Open(dialog="talks", subject=str(found.student.id)))
