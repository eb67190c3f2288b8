"""What is said beside cards: text messages, and the line that a notification shows."""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.teams.cards.escaping import shown, unmarked_text
from bot.message import Message

LONGEST_SUMMARY = 200


def plain_text(message: Message) -> str:
    """The whole message as Markdown, for what needs no card. Forms, folded lines and buttons are the card's."""
    return "\n\n".join(_blocks(message))


def _blocks(message: Message) -> Iterator[str]:
    if message.heading:
        yield f"**{unmarked_text(message.heading)}**"
    yield from map(unmarked_text, message.paragraphs)
    if message.question:
        yield f"**{unmarked_text(message.question)}**"


def summary(message: Message) -> str:
    """One line of plain text."""
    part_headings = (part.heading for part in message.parts)
    said = (message.heading, *message.paragraphs, message.question, *part_headings)
    line = " ".join(shown(next((text for text in said if text.strip()), "")).split())
    return line if len(line) <= LONGEST_SUMMARY else f"{line[: LONGEST_SUMMARY - 1]}…"
