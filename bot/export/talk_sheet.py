"""The form of a progress talk as a document: the tables of the form on paper, the same in words as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.cases import Agreement, Someone
from bot.export.document import about_student
from bot.export.parts import Block, Document, Line, Passage, Section, Table
from bot.export.talk_entry import signature, verdict_lines
from bot.export.wording import Wording
from bot.procedures.talks import Party, Talk
from knowledge.model import Role
from knowledge.rules.traffic_light import Colour
from knowledge.talk_forms import FormItem, FormPart, items_for


@dataclass(frozen=True)
class SheetPart:
    """`rows`: a text and its colour. `apart` are the rows that do not count."""

    title: str
    rows: tuple[tuple[str, Colour | None], ...]
    apart: frozenset[int]
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Signature:
    """`said` is empty where somebody still has to sign: then there is room to do so by hand."""

    role: str
    name: str
    said: str
    moment: str
    remark: str


@dataclass(frozen=True)
class TalkSheet(Document):
    """A document with what the printed form needs beyond its words. `colours` are the words for the three."""

    about: tuple[Line, ...]
    lead: str
    colours: tuple[str, ...]
    parts: tuple[SheetPart, ...]
    colour: Colour | None
    rating: str
    verdict: tuple[Line, ...]
    moved: tuple[Block, ...]
    signatures: tuple[Signature, ...]
    headings: tuple[str, str, str]


def talk_sheet(talk: Talk, wording: Wording, by: Someone, now: datetime) -> TalkSheet:
    words = wording.phrases
    about = tuple(_about(talk, wording))
    parts = tuple(_part(talk, part, wording) for part in talk.form.parts)
    verdict = tuple(verdict_lines(talk, wording))
    moved = tuple(_moved(talk, wording))
    headings = (words("talk-paper.rating"), words("talk-paper.moved"), words("talk.signatures"))
    return TalkSheet(
        title=talk.form.title.in_(wording.language),
        head=" · ".join(filter(None, (wording.typed(talk.student.name), wording.typed(talk.student.number)))),
        base=wording("base", day=wording.day_of(now)),
        language=wording.language,
        made_by=wording.typed(by.name),
        made_at=now,
        meta=about,
        sections=tuple(_in_words(talk, parts, verdict, moved, headings, wording)),
        foot=_foot(talk, wording, by, now),
        continued=wording("continued"),
        unprintable=wording("unprintable"),
        about=about,
        lead=words("talk-paper.lead"),
        colours=tuple(words(f"talk-paper.{colour}") for colour in Colour),
        parts=parts,
        colour=talk.verdict.colour if talk.verdict else None,
        rating=words(f"talk-paper.{talk.verdict.colour}") if talk.verdict else words("talk-paper.still-open"),
        verdict=verdict[1:],
        moved=moved,
        signatures=tuple(_signature(one, wording) for one in talk.parties if one.signs),
        headings=headings,
    )


def _about(talk: Talk, wording: Wording) -> Iterator[Line]:
    yield from about_student(talk.student, wording)
    for role in (Role.WPB, Role.SO, Role.IO):
        names = [wording.name(one.person) for one in talk.parties if one.role is role]
        yield Line(", ".join(names) or "–", _capital(wording.role_in_full(role)))
    yield Line(", ".join(wording.name(one.person) for one in talk.parties), wording.phrases("talk-paper.present"))
    yield Line(_filled_in_by(talk, wording), wording.phrases("talk-paper.filled-in-by"))
    yield Line(wording.typed(_when(talk, wording)), wording.phrases("talk-paper.held-on"))


def _when(talk: Talk, wording: Wording) -> str:
    day = wording.day(talk.held_on)
    moment = wording.phrases("meeting.moment", day=day, time=f"{talk.time:%H:%M}") if talk.time else day
    return ", ".join(filter(None, (moment, talk.place)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _filled_in_by(talk: Talk, wording: Wording) -> str:
    people = {one.by.id: one.by for one in talk.items.values() if one.by}
    return ", ".join(wording.name(one) for one in people.values()) or "–"


def _part(talk: Talk, part: FormPart, wording: Wording) -> SheetPart:
    items = items_for(part, talk.level)
    return SheetPart(
        title=part.title.in_(wording.language),
        rows=tuple((_text(item, wording), talk.colours.get(item.id)) for item in items),
        apart=frozenset(number for number, item in enumerate(items) if not item.counted),
        blocks=tuple(_blocks(talk, part, wording)),
    )


def _text(item: FormItem, wording: Wording) -> str:
    text = item.text.in_(wording.language)
    return text if item.counted else wording.phrases("talk-paper.apart", text=text)


def _blocks(talk: Talk, part: FormPart, wording: Wording) -> Iterator[Block]:
    for note in talk.notes:
        if note.part == part.id:
            yield Passage(wording.person(note.by), wording.typed(note.text))
    rows = tuple(_agreed(one, wording) for name, one in talk.agreements if name == part.id)
    if rows:
        headings = (wording.phrases("talk-paper.agreed"), wording("who"), wording("due"))
        yield Table(headings, rows, (7, 4, 3))


def _agreed(one: Agreement, wording: Wording) -> tuple[str, ...]:
    owners = ", ".join(wording.name(owner) for owner in one.owners) or wording("nobody")
    return (wording.typed(one.what), owners, wording.day(one.due))


def _moved(talk: Talk, wording: Wording) -> Iterator[Block]:
    if talk.earlier is None:
        return
    words = wording.phrases
    texts = {item.id: item.text.in_(wording.language) for item in talk.form.items(talk.level)}
    rows = [(texts[item], _word(was, wording), _word(now, wording)) for item, was, now in talk.moved()]
    if talk.verdict and talk.verdict.colour is not talk.earlier.colour:
        was, now = _word(talk.earlier.colour, wording), _word(talk.verdict.colour, wording)
        rows.insert(0, (words("talk-paper.rating"), was, now))
    day = wording.day(talk.earlier.held_on)
    if rows:
        yield Table((words("talk-paper.since", day=day), words("talk-paper.was"), words("talk-paper.now")),
                    tuple(rows), (10, 2, 2))  # fmt: skip
    else:
        yield Line(words("talk-paper.same", day=day))


def _word(colour: Colour | None, wording: Wording) -> str:
    return wording.phrases(f"talk-paper.{colour or 'blank'}")


def _signature(party: Party, wording: Wording) -> Signature:
    said = wording.phrases("talk.sign-agreed" if party.agreed else "talk.sign-disagreed")
    return Signature(
        role=_capital(wording.role_in_full(party.role)),
        name=wording.name(party.person),
        said=said if party.signed_at else "",
        moment=wording.moment(party.signed_at) if party.signed_at else "",
        remark=wording.typed(party.remark),
    )


def _in_words(
    talk: Talk,
    parts: tuple[SheetPart, ...],
    verdict: tuple[Line, ...],
    moved: tuple[Block, ...],
    headings: tuple[str, str, str],
    wording: Wording,
) -> Iterator[Section]:
    for part in parts:
        rows = tuple((text, _word(colour, wording)) for text, colour in part.rows)
        lead = f"{part.title}. {wording.phrases('talk-paper.lead')}"
        yield Section(part.title, (Table((lead, wording.phrases("talk-paper.colour")), rows, (9, 2)), *part.blocks))
    rating, changes, signed = headings
    yield Section(rating, verdict or (Line(wording.phrases("talk-paper.still-open")),))
    if moved:
        yield Section(changes, moved)
    lines = tuple(Line(signature(one, wording), wording.person(one.person)) for one in talk.parties if one.signs)
    yield Section(signed, lines)


def _foot(talk: Talk, wording: Wording, by: Someone, now: datetime) -> tuple[str, ...]:
    words = wording.phrases
    version = [words("talk-paper.corrects")] if talk.replaces else []
    return (
        *version,
        words("talk-paper.copies"),
        wording("made", who=wording.person(by), when=wording.moment(now)),
        wording("confidential"),
    )
