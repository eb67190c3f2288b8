"""A person's rights, on both databases and with what was typed encrypted; and who saw what."""

from __future__ import annotations

import json
import os
import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, insert, select

from bot.opening import opened
from bot.privacy import as_json, as_markdown
from bot.settings import read_settings
from knowledge.phrases import load_phrases
from storage import audit
from storage.case_tables import Agreement, AgreementChange, Audit, Call, Erasure, Notice, Report
from storage.database import Database
from storage.encryption import cipher_of, encrypt_with
from storage.held import everything_about
from storage.people_tables import Person
from storage.privacy import GONE, erase, find_person, what_goes
from storage.reminder_tables import Reminder
from storage.tables import Table
from tests import program
from tests.small_school import DAY, NOW, School, add_person, add_student, everything, fill

PHRASES = load_phrases()


@pytest.fixture
async def school(database: Database) -> School:
    encrypt_with(database.engine, cipher_of([Fernet.generate_key().decode()]))
    async with database.sessions.begin() as session:
        return await fill(session)


async def test_people_are_found_by_address_and_by_number(database: Database, school: School) -> None:
    async with database.sessions.begin() as session:
        for given in ("0912345", " 0912345@HR.example "):
            person = await find_person(session, given)
            assert person is not None
            assert person.id == school.daan
        assert await find_person(session, "Daan Bakker") is None


async def test_everything_about_a_student_is_in_the_export(database: Database, school: School) -> None:
    sections = await held(database, "0912345")
    assert all(sections[name] for name in sections if name != "supervises")
    whole = json.loads(as_json(sections, NOW))
    assert whole["agreements"][0]["owners"] == ["Marleen de Wit"]
    assert whole["agreements"][0]["history"][1]["detail"] == "Samira el Idrissi → Marleen de Wit"
    assert whole["reports"][0]["texts"] == {"besproken": "De orde in klas 2"}
    assert whole["reports"][0]["readers"][0]["name"] == "Marleen de Wit"
    talk = whole["talks"][0]
    assert [talk["meeting"], talk["led_by"]] == [{"place": "Lokaal 12"}, "Marleen de Wit"]
    assert [talk["items"][0]["by"], talk["items"][0]["colour"]] == ["Samira el Idrissi", "green"]
    assert {note["text"] for note in talk["notes"]} == {"Dat kostte mij moeite", "Vraagt uit zichzelf om feedback"}
    assert {party["remark"] for party in talk["parties"]} == {"", "Mooi gesprek"}
    assert whole["calls"][0]["note"] == "Kijk je even mee?"
    assert [talk["id"] for talk in whole["conversations"]] == [f"web/{school.daan}"]
    assert whole["conversations"][0]["turns"][0]["heard"] == {"text": "hoe zit het met mijn EC"}
    assert [one["people"] for one in whole["meetings"]] == [["Daan Bakker", "Samira el Idrissi", "Marleen de Wit"]]
    assert [one["organiser"] for one in whole["discussed"]] == ["Samira el Idrissi", "Samira el Idrissi"]
    assert not any("people" in one for one in whole["discussed"])
    assert whole["switch-requests"][0]["wish"] == "Een montessorischool"
    assert whole["switch-requests"][0]["history"][0]["by"] == "Samira el Idrissi"
    assert whole["audit"][0]["by"] == "Samira el Idrissi"
    assert whole["notices"][0]["message"] == {"paragraphs": ["Er is een verslag"]}


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_readable_file_says_the_same(database: Database, school: School, language: str) -> None:  # noqa: ARG001
    phrases = PHRASES["en" if language == "en" else "nl"]
    for person in ("0912345", "samira@plein.example"):
        text = as_markdown(await held(database, person), phrases, NOW)
        for typed in (
            "Elke week een les",
            "De orde in klas 2",
            "Kijk je even mee?",
            "Marleen de Wit",
            "20-11-2026 13:00",
        ):
            assert typed in text
        assert phrases("held-code.wpb") in text, "words in place of codes"
    student = as_markdown(await held(database, "0912345"), phrases, NOW)
    for code in ("full-time", "questioned", "content", "exit"):
        assert f": {phrases(f'held-code.{code}')}\n" in student
    assert language == "en" or not re.search(r": (full-time|questioned|content|exit|three-way)\n", student)
    assert "mijn student komt steeds te laat" in text
    assert "Antwoord op vraag in Teams" in text
    assert phrases("held.nothing") in text


