"""Noting that a placement was not passed."""

from __future__ import annotations

from bot.procedures.resits import NoteResit
from bot.records.carrier import Carrier, Carriers
from bot.records.people import circle
from bot.records.resits import with_names
from bot.resit_notices import resit_noted
from knowledge.model import Role
from storage.resits import add_resit, resits_of_ids

TOLD = (Role.SO, Role.IO)


async def note_resit(carrier: Carrier, effect: NoteResit) -> None:
    """The student hears it in person: only the SO and the IO, who see to the time of a resit, are told."""
    await carrier.require(effect.student, "note", "resit")
    number = await add_resit(
        carrier.session,
        student_id=effect.student,
        chance=effect.chance,
        assessed_on=effect.assessed_on,
        earliest_on=effect.earliest_on,
        until=effect.until,
        made_by=carrier.person.id,
        now=carrier.now,
    )
    await carrier.audit("noted", f"resit/{number}", effect.student)
    (noted,) = await with_names(carrier.loader, await resits_of_ids(carrier.session, [number]))
    for one in await circle(carrier.session, effect.student, carrier.today):
        if one.role in TOLD and one.person.id != carrier.person.id:
            message = resit_noted(carrier.product.phrases[one.person.language], noted, carrier.person)
            await carrier.tell(one.person, f"resit/{number}", message)


CARRIERS: Carriers = {NoteResit: note_resit}
