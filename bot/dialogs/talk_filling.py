"""Filling in a progress talk: colours in any order and by several people, notes, preparation, agreements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, create_model

from bot.dialogs.agreements import AgreementDetails, confirmed, details_form
from bot.dialogs.choosing import menu, not_for_you, people_around
from bot.dialogs.context import Context
from bot.dialogs.effects import LogAgreement
from bot.dialogs.engine import Choice, Dialog, Effect, Form, FormField, Option
from bot.dialogs.fields import LongText
from bot.dialogs.talk_words import COLOURS, part_tally
from bot.dialogs.talks import open_for, to_talk
from bot.lookups import Permitted
from bot.message import Button, Message, Open
from bot.procedures.talk_requests import FillInTalk
from bot.procedures.talks import Coloured, Talk, origin_of
from bot.talk_notices import agenda, colour_word, heading, preparation
from knowledge.rules.traffic_light import Colour
from knowledge.talk_forms import FormItem, FormPart, items_for
from knowledge.values import MONTHS

ITEM, OWN = "item-", "note-"
# Before the colour that an item has already: whoever sends that back did not touch it.
UNTOUCHED = "="


def fill_part(context: Context, subject: str) -> Dialog:
    """`subject`: the talk's id and a part of its form, "12/ontwikkeling"."""
    number, _, name = subject.partition("/")
    found = yield from open_for(context, number, "fill-in")
    if found is None:
        return []
    part = found.form.part(name)
    if part is None:
        yield not_for_you(context)
        return []
    items = items_for(part, found.level)
    given: Any = yield Form(
        id="colours",
        prompt=context.phrases("talk.fill-prompt", part=part.title.in_(context.language)),
        model=_model(items),
        fields=(*_rows(context, found, items), _note_field(context, found, part, context.phrases("talk.note"))),
        submit=context.phrases("talk.save"),
    )
    colours = dict(_tapped(given, items))
    notes = _changed_notes(context, found, {part.id: getattr(given, OWN)})
    yield _saved(context, found, part, colours, notes)
    effects: list[Effect] = [FillInTalk(found.id, colours, notes)] if colours or notes else []
    return effects


def _model(items: tuple[FormItem, ...]) -> type[BaseModel]:
    fields: dict[str, Any] = {f"{ITEM}{item.id}": (str, "") for item in items}
    fields[OWN] = (LongText, "")
    return create_model("FilledPart", **fields)


def _rows(context: Context, found: Talk, items: tuple[FormItem, ...]) -> Iterator[FormField]:
    for item in items:
        has = found.items.get(item.id)
        yield FormField(
            f"{ITEM}{item.id}",
            item.text.in_(context.language),
            "rating",
            options=tuple(
                Option(f"{UNTOUCHED}{colour}" if has and has.colour is colour else str(colour),
                       colour_word(context.phrases, colour))
                for colour in COLOURS
            ),
            required=False,
            hint=_set_by(context, has) if has else "",
            initial=f"{UNTOUCHED}{has.colour}" if has else "",
        )  # fmt: skip


def _set_by(context: Context, has: Coloured) -> str:
    who = has.by.name if has.by else context.phrases("agreement.somebody")
    day = context.local_day(has.at)
    return context.phrases("talk.set-by", who=who, day=f"{day.day} {MONTHS[context.language][day.month - 1]}")


def _tapped(given: Any, items: tuple[FormItem, ...]) -> Iterator[tuple[str, Colour]]:
    for item in items:
        value = getattr(given, f"{ITEM}{item.id}")
        if value and not value.startswith(UNTOUCHED):
            yield item.id, Colour(value)


def _note_field(context: Context, found: Talk, part: FormPart, label: str, name: str = OWN) -> FormField:
    hint = context.no_medical
    return FormField(name, label, "text", required=False, hint=hint, initial=_own_note(context, found, part.id))


def _own_note(context: Context, found: Talk, part: str) -> str:
    return next(
        (note.text for note in found.notes if note.part == part and note.by and note.by.id == context.me.id), ""
    )


