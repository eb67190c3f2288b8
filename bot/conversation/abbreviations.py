"""Writing an abbreviation out the first time that a conversation uses it: "instituutsopleider (IO)"."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from bot.message import Message, Part, Step
from knowledge.abbreviations import Abbreviations

KEPT = 512


def spell_out(
    messages: list[Message], explained: tuple[str, ...], abbreviations: Abbreviations
) -> tuple[list[Message], tuple[str, ...]]:
    """The messages with each new abbreviation written out once, and which are explained by now."""
    told: list[Message] = []
    for message in messages:
        spelled = _spelled_before if message.from_the_note else _spelled
        changed, explained = spelled(message, explained, abbreviations)
        told.append(changed)
    return told, explained


def _spelled(
    message: Message, explained: tuple[str, ...], abbreviations: Abbreviations
) -> tuple[Message, tuple[str, ...]]:
    seen = set(explained)
    changed = _over_texts(message, partial(abbreviations.spelled_out, seen=seen))
    return changed, tuple(sorted(seen))


_spelled_before = lru_cache(maxsize=KEPT)(_spelled)


def _over_texts(message: Message, change: Callable[[str], str]) -> Message:
    """In the order in which a person reads them. Headings and buttons stay short."""
    texts: dict[str, Any] = {
        "paragraphs": tuple(map(change, message.paragraphs)),
        "steps": tuple(_step(step, change) for step in message.steps),
        "parts": tuple(_part(part, change) for part in message.parts),
        "question": change(message.question),
    }
    changed = any(texts[name] != getattr(message, name) for name in texts)
    return message.model_copy(update=texts) if changed else message


def _part(part: Part, change: Callable[[str], str]) -> Part:
    lines = tuple(map(change, part.lines))
    return part if lines == part.lines else part.model_copy(update={"lines": lines})


def _step(step: Step, change: Callable[[str], str]) -> Step:
    who, text, when = change(step.who), change(step.text), change(step.when)
    who = who[:1].upper() + who[1:]
    return step if (who, text, when) == (step.who, step.text, step.when) else Step(who=who, text=text, when=when)
