"""`wegwijzer audit`: who saw or changed what, and when."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import datetime, time

from bot.clock import AMSTERDAM
from bot.opening import opened
from bot.settings import read_settings
from storage.audit import AuditLine, latest
from storage.privacy import find_person

UNKNOWN = "(not known)"


class UnknownPersonError(LookupError):
    """Nobody has that e-mail address or student number."""


def audit(options: argparse.Namespace) -> int:
    try:
        lines = asyncio.run(_lines(options))
    except UnknownPersonError as error:
        print(f"There is nobody with {error}.", file=sys.stderr)
        return 1
    for line in reversed(lines):
        print(_shown(line))
    if len(lines) == options.most:
        print(f"These are the newest {options.most}; --most shows more.")
    elif not lines:
        print("Nothing was noted.")
    return 0


async def _lines(options: argparse.Namespace) -> list[AuditLine]:
    since = options.since and datetime.combine(options.since, time(), tzinfo=AMSTERDAM)
    async with opened(read_settings()) as database, database.sessions.begin() as session:

        async def known(given: str | None) -> int | None:
            if given is None:
                return None
            person = await find_person(session, given)
            if person is None:
                raise UnknownPersonError(given)
            return person.id

        person_id, student_id = await known(options.person), await known(options.student)
        return await latest(session, person_id=person_id, student_id=student_id, since=since, most=options.most)


def _shown(line: AuditLine) -> str:
    student = f"{line.student} ({line.number})" if line.student else ""
    moment = f"{line.at.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}"
    return f"{moment}  {line.by or UNKNOWN:28} {line.action:12} {line.object:18} {student}".rstrip()
