"""Progress talks as the person who asks may see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.cases import Agreement, Someone, Student
from bot.dialogs.times import clock_time
from bot.procedures.talk_requests import OneTalk, TalksAbout, TalksToSign
from bot.procedures.talks import (
    SIGNERS,
    SIGNS_STILL,
    TAKES_PART,
    Coloured,
    Earlier,
    Party,
    Talk,
    TalkNote,
    TalkState,
    Verdict,
    origin_of,
)
from bot.records.agreements import with_names
from bot.records.loader import MOST_LISTED, Loader, Loaders
from bot.records.people import people_with_ids, students_with_ids
from knowledge.model import Role
from knowledge.rules.traffic_light import Colour
from knowledge.talk_forms import TalkForm
from storage.agreements import agreements_of_ids
from storage.talks import TalkRow, agreements_from, of_their_time, talk_before, talks_about, talks_of_ids, talks_to_sign

MOST_TALKS = 10


async def load_one_talk(loader: Loader, lookup: OneTalk) -> Talk | None:
    rows = await talks_of_ids(loader.session, [lookup.id])
    if not rows or not await _may_see(loader, rows[0]):
        return None
    return await whole_talk(loader, rows[0])


async def _may_see(loader: Loader, row: TalkRow) -> bool:
    me, student = loader.person.id, row.talk.student_id
    part = me in {party.person_id for party in row.parties}
    if await loader.may(student, "see", "talk", part=part):
        return True
    then = part and (me, row.talk.id) in await of_their_time(loader.session, [me], loader.now - SIGNS_STILL)
    return then and await loader.may(student, "see", "talk", part=part, then=True)


async def load_talks_about(loader: Loader, lookup: TalksAbout) -> tuple[Talk, ...]:
    rows = await talks_of_ids(loader.session, await talks_about(loader.session, lookup.student, MOST_TALKS))
    return await visible_talks(loader, rows)


async def load_talks_to_sign(loader: Loader, _: TalksToSign) -> tuple[Talk, ...]:
    waiting = await talks_to_sign(loader.session, loader.person.id, SIGNERS, MOST_LISTED)
    return await visible_talks(loader, await talks_of_ids(loader.session, waiting))


async def visible_talks(loader: Loader, rows: Sequence[TalkRow]) -> tuple[Talk, ...]:
    """Without their agreements and the talk before, for lists."""
    seen = [row for row in rows if await _may_see(loader, row)]
    students = await students_with_ids(loader.session, {row.talk.student_id for row in seen})
    people = await people_with_ids(loader.session, {one for row in seen for one in _people_in(row)})
    return tuple(_talk(row, students[row.talk.student_id], people) for row in seen)


async def whole_talk(loader: Loader, row: TalkRow) -> Talk:
    """Without a look at the permissions: for whoever has looked already."""
    students = await students_with_ids(loader.session, [row.talk.student_id])
    people = await people_with_ids(loader.session, set(_people_in(row)))
    talk = _talk(row, students[row.talk.student_id], people)
    return replace(talk, agreements=await _agreements(loader, talk), earlier=await _earlier(loader, talk))


async def _agreements(loader: Loader, talk: Talk) -> tuple[tuple[str, Agreement], ...]:
    """Those made in it, and in the one that it corrects; they stand on the form that everybody in the talk reads."""
    found: dict[int, str] = {}
    for one in filter(None, (talk.replaces, talk.id)):
        beginning = origin_of(one, "")
        rows = await agreements_from(loader.session, talk.student.id, beginning)
        found |= {number: origin.removeprefix(beginning) for number, origin in rows}
    agreements = await with_names(loader, await agreements_of_ids(loader.session, list(found)))
    return tuple((found[one.id], one) for one in sorted(agreements, key=lambda one: (one.due, one.id)))


async def _earlier(loader: Loader, talk: Talk) -> Earlier | None:
    not_ = [one for one in (talk.id, talk.replaces) if one]
    before = await talk_before(loader.session, talk.student.id, talk.held_on, not_)
    if before is None:
        return None
    (row,) = await talks_of_ids(loader.session, [before])
    colours = {item.item: Colour(item.colour) for item in row.items}
    return Earlier(before, row.talk.held_on, colours, Colour(row.talk.colour) if row.talk.colour else None)


def _people_in(row: TalkRow) -> Iterator[int]:
    named = [row.talk.led_by, row.talk.filed_by, *(item.person_id for item in row.items)]
    named += [*(note.person_id for note in row.notes), *(party.person_id for party in row.parties)]
    return (one for one in named if one)


def _talk(row: TalkRow, student: Student, people: Mapping[int, Someone]) -> Talk:
    stored = row.talk

    def who(person: int | None) -> Someone | None:
        return people.get(person) if person else None

    return Talk(
        id=stored.id,
        student=student,
        form=TalkForm.model_validate(stored.form),
        level=stored.level,
        held_on=stored.held_on,
        time=clock_time(stored.meeting.get("time", "")),
        place=stored.meeting.get("place", ""),
        state=TalkState(stored.state),
        led_by=who(stored.led_by),
        made_at=stored.made_at,
        version=stored.version,
        items={one.item: Coloured(Colour(one.colour), who(one.person_id), one.at) for one in row.items},
        notes=tuple(TalkNote(one.part, who(one.person_id), one.text) for one in row.notes if one.text),
        parties=_parties(row, people),
        verdict=_verdict(row, who(stored.filed_by)),
        replaces=stored.replaces,
    )


def _parties(row: TalkRow, people: Mapping[int, Someone]) -> tuple[Party, ...]:
    """The student first, then as people stand around a student."""
    found = [
        Party(people[one.person_id], Role(one.role), one.agreed, one.remark, one.signed_at)
        for one in row.parties
        if one.person_id in people
    ]
    return tuple(sorted(found, key=lambda one: (TAKES_PART.index(one.role), one.person.name)))


def _verdict(row: TalkRow, by: Someone | None) -> Verdict | None:
    stored = row.talk
    if stored.filed_at is None:
        return None
    letter = Colour(stored.letter) if stored.letter else None
    return Verdict(Colour(stored.colour), letter, stored.reason, by, stored.filed_at, stored.credits)


LOADERS: Loaders = {
    OneTalk: load_one_talk,
    TalksAbout: load_talks_about,
    TalksToSign: load_talks_to_sign,
}
