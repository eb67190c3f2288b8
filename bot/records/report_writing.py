"""Writing and acknowledging talk reports, and noting situations."""

from __future__ import annotations

from bot.cases import Meeting, Report, Someone
from bot.dialogs.effects import AcknowledgeReport, NoteSituation, WriteReport
from bot.lookups import OneReport
from bot.notices import report_seen, report_shared
from bot.procedures.meetings import OneMeeting
from bot.procedures.talk_requests import OneTalk
from bot.procedures.talks import Talk
from bot.records.carrier import Carrier, Carriers, OvertakenError
from bot.records.ties import ForbiddenError
from storage.case_files import add_report, add_situation, mark_seen
from storage.occasions import note_occasion


async def write_report(carrier: Carrier, effect: WriteReport) -> None:
    await kept_report(carrier, effect)


async def kept_report(carrier: Carrier, effect: WriteReport) -> int:
    """Its number."""
    await carrier.require(effect.student, "write", "report")
    await carrier.only_around(effect.student, effect.readers)
    await _about_the_same(carrier, effect)
    number = await add_report(
        carrier.session,
        student_id=effect.student,
        kind=effect.kind,
        held_on=effect.held_on,
        texts=effect.texts,
        origin=effect.origin,
        readers=[reader for reader in effect.readers if reader != carrier.person.id],
        written_by=carrier.person.id,
        now=carrier.now,
    )
    if effect.meeting or effect.talk:
        await note_occasion(carrier.session, number, meeting=effect.meeting or None, talk=effect.talk or None)
    await carrier.audit("wrote", f"report/{number}", effect.student)
    written: Report = await carrier.loader.load(OneReport(number))
    for reader in written.readers:
        message = report_shared(
            carrier.product.phrases[reader.person.language], written, _title(carrier, written, reader.person)
        )
        await carrier.tell(reader.person, f"report/{number}", message)
    return number


async def _about_the_same(carrier: Carrier, effect: WriteReport) -> None:
    """The meeting or the talk is there, for this person, and about this student."""
    if effect.meeting:
        meeting: Meeting | None = await carrier.loader.load(OneMeeting(effect.meeting))
        if meeting is None or effect.student not in {one.student.id for one in meeting.agenda}:
            raise ForbiddenError("write report")
    if effect.talk:
        talk: Talk | None = await carrier.loader.load(OneTalk(effect.talk))
        if talk is None or talk.student.id != effect.student or talk.verdict is None:
            raise ForbiddenError("write report")


def _title(carrier: Carrier, report: Report, reader: Someone) -> str:
    return carrier.product.reports[report.kind].title.in_(reader.language)


async def acknowledge(carrier: Carrier, effect: AcknowledgeReport) -> None:
    report: Report | None = await carrier.loader.load(OneReport(effect.report))
    if report is None:
        raise ForbiddenError("acknowledge report")
    if not await mark_seen(carrier.session, effect.report, carrier.person.id, carrier.now):
        raise OvertakenError
    await carrier.audit("acknowledged", f"report/{effect.report}", report.student.id)
    writer = report.written_by
    if writer and await carrier.may_see(writer, "report", report.student.id):
        phrases = carrier.product.phrases[writer.language]
        message = report_seen(phrases, report, _title(carrier, report, writer), carrier.person)
        await carrier.tell(writer, f"report/{effect.report}/seen/{carrier.person.id}", message)


async def note_situation(carrier: Carrier, effect: NoteSituation) -> None:
    await carrier.require(effect.student, "note", "situation")
    await add_situation(
        carrier.session,
        student_id=effect.student,
        topic=effect.topic,
        outcome=effect.outcome,
        walked_by=carrier.person.id,
        now=carrier.now,
    )


CARRIERS: Carriers = {
    WriteReport: write_report,
    AcknowledgeReport: acknowledge,
    NoteSituation: note_situation,
}
