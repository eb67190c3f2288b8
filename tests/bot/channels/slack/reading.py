"""Reading what was rendered, as a person in Slack does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.channels.slack.rendering.splitting import Bubble
from bot.channels.slack.rendering.text import unescaped
from bot.message import Message

MAIL = re.compile(r"<mailto:([\w.+-]+@[\w.-]+)\|\1>", re.ASCII)


def texts_in(part: Any) -> Iterator[tuple[str, str]]:
    """Every text object as (type, text), in the order of reading."""
    if isinstance(part, dict):
        if part.get("type") in ("mrkdwn", "plain_text") and isinstance(part.get("text"), str):
            yield part["type"], part["text"]
        for value in part.values():
            yield from texts_in(value)
    elif isinstance(part, list):
        for one in part:
            yield from texts_in(one)


def letters(text: str) -> str:
    """Without what rendering may put between: white space, bullets, stars."""
    return "".join(letter for letter in text if letter.isalnum())


def read(bubbles: Iterable[Bubble]) -> str:
    """All that stands on the screen, by its letters."""
    return "".join(letters(shown(kind, text)) for bubble in bubbles for kind, text in texts_in(bubble.blocks))


def shown(kind: str, text: str) -> str:
    return unescaped(MAIL.sub(r"\1", text)) if kind == "mrkdwn" else text


def visible(message: Message) -> Iterator[str]:
    """What must stand on the screen at once. Forms and folded parts open when asked for."""
    yield from (message.heading, *message.paragraphs, message.source, message.progress, message.question, message.why)
    if message.steps:
        yield message.steps_heading
    for step in message.steps:
        yield from (step.who, step.text, step.when)
    for part in message.parts:
        if not part.folded:
            yield from (part.heading, *part.lines)
    yield from (button.label for button in message.buttons)


def folded_away(message: Message) -> Iterator[str]:
    for part in message.parts:
        if part.folded and part.lines:
            yield from (part.heading, *part.lines)
    yield from message.evidence
