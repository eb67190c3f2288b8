"""Which days the words of a mention mean, counted from today.

What is said of a period is its deadline: a week ends on Friday, a month on its last day. "begin" is the first day
(Monday, the 1st), "half" is Wednesday or the 15th. A week or part of it that is gone is the next one. A reading raises
ValueError or OverflowError where there is no such day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from bot.day_words import MONTH_NUMBERS, NAMED_DAYS, NUMBERS, PARTS, PAST_DAYS, UNITS, WEEKDAYS
from bot.working_days import ONE_DAY, add_working_days

WEEK = timedelta(weeks=1)
FRIDAY = 4
WEEKDAY_OF_PART = {"begin": 0, "middle": 2, "end": FRIDAY}


@dataclass(frozen=True)
class Meant:
    """A day that a mention may mean, and the last day that is `before` it ("voor 1 april": 31 March)."""

    day: date
    before: date


Reading = tuple[Meant, ...]


def calendar_day(match: re.Match[str], today: date) -> Reading:
    """Day and month, in words or figures, and the weekday that goes with it."""
    said = match.groupdict()
    month = MONTH_NUMBERS[said["month"]] if said.get("month") else int(said["m"])
    days = [int(said[group]) for group in ("d", "d2") if said.get(group)]
    return _on(*(_checked(_in_year(day, month, said.get("year"), today), said.get("weekday")) for day in days))


def weekday_the_nth(match: re.Match[str], today: date) -> Reading:
    day = int(match["d"])
    first = _months_later(today.replace(day=1), int(day < today.day))
    return _on(_checked(first.replace(day=day), match["weekday"]))


def named_day(match: re.Match[str], today: date) -> Reading:
    """ "morgen", "morgen over een week". Before today is no deadline, so "voor vandaag" is today."""
    day = today + timedelta(days=NAMED_DAYS[_single_spaced(match["named"])])
    if counts := _counts(match):
        return _on(*(_later(day, count, match["unit"]) for count in counts))
    return (Meant(day, max(today, day - ONE_DAY)),)


def coming_weekday(match: re.Match[str], today: date) -> Reading:
    return _on(_coming(WEEKDAYS[match["weekday"]], today))


def next_weekday(match: re.Match[str], today: date) -> Reading:
    """ "volgende vrijdag" is for some the coming one, for others the one of next week."""
    coming = _coming(WEEKDAYS[match["weekday"]], today)
    return _on(coming) if coming >= _monday(today) + WEEK else _on(coming, coming + WEEK)


def weekday_later(match: re.Match[str], today: date) -> Reading:
    """ "vrijdag over twee weken": two weeks after the coming Friday."""
    coming = _coming(WEEKDAYS[match["weekday"]], today)
    return _on(*(_later(coming, count, match["unit"]) for count in _counts(match)))


def weekday_a_week_later(match: re.Match[str], today: date) -> Reading:
    return _on(_coming(WEEKDAYS[match["weekday"]], today) + WEEK)


def weekday_of_later_week(match: re.Match[str], today: date) -> Reading:
    """ "over twee weken op vrijdag": the Friday of the week after the next."""
    ahead = timedelta(days=WEEKDAYS[match["weekday"]])
    return _on(*(_monday(today) + count * WEEK + ahead for count in _counts(match)))


def weekday_of_week(match: re.Match[str], today: date) -> Reading:
    ahead = timedelta(days=WEEKDAYS[match["weekday"]])
    return _on(*(_monday(today) + weeks * WEEK + ahead for weeks in _weeks_ahead(match["which"])))


def week(match: re.Match[str], today: date) -> Reading:
    """ "volgende week", "begin volgende week", "eind van de week"."""
    said = match.groupdict()
    part = PARTS[_single_spaced(said["part"])] if said.get("part") else ""
    ahead = timedelta(days=WEEKDAY_OF_PART[part or "end"])
    mondays = [_monday(today) + weeks * WEEK for weeks in _weeks_ahead(said.get("which") or "")]
    coming = [monday if monday + ahead >= today else monday + WEEK for monday in mondays]
    return tuple(_deadline(monday, monday + ahead, part) for monday in coming)


def numbered_week(match: re.Match[str], today: date) -> Reading:
    """ "week 12", "vrijdag in week 12": the next ISO week of that number that is not over."""
    said = match.groupdict().get("weekday")
    weekday = WEEKDAYS[said] if said else FRIDAY
    number = int(match["week"])
    year = today.isocalendar().year
    if date.fromisocalendar(year, number, FRIDAY + 1) < today:
        year += 1
    monday = date.fromisocalendar(year, number, 1)
    day = monday + timedelta(days=weekday)
    return (Meant(day, (day if said else monday) - ONE_DAY),)


def next_month(_: re.Match[str], today: date) -> Reading:
    return (_month_deadline(_months_later(today.replace(day=1), 1), "end"),)


def past_day(match: re.Match[str], today: date) -> Reading:
    return _on(today + timedelta(days=PAST_DAYS[_single_spaced(match["past"])]))


def friday_before_weekend(_: re.Match[str], today: date) -> Reading:
    friday = _coming(FRIDAY, today - ONE_DAY)
    return (Meant(friday, friday),)


def part_of_month(match: re.Match[str], today: date) -> Reading:
    part = PARTS[_single_spaced(match["part"])]
    first = date(int(match["year"] or today.year), MONTH_NUMBERS[match["month"]], 1)
    gone = not match["year"] and _day_of_part(first, part) < today
    return (_month_deadline(_months_later(first, 12 if gone else 0), part),)


def part_of_this_month(match: re.Match[str], today: date) -> Reading:
    part = PARTS[_single_spaced(match["part"])]
    first = _months_later(today.replace(day=1), int(match["which"] in {"volgende", "next"}))
    gone = _day_of_part(first, part) < today
    return (_month_deadline(_months_later(first, int(gone)), part),)


def time_from_today(match: re.Match[str], today: date) -> Reading:
    """The day on which the time is over: "binnen 10 dagen" has its deadline on the tenth."""
    days = [_later(today, count, match["unit"]) for count in _counts(match)]
    return tuple(Meant(day, day) for day in days)


def _on(*days: date) -> Reading:
    return tuple(Meant(day, day - ONE_DAY) for day in days)


def _single_spaced(words: str) -> str:
    return " ".join(words.split())


def _monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


def _coming(weekday: int, today: date) -> date:
    """After today, within a week."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _counts(match: re.Match[str]) -> list[int]:
    """ "over een week of twee" says two numbers."""
    said = match.groupdict()
    words = [word for group in ("n", "n2", "n3") if (word := said.get(group))]
    return [NUMBERS.get(word) or int(word) for word in words]


