"""A progress talk as one entry of an exported dossier: in short, as the form itself is a document of its own."""

from __future__ import annotations

from collections.abc import Iterator

from bot.export.parts import Block, Line, Table
from bot.export.wording import Wording
from bot.procedures.talks import Party, Talk
from knowledge.talk_forms import tally_of


def talk_blocks(talk: Talk, wording: Wording) -> Iterator[Block]:
    words = wording.phrases
    yield Line(wording.day(talk.held_on), words("talk-paper.held-on"))
    yield Line(words(f"talk-paper.state-{talk.state}"), words("talk-paper.state"))
    if talk.verdict is None:
        yield _tally(talk, wording)
    yield from verdict_lines(talk, wording)
    yield signed_table(talk, wording)


def _tally(talk: Talk, wording: Wording) -> Line:
    tally = tally_of(talk.form, talk.colours, talk.level)
    counts = {"green": tally.green, "yellow": tally.yellow, "red": tally.red, "blank": tally.blank}
    return Line(wording.phrases("talk-paper.tally", **counts), wording.phrases("talk-paper.items"))


def verdict_lines(talk: Talk, wording: Wording) -> Iterator[Line]:
    words, verdict = wording.phrases, talk.verdict
    if verdict is None:
        return
    yield Line(words(f"talk-paper.{verdict.colour}"), words("talk-paper.rating"))
    yield _tally(talk, wording)
    letter = words(f"talk-paper.{verdict.letter}") if verdict.letter else words("talk-paper.no-letter")
    yield Line(letter, words("talk-paper.by-letter"))
    if verdict.reason:
        yield Line(wording.typed(verdict.reason), words("talk-paper.reason"))
    if verdict.credits:
        yield Line(words(f"talk-paper.credits-{verdict.credits}"), words("talk-paper.credits"))
    yield Line(wording.person_on(verdict.by, verdict.at), words("talk-paper.given-by"))


def signed_table(talk: Talk, wording: Wording) -> Table:
    rows = tuple((wording.person(one.person), signature(one, wording)) for one in talk.parties if one.signs)
    return Table((wording("who"), wording.phrases("talk-paper.signed")), rows, (4, 6))


def signature(party: Party, wording: Wording) -> str:
    """What was signed and when, with the remark; that it was not signed yet."""
    if party.signed_at is None:
        return wording("not-seen")
    said = wording.phrases("talk.sign-agreed" if party.agreed else "talk.sign-disagreed")
    line = f"{said}, {wording.moment(party.signed_at)}"
    return f"{line}\n{wording.typed(party.remark)}" if party.remark else line
