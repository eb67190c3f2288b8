"""Reminders: what is coming up, and what one does with one of them."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel

from bot.cases import ChangeKind, Status
from bot.dialogs.choosing import menu
from bot.dialogs.context import Context
from bot.dialogs.effects import AcknowledgeReport, ChangeAgreement
from bot.dialogs.engine import Choice, Dialog, Effect, Form, FormField, Option
from bot.dialogs.fields import TypedDay
from bot.dialogs.menu import Start
from bot.lookups import OneAgreement
from bot.message import Button, Message, Open
from bot.notices import written_day
from bot.procedures.reminding import (
    Coming,
    ComingUp,
    MarkReminder,
    OneReminder,
    SeeAll,
)
from bot.reminders.bundle import action_label, line, may_hand_over, single
from bot.reminders.deciding import State
from bot.reminders.item import Settles

SHOWN = 8
LONGEST = 75
ONE_DAY = timedelta(days=1)


class OtherDay(BaseModel):
    day: TypedDay


# What is coming up


def upcoming(context: Context, subject: str) -> Dialog:  # noqa: ARG001 (every dialog has a subject)
    """What is open for the person who asks in the coming weeks, the most urgent first."""
    found = context.look_up(ComingUp())
    settings = Button(label=context.phrases("reminder-kind.heading"), action=Open(dialog="reminders"))
    heading = context.phrases("reminder.coming-heading")
    if not found:
        none = context.phrases("reminder.coming-none")
        yield Message(heading=heading, paragraphs=(none,), buttons=(settings, menu(context)))
        return []
    more = len(found) - SHOWN
    yield Message(
        heading=heading,
        steps=tuple(line(context.phrases, one.told, context.today) for one in found[:SHOWN]),
        paragraphs=(context.phrases("agreement.and-more", count=more),) if more > 0 else (),
        buttons=(settings,),
    )
    chosen = yield Choice(
        id="which",
        prompt=context.phrases("reminder.coming-which"),
        options=tuple(_numbered(context, number, one) for number, one in enumerate(found[:SHOWN], start=1)),
    )
    return [Start("reminder", chosen)]


def _numbered(context: Context, number: int, one: Coming) -> Option:
    title = f"{number}. {one.item.title.in_(context.language)}"[:LONGEST]
    return Option(one.told.subject, title, also=(str(number),))


# One reminder


def reminder(context: Context, subject: str) -> Dialog:
    """`subject`: as buttons name it. Shows it, and what one can do."""
    found = yield from found_reminder(context, subject)
    if found is None:
        return []
    yield _shown(context, found)
    chosen = yield Choice(id="do", prompt=context.phrases("reminder.what-now"), options=tuple(_ways(context, found)))
    if chosen == "open" and found.item.action:
        return [Start(found.item.action.dialog, found.item.action.subject)]
    return [Start(f"reminder-{chosen}", subject)]


def _shown(context: Context, found: Coming) -> Message:
    message = single(context.phrases, found.told, context.today)
    lines = list(message.paragraphs)
    if found.handed_to:
        lines.append(context.phrases("reminder.handed-to", who=found.handed_to.name))
    elif again := found.next_on(context.today):
        lines.append(context.phrases("reminder.tell-on", day=written_day(context.phrases, again)))
    return message.model_copy(update={"paragraphs": tuple(lines)})


def _ways(context: Context, found: Coming) -> Generator[Option, None, None]:
    item = found.item
    if item.action:
        yield Option("open", action_label(context.phrases, item.action), primary=True)
    if item.settles is not Settles.NOTHING:
        yield Option("done", context.phrases("reminder.done"))
    yield Option("seen", context.phrases("reminder.seen"))
    if found.put_off(context.today + ONE_DAY, context.today):
        yield Option("later", context.phrases("reminder.later"))
    if may_hand_over(context.me, item):
        yield Option("hand-over", context.phrases("reminder.hand-over"))


def found_reminder(context: Context, subject: str) -> Generator[Any, Any, Coming | None]:
    """None when there is nothing to do about it any more: that was then said."""
    found = context.look_up(OneReminder(subject))
    if found is None or found.settled:
        key = "reminder.already-done" if found else "reminder.nothing-more"
        yield Message(paragraphs=(context.phrases(key),), buttons=(_upcoming(context), menu(context)))
        return None
    return found


def _upcoming(context: Context) -> Button:
    return Button(label=context.phrases("reminder.upcoming"), action=Open(dialog="upcoming"))


# Done and seen


def done(context: Context, subject: str) -> Dialog:
    """What it is about is settled with it."""
    found = yield from found_reminder(context, subject)
    if found is None:
        return []
    match found.item.settles:
        case Settles.AGREEMENT:
            return (yield from _agreement_done(context, found))
        case Settles.REPORT:
            yield said(context, "reminder.is-done-report")
            return [AcknowledgeReport(_number(found))]
        case Settles.NOTHING if found.item.action:
            return [Start(found.item.action.dialog, found.item.action.subject)]
        case _:
            yield said(context, "reminder.is-done")
            return [MarkReminder(subject, found.version, State.DONE)]


def _agreement_done(context: Context, found: Coming) -> Generator[Any, Any, list[Effect]]:
    """Who may not settle it themselves sees the agreement."""
    agreement = context.look_up(OneAgreement(_number(found)))
    if agreement is None or agreement.status is not Status.OPEN or not _may_settle(context, found):
        return [Start("agreement", str(_number(found)))]
    yield said(context, "reminder.is-done-agreement")
    return [ChangeAgreement(agreement.id, agreement.version, ChangeKind.DONE)]


def _may_settle(context: Context, found: Coming) -> bool:
    agreement = context.look_up(OneAgreement(_number(found)))
    if agreement is None:
        return False
    part = context.me.id in {one.id for one in (*agreement.owners, agreement.made_by) if one}
    return context.may_in(agreement.student.id, "settle", "agreement", part=part)


def _number(found: Coming) -> int:
    """Of the agreement or report: the second part of the key."""
    return int(found.item.key.split("/")[1])


def said(context: Context, key: str, **fillings: object) -> Message:
    return Message(paragraphs=(context.phrases(key, **fillings),), buttons=(_upcoming(context), menu(context)))


def seen(context: Context, subject: str) -> Dialog:
    """Says when one hears of it again, if one does."""
    found = yield from found_reminder(context, subject)
    if found is None:
        return []
    again = found.next_on(context.today)
    if not found.item.must_act:
        yield said(context, "reminder.is-seen")
    elif again:
        yield said(context, "reminder.is-seen-until", day=written_day(context.phrases, again))
    else:
        yield said(context, "reminder.is-seen-last")
    return [MarkReminder(subject, found.version, State.SEEN)]


def see_all(context: Context, subject: str) -> Dialog:
    """`subject`: the day on which it was told."""
    try:
        day = date.fromisoformat(subject)
    except ValueError:
        day = date.min
    yield Message(paragraphs=(context.phrases("reminder.all-are-seen"),), buttons=(_upcoming(context), menu(context)))
    return [SeeAll(day)]


# Later


def later(context: Context, subject: str) -> Dialog:
    """Tomorrow, next week or a day; not after the last day on which it makes sense."""
    found = yield from found_reminder(context, subject)
    if found is None:
        return []
    if found.put_off(context.today + ONE_DAY, context.today) is None:
        yield said(context, "reminder.too-late-for-later")
        return []
    wanted = yield from _wanted_day(context)
    day = found.put_off(wanted, context.today) or context.today + ONE_DAY
    if day < wanted:
        last = written_day(context.phrases, found.item.last_day)
        yield said(context, "reminder.is-later-sooner", day=written_day(context.phrases, day), last=last)
    else:
        yield said(context, "reminder.is-later", day=written_day(context.phrases, day))
    return [MarkReminder(subject, found.version, State.WAITING, later=day)]


def _wanted_day(context: Context) -> Generator[Any, Any, date]:
    chosen = yield Choice(
        id="when",
        prompt=context.phrases("reminder.later-when"),
        options=tuple(Option(one, context.phrases(f"reminder.{one}")) for one in ("tomorrow", "next-week", "a-day")),
    )
    if chosen == "tomorrow":
        return context.today + ONE_DAY
    if chosen == "next-week":
        return context.today + timedelta(days=7 - context.today.weekday())
    field = FormField("day", context.phrases("reminder.which-day"), "date", hint=context.phrases("form.day-hint"))
    other: OtherDay = yield Form(
        id="day",
        prompt=context.phrases("reminder.later-when"),
        model=OtherDay,
        fields=(field,),
        submit=context.phrases("reminder.later"),
        today=context.today,
    )
    return max(other.day, context.today + ONE_DAY)