def _changed_notes(context: Context, found: Talk, given: Mapping[str, str]) -> dict[str, str]:
    return {part: text for part, text in given.items() if text != _own_note(context, found, part)}


def _saved(
    context: Context, found: Talk, part: FormPart, colours: Mapping[str, Colour], notes: Mapping[str, str]
) -> Message:
    """What stands there now, and the way to the other parts."""
    after = replace(
        found,
        items={**found.items, **{item: Coloured(one, context.me, context.now) for item, one in colours.items()}},
    )
    key = "talk.saved" if colours or notes else "talk.nothing-changed"
    warning = context.medical_warning(*notes.values())
    lines = (context.phrases(key), part_tally(context, after, part), *((warning,) if warning else ()))
    others = [one for one in found.form.parts if one.id != part.id]
    buttons = (*(_to_part(context, found, one) for one in others), to_talk(context, found))
    return Message(heading=heading(context.phrases, found), paragraphs=lines, buttons=buttons)


def _to_part(context: Context, found: Talk, part: FormPart) -> Button:
    label = context.phrases("talk.next-part", part=part.title.in_(context.language))[:75]
    return Button(label=label, action=Open(dialog="talk-part", subject=f"{found.id}/{part.id}"))


# What the student, or another who only takes part, sees themselves


def prepare(context: Context, subject: str) -> Dialog:
    """`subject`: the talk's id. One's own view of each part, for the others to read before the talk."""
    found = yield from open_for(context, subject, "note")
    if found is None:
        return []
    parts = found.form.parts
    student = context.me.id == found.student.id
    yield Message(
        heading=heading(context.phrases, found),
        parts=(preparation(context.phrases, student=student), agenda(context.phrases, found)),
    )
    fields: dict[str, Any] = {f"{OWN}{part.id}": (LongText, "") for part in parts}
    given: Any = yield Form(
        id="view",
        prompt=context.phrases("talk.prepare-prompt"),
        model=create_model("OwnView", **fields),
        fields=tuple(
            _note_field(context, found, part, context.phrases("talk.own-view", part=part.title.in_(context.language)),
                        f"{OWN}{part.id}")
            for part in parts
        ),
        submit=context.phrases("talk.save"),
    )  # fmt: skip
    notes = _changed_notes(context, found, {part.id: getattr(given, f"{OWN}{part.id}") for part in parts})
    warning = context.medical_warning(*notes.values())
    said = context.phrases("talk.prepared" if notes else "talk.nothing-changed")
    yield Message(paragraphs=(said, *((warning,) if warning else ())), buttons=(to_talk(context, found), menu(context)))
    effects: list[Effect] = [FillInTalk(found.id, notes=notes)] if notes else []
    return effects


# What was agreed


def agree_in_talk(context: Context, subject: str) -> Dialog:
    """`subject`: the talk's id. An agreement like any other, that names the part of the talk it comes from."""
    found = yield from open_for(context, subject, "fill-in")
    if found is None:
        return []
    if not context.look_up(Permitted(found.student.id, "log", "agreement")):
        yield not_for_you(context)
        return []
    parts = found.form.parts
    chosen = parts[0].id
    if len(parts) > 1:
        chosen = yield Choice(
            id="part",
            prompt=context.phrases("talk.agree-part"),
            options=tuple(Option(part.id, part.title.in_(context.language)) for part in parts),
        )
    people = people_around(context, found.student)
    around = {one.person.id for one in people}
    viewers = tuple(one.person.id for one in found.parties if one.person.id in around)
    details: AgreementDetails = yield details_form(context, found.student, people, viewers=viewers)
    due = yield from confirmed(context, found.student, people, details)
    another = Button(
        label=context.phrases("agreement.another"), action=Open(dialog="talk-agree", subject=str(found.id))
    )
    yield Message(paragraphs=(context.phrases("agreement.is-logged"),), buttons=(another, to_talk(context, found)))
    origin = origin_of(found.id, chosen)
    return [LogAgreement(found.student.id, details.what, due, details.owners, details.viewers, origin)]
