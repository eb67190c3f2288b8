"""An agreement typed in one line: "afspraak: Daan levert vrijdag het lesplan in"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.cases import Student
from bot.days import Ambiguous, Day, DayResult, Impossible, day_in
from bot.student_names import Span, students_named

OPENING = re.compile(r"\s*(?:afspraak\s*:|afspraak\s+(?=\S)|agreement\s*:|leg\s+vast\s*:)\s*", re.IGNORECASE)

# Letters that nobody types stand in for the names while the sentence is tidied.
FIRST_STAND_IN, MOST_NAMES = 0xE000, 6400
NAME = "[\ue000-\uf8ff]"
LINK = r"(?:met|voor|over|with|for|about|student)\s+"
SET_APART = (
    re.compile(rf"\(\s*{NAME}\s*\)"),
    re.compile(
        rf"^(?:{LINK})*{NAME}(?:\s*(?:,|&|en\b|and\b)\s*{NAME})*\s*(?:[:;,]|[–-]\s)(?!\s*{NAME})", re.IGNORECASE
    ),
    re.compile(rf"(?:\s*[:;,]|\s[–-])\s*(?:{LINK})*{NAME}$", re.IGNORECASE),
)
# "vrijdag levert Daan het plan in" without its day is "Daan levert het plan in".
INVERTED = re.compile(rf"^(\w+t|is|zal|kan|mag|wil)\s+({NAME})(?=\s)", re.IGNORECASE)
NEEDS_A_NOUN = re.compile(r"(?:met|over|voor|bij|tussen|om)\s", re.IGNORECASE)
EDGES = " \t\n\r,;:–-."


@dataclass(frozen=True)
class AgreementLine:
    """What a line says. `what` may be empty. `students`: none, the one, or all who may be meant.

    The places of `due` are in `text`, the line as it was typed. None: no day is mentioned.
    """

    what: str
    students: tuple[Student, ...]
    due: DayResult | None
    text: str


def is_agreement_line(text: str) -> bool:
    return bool(OPENING.match(text))


def read_line(text: str, students: Sequence[Student], today: date) -> AgreementLine:
    opening = OPENING.match(text)
    begin = opening.end() if opening else 0
    line = " " * begin + text[begin:]
    due = day_in(line, today)
    days = _day_spans(due)
    named = students_named(line, students, days)
    what = _what(line, days if len(days) == 1 else [], named.spans)
    if opening and ":" not in opening[0] and NEEDS_A_NOUN.match(what):
        what = f"{opening[0].strip()} {what[:1].lower()}{what[1:]}"
    return AgreementLine(what[:1].upper() + what[1:], named.students, due, text)


def _day_spans(due: DayResult | None) -> list[Span]:
    """The parts of the text that say a day, each once."""
    match due:
        case Day() | Impossible():
            return [(due.start, due.end)]
        case Ambiguous():
            return sorted({(day.start, day.end) for day in due.days})
        case None:
            return []


def _what(line: str, days: Sequence[Span], names: Sequence[Span]) -> str:
    """The line without its day, and without names that are set apart; a name in the sentence stays."""
    typed = {chr(FIRST_STAND_IN + place): span for place, span in enumerate(names[:MOST_NAMES])}
    plain = re.sub(NAME, " ", line)
    what = _tidy(_replaced(plain, [(span, "") for span in days] + [(span, name) for name, span in typed.items()]))
    for apart in SET_APART:
        what = _tidy(apart.sub(" ", what))
    if days and not line[: days[0][0]].strip():
        what = INVERTED.sub(r"\2 \1", what)
    return re.sub(NAME, lambda name: line[slice(*typed[name[0]])], what)


def _replaced(text: str, changes: Sequence[tuple[Span, str]]) -> str:
    for (start, end), new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _tidy(text: str) -> str:
    """Without what is left when words are taken out: double spaces, empty brackets, loose commas."""
    spaced = " ".join(re.sub(r"\(\s*\)", " ", text).split())
    return re.sub(r"\s+([,.;:!?)])|(\()\s+", r"\1\2", spaced).strip(EDGES)
