"""`wegwijzer roster import`: everybody's row in a file becomes what the database knows of them."""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bot.clock import AMSTERDAM, present
from bot.opening import opened
from bot.people import DEMONSTRATION_DOMAIN
from bot.roster.decoding import LARGEST_FILE
from bot.roster.faults import Fault, RosterError
from bot.roster.listing import listed
from bot.roster.reading import read_roster
from bot.settings import read_settings
from storage.database import explain
from storage.roster import LinkLine, PersonLine, RosterChanges, apply_roster
from storage.roster_people import Listed

MOST_LISTED = 20
LARGE_FILE = 1024 * 1024
FEW, USUAL_SHARE = 10, 0.5
TOO_MANY_LEAVE = (
    "Nothing was written: so many people would leave that the file looks like a part of the roster. A file holds "
    "everybody. Is this right all the same? Then run it again with --leaving."
)
Tell = Callable[[str], None]
Lines = tuple[PersonLine, ...] | tuple[LinkLine, ...]


def import_roster(options: argparse.Namespace) -> int:
    data = _bytes(options.file)
    tell = _progress if len(data) > LARGE_FILE else _silence
    today = present().astimezone(AMSTERDAM).date()
    with _garbage_kept():
        tell("Reading the file")
        people = listed(read_roster(data))
        changes, written = asyncio.run(_import(people, today, tell, options))
    _print_changes(changes, len(people))
    if options.dry_run:
        print("This was a dry run: nothing was written.")
    elif not written:
        print(TOO_MANY_LEAVE, file=sys.stderr)
    return 0 if written or options.dry_run else 1


def _bytes(file: Path) -> bytes:
    """One byte more than is allowed is enough to refuse a file."""
    try:
        with file.open("rb") as opened_file:
            return opened_file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise RosterError([Fault(0, "", f"{file} cannot be read: {error.strerror}. Check the name.")]) from error


async def _import(
    people: list[Listed], today: date, tell: Tell, options: argparse.Namespace
) -> tuple[RosterChanges, bool]:
    """What changed, and whether it was kept."""
    async with opened(read_settings()) as database, database.sessions() as session:
        try:
            changes = await apply_roster(session, people, today, tell)
            kept = not options.dry_run and (options.leaving or not _looks_partial(changes, len(people)))
            await (session.commit() if kept else session.rollback())
        except DBAPIError as error:
            raise explain(error) from error
    return changes, kept


def _looks_partial(changes: RosterChanges, people: int) -> bool:
    """More leave than a new year explains: most likely the file holds a part of the people."""
    leaving = sum(not line.email.endswith(f"@{DEMONSTRATION_DOMAIN}") for line in changes.left)
    return leaving > FEW and leaving > people * USUAL_SHARE


@contextmanager
def _garbage_kept() -> Iterator[None]:
    """Nearly all that is made lives until the end: looking for garbage in between would take half of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _progress(doing: str) -> None:
    print(f"{doing} …", file=sys.stderr, flush=True)


def _silence(_doing: str) -> None:
    """A small file is done before it could be read."""


def _print_changes(changes: RosterChanges, people: int) -> None:
    print(f"{people:,} people in the file.")
    found = _found(changes)
    for what, lines in found:
        print(f"  {what:28}{len(lines):>9,}")
    if not found:
        print("Nothing changed.")
    first = list(islice((_said(what, line) for what, lines in found for line in lines), MOST_LISTED))
    for line in first:
        print(line)
    unseen = sum(len(lines) for _, lines in found) - len(first)
    if unseen:
        print(f"and {unseen:,} more")


def _found(changes: RosterChanges) -> list[tuple[str, Lines]]:
    """What leaves or ends comes first: a wrong file shows there."""
    groups: list[tuple[str, Lines]] = [
        ("left", changes.left),
        ("supervision ended", changes.ended),
        ("returned", changes.returned),
        ("changed", changes.changed),
        ("supervision has other days", changes.moved),
        ("added", changes.added),
        ("supervision begun", changes.begun),
    ]
    return [(what, lines) for what, lines in groups if lines]


def _said(what: str, line: PersonLine | LinkLine) -> str:
    if isinstance(line, LinkLine):
        return f"{what}: {line.supervisor} ({line.role}) of {line.student}"
    fields = f" ({', '.join(line.fields)})" if line.fields else ""
    return f"{what}: {line.name} <{line.email}>{fields}"
