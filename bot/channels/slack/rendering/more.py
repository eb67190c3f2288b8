"""What is folded away in a message: behind one button, shown in a modal, so that the conversation stays short.

The button's value names the message by what it says. The listener opens `loading_view` at once, looks through the
stored turns (`Turns.exchanges`) with `told_before`, and updates the view with `more_view`.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from bot.channels.slack.rendering.limits import IDENTIFIER
from bot.message import Message

LETTERS = 24


def has_more(message: Message) -> bool:
    return bool(message.evidence) or any(part.folded and part.lines for part in message.parts)


def more_value(message: Message, conversation: str = "") -> str:
    return f"{_fingerprint(message)} {conversation}".strip()


def read_more(value: str) -> tuple[str, str]:
    """The message's fingerprint, and the conversation that it stands in; empty is one's own."""
    fingerprint, _, conversation = value[:IDENTIFIER].partition(" ")
    return fingerprint, conversation


def told_before(messages: Iterable[Message], fingerprint: str) -> Message | None:
    """The message that such a button stands under; None when it is too long ago."""
    return next((one for one in messages if has_more(one) and _fingerprint(one) == fingerprint), None)


def _fingerprint(message: Message) -> str:
    return sha256(message.model_dump_json().encode()).hexdigest()[:LETTERS]
