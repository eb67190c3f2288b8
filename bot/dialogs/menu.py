"""The menu by role: a few groups, then the topics of the chosen one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Effect, Option
from bot.message import Message
from knowledge.menu import groups_for


@dataclass(frozen=True)
class Start(Effect):
    """Go on with another dialog in the same turn."""

    dialog: str
    subject: str = ""


def menu(context: Context, subject: str) -> Dialog:  # noqa: ARG001 (every dialog has a subject)
    yield Message(heading=context.phrases("welcome.heading"))
    groups = groups_for(context.role, context.menu)
    chosen = yield Choice(
        id="group",
        prompt=context.phrases("welcome.text"),
        options=tuple(Option(group.id, group.title.in_(context.language)) for group in groups),
    )
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
