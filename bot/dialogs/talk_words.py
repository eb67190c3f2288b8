"""What is shown of a progress talk, in several dialogs: the tally, the rating, what moved, and who signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.dialogs.context import Context
from bot.message import Part
from bot.notices import names, written_day
from bot.procedures.talks import Party, Talk, TalkNote
from bot.talk_notices import colour_word, signature_line
from knowledge.rules.traffic_light import Colour, Tally
from knowledge.talk_forms import NOTE, FormItem, FormPart, items_for, tally_of

COLOURS = tuple(Colour)


def part_tally(context: Context, talk: Talk, part: FormPart) -> str:
    """ "Ontwikkeling: 5 groen, 1 geel, 0 rood, 3 nog leeg"."""
    given = [talk.colours.get(item.id) for item in items_for(part, talk.level)]
    count = {str(colour): given.count(colour) for colour in COLOURS}
    key = "talk.part-tally" if None in given else "talk.part-tally-full"
    blank = {"blank": given.count(None)} if None in given else {}
    return context.phrases(key, part=part.title.in_(context.language), **count, **blank)


def blanks(talk: Talk) -> int:
    return sum(item.id not in talk.items for item in talk.form.items(talk.level))


def item_text(context: Context, talk: Talk, item: str) -> str:
    found = next((one for one in talk.form.items(talk.level) if one.id == item), None)
    return found.text.in_(context.language) if found else item


def item_lines(context: Context, talk: Talk, items: Iterable[FormItem]) -> tuple[str, ...]:
    return tuple(
        context.phrases(
            "talk.item-line",
            colour=colour_word(context.phrases, talk.colours.get(item.id)),
            text=item.text.in_(context.language),
        )
        for item in items
    )


def form_parts(context: Context, talk: Talk) -> Iterator[Part]:
    """Every item with its colour, folded, and what was written with each part."""
    for part in talk.form.parts:
        lines = item_lines(context, talk, items_for(part, talk.level))
        yield Part(heading=part.title.in_(context.language), lines=lines, kind="more", folded=True)
        written = tuple(note_line(context, note) for note in talk.notes if note.part == part.id)
        if written:
            heading = context.phrases("talk.notes-of", part=part.title.in_(context.language))
            yield Part(heading=heading, lines=written, kind="quote")


def note_line(context: Context, note: TalkNote) -> str:
    who = note.by.name if note.by else context.phrases("agreement.somebody")
    return f"{who}: {note.text}"


def agreements_part(context: Context, talk: Talk) -> Iterator[Part]:
    if talk.agreements:
        lines = tuple(
            context.phrases(
                "talk.agreement-line",
                what=one.what,
                who=names(context.phrases, one.owners, context.me),
                day=written_day(context.phrases, one.due),
            )
            for _, one in talk.agreements
        )
        yield Part(heading=context.phrases("talk.agreements"), lines=lines, kind="agreements")


def reckoning(context: Context, talk: Talk) -> str:
    """What was counted and what that makes by the letter, in one sentence."""
    found = talk.counted
    tally = found.tally if found else tally_of(talk.form, talk.colours, talk.level)
    numbers = _numbers(tally)
    if found is None:
        return context.phrases("talk-rating.no-rule", **numbers)
    if talk.form.name != NOTE:
        colour = colour_word(context.phrases, found.colour).lower()
        return context.phrases("talk-rating.own-rule", colour=colour, **numbers)
    asked = {"green": ("green", "yellow"), "yellow": ("green", "yellow"), "red": ("green", "yellow", "red")}
    return context.phrases(f"talk-rating.{found.colour}", **{name: numbers[name] for name in asked[found.colour]})


def _numbers(tally: Tally) -> dict[str, int]:
    return {"green": tally.green, "yellow": tally.yellow, "red": tally.red}


def clashes(context: Context, talk: Talk) -> Iterator[Part]:
    """The contradictions of the note that bite in this filling, and the red items inside a green rating."""
    found = talk.counted
    biting = found.contradictions if found else ()
    if "C08" in biting:
        red = [item for item in talk.form.items(talk.level) if talk.colours.get(item.id) is Colour.RED]
        lines = tuple(item.text.in_(context.language) for item in red if item.counted)
        yield Part(heading=context.phrases("talk-rating.red-items"), lines=lines, kind="avoid")
    if biting:
        known = [context.library.contradictions[one].says for one in biting]
        says = tuple(context.text(one) for one in known if one)
        yield Part(heading=context.phrases("talk-rating.clashes"), lines=says, kind="contradiction")


def moved_part(context: Context, talk: Talk) -> Iterator[Part]:
    """Only what changed since the talk before."""
    if talk.earlier is None:
        return
    lines = [_moved(context, was, now, item_text(context, talk, item)) for item, was, now in talk.moved()]
    is_ = talk.verdict.colour if talk.verdict else None
    if is_ and is_ is not talk.earlier.colour:
        lines.insert(0, _moved(context, talk.earlier.colour, is_, context.phrases("talk-rating.whole")))
    heading = context.phrases("talk-rating.moved", day=written_day(context.phrases, talk.earlier.held_on))
    shown = tuple(lines) or (context.phrases("talk-rating.moved-none"),)
    yield Part(heading=heading, lines=shown, kind="record")


def _moved(context: Context, was: Colour | None, now: Colour | None, text: str) -> str:
    words = {"was": colour_word(context.phrases, was), "now": colour_word(context.phrases, now)}
    return context.phrases("talk-rating.moved-line", text=text, **words)


def verdict_lines(context: Context, talk: Talk) -> Iterator[str]:
    verdict = talk.verdict
    if verdict is None:
        return
    colour = colour_word(context.phrases, verdict.colour)
    yield context.phrases("talk-rating.is", colour=colour.lower())
    yield reckoning(context, talk)
    if verdict.reason and verdict.letter and verdict.letter is not verdict.colour:
        letter = colour_word(context.phrases, verdict.letter).lower()
        yield context.phrases("talk-rating.against", letter=letter, colour=colour.lower(), reason=verdict.reason)
    elif verdict.reason:
        yield context.phrases("talk-rating.because", reason=verdict.reason)
    if verdict.credits:
        yield context.phrases(f"talk-rating.has-{verdict.credits}")
    who = verdict.by.name if verdict.by else context.phrases("agreement.somebody")
    yield context.phrases("talk-rating.by", who=who, day=written_day(context.phrases, context.local_day(verdict.at)))


def signatures_part(context: Context, talk: Talk) -> Part:
    lines = tuple(_signature(context, one) for one in talk.parties if one.signs)
    return Part(heading=context.phrases("talk.signatures"), lines=lines, kind="record")


def _signature(context: Context, party: Party) -> str:
    said = signature_line(context.phrases, party)
    if party.signed_at is None:
        return said
    day = written_day(context.phrases, context.local_day(party.signed_at))
    return context.phrases("talk.on-day", said=said, day=day)


def dossier_line(context: Context, talk: Talk) -> str:
    words = {"colour": colour_word(context.phrases, talk.verdict.colour).lower()} if talk.verdict else {}
    return context.phrases(f"talk.dossier-{talk.state}", day=written_day(context.phrases, talk.held_on), **words)
