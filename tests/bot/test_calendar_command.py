"""`wegwijzer calendar`: a year as a table, drawn and as a file."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import icalendar
import pytest

from bot.command_line import main
from bot.faults import ServerError
from bot.settings import read_settings
from bot.working_days import public_holidays
from knowledge.calendar.loading import load_calendar

OWN = ("--opleidingsschool", "Rivierenland Leert")
SVG = "{http://www.w3.org/2000/svg}"


def shown(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> str:
    assert main(["calendar", "--year", "2026-2027", *arguments]) == 0
    return capfdbinary.readouterr().out.decode()


def test_the_table_has_every_deadline_with_its_reminders(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    table = shown(capfdbinary)
    row = next(line for line in table.splitlines() if "D13" in line)
    assert row.split("  ")[0] == "wo 31-03-2027"
    for part in ("student, SO, IO", "17-2, 17-3, 30-3", "C33, C46"):
        assert part in row
    numbers = {number for deadline in load_calendar().deadlines for number in deadline.numbers}
    assert all(number in table for number in numbers)
    assert max(map(len, table.splitlines())) <= 143
    unheard = [one.numbers for one in load_calendar().deadlines if one.unheard]
    assert unheard == [("D28",), ("D32",)]
    assert table.count("niemand wordt herinnerd: ") == len(unheard)
    assert "De lesweken zijn een voorbeeld" in table, "the weeks are an example until somebody makes them theirs"


def test_the_table_of_an_opleidingsschool_in_english(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    table = shown(capfdbinary, *OWN, "--language", "en")
    assert "Thu 26-11-2026   Student meeting of SO and IO (D09)" in table
    assert "each teaching week" not in table, "it does without those"


@pytest.mark.parametrize("own", [(), OWN], ids=["everywhere", "own"])
def test_the_drawing_holds_what_the_table_holds_and_nothing_falls_off(tmp_path: Path, own: tuple[str, ...]) -> None:
    file = tmp_path / "year.svg"
    assert main(["calendar", "--year", "2026-2027", *own, "--as", "svg", "--out", str(file)]) == 0
    root = ET.parse(file).getroot()  # noqa: S314 (our own file)
    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    texts = list(root.iter(f"{SVG}text"))
    said = [text.text or "" for text in texts]
    titles = [deadline.title.nl for deadline in load_calendar().deadlines if not deadline.when.event]
    assert set(titles) - set(said) <= {"Elke week een les bijwonen (betaalde baan)"}
    assert {"september", "augustus", "Herfstvakantie", "31-3", "15-3"} <= set(said)
    for text in texts:
        assert 0 <= float(text.attrib["x"]) <= width - (40 if text.attrib["class"] == "day" else 0), text.text
        assert 0 <= float(text.attrib["y"]) <= height
    for line in root.iter(f"{SVG}rect"):
        assert float(line.attrib["width"].replace("100%", "0")) >= 0


def test_the_file_is_read_by_a_calendar_program(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    calendar = icalendar.Calendar.from_ical(shown(capfdbinary, *OWN, "--as", "ics"))
    uids = [str(event["uid"]) for event in calendar.events]
    assert len(uids) == len(set(uids)) > 20
    (wish,) = (event for event in calendar.events if "switch-wishes" in str(event["uid"]))
    assert str(wish["uid"]) == "deadline/switch-wishes/2026-2027/1@wegwijzer"
    assert "so: Uiterlijk 31 maart" in str(wish["description"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--year", "2031-2032"], "has no academic year 2031-2032"),
        (["--year", "2026-2027", "--opleidingsschool", "Elders"], "Known: Rivierenland Leert"),
    ],
)
def test_what_is_not_there_is_said(capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str) -> None:
    assert main(["calendar", *arguments]) == 1
    assert sentence in capsys.readouterr().err


def test_a_year_is_written_in_one_way(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["calendar", "--year", "2026-2028"])
    assert "2026-2027" in capsys.readouterr().err


def test_public_holidays_have_names() -> None:
    calendar = load_calendar()
    first, last = calendar.school.years["2026-2027"][0].from_, calendar.school.years["2026-2027"][-1].from_
    assert public_holidays(first, last, "nl")[first.replace(2027, 4, 27)] == "Koningsdag"
    assert public_holidays(first, last, "en")[first.replace(2027, 4, 27)] == "King's Day"


@pytest.mark.parametrize(
    "url", ["http://wegwijzer.example.org", "wegwijzer.example.org", "https://", "https://[", "https://x/?a=b"]
)
def test_a_public_address_is_https_or_this_computer(tmp_path: Path, url: str) -> None:
    with pytest.raises(ServerError, match="WEGWIJZER_PUBLIC_URL must be an address with https"):
        read_settings({"WEGWIJZER_DATA": str(tmp_path), "WEGWIJZER_PUBLIC_URL": url})


def test_a_public_address_is_kept_without_its_slash(tmp_path: Path) -> None:
    given = {"WEGWIJZER_DATA": str(tmp_path), "WEGWIJZER_PUBLIC_URL": " https://wegwijzer.example.org/bot/ "}
    assert read_settings(given).public_url == "https://wegwijzer.example.org/bot"
    assert (
        read_settings({**given, "WEGWIJZER_PUBLIC_URL": "http://localhost:8400"}).public_url == "http://localhost:8400"
    )
