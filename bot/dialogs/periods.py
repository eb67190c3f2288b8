"""A time-out or a paid job that was noted: what it says, and extending it, ending it, or taking it back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, create_model
from pydantic_core import PydanticCustomError

from bot.cases import Period, PeriodChange, PeriodKind, PeriodStep, Student
from bot.dialogs.choosing import menu, not_for_you
from bot.dialogs.confirming import is_sure
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Effect, Form, FormField, Option
from bot.dialogs.fields import NeededDay, PastDay
from bot.dialogs.menu import Start
from bot.lookups import Permitted
from bot.message import Button, Message, Open, Part
from bot.notices import written_day
from bot.period_notices import period_line, said_of
from bot.procedures.periods import ChangePeriod, OnePeriod
from knowledge.model import ContradictionId

BEFORE_START = PydanticCustomError("form.ends-before-start", "an end before the beginning")
NOT_LATER = PydanticCustomError("form.not-later", "no later than it was")
NOT_EARLIER = PydanticCustomError("form.not-earlier", "no earlier than it was")
NEW = "new"
# A school year has about this many days: what lies further ahead is a slip.
LONGEST = timedelta(days=1100)
TOO_FAR = PydanticCustomError("form.too-far", "years ahead")


Last = TypeVar("Last", date, date | None)


def after(first: date | None, last: Last) -> Last:
    """The last day of a period, where it is not wrong beside the first (None: that one was wrong itself)."""
    wrong = _outside(first, last) if first and last else None
    if wrong:
        raise wrong
    return last


def _outside(first: date, last: date) -> PydanticCustomError | None:
    if last < first:
        return BEFORE_START
    return TOO_FAR if last > first + LONGEST else None


def which(
    context: Context, student: Student, kind: PeriodKind, found: Sequence[Period], *, may_note: bool
) -> Generator[Any, Any, str]:
    """The number of one of them, or NEW."""
    lines = tuple(period_line(context.phrases, one) for one in found)
    yield Message(heading=context.phrases(f"period.heading-{kind}", student=student.name), paragraphs=lines)
    new = (Option(NEW, context.phrases(f"period.new-{kind}")),) if may_note else ()
    chosen: str = yield Choice(
        id="which",
        prompt=context.phrases("period.which"),
        options=(*(Option(str(one.id), _short(context, one)) for one in found[:MOST_OFFERED]), *new),
    )
    return chosen


MOST_OFFERED = 4


def _short(context: Context, one: Period) -> str:
    return context.phrases("period.open-from", day=written_day(context.phrases, one.from_))


def period(context: Context, subject: str) -> Dialog:
    """`subject`: its number."""
    found = context.look_up(OnePeriod(int(subject)))
    if found is None:
        yield not_for_you(context)
        return []
    options = tuple(_what_one_may(context, found))
    yield _shown(context, found, ways_on=not options)
    if not options:
        return []
    chosen = yield Choice(id="do", prompt=context.phrases("period.what-now"), options=options)
    change = PeriodChange(chosen)
    match change:
        case PeriodChange.CANCELLED:
            return (yield from _taken_back(context, found))
        case PeriodChange.REGISTERED:
            day = yield from _day(context, found, change, PastDay, lambda _: None)
        case _:
            day = yield from _day(context, found, change, NeededDay, _end_of(found, change))
    key = f"period.is-{change}"
    yield Message(
        paragraphs=(context.phrases(key, day=written_day(context.phrases, day)),),
        buttons=tuple(_ways_on(context, found)),
    )
    return [ChangePeriod(found.id, found.version, change, day)]


def _what_one_may(context: Context, found: Period) -> Generator[Option, None, None]:
    if found.cancelled or not context.look_up(Permitted(found.student.id, "note", found.kind)):
        return
    if found.kind is PeriodKind.PAID_JOB and found.registered_on is None:
        yield Option(PeriodChange.REGISTERED.value, context.phrases("period.do-registered"), primary=True)
    if found.until:
        yield Option(PeriodChange.EXTENDED.value, context.phrases("period.do-extended"))
    yield Option(PeriodChange.ENDED.value, context.phrases("period.do-ended"))
    yield Option(PeriodChange.CANCELLED.value, context.phrases("period.do-cancelled"))


def _shown(context: Context, found: Period, *, ways_on: bool) -> Message:
    lines = said_of(context.phrases, found)
    gone = (context.phrases("period.was-cancelled"),) if found.cancelled else ()
    return Message(
        heading=context.phrases(f"period.heading-{found.kind}", student=found.student.name),
        paragraphs=(*gone, *lines),
        parts=(context.history_part(tuple(step_line(context, one) for one in found.history)),),
        buttons=tuple(_ways_on(context, found)) if ways_on else (),
    )


def step_line(context: Context, step: PeriodStep) -> str:
    who = step.by.name if step.by else context.phrases("agreement.somebody")
    day = written_day(context.phrases, context.local_day(step.at))
    said = context.phrases(f"period.change-{step.change}", who=who, day=day)
    if not step.detail:
        return said
    before = written_day(context.phrases, date.fromisoformat(step.detail))
    return context.phrases("period.change-was", change=said, day=before)


def _end_of(found: Period, change: PeriodChange) -> Callable[[date], PydanticCustomError | None]:
    """What is wrong with a new last day."""

    def wrong(day: date) -> PydanticCustomError | None:
        if out := _outside(found.from_, day):
            return out
        if found.until and change is PeriodChange.EXTENDED and day <= found.until:
            return NOT_LATER
        return NOT_EARLIER if found.until and change is PeriodChange.ENDED and day >= found.until else None

    return wrong


def _day(
    context: Context,
    found: Period,
    change: PeriodChange,
    kind: Any,
    wrong: Callable[[date], PydanticCustomError | None],
) -> Generator[Any, Any, date]:
    hint = "form.past-day-hint" if change is PeriodChange.REGISTERED else "form.day-hint"
    given: Any = yield Form(
        id=f"day-{change}",
        prompt=context.phrases(f"period.ask-{change}", student=found.student.name),
        model=one_day(kind, wrong),
        today=context.today,
        fields=(FormField("day", context.phrases("period.day"), "date", hint=context.phrases(hint)),),
        submit=context.phrases(f"period.do-{change}"),
    )
    day: date = given.day
    return day


def one_day(kind: Any, wrong: Callable[[date], PydanticCustomError | None]) -> type[BaseModel]:
    """A day that must be right."""

    def right(day: date) -> date:
        if error := wrong(day):
            raise error
        return day

    return create_model("OneDay", day=(Annotated[kind, AfterValidator(right)], ...))


def _taken_back(context: Context, found: Period) -> Generator[Any, Any, list[Effect]]:
    sure = yield from is_sure(
        context,
        context.phrases("period.cancel-sure"),
        keep=context.phrases("agreement.keep"),
        cancel=context.phrases("period.do-cancelled"),
    )
    key = "period.is-cancelled" if sure else "period.is-kept"
    yield Message(paragraphs=(context.phrases(key),), buttons=tuple(_ways_on(context, found)))
    return [ChangePeriod(found.id, found.version, PeriodChange.CANCELLED)] if sure else []


def _ways_on(context: Context, found: Period) -> Generator[Button, None, None]:
    yield from ways_on(context, found.student)


def ways_on(context: Context, student: Student) -> Generator[Button, None, None]:
    if context.look_up(Permitted(student.id, "log", "agreement")):
        agree = Open(dialog="agree", subject=str(student.id))
        yield Button(label=context.phrases("agreement.new"), action=agree)
    if context.look_up(Permitted(student.id, "see", "dossier")):
        yield Button(label=context.phrases("dossier.open"), action=Open(dialog="dossier", subject=str(student.id)))
    yield menu(context)


def contradiction(context: Context, *numbers: ContradictionId) -> Part:
    """What the note leaves open there."""
    says = (context.library.contradictions[one].says for one in numbers)
    lines = tuple(context.text(one) for one in says if one)
    return Part(heading=context.phrases("guide.contradiction"), lines=lines, kind="contradiction")


def opened(chosen: str) -> list[Effect]:
    return [Start("period", chosen)]