def _later(day: date, count: int, unit: str) -> date:
    match UNITS[_single_spaced(unit)]:
        case "day":
            return day + timedelta(days=count)
        case "working day":
            return add_working_days(day, count)
        case "week":
            return day + count * WEEK
        case "month":
            return _months_later(day, count)
        case _:
            return _months_later(day, 12 * count)


def _months_later(day: date, count: int) -> date:
    """The same day of the month, or its last day when it is shorter."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, 1).replace(day=min(day.day, monthrange(year, month + 1)[1]))


def _in_year(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        figures = year.strip("'’")
        return date(int(figures) + (2000 if len(figures) == 2 else 0), month, day)
    gone = (month, day) < (today.month, today.day)
    return date(today.year + gone, month, day)


def _checked(day: date, weekday: str | None) -> date:
    if weekday and WEEKDAYS[weekday] != day.weekday():
        raise ValueError("There is no such weekday on that day.")
    return day


def _weeks_ahead(which: str) -> tuple[int, ...]:
    """ "komende week" is for some this week, for others the next."""
    if which in {"volgende", "next"}:
        return (1,)
    return (0, 1) if which in {"komende", "coming"} else (0,)


def _deadline(first: date, deadline: date, part: str) -> Meant:
    """ "voor het eind van de week" is still that Friday; "voor volgende week" is before its Monday."""
    if part == "end":
        return Meant(deadline, deadline)
    return Meant(deadline, (deadline if part else first) - ONE_DAY)


def _month_deadline(first: date, part: str) -> Meant:
    return _deadline(first, _day_of_part(first, part), part)


def _day_of_part(first: date, part: str) -> date:
    if part == "end":
        return first.replace(day=monthrange(first.year, first.month)[1])
    return first.replace(day=15) if part == "middle" else first
