"""The roster file: read in any dress, refused with all its faults at once, imported and told about."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.command_line import main
from bot.people import featured_people
from bot.roster.decoding import LARGEST_FILE
from bot.roster.demonstration import DEMONSTRATION_ROSTER, seed_demonstration
from bot.roster.faults import MOST_SHOWN, RosterError
from bot.roster.reading import read_roster
from bot.roster.row import Row, Supervises
from knowledge.model import Role
from storage.database import Database
from storage.people import person_by_email, roles_of, students_supervised, supervisors_of
from storage.roster import apply_roster

TODAY = date(2026, 11, 24)
HEADER = "Naam;E-mail;Rollen;Taal;School;Regio;Studentnummer;Opleiding;Vorm;Startjaar;Niveau;WPB;SO;Regiocoördinator"
ANNA = "Anna Ångström;Anna@School.nl;wpb, so;en;Lyceum;;;;;;;;;"
RENEE = "Renée Bos;renee@school.nl;regiocoördinator;;;Noord;;;;;;;;"
SANNE = (
    "Sanne de Vries;sanne@hr.nl;student;;Lyceum;Noord;0912;Leraar Frans;Deeltijd;2025;2;anna@school.nl;;renee@school.nl"
)


def text(*lines: str) -> str:
    return "\r\n".join(lines) + "\r\n"


def faults(*lines: str) -> list[tuple[int, str, str]]:
    with pytest.raises(RosterError) as refused:
        read_roster(text(*lines).encode())
    return [(fault.line, fault.column, fault.message) for fault in refused.value.faults]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_roster_reads_the_same_in_every_dress(encoding: str, separator: str) -> None:
    written = io.StringIO()
    rows = csv.reader(text(HEADER, ANNA, "", ";;;", RENEE, SANNE).splitlines(), delimiter=";")
    csv.writer(written, delimiter=separator).writerows(rows)
    assert read_roster(written.getvalue().encode(encoding)) == (
        Row.model_construct(
            email="anna@school.nl", name="Anna Ångström", roles=(Role.WPB, Role.SO), language="en", school="Lyceum"
        ),
        Row.model_construct(email="renee@school.nl", name="Renée Bos", roles=(Role.REGIOCOORDINATOR,), region="Noord"),
        Row.model_construct(
            email="sanne@hr.nl",
            name="Sanne de Vries",
            roles=(Role.STUDENT,),
            school="Lyceum",
            region="Noord",
            number="0912",
            programme="Leraar Frans",
            form="part-time",
            start_year=2025,
            level=2,
            wpb=(Supervises(email="anna@school.nl"),),
            regiocoordinator=(Supervises(email="renee@school.nl"),),
        ),
    )


def test_accents_are_written_in_one_way() -> None:
    (row,) = read_roster("email;name;roles\nremi@school.nl;Re\u0301mi;wpb".encode())
    assert row.name == "R\u00e9mi"


def test_headers_in_english_in_any_order() -> None:
    row = read_roster(
        b"ROLES,Start Year,level,form,programme,number,name,email\nstudent,2026,1,full-time,x,7,A B,a@b.nl"
    )
    assert (row[0].start_year, row[0].form, row[0].language) == (2026, "full-time", "nl")


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("anna@school.nl 2026-09-01..2027-01-31", date(2026, 9, 1), date(2027, 1, 31)),
        ("anna@school.nl 1-9-2026 .. 31-01-2027", date(2026, 9, 1), date(2027, 1, 31)),
        ("anna@school.nl 2026-09-01..", date(2026, 9, 1), None),
        ("anna@school.nl ..31-1-2027", None, date(2027, 1, 31)),
        ("ANNA@school.nl", None, None),
    ],
)
def test_days_of_supervision(cell: str, first: date | None, last: date | None) -> None:
    rows = read_roster(text(HEADER, ANNA, RENEE, SANNE.replace(";anna@school.nl;", f";{cell};")).encode())
    assert rows[2].wpb == (Supervises(email="anna@school.nl", from_=first, until=last),)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("anna@school.nl 2027-02-01..2026-09-01", "ends before it begins"),
        ("anna@school.nl 2026-02-30..", "'2026-02-30' is not a day; write it as 2026-09-01 or 1-9-2026"),
        ("anna@school.nl 2026-09-01", "are no days; write the days as 2026-09-01..2027-01-31"),
        ("anna@school.nl ..", "are no days"),
        ("anna@school.nl 0001-01-01..", "is not a day"),
        ("anna", "is not an e-mail address, such as anna@school.nl"),
        ("anna@school.nl, anna@school.nl 2026-09-01..", "stands here twice for the same days"),
        ("bob@school.nl", "bob@school.nl has no row in this file; add one with the role wpb"),
        ("renee@school.nl", "renee@school.nl does not have the role wpb; it has regiocoordinator"),
    ],
)
def test_what_is_wrong_with_a_supervisor(cell: str, said: str) -> None:
    ((line, column, message),) = faults(HEADER, ANNA, RENEE, SANNE.replace(";anna@school.nl;", f";{cell};"))
    assert (line, column, said in message) == (4, "WPB", True), message


def test_all_faults_come_at_once_with_their_lines() -> None:
    found = faults(
        HEADER + ";Schoenmaat",
        ANNA,
        ';anna;teacher, hr;fr;"a\nb";;;;;;;;;',
        "Sanne;sanne@hr.nl;student;;;;;Leraar Frans;avond;25;5;x@y.nl;anna@school.nl;",
        "Bob;anna@school.nl;wpb;;;;12;;;;;;;",
        SANNE.replace("anna@school.nl", "bob@school.nl") + ";;;een te veel",
    )
    assert [(line, column) for line, column, _ in found] == [
        (1, "'Schoenmaat'"),
        (3, "E-mail"),
        (3, "Naam"),
        (3, "Rollen"),
        (3, "Taal"),
        (5, "Niveau"),
        (5, "Startjaar"),
        (5, "Studentnummer"),
        (5, "Vorm"),
        (5, "WPB"),
        (6, "E-mail"),
        (6, "Studentnummer"),
        (7, ""),
        (7, "E-mail"),
        (7, "Regiocoördinator"),
        (7, "WPB"),
    ]
    messages = {(line, column): message for line, column, message in found}
    assert "allowed: email/e-mail, name/naam" in messages[1, "'Schoenmaat'"]
    assert messages[5, "Niveau"] == "'5' is not a level; allowed: 1, 2, 3, 4"
    assert messages[5, "Vorm"].endswith("allowed: voltijd, full-time, deeltijd, part-time")
    assert messages[5, "Studentnummer"] == "a value is required for a student"
    assert "allowed: student, wpb, so, io, slc, decaan" in messages[3, "Rollen"]
    assert "line 2 too" in messages[6, "E-mail"]
    assert messages[6, "Studentnummer"].startswith("only a student has this")


def test_a_number_is_of_one_student() -> None:
    assert (5, "Studentnummer", "'0912' stands at line 4 too; one person, one row") in faults(
        HEADER, ANNA, RENEE, SANNE, SANNE.replace("sanne@", "other@")
    )


def test_a_missing_column_is_said_once() -> None:
    assert [fault[:2] for fault in faults("email;naam", "a@b.nl;A", "b@b.nl;B")] == [(1, "roles")]
    found = faults("email;naam;rollen;nummer", "a@b.nl;A;student;1", "b@b.nl;B;student;2")
    assert [fault[:2] for fault in found] == [(1, column) for column in ("form", "level", "programme", "start_year")]


def test_values_that_a_database_cannot_hold() -> None:
    found = faults("email;name;roles", f"a@b.nl;{'x' * 201};wpb", "b@b.nl;a\x07b;wpb")
    assert [message.split(" ", 1)[1] for _, _, message in found] == [
        "is longer than 200 characters",
        "holds a character that cannot be shown; type it anew",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\n\n", "The file is empty."),
        (b"email;name;roles\n", "names no people"),
        (
            b"PK\x03\x04rest of an xlsx",
            'is a spreadsheet, not a CSV file. Open it in your spreadsheet program, choose "Sa',
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
        (b"\xff\xfea", "not a text file"),
        (b"Dear administrator,\nthe roster follows.", "line 1: this line names none of the columns"),
        (b'email;name;roles\na@b.nl;"A;wpb', 'line 2: a double quote (") is opened and not closed well'),
        (bytes(LARGEST_FILE + 1), "larger than 50 MB"),
    ],
)
def test_what_is_no_roster_is_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(RosterError) as refused:
        read_roster(data)
    assert said in str(refused.value)
    assert "Nothing was imported." in str(refused.value)


def test_a_file_that_is_wrong_everywhere_stays_readable() -> None:
    with pytest.raises(RosterError) as refused:
        read_roster(text("email;name;roles", *(f"a{n}@b.nl;A;none" for n in range(MOST_SHOWN + 5))).encode())
    assert len(refused.value.faults) == MOST_SHOWN + 5
    assert "and 5 more" in str(refused.value)


CELLS = st.one_of(
    st.sampled_from(
        ["", "student", "wpb", "so,io", "nl", "2025", "3", "deeltijd", "a@b.nl", "c@d.nl", "a@b.nl 1-9-2026.."]
    ),
    st.sampled_from(['"', "a@b.nl ..9999-99-99", "\x85", "İ@İ.İ", "٣", "a@b.nl,,a@b.nl", "\r", "￾"]),
    st.text(max_size=8),
)
LINES = st.lists(CELLS, min_size=1, max_size=16).map(";".join)
FILES = st.lists(LINES, max_size=6).map(lambda lines: "\n".join([HEADER, *lines]).encode("utf-8", "surrogatepass"))


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.binary(max_size=300), FILES, st.text(max_size=200).map(lambda said: said.encode("utf-16", "replace")))
)
def test_any_bytes_give_rows_or_faults(data: bytes) -> None:
    try:
        found: tuple[object, ...] = read_roster(data)
    except RosterError as refused:
        found = refused.faults if str(refused) else ()
    assert found


def test_the_demonstration_roster() -> None:
    rows = read_roster(DEMONSTRATION_ROSTER.read_bytes())
    people = {row.email: row for row in rows}
    students = [row for row in rows if Role.STUDENT in row.roles]
    assert len(students) == 60
    assert {row.opleidingsschool for row in students} == {"Rivierenland Leert"}
    assert len({row.school for row in students}) == 4
    for person in featured_people().values():
        row = people[person.email]
        assert (row.name, row.roles, row.language) == (person.name, (person.role,), person.language)
    by_io = Counter(one.email.split("@")[0] for row in students for one in row.io)
    assert by_io == {"marleen": 40, "ngozi.adeyemi": 20}
    assert [len(row.wpb) for row in students].count(2) == 1
    first, second = (row for row in students if row.name == "Sanne de Vries")
    assert first.programme != second.programme
    assert {one.email for row in (first, second) for one in row.wpb} == {"samira@wegwijzer.example"}
    assert all(row.email.endswith("@wegwijzer.example") for row in rows)


async def test_the_demonstration_is_there_for_a_new_database_only(database: Database) -> None:
    async with database.sessions.begin() as session:
        await seed_demonstration(session, TODAY)
        daan = await person_by_email(session, "Daan@wegwijzer.example")
        marleen = await person_by_email(session, "marleen@wegwijzer.example")
        assert daan
        assert marleen
        around = {one.person.name for one in await supervisors_of(session, daan.id, TODAY)}
        assert around >= {"Samira el Idrissi", "Joost Verhoeven", "Marleen de Wit"}
        assert len(await students_supervised(session, marleen.id, "io", TODAY)) == 40
        assert await roles_of(session, [marleen.id, daan.id]) == {marleen.id: ("io",), daan.id: ("student",)}
        await apply_roster(session, [], TODAY)
        await seed_demonstration(session, TODAY)
        assert await person_by_email(session, "daan@wegwijzer.example") is None


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["roster", "import", *arguments])
    return code, *capsys.readouterr()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A roster file beside a database of its own."""
    monkeypatch.setenv("WEGWIJZER_DATA", str(tmp_path))
    return tmp_path / "roster.csv"


