"""Handing a reminder over to somebody else, or back."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from bot.cases import Someone, Supervisor
from bot.dialogs.choosing import once, people_options
from bot.dialogs.confirming import meaning_no, meaning_yes
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Option
from bot.dialogs.menu import Start
from bot.dialogs.reminders import found_reminder, said
from bot.lookups import Circle, Colleagues
from bot.message import Message, Part
from bot.procedures.reminding import Coming, HandOverReminder
from bot.reminders.bundle import FEW, may_hand_over, single
from bot.reminders.item import Settles

MOST_OFFERED = 8


def hand_over(context: Context, subject: str) -> Dialog:
    """An agreement is handed over as an agreement. The other is told at once, and asked from then on."""
    found = yield from found_reminder(context, subject)
    if found is None:
        return []
    if found.item.settles is Settles.AGREEMENT:
        return [Start("agreement", found.item.key.split("/")[1])]
    people = _people(context, found) if may_hand_over(context.me, found.item) else ()
    if not people:
        yield said(context, "reminder.nobody")
        return []
    to = yield from _chosen(context, people)
    yield _preview(context, found, to)
    sure = yield Choice(
        id="sure",
        prompt=context.phrases("reminder.right"),
        options=(
            meaning_yes(context, Option("yes", context.phrases("reminder.hand-over"), primary=True)),
            meaning_no(context, Option("no", context.phrases("reminder.keep"))),
        ),
    )
    if sure == "no":
        return [Start("reminder", subject)]
    yield said(context, "reminder.is-handed", who=to.name)
    return [HandOverReminder(subject, found.version, to.id)]


def _people(context: Context, found: Coming) -> tuple[Supervisor, ...]:
    """Who is around each of a few students; of many the names do not go along, and any colleague can take it over."""
    students = found.item.students
    if not students or len(students) > FEW:
        return _others(context, context.look_up(Colleagues()))
    circles = [context.look_up(Circle(one)) for one in students]
    everywhere = set.intersection(*({one.person.id for one in circle} for circle in circles))
    return _others(context, tuple(one for one in circles[0] if one.person.id in everywhere))


def _others(context: Context, people: tuple[Supervisor, ...]) -> tuple[Supervisor, ...]:
    return tuple(one for one in once(people) if one.person.id != context.me.id)[:MOST_OFFERED]


def _chosen(context: Context, people: tuple[Supervisor, ...]) -> Generator[Any, Any, Someone]:
    chosen = yield Choice(
        id="whom", prompt=context.phrases("reminder.to-whom"), options=people_options(context, people)
    )
    return next(one.person for one in people if str(one.person.id) == chosen)


def _preview(context: Context, found: Coming, to: Someone) -> Message:
    told = found.told.for_another(context.me.name)
    reads = context.phrases("reminder.reads", who=to.name)
    return Message(
        parts=(Part(heading=reads, lines=single(context.phrases, told, context.today).paragraphs, kind="quote"),)
    )
