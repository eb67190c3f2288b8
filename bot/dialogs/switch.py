"""A student asks for another opleidingsschool: what is not allowed, what comes first, and who will read what."""

from __future__ import annotations

from collections.abc import Generator
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from bot.cases import Someone, Student, SwitchRequest, SwitchStep
from bot.dialogs.choosing import menu
from bot.dialogs.confirming import meaning_no, meaning_yes
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Form, FormField, Option
from bot.dialogs.fields import FreeText, PastDay
from bot.dialogs.menu import Start
from bot.lookups import Circle, OneStudent, Permitted
from bot.message import Button, Message, Open, Part
from bot.notices import names, written_day
from bot.procedures.switch import MySwitches, StartSwitch
from bot.switch_notices import about, heading
from knowledge.model import Role
from knowledge.rules.switch import last_wish_day, next_last_wish_day, travel_time, wish_in_time
from knowledge.switch_request import Reason, Route, State, start_of

TALKED_WITH = (Role.WPB, Role.SO, Role.IO, Role.SLC)
LONGEST_JOURNEY = 600
# Where the note contradicts itself on a route.
CONTRADICTIONS = {Route.CONTENT: ("C31", "C33"), Route.PERSONAL: ("C33",)}


def _roles_in(value: Any) -> Any:
    """ "wpb,so" as a form sends it."""
    return tuple(part for part in value.split(",") if part) if isinstance(value, str) else value


class SwitchDetails(BaseModel):
    wish: FreeText
    why: FreeText
    since: PastDay
    discussed: Annotated[tuple[Role, ...], BeforeValidator(_roles_in)] = ()
    minutes: int | None = None


class TravelDetails(SwitchDetails):
    minutes: Annotated[int, Field(ge=1, le=LONGEST_JOURNEY)]


def switch(context: Context, subject: str) -> Dialog:  # noqa: ARG001 (every dialog has a subject)
    """Only by the student: the note says that the student comes to the IO and walks the procedure (B4-02, S10-07)."""
    if not context.look_up(Permitted(context.me.id, "start", "switch")):
        yield Message(paragraphs=(context.phrases("switch.only-student"),), buttons=(_guide(context), menu(context)))
        return []
    running = _running(context)
    if running:
        yield Message(paragraphs=(context.phrases("switch.has-one"),))
        return [Start("switch-request", str(running.id))]
    readers = tuple(one.person for one in context.look_up(Circle(context.me.id)) if one.role is Role.IO)
    if not readers:
        yield Message(paragraphs=(context.phrases("switch.no-io"),), buttons=(_guide(context), menu(context)))
        return []
    reason = yield from _reason(context)
    if reason.route is Route.CONTENT and wish_in_time(context.values, context.today) is False:
        return (yield from _too_late(context))
    student = context.look_up(OneStudent(context.me.id))
    if student is None:
        return []
    details: SwitchDetails = yield _details(context, reason)
    yield from _confirmed(context, student, reason, details)
    who = names(context.phrases, _first_readers(context, reason.route))
    yield Message(
        paragraphs=(context.phrases("switch.is-sent", who=who), context.phrases("switch.not-yourself")),
        buttons=(Button(label=context.phrases("switch.mine"), action=Open(dialog="switch")), menu(context)),
    )
    return [StartSwitch(reason, details.wish, details.why, details.since, details.discussed, details.minutes)]


def _running(context: Context) -> SwitchRequest | None:
    mine = context.look_up(MySwitches())
    return next((one for one in mine if one.open and one.student.id == context.me.id), None)


def _guide(context: Context) -> Button:
    topic = "wissel-opleidingsschool"
    label = context.phrases("guide.related", topic=context.title(topic))
    return Button(label=label, action=Open(dialog="guide", subject=topic))


# Why


def _reason(context: Context) -> Generator[Any, Any, Reason]:
    yield Message(
        heading=context.title("wissel-opleidingsschool"),
        paragraphs=(
            context.phrases("switch.first-inside"),
            *_until(context),
            context.phrases("switch.own-school-silent"),
        ),
        parts=(
            Part(
                heading=context.phrases("switch.not-allowed"),
                lines=tuple(context.phrases(f"switch.not-{what}") for what in ("search", "apply")),
                kind="avoid",
            ),
        ),
        source=_source(context),
    )
    chosen = yield Choice(
        id="reason",
        prompt=context.phrases("switch.which-reason"),
        why=context.phrases("switch.why-reason"),
        options=tuple(Option(one.value, context.phrases(f"switch-reason.{one}")) for one in Reason),
    )
    return Reason(chosen)


def _source(context: Context) -> str:
    note = context.library.note
    section = note.sections["B4"]
    title = section.title_en if context.language == "en" else section.title
    return context.phrases("switch.source", note=note.title.in_(context.language), version=note.version, section=title)


