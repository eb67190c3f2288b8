"""What may have arrived before says so."""

from __future__ import annotations

from bot.message import Message
from knowledge.phrases import Phrases


def as_again(message: Message, phrases: Phrases) -> Message:
    return message.model_copy(update={"paragraphs": (phrases("delivery.again"), *message.paragraphs)})
