"""Calling somebody in, and answering."""

from __future__ import annotations

from bot.cases import Call
from bot.dialogs.effects import AnswerCall, CallIn
from bot.lookups import Colleagues, OneCall
from bot.notices import about_outcome, call_answered, call_asked
from bot.permissions import Ties, may
from bot.records.carrier import Carrier, Carriers, OvertakenError
from bot.records.people import circle
from bot.records.ties import ForbiddenError
from storage.case_files import add_call, answer_call


async def call_in(carrier: Carrier, effect: CallIn) -> None:
    await _only_colleagues(carrier, effect)
    number = await add_call(
        carrier.session,
        student_id=effect.student,
        asker=carrier.person.id,
        asked=effect.asked,
        about=effect.about,
        note=effect.note,
        now=carrier.now,
    )
    await carrier.audit("called in", f"call/{number}", effect.student)
    call: Call = await carrier.loader.load(OneCall(number))
    phrases = carrier.product.phrases[call.asked.language]
    situation = about_outcome(carrier.product.library, phrases, call.about)
    await carrier.tell(call.asked, f"call/{number}/{call.asked.id}", call_asked(phrases, call, situation))


async def answer_waiting_call(carrier: Carrier, effect: AnswerCall) -> None:
    before: Call | None = await carrier.loader.load(OneCall(effect.call))
    mine = before is not None and before.asked.id == carrier.person.id
    if before is None or not may(carrier.person, "answer", "call", Ties(part=mine)):
        raise ForbiddenError("answer call")
    if not await answer_call(
        carrier.session, effect.call, asked=carrier.person.id, state=effect.state, now=carrier.now
    ):
        raise OvertakenError
    await carrier.audit("answered", f"call/{effect.call}", before.student.id if before.student else None)
    answered: Call = await carrier.loader.load(OneCall(effect.call))
    if not answered.asker.left:
        message = call_answered(carrier.product.phrases[answered.asker.language], answered)
        await carrier.tell(answered.asker, f"call/{effect.call}/answered", message)


async def _only_colleagues(carrier: Carrier, effect: CallIn) -> None:
    """Only who supervises the student is called in about one, and without a name only who supervises with them."""
    if effect.student is None:
        asked = {one.person.id for one in await carrier.loader.load(Colleagues())}
    else:
        await carrier.require(effect.student, "make", "call")
        asked = {one.person.id for one in await circle(carrier.session, effect.student, carrier.today)}
    if effect.asked not in asked:
        raise ForbiddenError("share")


CARRIERS: Carriers = {
    CallIn: call_in,
    AnswerCall: answer_waiting_call,
}
