"""The red-green list: read in any dress, refused with all its faults, and judged as the rules judge one student."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.command_line import main
from bot.paid_job_wording import JobWording
from bot.paid_jobs.faults import ListError
from bot.paid_jobs.listing import Colour, as_csv, judged
from bot.paid_jobs.reading import Listed, read_list
from knowledge.library import load_library
from knowledge.phrases import load_phrases
from knowledge.rules.enrolment import ProgrammeForm
from knowledge.values import load_values

VALUES = load_values()
DUTCH = JobWording(load_library(), load_phrases()["nl"], "15 maart")
NEW, OLD = date(2026, 11, 24), date(2023, 5, 1)
STUDY = "Opleidingsschool;Studentnummer;Naam;Vorm;Niveau;Studiejaar;Studiepunten;Open punten;Propedeuse"
HEADER = f"{STUDY};FTE;Klokuren;Mentortaken"
ROWS = (
    "OSR;1;Anna Ångström;voltijd;2;2;88;3;ja;;;",
    "OSR;2;Bo;voltijd;2;2;80;6;ja;0,3;7;nee",
    "Noord;3;Cas;voltijd;3;3;130;10;ja;0,5;;",
    "Noord;4;Dee;deeltijd;2;2;;;;;;",
    "Noord;5;Eva;voltijd;2;2;85;;ja;;;",
    "Noord;6;Fem;voltijd;2;2;85;5;;;;",
    "Noord;7;Gijs;voltijd;1;1;60;0;ja;;;",
)


def text(*lines: str) -> str:
    return "\r\n".join(lines) + "\r\n"


def colours(as_of: date, *rows: str) -> dict[str, Colour]:
    return {
        one.student.number: one.colour for one in judged(read_list(text(HEADER, *rows).encode()), VALUES, DUTCH, as_of)
    }


def test_each_student_has_a_colour_by_the_rule_of_the_day() -> None:
    assert colours(NEW, *ROWS) == {
        "1": Colour.GREEN, "2": Colour.RED, "3": Colour.RED, "4": Colour.GREY, "5": Colour.GREY, "6": Colour.INCOMPLETE,
        "7": Colour.RED,
    }  # fmt: skip
    assert colours(OLD, *ROWS) == {
        "1": Colour.GREEN, "2": Colour.RED, "3": Colour.RED, "4": Colour.GREY, "5": Colour.GREEN,
        "6": Colour.INCOMPLETE, "7": Colour.RED,
    }  # fmt: skip


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_list_reads_the_same_in_every_dress(encoding: str, separator: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows(csv.reader(text(HEADER, *ROWS).splitlines(), delimiter=";"))
    assert read_list(written.getvalue().encode(encoding)) == read_list(text(HEADER, *ROWS).encode())


@pytest.mark.parametrize(
    ("row", "column", "told"),
    [
        ("OSR;1;A;voltijd;2;2;veel;;;;;", "Studiepunten", "'veel' is not a number; allowed: digits, as in 85 or 0,3"),
        ("OSR;1;A;voltijd;1;1;61;;;;;", "Studiepunten", "61 credits in year 1 is not possible; allowed: 0 to 60"),
        ("OSR;1;A;voltijd;5;2;;;;;;", "Niveau", "'5' is not possible; allowed: 1 to 4"),
        ("OSR;1;A;avond;2;2;;;;;;", "Vorm", "allowed: voltijd/full-time, deeltijd/part-time"),
        ("OSR;1;A;voltijd;2;2;;;misschien;;;", "Propedeuse", "allowed: ja/yes, nee/no"),
        ("OSR;;A;voltijd;2;2;;;;;;", "Studentnummer", "a value is required"),
        ("OSR;1;A;voltijd;2;2;;;;-0,3;;", "FTE", "'-0,3' is not a number"),
        ("OSR;1;A;voltijd;2;2;nan;;;;;", "Studiepunten", "'nan' is not a number"),
    ],
)
def test_a_fault_is_told_by_line_and_column(row: str, column: str, told: str) -> None:
    with pytest.raises(ListError) as refused:
        read_list(text(HEADER, ROWS[3], row).encode())
    (fault,) = refused.value.faults
    assert (fault.line, fault.column) == (3, column)
    assert told in fault.message


def test_all_faults_come_at_once() -> None:
    with pytest.raises(ListError) as refused:
        read_list(text("Studentnummer;Niveau;Kleur", "1;x;", "1;2;").encode())
    told = str(refused.value)
    for part in ("line 1, column form", "line 1, column year", "line 1, column 'Kleur'", "line 2, column Niveau",
                 "line 3, column Studentnummer", "Nothing was checked."):  # fmt: skip
        assert part in told
    for nothing in (b"", b"x;y\n1;2\n", text(HEADER).encode(), b"PK\x03\x04"):
        with pytest.raises(ListError):
            read_list(nothing)


@given(st.text(max_size=30))
def test_no_cell_becomes_a_formula(name: str) -> None:
    listed = Listed.model_construct(number="1", name=name, form=ProgrammeForm.FULL_TIME, level=2, year=2)
    written = as_csv(judged([listed], VALUES, DUTCH, NEW), DUTCH)
    (_, row) = csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""), delimiter=";")
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "studenten.csv", tmp_path / "lijst.csv"
    file.write_text(text(HEADER, *ROWS), "cp1252")
    assert main(["paid-job", "check", str(file), "--as-of", "2026-11-24", "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "OSR (groen: 1, rood: 1)" in shown
    assert "GROEN  1  Anna Ångström  studie op orde" in shown
    rows = list(csv.reader(io.StringIO(out.read_text("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["opleidingsschool", "studentnummer", "naam", "niveau van de baan", "uitkomst", "waarom"]
    assert [row[0] for row in rows[1:]] == ["Noord"] * 5 + ["OSR"] * 2
    file.write_text(text(HEADER, "OSR;1;A;voltijd;2;2;veel;;;;;"), "utf-8")
    assert main(["paid-job", "check", str(file)]) == 1
    assert "line 2, column Studiepunten" in capsys.readouterr().err