async def held(database: Database, who: str) -> dict[str, list[dict[str, object]]]:
    async with database.sessions.begin() as session:
        person = await find_person(session, who)
        assert person is not None
        return await everything_about(session, person)


async def test_of_an_erased_student_nothing_is_left_but_counts(database: Database, school: School) -> None:
    async with database.sessions.begin() as session:
        await audit.note(session, at=NOW, person_id=None, action="exported", object_=f"person/{school.daan}")
        person = await find_person(session, "0912345")
        assert person is not None
        preview = await what_goes(session, person)
        assert await erase(session, person, NOW) == preview
    async with database.sessions.begin() as session:
        left = await everything(session)
        for trace in (
            "Daan",
            "0912345",
            "Elke week",
            "klas 2",
            "Kijk je",
            "mijn EC",
            "montessori",
            "Wat zoek",
            "Lokaal 12",
            "kostte mij",
            "Vraagt uit",
            f"person/{school.daan}'",
        ):
            assert trace not in left
        assert "van iemand anders" in left
        assert "mijn student komt steeds te laat" in left
        erasure = (await session.scalars(select(Erasure))).one()
        assert erasure.counts == preview.goes
        assert {kind for kind, number in preview.goes.items() if number == 0} == {
            "part in an agreement",
            "part in a report",
        }
        assert set(await session.scalars(select(Audit.object))) == {"agreement", "person"}
        assert await find_person(session, "0912345") is None


async def test_what_an_erased_supervisor_wrote_stays_without_their_name(database: Database, school: School) -> None:
    async with database.sessions.begin() as session:
        person = await find_person(session, "samira@plein.example")
        assert person is not None
        preview = await what_goes(session, person)
        assert preview.stays_nameless == {
            "agreement": 1, "change of an agreement": 2, "report": 1, "situation": 1, "meeting": 2, "resit": 1,
            "period": 1, "change of a period": 1,
            "move of a request": 1,
            "audit line": 1, "progress talk": 0, "colour in a progress talk": 1, "note in a progress talk": 1,
        }  # fmt: skip
        assert preview.goes["turn"] == 2
        await erase(session, person, NOW)
    async with database.sessions.begin() as session:
        left = await everything(session)
        for trace in ("Samira", "samira", "komt steeds te laat", "vraag in Teams"):
            assert trace not in left
        report = (await session.scalars(select(Report))).one()
        assert (report.written_by, report.texts) == (None, {"besproken": "De orde in klas 2"})
        assert (await session.scalars(select(Agreement.made_by))).one() is None
        details = (await session.scalars(select(AgreementChange.detail))).all()
        assert f"{GONE} → Marleen de Wit" in details
        assert await session.scalar(select(func.count()).select_from(Call)) == 0
        assert await session.scalar(select(func.count()).select_from(Notice)) == 2
        student = await session.get(Person, school.daan)
        assert student is not None


async def test_everybody_around_loses_only_notices_that_name_the_person(database: Database, school: School) -> None:
    """More of them than one batch; somebody who has nothing to do with the student keeps theirs."""
    async with database.sessions.begin() as session:
        stranger = await add_person(session, "Vreemd", "vreemd@x.example", "wpb", school="Elders")
        educator = await add_person(session, "Els", "els@plein.example", "so")
        hears = await add_person(session, "Ali", "ali@x.example", "so", school="Elders")
        told = {"key": "deadline/x", "last_day": DAY, "state": "waiting", "version": 1, "told_to": hears}
        await session.execute(insert(Reminder).values(person_id=school.daan, **told, at=NOW))
        for number, (reader, text) in enumerate(
            [(school.marleen, "Over Daan Bakker"), (school.marleen, "Over een ander")] * 150
            + [(educator, "Voor Daan Bakker"), (hears, "Voor Daan Bakker")]
            + [(stranger, "Daan Bakker speelt gitaar")]
        ):
            row = {"key": f"k{number}", "person_id": reader, "message": {"steps": [{"text": text}]}}
            await session.execute(insert(Notice).values(**row, made_at=NOW, shown_at=None))
        person = await find_person(session, "0912345")
        assert person is not None
        assert (await erase(session, person, NOW)).goes["notice to others"] == 153
        assert await session.scalar(select(func.count()).select_from(Notice)) == 151


