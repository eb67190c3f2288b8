"""`wegwijzer document`: the documents that the chat offers, as files."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from bot.clock import present
from bot.files import File, Wanted, made, wanted_in
from bot.opening import opened
from bot.product import load_product
from bot.records.people import known_person
from bot.settings import read_settings
from bot.turn import Turns


def write_document(options: argparse.Namespace) -> int:
    wanted = wanted_in(options.name)
    if wanted is None:
        print('Name the document as the chat does: "dossier/12.pdf", "meeting/5.ics" or "mail/4.eml".', file=sys.stderr)
        return 2
    file = asyncio.run(_file(options.email, wanted))
    if file is None:
        print("There is no such document, or it is not for this person.", file=sys.stderr)
        return 1
    path: Path = options.out or Path(file.name)
    path.write_bytes(file.content)
    print(path)
    return 0


async def _file(email: str, wanted: Wanted) -> File | None:
    """Raises UnknownPersonError."""
    settings = read_settings()
    async with opened(settings) as database:
        async with database.sessions.begin() as session:
            person = await known_person(session, email)
        return await made(Turns(load_product(settings.forms), database.sessions, present), person, wanted)
