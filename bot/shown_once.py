"""Answers with a secret in them, such as a private link: what is written down of them has a sentence in its place.

Whoever asks for the same answer again within a few minutes (a browser that lost the connection, a platform that was
busy) still gets it from the server that gave it. After that, or from another server, there is only the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.message import Message

AGAIN = timedelta(minutes=10)
MOST = 1000


def kept(messages: Sequence[Message]) -> tuple[Message, ...]:
    """As they are written down."""
    return tuple(_kept(one) if one.kept else one for one in messages)


def _kept(message: Message) -> Message:
    return message.model_copy(update={"paragraphs": message.kept, "kept": ()})


@dataclass
class ShownOnce:
    """Of one server, in its memory alone."""

    _answers: dict[tuple[str, str], tuple[datetime, tuple[Message, ...]]] = field(default_factory=dict)

    def shown(self, conversation: str, event: str, messages: tuple[Message, ...], now: datetime) -> None:
        self._forget(now)
        if any(one.kept for one in messages) and len(self._answers) < MOST:
            self._answers[conversation, event] = now, messages

    def again(self, conversation: str, event: str, now: datetime) -> tuple[Message, ...] | None:
        """The answer to that event as it was; None where it holds no secret, or too long ago."""
        self._forget(now)
        found = self._answers.get((conversation, event))
        return found[1] if found else None

    def events(self, conversation: str, now: datetime) -> tuple[str, ...]:
        """Those of a conversation whose answer can be shown as it was."""
        self._forget(now)
        return tuple(event for where, event in self._answers if where == conversation)

    def forget(self, conversation: str) -> None:
        self._answers = {key: answer for key, answer in self._answers.items() if key[0] != conversation}

    def _forget(self, now: datetime) -> None:
        if self._answers:
            self._answers = {key: one for key, one in self._answers.items() if now - one[0] < AGAIN}
