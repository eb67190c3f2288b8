"""Logging and changing agreements."""

from __future__ import annotations

from typing import Any

from bot.cases import Agreement, ChangeKind, Someone, Status
from bot.dialogs.effects import ChangeAgreement, LogAgreement
from bot.lookups import OneAgreement
from bot.notices import agreement_changed, agreement_logged
from bot.records.carrier import Carrier, Carriers, OvertakenError
from bot.records.ties import ForbiddenError
from storage.agreements import add_agreement, change_agreement, hand_over, note_change


async def log_agreement(carrier: Carrier, effect: LogAgreement) -> None:
    await carrier.require(effect.student, "log", "agreement")
    await carrier.only_around(effect.student, (*effect.owners, *effect.viewers))
    number = await add_agreement(
        carrier.session,
        student_id=effect.student,
        what=effect.what,
        due=effect.due,
        origin=effect.origin,
        owners=effect.owners,
        viewers=effect.viewers,
        made_by=carrier.person.id,
        now=carrier.now,
    )
    await carrier.audit("logged", f"agreement/{number}", effect.student)
    logged = await _agreement(carrier, number)
    for reader in await _concerned(carrier, logged):
        phrases = carrier.product.phrases[reader.language]
        await carrier.tell(
            reader, f"agreement/{number}/logged", agreement_logged(phrases, logged, carrier.person, reader)
        )


async def _agreement(carrier: Carrier, number: int) -> Agreement:
    found = await carrier.loader.load(OneAgreement(number))
    if found is None:
        raise ForbiddenError("see agreement")
    return found  # type: ignore[no-any-return]


async def change_open_agreement(carrier: Carrier, effect: ChangeAgreement) -> None:
    before = await _agreement(carrier, effect.agreement)
    part = carrier.person.id in {one.id for one in (*before.owners, before.made_by) if one}
    await carrier.require(before.student.id, PERMISSION[effect.kind], "agreement", part=part)
    if not await change_agreement(carrier.session, effect.agreement, effect.version, **_values(effect)):
        raise OvertakenError
    detail = before.due.isoformat() if effect.kind is ChangeKind.MOVED else ""
    if effect.kind is ChangeKind.HANDED_OVER:
        await carrier.only_around(before.student.id, effect.owners)
        await hand_over(
            carrier.session, before.id, effect.owners, viewers=[one.id for one in (*before.viewers, *before.owners)]
        )
        detail = ", ".join(one.name for one in before.owners)
    await note_change(
        carrier.session, effect.agreement, by=carrier.person.id, change=effect.kind, detail=detail, now=carrier.now
    )
    await carrier.audit(effect.kind, f"agreement/{effect.agreement}", before.student.id)
    carrier.session.expire_all()
    await _tell_change(carrier, await _agreement(carrier, effect.agreement), effect)


async def _tell_change(carrier: Carrier, changed: Agreement, effect: ChangeAgreement) -> None:
    for reader in await _concerned(carrier, changed):
        message = agreement_changed(
            carrier.product.phrases[reader.language], changed, effect.kind, carrier.person, reader
        )
        await carrier.tell(reader, f"agreement/{changed.id}/{changed.version}", message)


async def _concerned(carrier: Carrier, agreement: Agreement) -> list[Someone]:
    """Owners, viewers and the maker, once each, as far as they still see it; not who did it."""
    made_by = (agreement.made_by,) if agreement.made_by else ()
    people = {one.id: one for one in (*agreement.owners, *agreement.viewers, *made_by) if one.id != carrier.person.id}
    return [one for one in people.values() if await carrier.may_see(one, "agreement", agreement.student.id)]


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


CARRIERS: Carriers = {
    LogAgreement: log_agreement,
    ChangeAgreement: change_open_agreement,
}
