"""`wegwijzer calendar`: a school year as a table, drawn, or as a file for a calendar program."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from bot.ical.deadlines import Words, all_entries
from bot.ical.writing import written
from bot.working_days import public_holidays
from knowledge.calendar.drawing import draw_year
from knowledge.calendar.loading import load_calendar
from knowledge.calendar.table import table
from knowledge.calendar.year import Year, bounds, year_of
from knowledge.phrases import load_phrases
from knowledge.values import load_values


def show(options: argparse.Namespace) -> int:
    calendar, values, phrases = load_calendar(), load_values(), load_phrases()[options.language]
    if options.opleidingsschool and options.opleidingsschool not in calendar.partnerships:
        known = ", ".join(calendar.partnerships) or "none"
        print(f"No file about {options.opleidingsschool!r} in opleidingsscholen/. Known: {known}", file=sys.stderr)
        return 1
    first, last = bounds(calendar, options.year, options.opleidingsschool)
    holidays = public_holidays(first, last, options.language)
    year = year_of(calendar, values, options.year, options.opleidingsschool, holidays)
    text = SHAPES[options.shape](year, Words(phrases, values))
    if options.out:
        options.out.write_bytes(text)
    else:
        sys.stdout.buffer.write(text)
    return 0


def _table(year: Year, words: Words) -> bytes:
    return table(year, words.phrases).encode()


def _svg(year: Year, words: Words) -> bytes:
    return draw_year(year, words.phrases).encode()


def _ics(year: Year, words: Words) -> bytes:
    return written(all_entries(year, words), words.phrases("year.title", year=year.name))


SHAPES: dict[str, Callable[[Year, Words], bytes]] = {"table": _table, "svg": _svg, "ics": _ics}
