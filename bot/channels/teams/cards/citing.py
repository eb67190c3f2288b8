"""The statements that advice rests on, as Teams' own citations: numbers in a text that show their source."""

from __future__ import annotations

import re

from bot.channels.teams.cards.elements import Element
from bot.channels.teams.cards.escaping import shown
from bot.message import Message
from knowledge.phrases import Phrases

MOST = 20
LONGEST_NAME, LONGEST_ABSTRACT = 80, 160
_STATEMENT = re.compile(r"(?P<abstract>.+) \[(?P<name>[^\]]+)\]", re.DOTALL)


def cited_text(message: Message, phrases: Phrases) -> str:
    """The text that carries the numbers; empty where there is nothing to cite."""
    numbers = " ".join(f"[{number}]" for number, _ in enumerate(message.evidence[:MOST], start=1))
    return f"{phrases('teams.cited')} {numbers}" if numbers else ""


def citations(message: Message) -> Element | None:
    """The entity that belongs to the cited text. Teams shows it on the desktop and in the browser only."""
    if not message.evidence:
        return None
    return {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "@id": "",
        "citation": [_claim(number, line) for number, line in enumerate(message.evidence[:MOST], start=1)],
    }


def _claim(number: int, line: str) -> Element:
    found = _STATEMENT.fullmatch(line)
    name, abstract = (found["name"], found["abstract"]) if found else (line, line)
    appearance = {
        "@type": "DigitalDocument",
        "name": _shortened(name, LONGEST_NAME),
        "abstract": _shortened(abstract, LONGEST_ABSTRACT),
    }
    return {"@type": "Claim", "position": number, "appearance": appearance}


def _shortened(text: str, longest: int) -> str:
    line = " ".join(shown(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
