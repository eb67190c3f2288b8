"""Which stretches of a folded text (lower case, no accents) mention a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.day_patterns import (
    AT_THE_LATEST,
    BEFORE,
    NO_DAY_AFTER,
    NO_DAY_BEFORE,
    ONLY_ALONE,
    RULES,
    TRAILING,
    Read,
)

MOST_MENTIONS = 20
LONGEST_LEAD = 40


@dataclass(frozen=True)
class Mention:
    """A stretch of the text. `days`: one, several when it is unclear which, none when there is no such day."""

    start: int
    end: int
    days: tuple[date, ...]


def mentions(folded: str, today: date, *, alone: bool = False) -> list[Mention]:
    """From left to right. `alone`: the whole text should be a day, so that "do" is Thursday."""
    rules = (*RULES, *ONLY_ALONE) if alone else RULES
    return [_mention(match, read, today) for match, read in _matches(folded, rules) if read and _can_be_due(match)]


def _matches(
    folded: str, rules: tuple[tuple[re.Pattern[str], Read | None], ...]
) -> Iterator[tuple[re.Match[str], Read | None]]:
    """Of the rules that fit, the one that starts first, and of those the longest."""
    at = 0
    for _ in range(MOST_MENTIONS):
        found = [(match, read) for pattern, read in rules if (match := pattern.search(folded, at))]
        if not found:
            return
        best, read = min(found, key=lambda pair: (pair[0].start(), -pair[0].end()))
        yield best, read
        at = best.end()


def _can_be_due(match: re.Match[str]) -> bool:
    """Not "na vrijdag", "elke vrijdag", "vrijdag vorige week"."""
    return not (_ahead(NO_DAY_AFTER, match) or NO_DAY_BEFORE.match(match.string, match.end()))


def _mention(match: re.Match[str], read: Read, today: date) -> Mention:
    before = _ahead(BEFORE, match)
    first = before or _ahead(AT_THE_LATEST, match) or match
    last = TRAILING.match(match.string, match.end()) or match
    return Mention(first.start(), last.end(), _days(match, read, today, before=bool(before)))


def _ahead(pattern: re.Pattern[str], match: re.Match[str]) -> re.Match[str] | None:
    return pattern.search(match.string, max(0, match.start() - LONGEST_LEAD), match.start())


def _days(match: re.Match[str], read: Read, today: date, *, before: bool) -> tuple[date, ...]:
    try:
        reading = read(match, today)
    except (ValueError, OverflowError):
        return ()
    return tuple(dict.fromkeys(meant.before if before else meant.day for meant in reading))