async def test_an_erasure_that_fails_changes_nothing(database: Database, school: School) -> None:  # noqa: ARG001
    async with database.sessions.begin() as session:
        before = await everything(session)
    with pytest.raises(RuntimeError, match="power cut"):
        await _erase_and_fail(database)
    async with database.sessions.begin() as session:
        assert await everything(session) == before


async def _erase_and_fail(database: Database) -> None:
    async with database.sessions.begin() as session:
        person = await find_person(session, "0912345")
        assert person is not None
        await erase(session, person, NOW)
        raise RuntimeError("power cut")


def test_every_tie_to_a_person_goes_or_loses_its_person() -> None:
    """A new table that points at people says what happens to it when they go."""
    for table in Table.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name in {"person", "student"}:
                assert key.ondelete in {"CASCADE", "SET NULL"}, key
                assert key.ondelete == "CASCADE" or key.parent.nullable, key


async def test_the_audit_log_is_bounded_and_asked_by_person_student_and_day(database: Database, school: School) -> None:
    async with database.sessions.begin() as session:
        other = await add_student(session, "Eva Kok", "0900002")
        for hours in range(1, 4):
            at, seen = NOW + timedelta(hours=hours), f"report/{hours}"
            await audit.note(session, at=at, person_id=school.marleen, action="saw", object_=seen, student_id=other)
        lines = await audit.latest(session, most=2)
        assert [line.object for line in lines] == ["report/3", "report/2"]
        assert (lines[0].by, lines[0].student, lines[0].number) == ("Marleen de Wit", "Eva Kok", "0900002")
        assert [line.by for line in await audit.latest(session, student_id=school.daan)] == ["Samira el Idrissi"]
        assert len(await audit.latest(session, person_id=school.marleen)) == 3
        assert len(await audit.latest(session, since=NOW + timedelta(hours=2))) == 2


async def test_the_command_line(tmp_path: Path) -> None:
    settings = read_settings({"WEGWIJZER_DATA": str(tmp_path)})
    async with opened(settings) as database, database.sessions.begin() as session:
        await fill(session)
    _walk(tmp_path)


def _walk(tmp_path: Path) -> None:
    assert "Samira el Idrissi" in run(tmp_path, "audit", "--student", "0912345", "--since", "2026-11-20")[1]
    assert run(tmp_path, "audit", "--since", "2026-11-21")[1] == "Nothing was noted.\n"
    assert run(tmp_path, "audit", "--since", "gisteren")[0] == 2
    assert json.loads(run(tmp_path, "person", "export", "0912345", "--json")[1])["person"][0]["name"] == "Daan Bakker"
    assert run(tmp_path, "person", "export", "0912345")[1].startswith("# Wat Wegwijzer over je bewaart")
    written = run(tmp_path, "person", "export", "0912345", "--out", str(tmp_path / "out"))[1].split()
    assert [Path(path).suffix for path in written] == [".json", ".md"]
    assert {stat.S_IMODE(Path(path).stat().st_mode) for path in written} == {0o600}
    preview = run(tmp_path, "person", "erase", "0912345")[1]
    assert re.search(r"1  report\n", preview)
    assert "Nothing was changed" in preview
    assert run(tmp_path, "person", "erase", "0912345")[1] == preview
    assert run(tmp_path, "person", "erase", "0912345", "--yes")[1].startswith("Gone:")
    for again in ("erase", "export"):
        code, _, error = run(tmp_path, "person", again, "0912345")
        assert (code, "There is nobody" in error) == (1, True)
    assert run(tmp_path, "audit", "--person", "weg@x.example")[0] == 1


def test_keys_on_the_command_line(tmp_path: Path) -> None:
    key = run(tmp_path, "database", "new-key")[1].strip()
    assert "Set WEGWIJZER_ENCRYPTION_KEYS" in run(tmp_path, "database", "rotate-keys")[2]
    assert "first key already" in run(tmp_path, "database", "rotate-keys", keys=key)[1]
    code, _, error = run(tmp_path, "database", "rotate-keys", keys="geen sleutel")
    assert (code, "no key" in error, "geen sleutel" in error) == (1, True, False)
    assert "Nothing has been kept" in run(tmp_path, "database", "forget-expired", "--dry-run", keys=key)[1]


def run(tmp_path: Path, *arguments: str, keys: str = "") -> tuple[int, str, str]:
    environment = {**os.environ, "WEGWIJZER_DATA": str(tmp_path), "WEGWIJZER_ENCRYPTION_KEYS": keys}
    return program.run(*arguments, environment=environment)
