"""What somebody wants to hear of, by kind. What one must act on cannot be switched off."""

from __future__ import annotations

from collections.abc import Iterable

from bot.dialogs.choosing import menu
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Option
from bot.message import Button, Message, Open
from bot.procedures.reminding import ChooseKind, Kind, MyKinds

LONGEST = 75


def reminders(context: Context, subject: str) -> Dialog:  # noqa: ARG001 (every dialog has a subject)
    kinds = context.look_up(MyKinds())
    free = [one for one in kinds if not one.must]
    yield _overview(context, kinds)
    if not free:
        yield Message(paragraphs=(context.phrases("reminder-kind.none"),), buttons=(menu(context),))
        return []
    chosen = yield Choice(
        id="kind",
        prompt=context.phrases("reminder-kind.change"),
        options=tuple(Option(one.slug, _label(context, one)) for one in free),
    )
    kind = next(one for one in free if one.slug == chosen)
    key = "reminder-kind.is-on" if kind.off else "reminder-kind.is-off"
    more = Button(label=context.phrases("reminder-kind.change-more"), action=Open(dialog="reminders"))
    yield Message(paragraphs=(context.phrases(key, kind=_title(context, kind)),), buttons=(more, menu(context)))
    return [ChooseKind(kind.slug, wanted=kind.off)]


def _overview(context: Context, kinds: Iterable[Kind]) -> Message:
    groups = {
        "always": [one for one in kinds if one.must],
        "on": [one for one in kinds if not one.must and not one.off],
        "off": [one for one in kinds if one.off and not one.must],
    }
    lines = (
        context.phrases(f"reminder-kind.{name}", kinds="; ".join(_title(context, one) for one in found))
        for name, found in groups.items()
        if found
    )
    return Message(
        heading=context.phrases("reminder-kind.heading"), paragraphs=(context.phrases("reminder-kind.text"), *lines)
    )


def _label(context: Context, kind: Kind) -> str:
    key = "reminder-kind.turn-on" if kind.off else "reminder-kind.turn-off"
    return context.phrases(key, kind=_title(context, kind))[:LONGEST]


def _title(context: Context, kind: Kind) -> str:
    return kind.title.in_(context.language)
