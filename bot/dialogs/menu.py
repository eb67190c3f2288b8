"""The menu by role: a few groups, then the topics of the chosen one."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Effect, Option
from bot.lookups import MyAgreements, WaitingForMe
from bot.message import Button, Message, Open
from knowledge.menu import groups_for
from knowledge.model import Role


@dataclass(frozen=True)
class Start(Effect):
    """Go on with another dialog in the same turn."""

    dialog: str
    subject: str = ""


def menu(context: Context, subject: str) -> Dialog:  # noqa: ARG001 (every dialog has a subject)
    if context.on_roster:
        yield from _what_waits(context)
    yield Message(heading=context.phrases("welcome.heading"))
    groups = groups_for(context.role, context.menu)
    chosen = yield Choice(
        id="group",
        prompt=context.phrases("welcome.text"),
        options=(
            *(Option(group.id, group.title.in_(context.language)) for group in groups),
            *(Option(name, context.phrases(key)) for name, key in _mine(context)),
        ),
    )
    if chosen in MINE:
        return [Start(chosen)]
    group = next(group for group in groups if group.id == chosen)
    topic = yield Choice(
        id="topic",
        prompt=group.title.in_(context.language),
        options=tuple(
            Option(topic, context.title(topic), (context.topic(topic).asked_as.in_(context.language),))
            for topic in group.topics
        ),
    )
    return [Start("guide", topic)]


MINE = {"agreements": "agreement.mine", "students": "student.mine", "upcoming": "reminder.upcoming"}


def _mine(context: Context) -> list[tuple[str, str]]:
    """A student has agreements, and no list of students."""
    if not context.on_roster or context.role is Role.CONTENT_OWNER:
        return []
    return [item for item in MINE.items() if item[0] != "students" or context.role is not Role.STUDENT]


def _what_waits(context: Context) -> Generator[Message, None, None]:
    waiting = context.look_up(WaitingForMe())
    late = context.look_up(MyAgreements("overdue"))
    counts = {"calls": len(waiting.calls), "reports": len(waiting.reports), "overdue": len(late)}
    if not any(counts.values()):
        return
    buttons = (
        *(_open(context, "call.open", "call", one.id) for one in waiting.calls[:2]),
        *(_open(context, "notice.open-report", "read-report", one.id) for one in waiting.reports[:2]),
    )
    overdue = Button(
        label=context.phrases("agreement.show-overdue"), action=Open(dialog="agreements", subject="overdue")
    )
    yield Message(
        heading=context.phrases("waiting.heading"),
        paragraphs=tuple(context.phrases(f"waiting.{name}", count=count) for name, count in counts.items() if count),
        buttons=(*buttons, *((overdue,) if late else ())),
    )


def _open(context: Context, label: str, dialog: str, identifier: int) -> Button:
    return Button(label=context.phrases(label), action=Open(dialog=dialog, subject=str(identifier)))
