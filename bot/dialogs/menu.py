"""The menu by role: a few groups, then the topics of the chosen one."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from bot.cases import SwitchRequest
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Effect, Option
from bot.dialogs.procedures import procedures_for
from bot.lookups import MyAgreements, WaitingForMe
from bot.message import Button, Message, Open
from bot.procedures.switch import MySwitches
from bot.procedures.talk_requests import TalksToSign
from knowledge.menu import MenuGroup, groups_for
from knowledge.model import Role
from knowledge.switch_request import Actor, waits_for


@dataclass(frozen=True)
class Start(Effect):
    """Go on with another dialog in the same turn."""

    dialog: str
    subject: str = ""


def menu(context: Context, subject: str) -> Dialog:  # noqa: ARG001 (every dialog has a subject)
    if context.on_roster:
        yield from _what_waits(context)
    yield Message(heading=context.phrases("welcome.heading"))
    groups, mine = groups_for(context.role, context.menu), _mine(context)
    chosen = yield Choice(
        id="group",
        prompt=context.phrases("welcome.text"),
        options=(
            *(Option(group.id, group.title.in_(context.language)) for group in groups),
            *(Option(name, context.phrases(key)) for name, key in mine[:SHOWN_FIRST]),
            *((Option(MORE, context.phrases("welcome.more-mine")),) if mine[SHOWN_FIRST:] else ()),
        ),
    )
    if chosen == MORE:
        chosen = yield Choice(
            id=MORE,
            prompt=context.phrases("welcome.more-mine"),
            options=tuple(Option(name, context.phrases(key)) for name, key in mine[SHOWN_FIRST:]),
        )
    if chosen in MINE:
        return [Start(chosen)]
    group = next(group for group in groups if group.id == chosen)
    topic = yield Choice(
        id="topic",
        prompt=group.title.in_(context.language),
        options=(
            *(
                Option(topic, context.title(topic), (context.topic(topic).asked_as.in_(context.language),))
                for topic in group.topics
            ),
            *(Option(name, context.phrases(key)) for name, key in _procedures(context, group).items()),
        ),
    )
    return [Start("guide", topic)] if topic in group.topics else [Start(topic)]


def _procedures(context: Context, group: MenuGroup) -> dict[str, str]:
    """What the topics of a group lead to beyond advice: each dialog once, with its label, and not what is in the menu
    itself already.
    """
    found = [one for topic in group.topics for one in procedures_for(context.me, topic) if one.dialog not in MINE]
    return {one.dialog: one.label for one in reversed(found)}


# What is one's own, most wanted first. A WPB has no part in requests for another opleidingsschool.
MINE = {
    "agreements": "agreement.mine",
    "students": "student.mine",
    "attention": "student.attention",
    "switch": "switch.start",
    "upcoming": "reminder.upcoming",
    "talks": "talk.mine",
    "meetings": "meeting.mine",
    "switch-requests": "switch.all",
}
NOT_FOR = {
    "students": (Role.STUDENT, Role.VAKGROEPCOORDINATOR),
    "attention": (Role.STUDENT, Role.VAKGROEPCOORDINATOR),
    "switch-requests": (Role.STUDENT, Role.WPB),
}
# Others find the talks at the student.
FOR_STUDENTS = ("switch", "talks")
SHOWN_FIRST = 2
MOST_BUTTONS = 6
MORE = "more"


def _mine(context: Context) -> list[tuple[str, str]]:
    """A student has agreements, talks and one request at a time, and no list of students."""
    if not context.on_roster or context.role is Role.CONTENT_OWNER:
        return []
    offered = [item for item in MINE.items() if context.role not in NOT_FOR.get(item[0], ())]
    return [item for item in offered if item[0] not in FOR_STUDENTS or context.role is Role.STUDENT]


def _what_waits(context: Context) -> Generator[Message, None, None]:
    waiting = context.look_up(WaitingForMe())
    late = context.look_up(MyAgreements("overdue"))
    talks = context.look_up(TalksToSign())
    requests = [one for one in context.look_up(MySwitches()) if lies_with_me(context, one)]
    counts = {
        "calls": len(waiting.calls),
        "reports": len(waiting.reports),
        "requests": len(requests),
        "talks": len(talks),
        "overdue": len(late),
    }
    if not any(counts.values()):
        return
    buttons = (
        *(_open(context, "call.open", "call", one.id) for one in waiting.calls[:2]),
        *(_open(context, "notice.open-report", "read-report", one.id) for one in waiting.reports[:2]),
        *(_open(context, "switch.open", "switch-request", one.id) for one in requests[:2]),
        *(_open(context, "talk.open-and-sign", "talk", one.id) for one in talks[:2]),
    )[: MOST_BUTTONS - bool(late)]
    overdue = Button(
        label=context.phrases("agreement.show-overdue"), action=Open(dialog="agreements", subject="overdue")
    )
    yield Message(
        heading=context.phrases("waiting.heading"),
        paragraphs=tuple(context.phrases(f"waiting.{name}", count=count) for name, count in counts.items() if count),
        buttons=(*buttons, *((overdue,) if late else ())),
    )


def lies_with_me(context: Context, request: SwitchRequest) -> bool:
    """Of those who may decide, the one to whom it was handed."""
    actor = waits_for(request.reason.route, request.state)
    elsewhere = actor is Actor.APPROVER and request.handler is not None and request.handler.id != context.me.id
    return actor in request.mine and not elsewhere


def _open(context: Context, label: str, dialog: str, identifier: int) -> Button:
    return Button(label=context.phrases(label), action=Open(dialog=dialog, subject=str(identifier)))
