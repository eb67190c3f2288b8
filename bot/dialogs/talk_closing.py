"""Rating a progress talk by the letter or for a reason, filing it, signing it, and correcting it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, create_model

from bot.dialogs.choosing import menu, not_for_you
from bot.dialogs.confirming import confirm
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Form, FormField, Option
from bot.dialogs.fields import FreeText, LongText, PastDay
from bot.dialogs.menu import Start
from bot.dialogs.talk_words import COLOURS, blanks, clashes, moved_part, reckoning, verdict_lines
from bot.dialogs.talks import open_for, to_form, to_talk
from bot.lookups import Permitted
from bot.message import Button, Message, Open, Part
from bot.notices import names
from bot.procedures.talk_requests import CorrectTalk, FileTalk, OneTalk, SignTalk, TalksAbout
from bot.procedures.talks import CREDITS, Talk, TalkState, Verdict
from bot.talk_notices import colour_word, heading, talk_filed
from knowledge.rules.traffic_light import Colour
from knowledge.talk_forms import NOTE

BLANKS = "blanks"


class Agreeing(BaseModel):
    remark: LongText = ""


class Disagreeing(BaseModel):
    remark: FreeText


# Rating and filing


def close(context: Context, subject: str) -> Dialog:
    """`subject`: the talk's id. What counting gives, where that contradicts itself, and the colour that is chosen."""
    found = yield from open_for(context, subject, "lead")
    if found is None:
        return []
    if not found.items:
        line = context.phrases("talk-rating.nothing")
        yield Message(paragraphs=(line,), buttons=(to_talk(context, found), menu(context)))
        return []
    yield _reckoned(context, found)
    # Somebody else may change a colour meanwhile: what was chosen for another filling does not count.
    chosen = yield Choice(
        id="colour",
        prompt=context.phrases("talk-rating.choose"),
        options=tuple(replace(one, value=f"{found.version}-{one.value}") for one in _colours(context, found)),
        why=reckoning(context, found),
    )
    chosen = chosen.partition("-")[2]
    if chosen == BLANKS:
        return [Start("talk", str(found.id))]
    colour = Colour(chosen)
    given: Any = yield _closing_form(context, found, colour)
    yield _as_filed(context, found, colour, given.held_on, given.reason, given.credits)
    yes = Option("file", context.phrases("talk-rating.file"), primary=True)
    yield confirm(context, context.phrases("talk-rating.sure"), yes, changes="closing")
    yield Message(
        paragraphs=(context.phrases("talk-rating.filed"), context.phrases("talk.archive")),
        buttons=(to_talk(context, found), _to_dossier(context, found), menu(context)),
    )
    return [FileTalk(found.id, found.version, given.held_on, colour, given.reason, given.credits)]


def _reckoned(context: Context, found: Talk) -> Message:
    empty = blanks(found)
    lines = [context.phrases("talk-rating.meaning")]
    if empty:
        lines.append(context.phrases("talk-rating.blank", count=empty))
    parts = (*clashes(context, found), *moved_part(context, found))
    title = context.phrases("talk-rating.heading", student=found.student.name)
    return Message(heading=title, paragraphs=tuple(lines), parts=parts)


def _colours(context: Context, found: Talk) -> Iterator[Option]:
    letter = _letter(found)
    if letter:
        colour = colour_word(context.phrases, letter)
        yield Option(str(letter), context.phrases("talk-rating.by-letter", colour=colour), primary=not blanks(found))
    key = "talk-rating.other" if letter else "talk-rating.choose-own"
    for one in COLOURS:
        if one is not letter:
            word = colour_word(context.phrases, one)
            yield Option(str(one), context.phrases(key, colour=word.lower() if letter else word))
    if blanks(found):
        yield Option(BLANKS, context.phrases("talk-rating.fill-blanks"), primary=True)


def _letter(found: Talk) -> Colour | None:
    return found.counted.colour if found.counted else None


def _closing_form(context: Context, found: Talk, colour: Colour) -> Form:
    reasoned, counts = colour is not _letter(found), found.form.name == NOTE and colour is Colour.GREEN
    held_on = min(found.held_on, context.today)
    fields = [
        FormField(
            "held_on",
            context.phrases("talk-rating.held-on"),
            "date",
            hint=context.phrases("form.past-day-hint"),
            initial=held_on.isoformat(),
        )
    ]
    if counts:
        fields.append(_credits_field(context))
    if reasoned:
        hint = context.phrases("talk-rating.reason-hint")
        fields.append(FormField("reason", context.phrases("talk-rating.reason"), "text", hint=hint))
    return Form(
        id="closing",
        prompt=context.phrases("talk-rating.closing", colour=colour_word(context.phrases, colour).lower()),
        model=_closing_model(reasoned=reasoned, asks_credits=counts),
        fields=tuple(fields),
        submit=context.phrases("talk-rating.show"),
        today=context.today,
    )


