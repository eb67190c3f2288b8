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
from bot.records.documents import document, invitation
from bot.records.people import known_person
from bot.records.switch_drafts import switch_draft
from bot.settings import read_settings

NAME = re.compile(r"(dossier|report|talk)/(\d{1,9})\.(pdf|md)|(meeting)/(\d{1,9})\.(ics)|(mail)/(\d{1,9})\.(eml)")


def write_document(options: argparse.Namespace) -> int:
    found = NAME.fullmatch(options.name)
    if found is None:
        print('Name the document as the chat does: "dossier/12.pdf", "meeting/5.ics" or "mail/4.eml".', file=sys.stderr)
        return 2
    kind, number, form = (part for part in found.groups() if part)
    whole = asyncio.run(_file(options.email, kind, int(number), form))
    if whole is None:
        print("There is no such document, or it is not for this person.", file=sys.stderr)
        return 1
    path: Path = options.out or Path(options.name.replace("/", "-"))
    path.write_bytes(whole)
    print(path)
    return 0


async def _file(email: str, kind: str, number: int, form: str) -> bytes | None:
    """Raises UnknownPersonError."""
    settings = read_settings()
    async with opened(settings) as database, database.sessions.begin() as session:
        person = await known_person(session, email)
        product = load_product(settings.forms)
        if kind == "meeting":
            return await invitation(session, product, person, present(), number)
        if kind == "mail":
            return await switch_draft(session, product, person, present(), number)
        found = await document(session, product, person, present(), kind, number)
    return _written(found, form) if found else None


def _written(document: Document, form: str) -> bytes:
    return as_pdf(document) if form == "pdf" else as_markdown(document).encode()
