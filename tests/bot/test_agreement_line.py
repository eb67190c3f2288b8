"""An agreement in one line: what, about whom, and by when, with nothing guessed."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agreement_line import AgreementLine, is_agreement_line, read_line
from bot.cases import Student
from bot.days import Ambiguous, Day, Impossible

WEDNESDAY = date(2026, 3, 4)
NAMES = {
    "500101": "Daan Bakker",
    "500102": "Daan de Vries",
    "500103": "Sophie van Dijk",
    "500104": "Jayden Klein",
    "500105": "Anne-Marie el Idrissi",
    "500106": "Ben Jansen",
    "500107": "Zoë Smit",
    "s500108": "Fatima Yıldız",
    "500109": "Thijs Bakker",
}
STUDENTS = tuple(
    Student(number, name, code, "Leraar Nederlands", "full-time", 2024, 1, "De Brug", "Samen West")
    for number, (code, name) in enumerate(NAMES.items(), 1)
)


def read(text: str) -> AgreementLine:
    return read_line(text, STUDENTS, WEDNESDAY)


def names(line: AgreementLine) -> list[str]:
    return [student.name for student in line.students]


# Typed; what is agreed; about whom; by when.
LINES = [
    ("afspraak: Sophie levert vrijdag het lesplan in", "Sophie levert het lesplan in", "Sophie van Dijk", "2026-03-06"),
    ("Afspraak: sophie levert het lesplan in, uiterlijk 1 april.", "Sophie levert het lesplan in", "Sophie van Dijk",
     "2026-04-01"),
    ("afspraak: Sophie van Dijk: lesplan inleveren vóór 1 april", "Lesplan inleveren", "Sophie van Dijk", "2026-03-31"),
    ("afspraak Sofie: lesplan inleveren over twee weken", "Lesplan inleveren", "Sophie van Dijk", "2026-03-18"),
    ("leg vast: Sopie belt morgen", "Sopie belt", "Sophie van Dijk", "2026-03-05"),
    ("afspraak: vrijdag levert Jaydn het lesplan in", "Jaydn levert het lesplan in", "Jayden Klein", "2026-03-06"),
    ("afspraak: volgende week vrijdag moet 500104 het verslag af hebben", "500104 moet het verslag af hebben",
     "Jayden Klein", "2026-03-13"),
    ("leg vast: Jayden Klein (500104) maakt een klein lesplan, eind maart", "Jayden Klein maakt een klein lesplan",
     "Jayden Klein", "2026-03-31"),
    ("afspraak: S500108 - vrijdag feedback vragen", "Feedback vragen", "Fatima Yıldız", "2026-03-06"),
    ("afspraak: Daan Bakker levert vrijdag het lesplan in", "Daan Bakker levert het lesplan in", "Daan Bakker",
     "2026-03-06"),
    ("afspraak: daan de vries mailt 12-3", "Daan de vries mailt", "Daan de Vries", "2026-03-12"),
    ("afspraak: Daan V. levert vrijdag het lesplan in", "Daan V. levert het lesplan in", "Daan de Vries", "2026-03-06"),
    ("afspraak: Daan Baker levert vrijdag in", "Daan Baker levert in", "Daan Bakker", "2026-03-06"),
    ("afspraak met Zoe op vrijdag om 10 uur", "Afspraak met Zoe om 10 uur", "Zoë Smit", "2026-03-06"),
    ("Afspraak: met Zoë, vrijdag (6 maart), het gesprek voorbereiden", "Het gesprek voorbereiden", "Zoë Smit",
     "2026-03-06"),
    ("afspraak: lesplan bespreken met Zoë op maandag", "Lesplan bespreken met Zoë", "Zoë Smit", "2026-03-09"),
    ("leg vast: lesplan inleveren vrijdag, Jayden", "Lesplan inleveren", "Jayden Klein", "2026-03-06"),
    ("afspraak: Jaydens lesplan vrijdag bekijken", "Jaydens lesplan bekijken", "Jayden Klein", "2026-03-06"),
    ("afspraak: Anne Marie mailt morgen", "Anne Marie mailt", "Anne-Marie el Idrissi", "2026-03-05"),
    ("afspraak: annemarie mailt morgen", "Annemarie mailt", "Anne-Marie el Idrissi", "2026-03-05"),
    ("afspraak: fatima yildiz maandag bellen", "Fatima yildiz bellen", "Fatima Yıldız", "2026-03-09"),
    ("afspraak: Tijs levert vrijdag in", "Tijs levert in", "Thijs Bakker", "2026-03-06"),
    ("afspraak: Ben is vrijdag op school", "Ben is op school", "Ben Jansen", "2026-03-06"),
    ("agreement: Sophie hands in the lesson plan by Friday", "Sophie hands in the lesson plan", "Sophie van Dijk",
     "2026-03-06"),
    ("Agreement: Jayden: talk about language skills before April 1", "Talk about language skills", "Jayden Klein",
     "2026-03-31"),
    ("agreement: on Friday meet Jayden", "Meet Jayden", "Jayden Klein", "2026-03-06"),
    ("agreement: Sofie sends her plan next week Friday", "Sofie sends her plan", "Sophie van Dijk", "2026-03-13"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "what", "who", "due"), LINES)
def test_a_clear_line(text: str, what: str, who: str, due: str) -> None:
    line = read(text)
    assert is_agreement_line(text)
    assert (line.what, names(line), line.text) == (what, [who], text)
    assert isinstance(line.due, Day)
    assert line.due.day == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("afspraak: Daan levert vrijdag het lesplan in", ["Daan Bakker", "Daan de Vries"]),
        ("afspraak: daan: lesplan", ["Daan Bakker", "Daan de Vries"]),
        ("afspraak: Daam belt 12 mrt", ["Daan Bakker", "Daan de Vries"]),
        ("afspraak: Daan X. belt", ["Daan Bakker", "Daan de Vries"]),
        ("afspraak: Daan's lesplan", ["Daan Bakker", "Daan de Vries"]),
        ("afspraak: Bakker belt", ["Daan Bakker", "Thijs Bakker"]),
        ("afspraak: Sophie en Jayden maken een les", ["Sophie van Dijk", "Jayden Klein"]),
        ("agreement: Sofie and Daan Bakker meet", ["Daan Bakker", "Sophie van Dijk"]),
    ],
)
def test_all_who_may_be_meant_are_candidates(text: str, who: list[str]) -> None:
    assert names(read(text)) == who


@pytest.mark.parametrize(
    "text",
    ["afspraak: vrijdag lesplan inleveren", "afspraak: ik ben vrijdag op school", "afspraak: een klein lesplan maken",
     "afspraak: daar praten we vrijdag over", "Afspraak: Daar praten we over", "afspraak: Priya belt morgen",
     "afspraak: 500199 belt", "afspraak: bel 50010", "afspraak: "],
)  # fmt: skip
def test_nobody_is_named(text: str) -> None:
    assert read(text).students == ()


def test_a_faint_trace_does_not_stand_beside_a_name() -> None:
    assert names(read("afspraak: Sophie koopt brood bij de bakker")) == ["Sophie van Dijk"]


def test_a_surname_in_lower_case_is_enough_when_nobody_else_is_named() -> None:
    assert names(read("afspraak: idrissi belt morgen")) == ["Anne-Marie el Idrissi"]


def test_what_is_left_without_name_and_day() -> None:
    assert read("afspraak: vrijdag lesplan inleveren").what == "Lesplan inleveren"
    assert read("afspraak: vrijdag").what == ""
    assert read("afspraak: Daan, vrijdag").what == "Daan"
    assert read("afspraak: Sophie, Jayden en Zoë leveren in").what == "Sophie, Jayden en Zoë leveren in"


def test_a_day_that_is_not_clear_is_taken_out_when_it_is_one_expression() -> None:
    line = read("afspraak: Sophie levert volgende vrijdag in")
    assert isinstance(line.due, Ambiguous)
    assert line.what == "Sophie levert in"


def test_two_days_stay_in_the_sentence() -> None:
    line = read("afspraak: Sophie levert vrijdag het plan in en maandag de les")
    assert isinstance(line.due, Ambiguous)
    assert line.what == "Sophie levert vrijdag het plan in en maandag de les"


def test_a_day_that_does_not_exist_or_is_not_named() -> None:
    text = "afspraak: Sophie levert 31-2 in"
    assert read(text).due == Impossible(text.index("31"), text.index(" in"))
    assert read("afspraak: Sophie levert na de kerstvakantie in").due is None


def test_the_place_of_the_day_is_in_the_line_as_typed() -> None:
    text = "  afspraak: Zoë levert vrijdag in"
    assert read(text).due == Day(date(2026, 3, 6), text.index("vrijdag"), text.index(" in"))


def test_a_day_is_not_taken_for_a_name() -> None:
    jan = Student(50, "Jan Mei", "500150", "Leraar Nederlands", "full-time", 2024, 1, "De Brug", "Samen West")
    line = read_line("afspraak: Sophie belt 12 Jan", (*STUDENTS, jan), WEDNESDAY)
    assert names(line) == ["Sophie van Dijk"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("afspraak: x", True),
        ("Afspraak : x", True),
        ("AFSPRAAK met Daan", True),
        ("  leg vast: x", True),
        ("Leg  vast: x", True),
        ("agreement: x", True),
        ("afspraak", False),
        ("afspraken maken", False),
        ("agreement with Daan", False),
        ("leg vast wat we afspraken", False),
        ("ik wil een afspraak: x", False),
        ("", False),
    ],
)
def test_which_lines_are_agreements(text: str, expected: bool) -> None:
    assert is_agreement_line(text) is expected


PIECES = st.sampled_from(
    ["afspraak:", "Daan", "daan", "Bakker", "B.", "de", "Vries", "500104", "(", ")", ",", ":", "-", "vrijdag", "31-2",
     "en", "met", "levert", "in", "\ue000", "\0", "İ", "Zoe\u0308", "'s", "."]
)  # fmt: skip


@given(st.text() | st.lists(PIECES, max_size=12).map(" ".join))
def test_any_line_is_read_and_nothing_is_made_up(text: str) -> None:
    line = read(text)
    assert line.text == text
    assert set(line.students) <= set(STUDENTS)
    after_the_capital = "".join(line.what[3:].casefold().split())
    assert not Counter(after_the_capital) - Counter(text.casefold())
