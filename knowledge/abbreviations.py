"""The abbreviations of this world in running text, each to be written out the first time: "instituutsopleider (IO)"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from knowledge.model import Language, Term


@dataclass(frozen=True, eq=False)
class Abbreviations:
    """`names`: the full name of each abbreviation, in one language. Loaded once and never changed."""

    names: dict[str, str]

    @classmethod
    def of(cls, terms: Iterable[Term], language: Language) -> Abbreviations:
        return cls({term.short: term.en if language == "en" else term.nl for term in terms if term.short})

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """An abbreviation alone: "IO's" and "WPB'er" are words of their own.

        It begins with the letters themselves, which a text is searched for four times as fast as for a boundary.
        """
        alone = "|".join(rf"{short}(?<!\w{short})" for short in map(re.escape, self.names))
        return re.compile(rf"(?:{alone})\b(?!['’]?(?:er|ers|s)\b)")

    def spelled_out(self, text: str, seen: set[str]) -> str:
        """The text with each abbreviation written out unless it is in `seen`, which grows by what was read."""
        kept: list[str] = []
        at = 0
        for match in self._pattern.finditer(text):
            short, (start, end) = match[0], match.span()
            opening = f"{self.names[short]} ("
            if text.endswith(opening, at, start) and text.startswith(")", end):
                start, end = start - len(opening), end + 1
            kept += (text[at:start], short if short in seen else f"{opening}{short})")
            seen.add(short)
            at = end
        return "".join((*kept, text[at:])) if kept else text
