"""All dialogs by name. The names stand in stored conversations and on buttons: renaming one breaks both."""

from __future__ import annotations

from collections.abc import Callable

from bot.dialogs.context import Context
from bot.dialogs.engine import Dialog
from bot.dialogs.feedback import helpful, unhelpful
from bot.dialogs.guide import guide
from bot.dialogs.menu import menu

DIALOGS: dict[str, Callable[[Context, str], Dialog]] = {
    "guide": guide,
    "menu": menu,
    "helpful": helpful,
    "unhelpful": unhelpful,
}
REMEMBERED = ("guide",)


def is_known(context: Context, dialog: str, subject: str) -> bool:
    """Whether a button may start this dialog about this subject: buttons can be old or forged."""
    topic, _, outcome = subject.partition("/")
    match dialog:
        case "guide":
            return subject in context.library.topics
        case "helpful" | "unhelpful":
            return topic in context.library.topics and outcome in context.library.topics[topic].outcomes
        case "menu":
            return not subject
        case _:
            return False
