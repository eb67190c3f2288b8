"""Starting, filling in, filing, signing and correcting progress talks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from bot.cases import Someone
from bot.message import Message
from bot.procedures.talk_requests import CancelTalk, CorrectTalk, FileTalk, FillInTalk, OneTalk, SignTalk, StartTalk
from bot.procedures.talks import CREDITS, SIGNS_STILL, TAKES_PART, Talk, TalkState
from bot.records.carrier import Carrier, Carriers, OvertakenError
from bot.records.people import circle, students_with_ids
from bot.records.ties import ForbiddenError
from bot.talk_notices import talk_called_off, talk_filed, talk_invitation, talk_signed
from knowledge.model import Role
from storage.tables import Json
from storage.talks import (
    add_talk,
    close_talk,
    copy_content,
    correction_of,
    has_open_talk,
    of_their_time,
    open_talk_changes,
    replace_talk,
    set_colours,
    set_notes,
    sign_talk,
)


async def start_talk(carrier: Carrier, effect: StartTalk) -> None:
    await carrier.require(effect.student, "lead", "talk")
    await carrier.only_around(effect.student, effect.parties)
    if await has_open_talk(carrier.session, effect.student):
        raise OvertakenError
    student = (await students_with_ids(carrier.session, [effect.student]))[effect.student]
    form = carrier.product.talk_forms.form_for(student.school, student.opleidingsschool)
    number = await add_talk(
        carrier.session,
        student_id=effect.student,
        form=form.model_dump(mode="json"),
        level=student.level,
        held_on=effect.held_on,
        meeting=_kept(effect.time, effect.place),
        led_by=carrier.person.id,
        parties=await _parties(carrier, effect.student, effect.parties),
        now=carrier.now,
    )
    await carrier.audit("started", f"talk/{number}", effect.student)
    if effect.invited:
        talk = await _talk(carrier, number)
        for reader in _others(carrier, talk):
            message = talk_invitation(carrier.product.phrases[reader.language], talk, carrier.person, reader)
            await _tell(carrier, talk, reader, "invited", message)


def _kept(clock: time | None, place: str) -> Json:
    return {"time": f"{clock:%H:%M}" if clock else "", "place": place}


async def _parties(
    carrier: Carrier, student: int, people: Iterable[int], held_on: date | None = None
) -> list[tuple[int, str]]:
    """Each in the first role in which they are around the student; never without a WPB, who has to sign.

    Who leads it and is not among those around has the student by the school, as an SO. Of a talk that was held, who
    was around then still takes part.
    """
    roles: dict[int, Role] = {}
    for day in filter(None, (carrier.today, held_on)):
        for one in await circle(carrier.session, student, day):
            if one.role in TAKES_PART:
                roles.setdefault(one.person.id, one.role)
    roles.setdefault(carrier.person.id, Role.SO)
    roles[student] = Role.STUDENT
    present = dict.fromkeys((student, carrier.person.id, *people))
    if not any(roles.get(one) is Role.WPB for one in present):
        present |= dict.fromkeys(one for one, role in roles.items() if role is Role.WPB)
    return [(one, roles[one].value) for one in present if one in roles]


async def _talk(carrier: Carrier, number: int) -> Talk:
    carrier.session.expire_all()
    found: Talk | None = await carrier.loader.load(OneTalk(number))
    if found is None:
        raise ForbiddenError("see talk")
    return found


def _others(carrier: Carrier, talk: Talk) -> list[Someone]:
    return [one.person for one in talk.parties if one.person.id != carrier.person.id and not one.person.left]


async def _tell(carrier: Carrier, talk: Talk, reader: Someone, what: str, message: Message) -> None:
    theirs = await of_their_time(carrier.session, [reader.id], carrier.now - SIGNS_STILL)
    if await carrier.may_see(reader, "talk", talk.student.id, then=(reader.id, talk.id) in theirs):
        await carrier.tell(reader, f"talk/{talk.id}/{what}", message)


async def fill_in(carrier: Carrier, effect: FillInTalk) -> None:
    talk = await _talk(carrier, effect.talk)
    if effect.colours or not effect.notes:
        await carrier.require(talk.student.id, "fill-in", "talk")
    if effect.notes:
        await carrier.require(talk.student.id, "note", "talk", part=talk.party(carrier.person.id) is not None)
    items = {item.id for item in talk.form.items(talk.level)}
    if not set(effect.colours) <= items or not all(map(talk.form.part, effect.notes)):
        raise ForbiddenError("fill-in talk")
    if not await open_talk_changes(carrier.session, effect.talk):
        raise OvertakenError
    await set_colours(carrier.session, effect.talk, effect.colours, by=carrier.person.id, now=carrier.now)
    await set_notes(carrier.session, effect.talk, effect.notes, by=carrier.person.id, now=carrier.now)
    await carrier.audit("filled in", f"talk/{effect.talk}", talk.student.id)


async def file_talk(carrier: Carrier, effect: FileTalk) -> None:
    talk = await _talk(carrier, effect.talk)
    await carrier.require(talk.student.id, "lead", "talk")
    counted = talk.counted
    letter = counted.colour if counted else None
    unexplained = letter is not effect.colour and not effect.reason.strip()
    if unexplained or not talk.items or effect.held_on > carrier.today or effect.credits not in ("", *CREDITS):
        raise ForbiddenError("file talk")
    filed = await close_talk(
        carrier.session,
        effect.talk,
        effect.version,
        state=TalkState.FILED.value,
        held_on=effect.held_on,
        meeting=_meeting_on(talk, effect.held_on),
        colour=effect.colour.value,
        letter=letter.value if letter else "",
        reason=effect.reason,
        credits=effect.credits,
        filed_by=carrier.person.id,
        filed_at=carrier.now,
    )
    if not filed:
        raise OvertakenError
    if talk.replaces:
        await replace_talk(carrier.session, talk.replaces)
    await carrier.audit("filed", f"talk/{effect.talk}", talk.student.id)
    filed_talk = await _talk(carrier, effect.talk)
    for reader in _others(carrier, filed_talk):
        message = talk_filed(carrier.product.phrases[reader.language], filed_talk, carrier.person, reader)
        await _tell(carrier, filed_talk, reader, "filed", message)


def _meeting_on(talk: Talk, held_on: date) -> dict[str, str]:
    """What hour and where was of the day that was planned: it says nothing of another day."""
    return _kept(talk.time, talk.place) if held_on == talk.held_on else _kept(None, "")


async def sign(carrier: Carrier, effect: SignTalk) -> None:
    talk = await _talk(carrier, effect.talk)
    mine = talk.party(carrier.person.id)
    await carrier.require(talk.student.id, "sign", "talk", part=mine is not None and mine.signs)
    if not talk.must_sign(carrier.person.id):
        raise OvertakenError
    signed = await sign_talk(
        carrier.session, effect.talk, carrier.person.id, agreed=effect.agreed, remark=effect.remark, now=carrier.now
    )
    if not signed:
        raise OvertakenError
    await carrier.audit("signed", f"talk/{effect.talk}", talk.student.id)
    signed_talk = await _talk(carrier, effect.talk)
    leader = signed_talk.verdict.by if signed_talk.verdict else None
    if leader and leader.id != carrier.person.id and not leader.left:
        message = talk_signed(carrier.product.phrases[leader.language], signed_talk, carrier.person)
        await _tell(carrier, signed_talk, leader, f"signed/{carrier.person.id}", message)


async def correct(carrier: Carrier, effect: CorrectTalk) -> None:
    talk = await _talk(carrier, effect.talk)
    await carrier.require(talk.student.id, "lead", "talk")
    if talk.state is not TalkState.FILED or await correction_of(carrier.session, talk.id):
        raise OvertakenError
    people = [one.person.id for one in talk.parties]
    number = await add_talk(
        carrier.session,
        student_id=talk.student.id,
        form=talk.form.model_dump(mode="json"),
        level=talk.level,
        held_on=talk.held_on,
        meeting=_kept(talk.time, talk.place),
        led_by=carrier.person.id,
        parties=await _parties(carrier, talk.student.id, people, talk.held_on),
        now=carrier.now,
        replaces=talk.id,
    )
    await copy_content(carrier.session, talk.id, number)
    await carrier.audit("corrects", f"talk/{talk.id}", talk.student.id)


async def cancel(carrier: Carrier, effect: CancelTalk) -> None:
    talk = await _talk(carrier, effect.talk)
    await carrier.require(talk.student.id, "lead", "talk")
    if not await close_talk(carrier.session, effect.talk, effect.version, state=TalkState.CANCELLED.value):
        raise OvertakenError
    await carrier.audit("called off", f"talk/{effect.talk}", talk.student.id)
    for reader in _others(carrier, talk):
        message = talk_called_off(carrier.product.phrases[reader.language], talk, carrier.person)
        await _tell(carrier, talk, reader, "called-off", message)


CARRIERS: Carriers = {
    StartTalk: start_talk,
    FillInTalk: fill_in,
    FileTalk: file_talk,
    SignTalk: sign,
    CorrectTalk: correct,
    CancelTalk: cancel,
}
