"""Carrying out what a dialog decided about a student: checked once more, with history, and told at once.

Everything happens in the transaction of the turn, so that it is there whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Agreement, Call, ChangeKind, Report, Someone, Status
from bot.dialogs.effects import (
    AcknowledgeReport,
    AnswerCall,
    CallIn,
    ChangeAgreement,
    LogAgreement,
    NoteSituation,
    WriteReport,
)
from bot.lookups import Colleagues, OneAgreement, OneCall, OneReport
from bot.message import Message
from bot.notices import (
    about_outcome,
    agreement_changed,
    agreement_logged,
    call_answered,
    call_asked,
    report_seen,
    report_shared,
)
from bot.permissions import Ties, may
from bot.product import Product
from bot.records.loading import Loader
from bot.records.people import circle
from bot.records.ties import ForbiddenError, permitted, require
from storage.agreements import add_agreement, change_agreement, hand_over, note_change, one_agreement
from storage.audit import note
from storage.case_files import add_call, add_notice, add_report, add_situation, answer_call, mark_seen


class OvertakenError(Exception):
    """Somebody else was first; run the turn again on what is there now."""


@dataclass(frozen=True)
class CarryingOut:
    """For one turn of one person."""

    session: AsyncSession
    product: Product
    person: Someone
    now: datetime
    today: date

    async def carry_out(self, effect: Any) -> bool:
        """False when this is no effect about a student. Raises ForbiddenError, OvertakenError."""
        match effect:
            case LogAgreement():
                await self._log_agreement(effect)
            case ChangeAgreement():
                await self._change_agreement(effect)
            case WriteReport():
                await self._write_report(effect)
            case AcknowledgeReport():
                await self._acknowledge(effect)
            case NoteSituation():
                await self._note_situation(effect)
            case CallIn():
                await self._call_in(effect)
            case AnswerCall():
                await self._answer_call(effect)
            case _:
                return False
        return True

    # Agreements

    async def _log_agreement(self, effect: LogAgreement) -> None:
        await self._require(effect.student, "log", "agreement")
        await self._only_around(effect.student, (*effect.owners, *effect.viewers))
        number = await add_agreement(
            self.session,
            student_id=effect.student,
            what=effect.what,
            due=effect.due,
            origin=effect.origin,
            owners=effect.owners,
            viewers=effect.viewers,
            made_by=self.person.id,
            now=self.now,
        )
        await self._audit("logged", f"agreement/{number}", effect.student)
        logged = await self._agreement(number)
        for reader in await self._concerned(logged):
            phrases = self.product.phrases[reader.language]
            await self._tell(
                reader, f"agreement/{number}/logged", agreement_logged(phrases, logged, self.person, reader)
            )

    async def _agreement(self, number: int) -> Agreement:
        found = await self.loader.load(OneAgreement(number))
        if found is None:
            raise ForbiddenError("see agreement")
        return found  # type: ignore[no-any-return]

    async def _change_agreement(self, effect: ChangeAgreement) -> None:
        row = await one_agreement(self.session, effect.agreement)
        before = await self._agreement(effect.agreement)
        if row is None:
            raise OvertakenError
        part = self.person.id in {*row.owners, row.agreement.made_by}
        await self._require(before.student.id, PERMISSION[effect.kind], "agreement", part=part)
        if not await change_agreement(self.session, effect.agreement, effect.version, **_values(effect)):
            raise OvertakenError
        detail = before.due.isoformat() if effect.kind is ChangeKind.MOVED else ""
        if effect.kind is ChangeKind.HANDED_OVER:
            await self._only_around(before.student.id, effect.owners)
            await hand_over(self.session, row, effect.owners)
            detail = ", ".join(one.name for one in before.owners)
        await note_change(
            self.session, effect.agreement, by=self.person.id, change=effect.kind, detail=detail, now=self.now
        )
        await self._audit(effect.kind, f"agreement/{effect.agreement}", before.student.id)
        self.session.expire_all()
        await self._tell_change(await self._agreement(effect.agreement), effect)

    async def _tell_change(self, changed: Agreement, effect: ChangeAgreement) -> None:
        for reader in await self._concerned(changed):
            message = agreement_changed(
                self.product.phrases[reader.language], changed, effect.kind, self.person, reader
            )
            await self._tell(reader, f"agreement/{changed.id}/{changed.version}", message)

    # Reports

    async def _write_report(self, effect: WriteReport) -> None:
        await self._require(effect.student, "write", "report")
        await self._only_around(effect.student, effect.readers)
        number = await add_report(
            self.session,
            student_id=effect.student,
            kind=effect.kind,
            held_on=effect.held_on,
            texts=effect.texts,
            origin=effect.origin,
            readers=[reader for reader in effect.readers if reader != self.person.id],
            written_by=self.person.id,
            now=self.now,
        )
        await self._audit("wrote", f"report/{number}", effect.student)
        written: Report = await self.loader.load(OneReport(number))
        for reader in written.readers:
            message = report_shared(
                self.product.phrases[reader.person.language], written, self._title(written, reader.person)
            )
            await self._tell(reader.person, f"report/{number}", message)

    def _title(self, report: Report, reader: Someone) -> str:
        return self.product.reports[report.kind].title.in_(reader.language)

    async def _acknowledge(self, effect: AcknowledgeReport) -> None:
        report: Report | None = await self.loader.load(OneReport(effect.report))
        if report is None:
            raise ForbiddenError("acknowledge report")
        if not await mark_seen(self.session, effect.report, self.person.id, self.now):
            raise OvertakenError
        await self._audit("acknowledged", f"report/{effect.report}", report.student.id)
        writer = report.written_by
        if writer and await self._may_see(writer, "report", report.student.id):
            phrases = self.product.phrases[writer.language]
            message = report_seen(phrases, report, self._title(report, writer), self.person)
            await self._tell(writer, f"report/{effect.report}/seen/{self.person.id}", message)

    # Situations and calls

    async def _note_situation(self, effect: NoteSituation) -> None:
        await self._require(effect.student, "note", "situation")
        await add_situation(
            self.session,
            student_id=effect.student,
            topic=effect.topic,
            outcome=effect.outcome,
            walked_by=self.person.id,
            now=self.now,
        )

    async def _call_in(self, effect: CallIn) -> None:
        await self._only_colleagues(effect)
        number = await add_call(
            self.session,
            student_id=effect.student,
            asker=self.person.id,
            asked=effect.asked,
            about=effect.about,
            note=effect.note,
            now=self.now,
        )
        await self._audit("called in", f"call/{number}", effect.student)
        call: Call = await self.loader.load(OneCall(number))
        phrases = self.product.phrases[call.asked.language]
        situation = about_outcome(self.product.library, phrases, call.about)
        await self._tell(call.asked, f"call/{number}/{call.asked.id}", call_asked(phrases, call, situation))

    async def _answer_call(self, effect: AnswerCall) -> None:
        before: Call | None = await self.loader.load(OneCall(effect.call))
        mine = before is not None and before.asked.id == self.person.id
        if before is None or not may(self.person, "answer", "call", Ties(part=mine)):
            raise ForbiddenError("answer call")
        if not await answer_call(self.session, effect.call, asked=self.person.id, state=effect.state, now=self.now):
            raise OvertakenError
        await self._audit("answered", f"call/{effect.call}", before.student.id if before.student else None)
        answered: Call = await self.loader.load(OneCall(effect.call))
        if not answered.asker.left:
            message = call_answered(self.product.phrases[answered.asker.language], answered)
            await self._tell(answered.asker, f"call/{effect.call}/answered", message)

    # What all of them need

    @property
    def loader(self) -> Loader:
        return Loader(self.session, self.person, self.now, self.today)

    async def _require(self, student: int, action: str, kind: str, *, part: bool = False) -> None:
        await require(self.session, self.person, self.today, student, action, kind, part=part)

    async def _may_see(self, reader: Someone, kind: str, student: int) -> bool:
        """Whether somebody who takes part in it still sees it: their days with the student may be over."""
        return await permitted(self.session, reader, self.today, student, "see", kind, part=True)

    async def _concerned(self, agreement: Agreement) -> list[Someone]:
        """Owners, viewers and the maker, once each, as far as they still see it; not who did it."""
        made_by = (agreement.made_by,) if agreement.made_by else ()
        people = {one.id: one for one in (*agreement.owners, *agreement.viewers, *made_by) if one.id != self.person.id}
        return [one for one in people.values() if await self._may_see(one, "agreement", agreement.student.id)]

    async def _only_colleagues(self, effect: CallIn) -> None:
        """Only who supervises the student is called in about one, and without a name only who supervises with them."""
        if effect.student is None:
            asked = {one.person.id for one in await self.loader.load(Colleagues())}
        else:
            await self._require(effect.student, "make", "call")
            asked = {one.person.id for one in await circle(self.session, effect.student, self.today)}
        if effect.asked not in asked:
            raise ForbiddenError("share")

    async def _only_around(self, student: int, people: Iterable[int]) -> None:
        """Nothing goes to anybody but the student, who is around them, and the person who does it."""
        around = {one.person.id for one in await circle(self.session, student, self.today)}
        if not set(people) <= around | {student, self.person.id}:
            raise ForbiddenError("share")

    async def _audit(self, action: str, object_: str, student: int | None) -> None:
        await note(
            self.session, at=self.now, person_id=self.person.id, action=action, object_=object_, student_id=student
        )

    async def _tell(self, reader: Someone, key: str, message: Message) -> None:
        stored = message.model_dump(mode="json", exclude_defaults=True)
        await add_notice(self.session, key=f"{key}/{reader.id}", person_id=reader.id, message=stored, now=self.now)


PERMISSION = {
    ChangeKind.DONE: "settle",
    ChangeKind.MOVED: "move",
    ChangeKind.HANDED_OVER: "hand-over",
    ChangeKind.CANCELLED: "cancel",
}


def _values(effect: ChangeAgreement) -> dict[str, Any]:
    match effect.kind:
        case ChangeKind.DONE:
            return {"status": Status.DONE.value}
        case ChangeKind.CANCELLED:
            return {"status": Status.CANCELLED.value}
        case ChangeKind.MOVED:
            return {"due": effect.due}
        case _:
            return {}
