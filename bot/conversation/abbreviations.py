"""Writing an abbreviation out the first time that a conversation uses it: "instituutsopleider (IO)"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.message import Message, Step
from knowledge.library import Library
from knowledge.model import Language


def spell_out(
    messages: list[Message], explained: Iterable[str], library: Library, language: Language
) -> tuple[list[Message], tuple[str, ...]]:
    """The messages with each new abbreviation written out once, and which are explained by now."""
    names = {term.short: term.en if language == "en" else term.nl for term in library.glossary.values() if term.short}
    seen = set(explained)
    full = "|".join(re.escape(f"{name} ({short})") for short, name in names.items())
    pattern = re.compile(rf"(?P<full>{full})|\b(?P<short>{'|'.join(names)})\b(?!['’]?(?:er|ers|s)\b)")

    def once(match: re.Match[str]) -> str:
        short = match["short"] or match["full"].rsplit("(", 1)[1].rstrip(")")
        if short in seen:
            return short
        seen.add(short)
        return f"{names[short]} ({short})"

    spelled = [_over_texts(message, lambda text: pattern.sub(once, text)) for message in messages]
    return spelled, tuple(sorted(seen))


def _over_texts(message: Message, change: Callable[[str], str]) -> Message:
    """In the order in which a person reads them. Headings and buttons stay short."""
    return message.model_copy(
        update={
            "paragraphs": tuple(change(text) for text in message.paragraphs),
            "steps": tuple(_step(step, change) for step in message.steps),
            "parts": tuple(
                part.model_copy(update={"lines": tuple(change(line) for line in part.lines)}) for part in message.parts
            ),
            "question": change(message.question),
        }
    )


def _step(step: Step, change: Callable[[str], str]) -> Step:
    who = change(step.who)
    return Step(who=who[:1].upper() + who[1:], text=change(step.text), when=change(step.when))
