"""Words for days in Dutch and English, as they stand in folded text: lower case, without accents."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.values import MONTHS


def either(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest first."""
    return "|".join(word.replace(" ", r"\s+") for word in sorted(words, key=len, reverse=True))


def _numbered(words: str) -> dict[str, int]:
    return {word: number for number, word in enumerate(words.split(), 1)}


_DUTCH_DAYS = ("maandag ma", "dinsdag di", "woensdag woe wo", "donderdag do", "vrijdag vr", "zaterdag za", "zondag zo")
_ENGLISH_DAYS = (
    "monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thur thurs", "friday fri", "saturday sat",
    "sunday sun",
)  # fmt: skip
_SHORT_MONTHS = ("jan", "feb febr", "mrt mar", "apr", "", "jun", "jul", "aug", "sep sept", "okt oct", "nov", "dec")

WEEKDAYS = {
    word: number for days in (_DUTCH_DAYS, _ENGLISH_DAYS) for number, words in enumerate(days) for word in words.split()
}
# Ordinary words too ("do", "zo", "sat"): a day only beside something else that says so, or alone.
DUTCH_DOUBTFUL = ("wo", "do", "za")
DOUBTFUL = (*DUTCH_DOUBTFUL, "zo", "wed", "sat", "sun")
CERTAIN = tuple(word for word in WEEKDAYS if word not in DOUBTFUL)

ENGLISH_MONTHS = {name.casefold(): number for number, name in enumerate(MONTHS["en"], 1)} | {
    word: number
    for number, words in enumerate(_SHORT_MONTHS, 1)
    for word in words.split()
    if word not in {"mrt", "okt"}
}
MONTH_NUMBERS = ENGLISH_MONTHS | {name: number for number, name in enumerate(MONTHS["nl"], 1)} | {"mrt": 3, "okt": 10}
SHORT_MONTHS = tuple(word for word in MONTH_NUMBERS if len(word) == 3 and word not in {"mei", "may"})

DUTCH_NUMBERS = _numbered("een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien")
ENGLISH_NUMBERS = _numbered(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
) | {"a": 1, "an": 1}  # fmt: skip
NUMBERS = DUTCH_NUMBERS | ENGLISH_NUMBERS

NAMED_DAYS = {
    "vandaag": 0, "vanochtend": 0, "vanmiddag": 0, "vanavond": 0, "today": 0, "tonight": 0,
    "morgen": 1, "morgenochtend": 1, "morgenmiddag": 1, "morgenavond": 1, "tomorrow": 1,
    "overmorgen": 2, "day after tomorrow": 2,
}  # fmt: skip

PAST_DAYS = {
    "gisteren": -1, "gisterochtend": -1, "gistermiddag": -1, "gisteravond": -1, "yesterday": -1,
    "eergisteren": -2, "day before yesterday": -2,
}  # fmt: skip

UNITS = {
    "dag": "day", "dagen": "day", "day": "day", "days": "day",
    "werkdag": "working day", "werkdagen": "working day", "working day": "working day", "working days": "working day",
    "business day": "working day", "business days": "working day",
    "week": "week", "weken": "week", "weeks": "week",
    "maand": "month", "maanden": "month", "month": "month", "months": "month",
    "jaar": "year", "year": "year", "years": "year",
}  # fmt: skip
DUTCH_UNITS = ("dag", "dagen", "werkdag", "werkdagen", "week", "weken", "maand", "maanden", "jaar")

PARTS = {
    "begin": "begin", "beginning": "begin", "start of": "begin",
    "half": "middle", "halverwege": "middle", "medio": "middle", "midden": "middle", "mid": "middle",
    "middle": "middle",
    "eind": "end", "einde": "end", "end": "end",
}  # fmt: skip

# "groep 3-4" and "3-4 lessen" are no days.
NUMBERED_THINGS = (
    "jaar", "schooljaar", "studiejaar", "leerjaar", "groep", "groepen", "klas", "klassen", "blok", "periode",
    "hoofdstuk", "paragraaf", "pagina", "bladzijde", "lokaal", "les", "lessen", "week", "weken",
    "year", "years", "group", "groups", "grade", "grades", "class", "term", "chapter", "section", "page", "pages",
    "room", "lesson", "lessons", "weeks",
)  # fmt: skip
COUNTED_THINGS = (
    "keer", "uur", "uren", "les", "lessen", "studenten", "leerlingen", "bladzijden", "pagina's",
    "times", "hours", "lessons", "students", "pupils", "pages",
)  # fmt: skip
