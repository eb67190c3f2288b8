"""The grammar of days: what mentions of a day look like in folded text (lower case, no accents), and what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from bot import day_readings as meaning
from bot.day_readings import Reading
from bot.day_words import (
    CERTAIN,
    COUNTED_THINGS,
    DOUBTFUL,
    DUTCH_DOUBTFUL,
    DUTCH_NUMBERS,
    DUTCH_UNITS,
    ENGLISH_MONTHS,
    MONTH_NUMBERS,
    NAMED_DAYS,
    NUMBERED_THINGS,
    NUMBERS,
    PARTS,
    PAST_DAYS,
    SHORT_MONTHS,
    UNITS,
    either,
)

Read = Callable[[re.Match[str], date], Reading]


def _loose(pattern: str) -> re.Pattern[str]:
    """A space in the pattern stands for any spaces."""
    return re.compile(pattern.replace(" ", r"\s+"))


def _words(pattern: str) -> re.Pattern[str]:
    """Not inside another word, an address or a name with an apostrophe."""
    return _loose(rf"(?<![\w@'’])(?<!\w\.)(?:{pattern})(?![\w@]|['’.]\w)")


def _figures(pattern: str) -> re.Pattern[str]:
    """Not a piece of a longer figure, a telephone number or an amount."""
    return _loose(rf"(?<![\w@+€$])(?<!\w[./,:–-])(?:{pattern})(?![\w%€]|[./,:–-]\w)")


def _weekday(words: Iterable[str]) -> str:
    shortened = r"(?:(?<=\b\w\w)\.|(?<=\b\w\w\w)\.)?"
    part_of_day = r"(?:\s?(?:ochtend|middag|avond|morgen)| (?:morning|afternoon|evening))?"
    return rf"(?P<weekday>{either(words)}){shortened}{part_of_day}"


def _count(numbers: Iterable[str]) -> str:
    """ "twee", "2 of 3"."""
    number = rf"\d{{1,4}}|{either(numbers)}"
    return rf"(?P<n>{number})(?:\s*(?:-|–|of|a|tot|or|to)\s*(?P<n2>{number}))?"


NAMED = rf"(?<!goede\s)(?<!goeie\s)(?<!\bde\s)(?P<named>{either(NAMED_DAYS)})"
ANY_WEEKDAY = _weekday((*CERTAIN, *DOUBTFUL))
DUTCH_WEEKDAY = _weekday((*CERTAIN, *DUTCH_DOUBTFUL))
ENGLISH_WEEKDAY = _weekday((*CERTAIN, "wed"))

NTH = r"(?:e|de|ste|st|nd|rd|th)"
DAY = rf"(?P<d>\d{{1,2}}){NTH}?"
OR_DAY = rf"(?:\s*(?:-|–|/|of|en|tot en met|tot|t/m|or|and|to)\s*(?P<d2>\d{{1,2}}){NTH}?)?"
WITH_WEEKDAY = rf"(?:{ANY_WEEKDAY},? (?:de |the |on |op )?)?"
SHORTENED_MONTH = rf"(?:(?<=\b(?:{either(SHORT_MONTHS)}))\.)?"
MONTH = rf"(?P<month>{either(MONTH_NUMBERS)}){SHORTENED_MONTH}"
ENGLISH_MONTH = rf"(?P<month>{either(ENGLISH_MONTHS)}){SHORTENED_MONTH}"
YEAR = r"(?P<year>(?:19|20)\d\d|['’]\d\d)"

COUNT = _count(NUMBERS)
UNIT = rf"(?P<unit>{either(UNITS)})"
DUTCH_COUNT = _count(DUTCH_NUMBERS)
DUTCH_UNIT = rf"(?P<unit>{either(DUTCH_UNITS)})(?: of (?P<n3>\d{{1,4}}|{either(DUTCH_NUMBERS)}))?"

PART = rf"(?P<part>{either(PARTS)})(?: van| of)?"
DUTCH_WEEK = r"(?P<which>volgende|komende|deze) week"
ENGLISH_WEEK = r"(?P<which>next|coming|this) week"
ON = r"(?:,|,? op|,? on)?"

MONTH_IN_WORDS = rf"{WITH_WEEKDAY}{DAY}{OR_DAY}[\s-]*(?:of )?{MONTH}(?:,?[\s-]*{YEAR})?"
MONTH_FIRST = rf"{WITH_WEEKDAY}{ENGLISH_MONTH} (?:the )?{DAY}(?:,? {YEAR})?"
DAY_MONTH = rf"{WITH_WEEKDAY}(?P<d>\d{{1,2}})(?P<mark>[/–-])(?P<m>\d{{1,2}})(?:(?P=mark)(?P<year>\d{{4}}|\d\d))?"
DOTTED = rf"{WITH_WEEKDAY}(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?P<year>\d{{4}})"
YEAR_FIRST = rf"{WITH_WEEKDAY}(?P<year>\d{{4}})(?P<mark>[/-])(?P<m>\d{{1,2}})(?P=mark)(?P<d>\d{{1,2}})"
NO_DAY = rf"(?:{either(NUMBERED_THINGS)}) \d+[/–-]\d+|\d+[/–-]\d+ (?:{either((*COUNTED_THINGS, *UNITS))})"
WEEK_NUMBER = r"(?:in |van |of )?week (?P<week>\d{1,2})"
THIS_MONTH = r"(?P<which>de|the|deze|this|volgende|next) (?:maand|month)"

# A rule without a reading takes words away from the others: "groep 3-4" is no day in April.
RULES: tuple[tuple[re.Pattern[str], Read | None], ...] = (
    (_figures(MONTH_IN_WORDS), meaning.calendar_day),
    (_figures(MONTH_FIRST), meaning.calendar_day),
    (_figures(DAY_MONTH), meaning.calendar_day),
    (_figures(DOTTED), meaning.calendar_day),
    (_figures(YEAR_FIRST), meaning.calendar_day),
    (_figures(NO_DAY), None),
    (_words(rf"{ANY_WEEKDAY} (?:de|the) (?P<d>\d{{1,2}}){NTH}"), meaning.weekday_the_nth),
    (_words(rf"{NAMED}(?: over {DUTCH_COUNT} {DUTCH_UNIT})?"), meaning.named_day),
    (_words(rf"{COUNT} {UNIT} from {NAMED}"), meaning.named_day),
    (_words(_weekday(CERTAIN)), meaning.coming_weekday),
    (_words(rf"(?:komende|aanstaande|eerstvolgende|eerstkomende|deze) {DUTCH_WEEKDAY}"), meaning.coming_weekday),
    (_words(rf"op {DUTCH_WEEKDAY}(?![\s-]+niveau)"), meaning.coming_weekday),
    (_words(rf"{ANY_WEEKDAY} (?:aanstaande|a\.\s?s\.?)"), meaning.coming_weekday),
    (_words(rf"(?:this coming|coming|this|on) {ENGLISH_WEEKDAY}"), meaning.coming_weekday),
    (_words(rf"volgende {DUTCH_WEEKDAY}"), meaning.next_weekday),
    (_words(rf"next {ENGLISH_WEEKDAY}"), meaning.next_weekday),
    (_words(rf"{DUTCH_WEEK}{ON} {DUTCH_WEEKDAY}"), meaning.weekday_of_week),
    (_words(rf"{ENGLISH_WEEK}{ON} {ENGLISH_WEEKDAY}"), meaning.weekday_of_week),
    (_words(rf"{DUTCH_WEEKDAY},? (?:in )?{DUTCH_WEEK}"), meaning.weekday_of_week),
    (_words(rf"{ENGLISH_WEEKDAY},? (?:of )?{ENGLISH_WEEK}"), meaning.weekday_of_week),
    (_words(rf"{DUTCH_WEEKDAY} over {DUTCH_COUNT} {DUTCH_UNIT}"), meaning.weekday_later),
    (_words(rf"{ENGLISH_WEEKDAY} in {COUNT} {UNIT}"), meaning.weekday_later),
    (_words(rf"{COUNT} (?P<unit>weeks?) (?:from|on|after) {ENGLISH_WEEKDAY}"), meaning.weekday_later),
    (_words(rf"{ENGLISH_WEEKDAY} week"), meaning.weekday_a_week_later),
    (_words(rf"over {DUTCH_COUNT} (?:week|weken){ON} {DUTCH_WEEKDAY}"), meaning.weekday_of_later_week),
    (_words(rf"in {COUNT} weeks?{ON} {ENGLISH_WEEKDAY}"), meaning.weekday_of_later_week),
    (_words(rf"(?:{PART} )?{DUTCH_WEEK}"), meaning.week),
    (_words(rf"(?:{PART} )?{ENGLISH_WEEK}"), meaning.week),
    (_words(rf"{PART} (?:de |the )?week"), meaning.week),
    (_words(rf"{WEEK_NUMBER}(?!\s*[-–/]\s*\d)"), meaning.numbered_week),
    (_words(rf"{ANY_WEEKDAY},? {WEEK_NUMBER}"), meaning.numbered_week),
    (_words(rf"{WEEK_NUMBER}{ON} {ANY_WEEKDAY}"), meaning.numbered_week),
    (_words(r"(?:volgende|next) (?:maand|month)"), meaning.next_month),
    (_words(r"(?:voor|before) (?:het|dit|the|this) weekend"), meaning.friday_before_weekend),
    (_words(rf"{PART}[\s-]+{MONTH}(?: {YEAR})?(?! \d{{1,2}}\b)"), meaning.part_of_month),
    (_words(rf"{PART} {THIS_MONTH}"), meaning.part_of_this_month),
    (_words(rf"(?:over|binnen nu en|binnen) {DUTCH_COUNT} {DUTCH_UNIT}"), meaning.time_from_today),
    (_words(rf"(?:in|within) {COUNT} {UNIT}"), meaning.time_from_today),
    (_words(rf"{COUNT} {UNIT} from now"), meaning.time_from_today),
)  # fmt: skip
# In a sentence these tell of what was, not of what is due.
ONLY_ALONE: tuple[tuple[re.Pattern[str], Read | None], ...] = (
    (_words(_weekday(DOUBTFUL)), meaning.coming_weekday),
    (_words(rf"(?:the )?(?P<past>{either(PAST_DAYS)})"), meaning.past_day),
)

AT_THE_LATEST = _loose(
    r"(?<!\w)(?:(?:uiterlijk|ten laatste|op (?:zijn|z['’]n) laatst|tot en met|t/m|tot|per|op of voor|voor of op|op|"
    r"by|no later than|at the latest|on or before|on|until|till?|due|de|het|the|aan|at) )+$"
)
# "op of voor 1 april" is 1 April.
BEFORE = _loose(r"(?<!\w)(?<!\bof\s)(?<!\bor\s)(?:voor|before|prior to) (?:(?:de|het|the|op|on) )*$")
TRAILING = _loose(r" (?:uiterlijk|at the latest|aanstaande|a\.\s?s\.)(?!\w)")

# What stands before or after a mention and makes it no day on which something can be due.
NO_DAY_AFTER = _loose(
    r"(?<!\w)(?:na|after|sinds|since|vanaf|from|elke|iedere|every|each|om de|(?:vorige|afgelopen|last|past)(?: week)?|"
    r"eerste|tweede|derde|vierde|laatste|first|second|third|fourth|"
    rf"(?:\d+|{either(NUMBERS)}|de|the) (?:dagen|weken|week|maanden|maand|days|weeks?|months?) (?:voor|before))"
    r" (?:(?:op|on|de|het|the) )*$"
)
NO_DAY_BEFORE = _loose(
    r" (?:vorige?|afgelopen|last (?:week|month|year)|geleden|ago|after next|(?:de week )?(?:daarna|erna|erop|daarop)|"
    rf"of wat|(?:van|in|of) (?:{either(MONTH_NUMBERS)}))(?!\w)"
)
