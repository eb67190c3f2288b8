"""A dossier, a report or the form of a progress talk as a document, for whoever may have it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone
from bot.export.document import dossier_document, report_document
from bot.export.parts import Document
from bot.export.talk_sheet import talk_sheet
from bot.export.wording import Wording
from bot.invitations import as_cancellation, as_ics
from bot.lookups import OneReport
from bot.procedures.meetings import OneMeeting
from bot.procedures.talk_requests import OneTalk
from bot.procedures.talks import Talk
from bot.product import Product
from bot.records.dossiers import whole_dossier
from bot.records.loader import Loader
from bot.records.loading import loader_for
from bot.records.meetings import meeting_they_left
from storage.audit import note

WHOLE = 5000


async def document(
    session: AsyncSession,
    product: Product,
    person: Someone,
    now: datetime,
    kind: str,
    number: int,
    *,
    handed_over: bool = True,
) -> Document | None:
    """`kind` is dossier (of the student with that id), report, or talk (a filed one).

    None when it is not for this person. What is only shown the size of, is not `handed_over` yet.
    """
    loader = loader_for(session, person, now)
    wording = Wording(product.library, product.phrases[person.language], product.reports)
    if kind == "report":
        report = await loader.load(OneReport(number))
        return report_document(report, wording, person, now) if report else None
    if kind == "talk":
        return await _talk(loader, wording, now, number, handed_over=handed_over)
    if not await loader.may(number, "export", "dossier"):
        return None
    if handed_over:
        object_ = f"dossier/{number}"
        await note(session, at=now, person_id=person.id, action="exported", object_=object_, student_id=number)
    return dossier_document(await whole_dossier(loader, number, most=WHOLE), wording, person, now)


async def invitation(
    session: AsyncSession, product: Product, person: Someone, now: datetime, number: int
) -> bytes | None:
    """As an .ics file, for who comes; for who was taken off, that they no longer do. None for others."""
    loader, phrases = loader_for(session, person, now), product.phrases[person.language]
    meeting = await loader.load(OneMeeting(number))
    if meeting and person.id in {one.id for one in meeting.people}:
        return as_ics(meeting, phrases, now)
    left = await meeting_they_left(loader, number)
    return as_cancellation(left, person, phrases, now) if left else None


async def _talk(loader: Loader, wording: Wording, now: datetime, number: int, *, handed_over: bool) -> Document | None:
    talk: Talk | None = await loader.load(OneTalk(number))
    if talk is None or talk.verdict is None:
        return None
    if handed_over:
        await note(
            loader.session, at=now, person_id=loader.person.id, action="exported", object_=f"talk/{number}",
            student_id=talk.student.id,
        )  # fmt: skip
    return talk_sheet(talk, wording, loader.person, now)
