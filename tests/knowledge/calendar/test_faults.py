"""A calendar with a fault is not used, and says where and what is allowed."""

from __future__ import annotations

import shutil
from datetime import time
from pathlib import Path

import pytest

from knowledge.calendar.check import check_calendar
from knowledge.calendar.loading import load_calendar
from knowledge.library import CONTENT, load_library
from knowledge.yaml_file import ContentError

LIBRARY = load_library()
OWN = "opleidingsscholen/rivierenland-leert.yaml"
MAIN = "calendar.yaml"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    for name in (MAIN, "values.yaml", "school-calendar.yaml"):
        shutil.copy(CONTENT / name, tmp_path / name)
    shutil.copytree(CONTENT / "opleidingsscholen", tmp_path / "opleidingsscholen")
    return tmp_path


def changed(content: Path, name: str, old: str, new: str) -> int:
    """Replaces the first `old`; gives the line on which it stood."""
    text = (content / name).read_text(encoding="utf-8")
    assert old in text
    (content / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


UNREADABLE = [
    (MAIN, "numbers: [D13]", "numbers: [D12]", "D13: no deadline covers it", None),
    (MAIN, "  D16:", "  D12:", "D12 is excused, but a deadline covers it", 0),
    (MAIN, "numbers: [D13]", "numbers: [D33]", "does not have the required form", 0),
    (MAIN, "{before: switch-wishes-before}", "{before: wishes}", "known: paid-job-check-day", 0),
    (MAIN, "{before: switch-wishes-before}", "{before: study-advice-norm}", "not a dated value that is a day", 0),
    (MAIN, "{before: switch-wishes-before}", "{month_day: 02-30}", "02-30 is a day that no year has", 0),
    (MAIN, "{before: switch-wishes-before}", "{days: [2027-02-30]}", "2027-02-30 is no day that exists", 0),
    (MAIN, "{before: switch-wishes-before}", "{}", "exactly one of before, on, month_day", 0),
    (MAIN, "{each: quarter}", "{each: quarter, on: paid-job-check-day}", "here: each, on", 0),
    (MAIN, "{each: quarter}", "{each: month}", "'quarter', 'school-week' or 'student-meeting'", 0),
    (MAIN, "{each: quarter}", "{every: quarter}", "allowed: before, days, each", 0),
    (MAIN, "leads: [42, 14, 1]", "leads: [14, 42]", "largest number of days stands first", 0),
    (MAIN, "leads: [42, 14, 1]", "leads: [-1]", "greater than or equal to 0", 0),
    (MAIN, "id: switch-wishes", "id: slc-talk", "'slc-talk' stands here 2 times", None),
    (MAIN, "      regiocoordinator:", "      rector:", "reminded.rector", 0),
    (MAIN, "{count} studenten: {students}", "{aantal} studenten", "{aantal} is not filled in", None),
    (MAIN, "facts: [B4-02, B4-05]", "facts: []", "name the facts of the note", 0),
    (MAIN, "concerns: {levels: [4]}", "concerns: {levels: [5]}", "less than or equal to 4", 0),
    (OWN, "student_meetings: [2026-11-26", "student_meetings: [2026-11-28", "2026-11-28 lies in a weekend", 0),
    (OWN, "without: [paid-job-weekly]", "without: [assessment]", "not a kind that one may do without; allowed: ", 0),
    (OWN, "id: open-evening", "id: slc-talk", "is a deadline of calendar.yaml", 0),
    (
        OWN,
        "    leads: [14, 2]",
        "    leads: [14, 2]\n    numbers: [D02]",
        "numbers are for the deadlines of the note",
        None,
    ),
    (OWN, "from: 18:00", "from: 25:00", "write a time of the day as 18:00", 0),
    (OWN, "from: 2026-10-19", "from: 2026-10-20", "2026-10-20 is not a Monday", 0),
]


@pytest.mark.parametrize(("name", "old", "new", "message", "line"), UNREADABLE, ids=[case[2] for case in UNREADABLE])
def test_a_calendar_with_a_fault_is_not_used(
    content: Path, name: str, old: str, new: str, message: str, line: int | None
) -> None:
    where = changed(content, name, old, new)
    with pytest.raises(ContentError) as error:
        load_calendar(content)
    fault = next((one for one in error.value.faults if message in str(one)), None)
    assert fault is not None, error.value.faults
    assert fault.file.name == Path(name).name
    assert line is None or fault.line == where + line


def test_two_files_about_one_opleidingsschool(content: Path) -> None:
    shutil.copy(content / OWN, content / "opleidingsscholen" / "copy.yaml")
    with pytest.raises(ContentError, match="more than one file is about 'Rivierenland Leert'"):
        load_calendar(content)


def test_every_fault_of_every_file_is_told_at_once(content: Path) -> None:
    changed(content, OWN, "name: Rivierenland Leert", "naam: Rivierenland Leert")
    (content / "opleidingsscholen" / "leeg.yaml").write_text("", encoding="utf-8")
    with pytest.raises(ContentError) as error:
        load_calendar(content)
    assert {fault.file.name for fault in error.value.faults} == {"rivierenland-leert.yaml", "leeg.yaml"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("facts: [B4-02, B4-05]", "facts: [B4-02, B4-99]", "'B4-99' is not a known fact"),
        ("contradictions: [C33, C46]", "contradictions: [C99]", "'C99' is not a known contradiction"),
        ("subject: wissel-opleidingsschool", "subject: wisselen", "'wisselen' is not a known topic"),
        ("dialog: students", "dialog: student-list", "'student-list' is not a known dialog; known: guide, students"),
        ("        dialog: students", "        dialog: students\n        subject: '12'", "does not take '12'"),
    ],
)
def test_names_that_nothing_knows(content: Path, old: str, new: str, message: str) -> None:
    where = changed(content, MAIN, old, new)
    (fault,) = check_calendar(LIBRARY, {"guide": "[a-z-]+", "students": "", "agree": ""}, content)
    assert message.replace("known: guide, students", "known: agree, guide, students") in str(fault)
    assert fault.line - where in {0, 1}


def test_the_calendar_of_the_content_is_whole() -> None:
    assert check_calendar(LIBRARY) == []


def test_quiet_hours_are_read_as_they_are_written(content: Path) -> None:
    """YAML takes 18:00 for a number, and 08:00 for a text."""
    quiet = load_calendar(content).partnerships["Rivierenland Leert"].quiet
    assert quiet is not None
    assert (quiet.start, quiet.end) == (time(18), time(8))
