"""Messages as plain text, for the terminal and for `wegwijzer ask`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from bot.message import Message, Part

WIDTH = 88
MARKS = ("🟢", "🟡", "🔴")


def as_text(messages: Iterable[Message], *, folded: bool = False, buttons: bool = True) -> str:
    """`folded` also shows what is folded elsewhere; `buttons` numbers the options to choose from."""
    return "\n\n".join("\n".join(_lines(message, folded, buttons)) for message in messages)


def _lines(message: Message, folded: bool, buttons: bool) -> Iterator[str]:
    if message.heading:
        yield message.heading.upper()
    for paragraph in message.paragraphs:
        yield from _wrapped(paragraph)
    yield from _steps(message)
    for part in message.parts:
        if folded or not part.folded:
            yield from _part(part)
    if message.source:
        yield from ("", *_wrapped(message.source))
    if message.question:
        question = f"{message.progress}: {message.question}" if message.progress else message.question
        yield from ("", *_wrapped(question))
    if message.why:
        yield from _wrapped(message.why)
    if message.downloads:
        yield from (f"  {download.label}: {download.name}" for download in message.downloads)
    yield from (f"  {link.label}: {link.url}" for link in message.links)
    if buttons:
        yield from (f"  [{number}] {button.label}" for number, button in enumerate(message.buttons, start=1))


def _steps(message: Message) -> Iterator[str]:
    if message.steps:
        yield f"\n{message.steps_heading}"
    for number, step in enumerate(message.steps, start=1):
        who = f"{step.who}: " if step.who else ""
        when = f" {step.when}" if step.when else ""
        yield from _wrapped(f"{who}{step.text}{when}", f"{number}. ")


def _part(part: Part) -> Iterator[str]:
    yield f"\n{part.heading}"
    for number, line in enumerate(part.lines):
        yield from _wrapped(line, _mark(part, number))


def _mark(part: Part, number: int) -> str:
    """Of a route, what is done, where it is, and what is to come."""
    if part.kind != "route":
        return "- "
    return "[x] " if number < part.at else "[>] " if number == part.at else "[ ] "


def _wrapped(text: str, bullet: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=bullet, subsequent_indent=" " * len(bullet)) or [""]


def with_marks(options: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The options of a rating, best first, with a coloured mark before each word."""
    marks = dict(enumerate(MARKS))
    return tuple(
        (value, f"{marks[place]} {label}" if place in marks else label) for place, (value, label) in enumerate(options)
    )