def _until(context: Context) -> tuple[str, ...]:
    late = wish_in_time(context.values, context.today) is False
    last = (
        last_wish_day(context.values, context.today, context.today.year)
        if late
        else next_last_wish_day(context.values, context.today)
    )
    if last is None:
        return ()
    before = context.values["switch-wishes-before"].shown(context.today, context.language)
    key = "switch.until-gone" if late else "switch.until"
    return (context.phrases(key, before=before, day=written_day(context.phrases, last)),)


def _too_late(context: Context) -> Generator[Any, Any, list[Start]]:
    """The note says nothing of wishes after the day; a reason that is not about content has no day."""
    last = last_wish_day(context.values, context.today, context.today.year)
    day = written_day(context.phrases, last) if last else ""
    yield Message(
        paragraphs=(context.phrases("switch.too-late", day=day), context.phrases("switch.too-late-silent")),
        parts=(_contradictions(context, Route.CONTENT),),
    )
    yield Choice(
        id="late",
        prompt=context.phrases("switch.too-late-now"),
        options=(
            Option("reason", context.phrases("switch.other-reason"), corrects="reason"),
            Option("ask", context.phrases("switch.ask-io")),
        ),
    )
    return [Start("call-in", str(context.me.id))]


# What is asked


def _details(context: Context, reason: Reason) -> Form:
    talked = tuple(Option(role.value, context.phrases(f"switch-with.{role}")) for role in TALKED_WITH)
    minutes = FormField("minutes", context.phrases("switch.ask-minutes"), "number",
                        hint=context.phrases("switch.ask-minutes-hint"))  # fmt: skip
    return Form(
        id="details",
        prompt=context.phrases(f"switch.route-{reason.route}-how"),
        model=TravelDetails if reason is Reason.TRAVEL else SwitchDetails,
        today=context.today,
        fields=(
            FormField("wish", context.phrases("switch.ask-wish"), "text", hint=context.phrases("switch.ask-wish-hint")),
            FormField("why", context.phrases("switch.ask-why"), "text", hint=context.phrases("switch.ask-why-hint")),
            *((minutes,) if reason is Reason.TRAVEL else ()),
            FormField("since", context.phrases("switch.ask-since"), "date",
                      hint=context.phrases("form.past-day-hint")),
            FormField("discussed", context.phrases("switch.ask-discussed"), "several", options=talked, required=False),
        ),
        submit=context.phrases("switch.preview"),
    )  # fmt: skip


def _confirmed(context: Context, student: Student, reason: Reason, details: SwitchDetails) -> Generator[Any, Any, None]:
    """Exactly what others will read, and who: now, and later on this route."""
    draft = _draft(context, student, reason, details)
    who = names(context.phrases, _first_readers(context, reason.route))
    warning = context.medical_warning(details.wish, details.why)
    said = (*((warning,) if warning else ()), *_journey(context, details.minutes))
    later = context.phrases(f"switch.later-{reason.route}")
    read = (context.phrases("switch-notice.started", student=student.name), *about(context.phrases, draft))
    yield Message(
        heading=heading(context.phrases, draft),
        paragraphs=said,
        parts=(
            Part(heading=context.phrases("switch.who-reads", who=who), lines=read, kind="quote"),
            Part(heading=context.phrases("switch.later"), lines=(later,), kind="more"),
            _contradictions(context, reason.route),
        ),
    )
    yield Choice(
        id="confirm",
        prompt=context.phrases("switch.right"),
        options=(
            meaning_yes(context, Option("send", context.phrases("switch.send"), primary=True)),
            meaning_no(context, Option("change", context.phrases("agreement.change"), corrects="details")),
            Option("reason", context.phrases("switch.other-reason"), corrects="reason"),
        ),
    )


def _draft(context: Context, student: Student, reason: Reason, details: SwitchDetails) -> SwitchRequest:
    step = SwitchStep("start", context.me, context.now, "", State.ASKED, State.ASKED)
    return SwitchRequest(
        0, student, reason, details.wish, details.why, details.since, details.discussed, details.minutes, State.ASKED,
        None, start_of(reason.route).reaches, context.now, 1, (step,),
    )  # fmt: skip


def _first_readers(context: Context, route: Route) -> tuple[Someone, ...]:
    found = {
        one.person.id: one.person
        for one in context.look_up(Circle(context.me.id))
        if one.role in start_of(route).reaches
    }
    return tuple(found.values())


def _journey(context: Context, minutes: int | None) -> tuple[str, ...]:
    """The note gives the figure as an example, and says well over it: people decide."""
    judged = travel_time(context.values, context.today, minutes) if minutes else None
    if judged is None:
        return ()
    key = "switch.journey-over" if judged.over_limit else "switch.journey-under"
    return (context.phrases(key, minutes=minutes, limit=f"{judged.limit:g}"),)


def _contradictions(context: Context, route: Route) -> Part:
    known = [context.library.contradictions[name] for name in CONTRADICTIONS[route]]
    lines = tuple(context.text(one.says) for one in known if one.says)
    return Part(heading=context.phrases("guide.contradiction"), lines=lines, kind="contradiction")
