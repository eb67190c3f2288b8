"""`wegwijzer document`: the documents that the chat offers, as files."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from pathlib import Path

from bot.clock import present
from bot.export.markdown import as_markdown
from bot.export.parts import Document
from bot.export.pdf import as_pdf
from bot.opening import opened
from bot.product import load_product
from bot.records.documents import document
from bot.records.people import known_person
from bot.settings import read_settings

NAME = re.compile(r"(dossier|report|talk)/(\d{1,12})\.(pdf|md)")


def write_document(options: argparse.Namespace) -> int:
    found = NAME.fullmatch(options.name)
    if found is None:
        print('Name the document as the chat does: "dossier/12.pdf" or "report/3.md".', file=sys.stderr)
        return 2
    whole = asyncio.run(_document(options.email, found[1], int(found[2])))
    if whole is None:
        print("There is no such document, or it is not for this person.", file=sys.stderr)
        return 1
    path: Path = options.out or Path(options.name.replace("/", "-"))
    path.write_bytes(as_pdf(whole) if found[3] == "pdf" else as_markdown(whole).encode())
    print(path)
    return 0


async def _document(email: str, kind: str, number: int) -> Document | None:
    """Raises UnknownPersonError."""
    settings = read_settings()
    async with opened(settings) as database, database.sessions.begin() as session:
        person = await known_person(session, email)
        return await document(session, load_product(settings.forms), person, present(), kind, number)
