"""One's deadlines and agreements in one's own calendar program: the private link made, renewed and revoked."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from bot.dialogs.choosing import menu
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Option
from bot.message import Message, Part
from bot.notices import written_day
from bot.permissions import Ties, may
from bot.procedures.calendar_link import (
    KeepCalendarLink,
    Link,
    MyCalendarLink,
    NewSecret,
    RevokeCalendarLink,
    hash_of,
)

PROGRAMS = ("outlook", "google", "apple")


def calendar_link(context: Context, subject: str) -> Dialog:  # noqa: ARG001 (every dialog has a subject)
    if not may(context.me, "subscribe", "calendar", Ties(part=True)):
        yield Message(paragraphs=(context.phrases("calendar-link.not-for-you"),), buttons=(menu(context),))
        return []
    link = context.look_up(MyCalendarLink())
    if link is None and not context.public_url:
        yield Message(paragraphs=(context.phrases("calendar-link.no-address"),), buttons=(menu(context),))
        return []
    chosen = yield from (_first(context) if link is None else _again(context, link))
    match chosen:
        case "make" | "renew":
            secret = context.look_up(NewSecret())
            yield _made(context, secret)
            return [KeepCalendarLink(hash_of(secret))]
        case "revoke":
            yield Message(paragraphs=(context.phrases("calendar-link.revoked"),), buttons=(menu(context),))
            return [RevokeCalendarLink()]
        case _:
            yield Message(paragraphs=(context.phrases("calendar-link.left"),), buttons=(menu(context),))
            return []


def _first(context: Context) -> Generator[Any, Any, str]:
    yield Message(
        heading=context.phrases("calendar-link.heading"),
        paragraphs=(context.phrases("calendar-link.what"), context.phrases("calendar-link.careful")),
    )
    chosen: str = yield Choice(
        id="make",
        prompt=context.phrases("calendar-link.make-it"),
        options=(
            Option("make", context.phrases("calendar-link.make"), primary=True),
            Option("leave", context.phrases("calendar-link.not-now")),
        ),
    )
    return chosen


def _again(context: Context, link: Link) -> Generator[Any, Any, str]:
    yield Message(
        heading=context.phrases("calendar-link.heading"),
        paragraphs=(
            context.phrases(
                "calendar-link.there-is", day=written_day(context.phrases, context.local_day(link.made_at))
            ),
            _read(context, link),
            context.phrases("calendar-link.only-once"),
        ),
    )
    renew = (Option("renew", context.phrases("calendar-link.renew")),) if context.public_url else ()
    chosen: str = yield Choice(
        id="change",
        prompt=context.phrases("calendar-link.what-now"),
        options=(
            Option("keep", context.phrases("calendar-link.keep"), primary=True),
            *renew,
            Option("revoke", context.phrases("calendar-link.revoke")),
        ),
    )
    return chosen


def _read(context: Context, link: Link) -> str:
    if link.read_on is None:
        return context.phrases("calendar-link.never-read")
    return context.phrases("calendar-link.read", day=written_day(context.phrases, link.read_on))


def _made(context: Context, secret: str) -> Message:
    return Message(
        heading=context.phrases("calendar-link.is-made"),
        paragraphs=(f"{context.public_url}/calendar/{secret}.ics", context.phrases("calendar-link.copy-now")),
        kept=(context.phrases("calendar-link.was-shown"),),
        parts=(
            Part(
                heading=context.phrases("calendar-link.how"),
                lines=tuple(context.phrases(f"calendar-link.{program}") for program in PROGRAMS),
                kind="more",
            ),
        ),
        buttons=(menu(context),),
    )
