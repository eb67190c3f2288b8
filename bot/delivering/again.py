"""What may have arrived before says so."""

from __future__ import annotations

from bot.delivering.port import Delivery
from bot.message import Message
from knowledge.phrases import Phrases


def said_in(delivery: Delivery, phrases: Phrases) -> Message:
    message = delivery.message
    if not delivery.marked:
        return message
    return message.model_copy(update={"paragraphs": (phrases("delivery.again"), *message.paragraphs)})