def test_the_command_tells_what_it_does(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(text(HEADER, ANNA, RENEE, SANNE), encoding="utf-8")
    code, said, progress = run(capsys, str(file), "--dry-run")
    assert (code, progress, "added: Renée Bos <renee@school.nl>" in said) == (0, "", True)
    assert "nothing was written" in said
    said = run(capsys, str(file))[1]
    assert "supervision begun: Anna Ångström (wpb) of Sanne de Vries" in said
    assert run(capsys, str(file))[1] == "3 people in the file.\nNothing changed.\n"
    file.write_text(text(HEADER, ANNA, SANNE.replace(";2;", ";3;").replace("renee@school.nl", "")), encoding="utf-8")
    said = run(capsys, str(file))[1]
    assert said.splitlines()[4:] == [
        "left: Renée Bos <renee@school.nl>",
        "supervision ended: Renée Bos (regiocoordinator) of Sanne de Vries",
        "changed: Sanne de Vries <sanne@hr.nl> (level)",
    ]
    file.write_text(HEADER, encoding="utf-8")
    code, _, error = run(capsys, str(file))
    assert (code, error) == (1, "The file names no people, only columns\n1 fault(s). Nothing was imported.\n")
    code, _, error = run(capsys, str(file.with_name("none.csv")))
    assert (code, "cannot be read: No such file" in error) == (1, True)


def test_a_large_import_names_twenty_lines_and_its_progress(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = (f"Iemand {n};iemand{n}@school.nl;wpb;{'x' * 199}" for n in range(5000))
    file.write_text(text("naam;email;rollen;school", *people), encoding="utf-8")
    _, said, progress = run(capsys, str(file))
    assert "Comparing the people" in progress
    assert len(said.splitlines()) == 2 + 20 + 1
    assert said.endswith("and 4,980 more\n")


def test_a_file_that_holds_a_part_of_the_roster_is_not_written(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody exports one school only: nobody else may be marked as left by that."""
    everybody = [f"Iemand {n};iemand{n}@school.nl;wpb" for n in range(40)]
    file.write_text(text("naam;email;rollen", *everybody), encoding="utf-8")
    run(capsys, str(file))
    file.write_text(text("naam;email;rollen", *everybody[:12]), encoding="utf-8")
    code, said, error = run(capsys, str(file))
    assert (code, "left" in said, "--leaving" in error) == (1, True, True)
    assert "Nothing changed" not in run(capsys, str(file), "--dry-run")[1]
    assert run(capsys, str(file), "--leaving")[0] == 0
    assert "Nothing changed" in run(capsys, str(file))[1]
