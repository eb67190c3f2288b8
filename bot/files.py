"""What a message offers as a download, made for whoever may have it: a document, an invitation, or a mail to send."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from bot.cases import Someone
from bot.export.markdown import as_markdown
from bot.export.parts import Document
from bot.turn import Turns

DOCUMENT = ("pdf", "md")
FORMS = {"dossier": DOCUMENT, "report": DOCUMENT, "talk": DOCUMENT, "meeting": ("ics",), "mail": ("eml",)}
_NAME = re.compile(r"([a-z]+)/(\d{1,9})\.([a-z]+)", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """ "dossier/12.pdf", "meeting/5.ics", "mail/4.eml"."""

    kind: str
    number: int
    form: str

    @property
    def file(self) -> str:
        """Without a name: a list of files is read by whoever looks over a shoulder."""
        return f"{self.kind}-{self.number}.{self.form}"


@dataclass(frozen=True)
class File:
    name: str
    title: str
    content: bytes


def wanted_in(name: str) -> Wanted | None:
    """None for what nothing offers."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    kind, number, form = found.groups()
    return Wanted(kind, int(number), form) if form in FORMS.get(kind, ()) else None


async def made(turns: Turns, person: Someone, wanted: Wanted, *, handed_over: bool = True) -> File | None:
    """None when it is not for this person. What is only looked at is not `handed_over` yet."""
    if wanted.kind == "meeting":
        return _file(wanted, await turns.invitation(person, wanted.number))
    if wanted.kind == "mail":
        return _file(wanted, await turns.mail(person, wanted.number))
    document = await turns.document(person, wanted.kind, wanted.number, handed_over=handed_over)
    if document is None:
        return None
    return File(wanted.file, document.title, await asyncio.to_thread(_written, document, wanted.form))


def _file(wanted: Wanted, content: bytes | None) -> File | None:
    return File(wanted.file, wanted.file, content) if content is not None else None


def _written(document: Document, form: str) -> bytes:
    if form == "md":
        return as_markdown(document).encode()
    # Loading what makes a PDF takes as long as starting the rest of the program.
    from bot.export.pdf import as_pdf

    return as_pdf(document)
