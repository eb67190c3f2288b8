"""Figures and days of the note that change over time, each asked for as of a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from knowledge.library import CONTENT
from knowledge.model import Content, FactId, Language, Slug
from knowledge.yaml_file import YamlFile

MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
PLACEHOLDER = re.compile(r"\{([a-z0-9-]+)\}")
MONTHS: dict[Language, tuple[str, ...]] = {
    "nl": ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
           "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


class Unit(StrEnum):
    DAY = "day"
    EC = "ec"
    FTE = "fte"
    HOURS = "hours"
    WEEKS = "weeks"
    YEARS = "years"
    MINUTES = "minutes"
    TIMES = "times"


class DatedEntry(Content):
    """What holds from a day on (that day included). `value` is None where the note gives no figure."""

    from_: date = Field(alias="from")
    value: MonthDay | int | float | None
    reference: str
    facts: tuple[FactId, ...] = Field(min_length=1)


class DatedValue(Content):
    title: str
    unit: Unit
    values: tuple[DatedEntry, ...] = Field(min_length=1)

    @field_validator("values")
    @classmethod
    def _rising(cls, entries: tuple[DatedEntry, ...]) -> tuple[DatedEntry, ...]:
        for earlier, later in pairwise(entries):
            if later.from_ <= earlier.from_:
                raise PydanticCustomError(
                    "order",
                    "The entries must stand in rising order of `from`: {later} may not come after {earlier}",
                    {"later": later.from_.isoformat(), "earlier": earlier.from_.isoformat()},
                )
        return entries

    def entry(self, as_of: date) -> DatedEntry | None:
        """What held on that day; None before the first entry."""
        holding = [entry for entry in self.values if entry.from_ <= as_of]
        return max(holding, key=lambda entry: entry.from_) if holding else None

    def number(self, as_of: date) -> float | None:
        """The figure on that day, in the value's unit; None where the note gives none."""
        entry = self.entry(as_of)
        return entry.value if entry and isinstance(entry.value, int | float) else None

    def day(self, as_of: date, year: int) -> date | None:
        """The day in that calendar year, by the rule that held on `as_of`."""
        entry = self.entry(as_of)
        if entry is None or not isinstance(entry.value, str):
            return None
        month, day = entry.value.split("-")
        return date(year, int(month), int(day))

    def shown(self, as_of: date, language: Language) -> str | None:
        """The value as it stands in a sentence: "15 maart", "0,3", "48"."""
        entry = self.entry(as_of)
        if entry is None or entry.value is None:
            return None
        if isinstance(entry.value, str):
            month, day = (int(part) for part in entry.value.split("-"))
            name = MONTHS[language][month - 1]
            return f"{day} {name}"
        number = f"{entry.value:g}"
        return number.replace(".", ",") if language == "nl" else number


Values = Mapping[Slug, DatedValue]


def load_values(content: Path = CONTENT) -> dict[Slug, DatedValue]:
    """The dated values by name. Raises ContentError."""
    return YamlFile.read(content / "values.yaml").parse(dict[Slug, DatedValue])


def filled_in(text: str, values: Values, as_of: date, language: Language) -> str:
    """The text with each `{name}` of a dated value replaced; other braces stay as they are."""
    return text if "{" not in text else PLACEHOLDER.sub(_replacer(values, as_of, language), text)


def _replacer(values: Values, as_of: date, language: Language) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        value = values.get(match[1])
        return (value and value.shown(as_of, language)) or match[0]

    return replace
