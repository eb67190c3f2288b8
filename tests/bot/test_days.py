"""Days as people type them: which day, in which part of the text, and what is not guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.days import Ambiguous, Day, DayResult, Impossible, day_in, day_of
from bot.dialogs.fields import PastDay

WEDNESDAY = date(2026, 3, 4)

# What the whole text is, and the day that it says on Wednesday 4 March 2026.
DAYS = """
vandaag                         2026-03-04
today                           2026-03-04
vanmiddag                       2026-03-04
voor vandaag                    2026-03-04
morgen                          2026-03-05
Morgen.                         2026-03-05
morgenochtend                   2026-03-05
tomorrow                        2026-03-05
voor morgen                     2026-03-04
overmorgen                      2026-03-06
the day after tomorrow          2026-03-06
ma                              2026-03-09
di                              2026-03-10
woe                             2026-03-11
do                              2026-03-05
Do.                             2026-03-05
vr                              2026-03-06
VR.                             2026-03-06
zo                              2026-03-08
wed                             2026-03-11
woensdag                        2026-03-11
vrijdag                         2026-03-06
Friday                          2026-03-06
op vrijdag                      2026-03-06
on Friday                       2026-03-06
vrijdagmiddag                   2026-03-06
vrijdag morgen                  2026-03-06
vrijdag a.s.                    2026-03-06
do a.s.                         2026-03-05
aanstaande vrijdag              2026-03-06
komende vrijdag                 2026-03-06
this Friday                     2026-03-06
volgende woensdag               2026-03-11
voor vrijdag                    2026-03-05
gisteren                        2026-03-03
yesterday                       2026-03-03
eergisteren                     2026-03-02
the day before yesterday        2026-03-02
week 12                         2026-03-20
in week 12                      2026-03-20
voor week 12                    2026-03-15
vrijdag in week 12              2026-03-20
week 12 dinsdag                 2026-03-17
Tuesday of week 12              2026-03-17
week 10                         2026-03-06
week 9                          2027-03-05
volgende maand                  2026-04-30
next month                      2026-04-30
deze week vrijdag               2026-03-06
deze week maandag               2026-03-02
volgende week vrijdag           2026-03-13
volgende week op vrijdag        2026-03-13
vrijdag volgende week           2026-03-13
volgende week do                2026-03-12
volgende week maandag           2026-03-09
next week Friday                2026-03-13
Friday next week                2026-03-13
vrijdag over een week           2026-03-13
vrijdag over twee weken         2026-03-20
Friday week                     2026-03-13
a week on Friday                2026-03-13
over twee weken op vrijdag      2026-03-20
morgen over een week            2026-03-12
a week from tomorrow            2026-03-12
deze week                       2026-03-06
volgende week                   2026-03-13
voor volgende week              2026-03-08
begin volgende week             2026-03-09
halverwege volgende week        2026-03-11
eind volgende week              2026-03-13
eind van de week                2026-03-06
voor het eind van de week       2026-03-06
by the end of next week         2026-03-13
begin van de week               2026-03-09
voor het weekend                2026-03-06
over twee weken                 2026-03-18
over één week                   2026-03-11
over 3 dagen                    2026-03-07
binnen 10 dagen                 2026-03-14
binnen nu en drie weken         2026-03-25
binnen 5 werkdagen              2026-03-11
over een maand                  2026-04-04
over een jaar                   2027-03-04
in two weeks                    2026-03-18
within 10 days                  2026-03-14
two weeks from now              2026-03-18
begin mei                       2026-05-01
half mei                        2026-05-15
mid-May                         2026-05-15
begin maart                     2027-03-01
eind maart                      2026-03-31
het einde van maart 2027        2027-03-31
end of March                    2026-03-31
eind februari                   2027-02-28
eind februari 2028              2028-02-29
eind van de maand               2026-03-31
eind volgende maand             2026-04-30
begin van de maand              2026-04-01
voor half mei                   2026-05-14
12 maart                        2026-03-12
4 maart                         2026-03-04
3 maart                         2027-03-03
12 mrt                          2026-03-12
12 mrt.                         2026-03-12
12e maart                       2026-03-12
12 maart 2027                   2027-03-12
12 maart '27                    2027-03-12
12 march                        2026-03-12
the 12th of March               2026-03-12
March 12                        2026-03-12
March 12th, 2027                2027-03-12
1 feb                           2027-02-01
vrijdag 13 maart                2026-03-13
Friday, March 13                2026-03-13
zo 8 maart                      2026-03-08
vr 13-3                         2026-03-13
vrijdag de 13e                  2026-03-13
Friday the 13th                 2026-03-13
volgende week vrijdag, 13 maart 2026-03-13
morgen (donderdag)              2026-03-05
12-3                            2026-03-12
12–3                            2026-03-12
12-03                           2026-03-12
12/3                            2026-03-12
3-3                             2027-03-03
12-3-2027                       2027-03-12
12-3-27                         2027-03-12
12/03/2027                      2027-03-12
12.3.2027                       2027-03-12
2027-03-12                      2027-03-12
29-2-2028                       2028-02-29
12-3-2020                       2020-03-12
voor 1 april                    2026-03-31
vóór 1 april                    2026-03-31
before April 1                  2026-03-31
voor 1 maart                    2027-02-28
op of voor 1 april              2026-04-01
uiterlijk 1 april               2026-04-01
uiterlijk op 1 april            2026-04-01
1 april uiterlijk               2026-04-01
op 1 april                      2026-04-01
tot en met 1 april              2026-04-01
by April 1                      2026-04-01
"""


def rows(table: str) -> list[tuple[str, str]]:
    return [(line[:-10].strip(), line[-10:]) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("text", "day"), rows(DAYS))
def test_a_text_that_is_a_day(text: str, day: str) -> None:
    found = day_of(text, WEDNESDAY)
    assert isinstance(found, Day)
    assert found.day == date.fromisoformat(day)
    assert text[found.start : found.end].rstrip(".") == text.rstrip(".")


def test_before_with_loose_accents_is_before_too() -> None:
    assert day_of("vo\u0301o\u0301r 1 april", WEDNESDAY) == Day(date(2026, 3, 31), 0, 14)


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        (date(2026, 12, 30), "vrijdag", date(2027, 1, 1)),
        (date(2026, 12, 30), "1 januari", date(2027, 1, 1)),
        (date(2026, 12, 30), "31-12", date(2026, 12, 31)),
        (date(2026, 12, 30), "29-12", date(2027, 12, 29)),
        (date(2026, 12, 30), "over twee weken", date(2027, 1, 13)),
        (date(2026, 12, 30), "volgende week vrijdag", date(2027, 1, 8)),
        (date(2026, 12, 30), "eind januari", date(2027, 1, 31)),
        (date(2026, 12, 30), "eind volgende maand", date(2027, 1, 31)),
        (date(2026, 12, 31), "eind december", date(2026, 12, 31)),
        (date(2028, 1, 31), "over een maand", date(2028, 2, 29)),
        (date(2027, 1, 31), "over een maand", date(2027, 2, 28)),
        (date(2028, 2, 10), "29 februari", date(2028, 2, 29)),
        (date(2027, 6, 1), "29-2", date(2028, 2, 29)),
        (date(2028, 2, 10), "eind februari", date(2028, 2, 29)),
        (date(2028, 2, 28), "morgen", date(2028, 2, 29)),
        (date(2028, 2, 29), "over een jaar", date(2029, 2, 28)),
        (date(2026, 3, 6), "vrijdag", date(2026, 3, 13)),
        (date(2026, 3, 6), "eind van de week", date(2026, 3, 6)),
        (date(2026, 3, 7), "eind van de week", date(2026, 3, 13)),
        (date(2026, 3, 7), "volgende vrijdag", date(2026, 3, 13)),
        (date(2026, 3, 8), "volgende week", date(2026, 3, 13)),
        (date(2026, 3, 8), "volgende week vrijdag", date(2026, 3, 13)),
        (date(2026, 3, 7), "voor het weekend", date(2026, 3, 13)),
    ],
)
def test_on_other_days(today: date, text: str, day: date) -> None:
    assert day_of(text, today) == Day(day, 0, len(text))


def test_a_weekday_that_does_not_fit_the_coming_nth_is_not_looked_for_months_ahead() -> None:
    assert day_of("vrijdag de 13e", date(2026, 3, 14)) == Impossible(0, 14)


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        ("Daan levert vrijdag het lesplan in", "2026-03-06", "vrijdag"),
        ("Daan levert het lesplan in, uiterlijk op 1 april.", "2026-04-01", "uiterlijk op 1 april"),
        ("het plan moet vóór 1 april af", "2026-03-31", "vóór 1 april"),
        ("bezoek in groep 3/4 op maandag", "2026-03-09", "op maandag"),
        ("Daan geeft 2-3 lessen voor half mei", "2026-05-14", "voor half mei"),
        ("gesprek op 12-3, om 10:30 uur", "2026-03-12", "op 12-3"),
        ("bel 06-12345678 morgen", "2026-03-05", "morgen"),
        ("volgende week zo snel mogelijk", "2026-03-13", "volgende week"),
        ("vrijdag 6 maart, dus overmorgen, is het zover", "2026-03-06", "vrijdag 6 maart"),
        ("She hands in the plan by the end of next week, please", "2026-03-13", "by the end of next week"),
        ("we begin May 3", "2026-05-03", "May 3"),
    ],
)
def test_a_day_in_a_sentence(text: str, day: str, said: str) -> None:
    start = text.index(said)
    assert day_in(text, WEDNESDAY) == Day(date.fromisoformat(day), start, start + len(said))
    assert day_of(text, WEDNESDAY) is None


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "?", "geen idee", "na de kerstvakantie", "in mei", "over een paar dagen",
        "na vrijdag", "after 1 April", "vanaf maandag", "sinds 12 maart", "elke vrijdag", "every Friday",
        "vorige week vrijdag", "afgelopen vrijdag", "last Friday", "12 maart vorig jaar", "over een week geleden",
        "twee weken voor 1 april", "de week voor 1 april", "de laatste vrijdag van maart", "vrijdag in mei",
        "de vrijdag erna", "the Friday after next", "goede morgen", "zo goed mogelijk",
        "what do I do", "op wo-niveau", "schooljaar 25/26", "groep 3-4", "2-3 lessen", "hoofdstuk 3-4",
        "06-12345678", "+31-6", "€12-3", "3-4%", "maandags", "jan@vrijdag.nl", "12:30", "cijfer 5,5",
    ],
)  # fmt: skip
def test_no_day(text: str) -> None:
    assert day_in(text, WEDNESDAY) is None
    assert day_of(text, WEDNESDAY) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("volgende vrijdag", ["2026-03-06", "2026-03-13"]),
        ("next Friday", ["2026-03-06", "2026-03-13"]),
        ("komende week", ["2026-03-06", "2026-03-13"]),
        ("maandag of dinsdag", ["2026-03-09", "2026-03-10"]),
        ("do of vr", ["2026-03-05", "2026-03-06"]),
        ("12 of 13 maart", ["2026-03-12", "2026-03-13"]),
        ("12-15 maart", ["2026-03-12", "2026-03-15"]),
        ("over een week of twee", ["2026-03-11", "2026-03-18"]),
        ("over 2 à 3 weken", ["2026-03-18", "2026-03-25"]),
        ("1 april, 2 april", ["2026-04-01", "2026-04-02"]),
        ("volgende week vrijdag 20 maart", ["2026-03-13", "2026-03-20"]),
    ],
)
def test_more_than_one_day_is_not_guessed(text: str, days: list[str]) -> None:
    found = day_of(text, WEDNESDAY)
    assert isinstance(found, Ambiguous)
    assert [day.day.isoformat() for day in found.days] == days


def test_two_days_in_a_sentence_each_have_their_place() -> None:
    text = "vrijdag het plan en maandag de les"
    assert day_in(text, WEDNESDAY) == Ambiguous((Day(date(2026, 3, 6), 0, 7), Day(date(2026, 3, 9), 20, 27)))


@pytest.mark.parametrize(
    "text",
    ["31-2", "31 februari", "30-02-2028", "29-2-2027", "29 februari", "12-13", "0-0", "2027-02-30", "vrijdag 14 maart",
     "Friday, March 14", "over 9999 jaar", "zondag de 13e", "op 31 april"],
)  # fmt: skip
def test_a_day_that_does_not_exist(text: str) -> None:
    assert day_of(text, WEDNESDAY) == Impossible(0, len(text))


def test_an_impossible_day_counts_beside_a_possible_one() -> None:
    assert day_in("vrijdag, of 31-2", WEDNESDAY) == Impossible(12, 16)


WORDS = (
    "voor", "vóór", "uiterlijk", "op", "na", "over", "binnen", "in", "of", "week", "weken", "volgende", "eind", "van",
    "de", "half", "maart", "mei", "May", "vrijdag", "vr.", "do", "next", "Friday", "12", "31", "-", "/", "2027", "12-3",
    "2", "een", "a.s.", "(", ")", ",", "'27", "İ", "ﬁ", "e\u0301", "99999", "jaar", "morgen", "\n", "the", "13th",
)  # fmt: skip
TEXTS = st.text() | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
TODAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def places(found: DayResult | None) -> list[tuple[int, int]]:
    match found:
        case Ambiguous(days):
            return [(day.start, day.end) for day in days]
        case None:
            return []
        case _:
            return [(found.start, found.end)]


@given(TEXTS, TODAYS)
def test_any_text_is_read_and_what_is_found_lies_within_it(text: str, today: date) -> None:
    for found in (day_in(text, today), day_of(text, today)):
        assert all(0 <= start < end <= len(text) for start, end in places(found))
        if isinstance(found, Ambiguous):
            assert len({day.day for day in found.days}) > 1


@given(TEXTS, TODAYS)
def test_nothing_but_what_was_found_says_the_day(text: str, today: date) -> None:
    found = day_in(text, today)
    if isinstance(found, Day) and found.end - found.start == len(text):
        assert day_of(text, today) == found


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), TODAYS, st.sampled_from(["-", "/"]))
def test_figures_with_a_year_are_that_day(day: date, today: date, mark: str) -> None:
    written = [
        day.isoformat(), f"{day.day}{mark}{day.month}{mark}{day.year}", f"{day:%d{mark}%m{mark}%Y}", f"{day:%d.%m.%Y}"
    ]  # fmt: skip
    for text in written:
        assert day_of(text, today) == Day(day, 0, len(text))
        assert day_in(f"gesprek {text} op school", today) == Day(day, 8, 8 + len(text))


@given(TODAYS, st.integers(0, 364))
def test_figures_without_a_year_are_the_next_such_day(today: date, ahead: int) -> None:
    day = date.fromordinal(today.toordinal() + ahead)
    text = f"{day.day}-{day.month}"
    assert day_of(text, today) == Day(day, 0, len(text))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1 maart", date(2026, 3, 1)), ("20 november", date(2026, 11, 20)), ("vandaag", date(2026, 11, 24))],
)
def test_a_day_that_was_may_be_many_months_ago(typed: str, meant: date) -> None:
    read = TypeAdapter(PastDay).validate_python(typed, context={"today": date(2026, 11, 24)})
    assert read == meant