def _credits_field(context: Context) -> FormField:
    return FormField(
        "credits",
        context.phrases("talk-rating.credits"),
        "choice",
        options=tuple(Option(one, context.phrases(f"talk-rating.credits-{one}")) for one in CREDITS),
        hint=context.phrases("talk-rating.credits-hint"),
    )


def _closing_model(*, reasoned: bool, asks_credits: bool) -> type[BaseModel]:
    fields: dict[str, Any] = {
        "held_on": (PastDay, ...),
        "reason": (FreeText, ...) if reasoned else (Literal[""], ""),
        "credits": (Literal["enough", "short", "unknown"], ...) if asks_credits else (Literal[""], ""),
    }
    return create_model("Closing", **fields)


def _as_filed(context: Context, found: Talk, colour: Colour, held_on: date, reason: str, points: str) -> Message:
    """What will stand on the form, and what the others read."""
    verdict = Verdict(colour, _letter(found), reason, context.me, context.now, points)
    filed = replace(found, state=TalkState.FILED, held_on=held_on, verdict=verdict)
    others = [one.person for one in filed.parties if one.person.id != context.me.id]
    told = talk_filed(context.phrases, filed, context.me, others[0]) if others else Message()
    reads = context.phrases("agreement.who-reads", who=names(context.phrases, others))
    warning = context.medical_warning(reason)
    return Message(
        heading=heading(context.phrases, filed),
        paragraphs=(*verdict_lines(context, filed), *((warning,) if warning else ())),
        parts=(Part(heading=reads, lines=told.paragraphs, kind="quote"),) if others else (),
    )


def _to_dossier(context: Context, found: Talk) -> Button:
    action = Open(dialog="dossier", subject=str(found.student.id))
    return Button(label=context.phrases("dossier.open"), action=action)


# Signing


def sign(context: Context, subject: str) -> Dialog:
    """`subject`: the talk's id and "agreed" or "disagreed"."""
    number, _, how = subject.partition("/")
    found = context.look_up(OneTalk(int(number)))
    if found is None:
        yield not_for_you(context)
        return []
    if not found.must_sign(context.me.id) or not context.may_in(found.student.id, "sign", "talk", part=True):
        yield Message(paragraphs=(context.phrases("talk.signs-not"),), buttons=(to_talk(context, found), menu(context)))
        return []
    agreed = how == "agreed"
    label = context.phrases("talk.remark" if agreed else "talk.remark-why")
    yield Message(heading=context.phrases(f"talk.sign-{how}"), paragraphs=(heading(context.phrases, found),))
    given: Agreeing | Disagreeing = yield Form(
        id="signature",
        prompt=context.phrases("talk.sign-prompt"),
        model=Agreeing if agreed else Disagreeing,
        fields=(FormField("remark", label, "text", required=not agreed, hint=context.no_medical),),
        submit=context.phrases("talk.sign"),
    )
    warning = context.medical_warning(given.remark)
    lines = (context.phrases("talk.is-signed"), *((warning,) if warning else ()))
    yield Message(paragraphs=lines, buttons=(to_talk(context, found), menu(context)))
    return [SignTalk(found.id, agreed, given.remark)]


# Correcting


def correct(context: Context, subject: str) -> Dialog:
    """`subject`: the id of a filed talk. It stays as it is; a new version is filed and signed again."""
    found = context.look_up(OneTalk(int(subject)))
    if found is None or not context.look_up(Permitted(found.student.id, "lead", "talk")):
        yield not_for_you(context)
        return []
    corrections = [one for one in context.look_up(TalksAbout(found.student.id)) if one.replaces == found.id]
    if found.state is not TalkState.FILED or corrections:
        line = context.phrases("talk.being-corrected" if corrections else "talk.overtaken")
        yield Message(paragraphs=(line,), buttons=(to_form(context, found.student), menu(context)))
        return []
    yield Choice(
        id="sure",
        prompt=context.phrases("talk.correct-sure"),
        options=(Option("correct", context.phrases("talk.correct"), primary=True),),
    )
    yield Message(
        paragraphs=(context.phrases("talk.is-corrected"),), buttons=(to_form(context, found.student), menu(context))
    )
    return [CorrectTalk(found.id)]
