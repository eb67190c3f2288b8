"""`wegwijzer person …`: what is held about somebody, and taking it away."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.clock import present
from bot.opening import opened
from bot.privacy import as_json, as_markdown
from bot.settings import read_settings
from knowledge.phrases import Phrases, load_phrases
from storage import audit
from storage.held import everything_about
from storage.people_tables import Person, Student
from storage.privacy import Going, erase, find_person, what_goes

NOBODY = "There is nobody with that e-mail address or student number."


def export(options: argparse.Namespace) -> int:
    found = asyncio.run(_collect(options.person))
    if found is None:
        return _nobody()
    person, sections = found
    phrases = load_phrases()["en" if person.language == "en" else "nl"]
    if options.out:
        _write(options.out, person, sections, phrases)
    else:
        now = present()
        print(as_json(sections, now) if options.json else as_markdown(sections, phrases, now), end="")
    return 0


async def _collect(given: str) -> tuple[Person, dict[str, list[dict[str, Any]]]] | None:
    async with opened(read_settings()) as database, database.sessions.begin() as session:
        person = await find_person(session, given)
        if person is None:
            return None
        sections = await everything_about(session, person)
        student = await session.get(Student, person.id)
        about = person.id if student else None
        exported = f"person/{person.id}"
        await audit.note(session, at=present(), person_id=None, action="exported", object_=exported, student_id=about)
        return person, sections


def _write(folder: Path, person: Person, sections: Mapping[str, list[dict[str, Any]]], phrases: Phrases) -> None:
    now = present()
    folder.mkdir(parents=True, exist_ok=True)
    for ending, text in (("json", as_json(sections, now)), ("md", as_markdown(sections, phrases, now))):
        path = folder / f"person-{person.id}.{ending}"
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        print(path)


def erase_(options: argparse.Namespace) -> int:
    going = asyncio.run(_erase(options.person, yes=options.yes))
    if going is None:
        return _nobody()
    _print_counts("Goes:" if not options.yes else "Gone:", going.goes)
    _print_counts("Stays, without the name:", going.stays_nameless)
    if not options.yes:
        print("Nothing was changed. This cannot be undone; to do it: add --yes")
    return 0


async def _erase(given: str, *, yes: bool) -> Going | None:
    async with opened(read_settings()) as database, database.sessions.begin() as session:
        person = await find_person(session, given)
        if person is None:
            return None
        return await erase(session, person, present()) if yes else await what_goes(session, person)


def _nobody() -> int:
    print(NOBODY, file=sys.stderr)
    return 1


def _print_counts(heading: str, counts: Mapping[str, int]) -> None:
    print(heading)
    for kind, count in counts.items():
        if count:
            print(f"{count:7}  {kind}")
    if not any(counts.values()):
        print("         nothing")
