"""A school year as a table of text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date

from knowledge.calendar.moments import Moment
from knowledge.calendar.year import Row, Year, reminder_days
from knowledge.model import Language, Role
from knowledge.phrases import Phrases

WIDTHS = (15, 44, 24, 30, 20)
WIDEST = 143
UNDER = " " * 8
DAYS: dict[Language, tuple[str, ...]] = {
    "nl": ("ma", "di", "wo", "do", "vr", "za", "zo"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def table(year: Year, phrases: Phrases) -> str:
    """Lines of at most 143 characters, a moment each, by day; what comes back each week once, at the end."""
    headings = ("last-day", "deadline", "who", "reminders", "remark")
    rows = [_line(moment, row, phrases) for row in year.rows if not row.weekly for moment in row.moments]
    rows.sort(key=lambda cells: cells[0])
    weekly = [_weekly(row, phrases) for row in year.rows if row.weekly]
    body = [_printed(cells[1:]) for cells in (*rows, *weekly)]
    heading = _printed(tuple(phrases(f"year.{name}") for name in headings))
    rule = "  ".join("─" * width for width in WIDTHS)
    return "\n".join((*_title(year, phrases), "", heading, rule, *body, *_events(year, phrases))) + "\n"


def _title(year: Year, phrases: Phrases) -> Iterator[str]:
    yield phrases("year.title", year=year.name)
    yield subtitle(year, phrases)
    if year.notice:
        yield year.notice.in_(phrases.language)


def subtitle(year: Year, phrases: Phrases) -> str:
    name = year.opleidingsschool
    return phrases("year.of", opleidingsschool=name) if name else phrases("year.general")


def _line(moment: Moment, row: Row, phrases: Phrases) -> tuple[str, ...]:
    reminders = ", ".join(_short(day) for day in reminder_days(moment))
    remarks = [phrases("year.proposal")] if moment.proposed else []
    remarks += [phrases("year.own")] if moment.opleidingsschool else []
    remarks += moment.deadline.contradictions
    day = f"{DAYS[phrases.language][moment.last_day.weekday()]} {moment.last_day:%d-%m-%Y}"
    return (f"{moment.last_day}", day, _what(row, phrases), _who(row.roles), reminders, ", ".join(remarks))


def _weekly(row: Row, phrases: Phrases) -> tuple[str, ...]:
    remark = ", ".join(row.deadline.contradictions)
    return ("", phrases("year.each-week"), _what(row, phrases), _who(row.roles), "", remark)


def _what(row: Row, phrases: Phrases) -> str:
    numbers = f" ({', '.join(row.deadline.numbers)})" if row.deadline.numbers else ""
    return row.deadline.title.in_(phrases.language) + numbers


def _who(roles: tuple[Role, ...]) -> str:
    return ", ".join(short(role) for role in roles)


def short(role: Role) -> str:
    """A role as it is known on the work floor: WPB, SO, IO, SLC are abbreviations."""
    return role.value.upper() if len(role.value) <= 3 else role.value


def _short(day: date) -> str:
    return f"{day.day}-{day.month}"


def _printed(cells: tuple[str, ...]) -> str:
    """A row; a cell that is too long goes on below."""
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, WIDTHS, strict=True)]
    height = max(len(lines) for lines in wrapped)
    return "\n".join(
        "  ".join(
            (lines[index] if index < len(lines) else "").ljust(width)
            for lines, width in zip(wrapped, WIDTHS, strict=True)
        ).rstrip()
        for index in range(height)
    )


def _events(year: Year, phrases: Phrases) -> Iterator[str]:
    if year.events:
        yield ""
        yield phrases("year.events") + ":"
    for deadline in year.events:
        roles = ", ".join(short(role) for role in deadline.reminded)
        yield f"  {', '.join(deadline.numbers):5} {deadline.title.in_(phrases.language)} ({roles})"
        if deadline.unheard:
            said = f"{phrases('year.unheard')}: {deadline.unheard}"
            yield textwrap.fill(said, WIDEST, initial_indent=UNDER, subsequent_indent=UNDER)
