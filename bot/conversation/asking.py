"""A question in the person's own words: found, doubtful, or not in the note."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.floor import Floor
from bot.conversation.presenting import menu_button, topic_button
from bot.dialogs.engine import Effect, Form
from bot.dialogs.guide import first_help
from bot.dialogs.registry import REMEMBERED
from bot.message import Button, Command, Message, Open
from knowledge.matching.match import Match
from knowledge.model import Role

BEST = 3
ASK_INSTEAD = {Role.WPB, Role.SO, Role.IO, Role.STUDENT, Role.CONTENT_OWNER}


@dataclass(frozen=True)
class RecordGap(Effect):
    """A question that the note does not answer, as it was typed."""

    question: str


def ask(floor: Floor, question: str) -> None:
    match = floor.around.finder.find(question)
    if floor.state.open and floor.state.open.dialog in REMEMBERED:
        digress(floor, match)
        return
    floor.state.open = None
    floor.state.asked = question
    if match.certainty == "sure" and match.topic:
        floor.start("guide", match.topic, more=(other_button(floor),))
    elif match.certainty == "outside":
        say_outside(floor, question)
    else:
        _offer(floor, "find.unsure", _best(match))


def digress(floor: Floor, match: Match) -> None:
    """Another question while a guide waits for an answer: answered in short, then the guide goes on."""
    current = floor.state.open
    if current is None:
        return
    topic = match.topic
    if match.certainty == "sure" and topic and topic != current.subject:
        _in_between(floor, topic)
        floor.ask_again(floor.words("dialog.we-were", topic=floor.name(current)))
        return
    if isinstance(floor.pending, Form):
        floor.ask_again(floor.words("dialog.use-form"))
    elif match.certainty == "unsure" and current.dialog == "guide":
        others = [one for one in _best(match) if one != current.subject]
        buttons = tuple(topic_button(floor.context, one) for one in others)
        floor.say(floor.words("dialog.perhaps", topic=floor.name(current)), buttons=buttons)
        floor.ask_again()
    else:
        outside = match.certainty == "outside" and current.dialog == "guide"
        key = "dialog.outside-here" if outside else "dialog.not-understood"
        floor.ask_again(floor.words(key))


def _in_between(floor: Floor, topic: str) -> None:
    context = floor.context
    short = first_help(context, context.topic(topic))
    onward = Button(
        label=floor.words("dialog.go-there", topic=context.title(topic)),
        action=Open(dialog="guide", subject=topic),
    )
    lead = floor.words("dialog.in-between", topic=context.title(topic))
    floor.messages.append(
        short.model_copy(update={"heading": "", "paragraphs": (lead, *short.paragraphs), "buttons": (onward,)})
    )


def ask_other(floor: Floor) -> None:
    """ "I mean something else": the next best topics for what was asked."""
    current = floor.state.open or floor.state.done
    floor.state.open = None
    match = floor.around.finder.find(floor.state.asked) if floor.state.asked else None
    if match is None:
        floor.start("menu")
        return
    shown = [topic for topic in _best(match, BEST + 1) if current is None or topic != current.subject]
    _offer(floor, "find.other", shown[:BEST])


def _best(match: Match, most: int = BEST) -> list[str]:
    return [candidate.topic for candidate in match.candidates[:most]]


def _offer(floor: Floor, key: str, topics: list[str]) -> None:
    buttons = tuple(topic_button(floor.context, topic) for topic in topics)
    none = Button(label=floor.words("find.none-of-these"), action=Command(name="none-of-these"))
    floor.messages.append(Message(question=floor.words(key), buttons=(*buttons, none)))


def say_none_of_these(floor: Floor) -> None:
    question, floor.state.asked = floor.state.asked, ""
    if question:
        say_outside(floor, question)
    else:
        floor.start("menu")


def say_outside(floor: Floor, question: str) -> None:
    role = floor.context.role
    whom = floor.words(f"find.ask-{role if role in ASK_INSTEAD else Role.IO}")
    lines = [floor.words("find.outside"), whom]
    if floor.around.keeps and role is not Role.CONTENT_OWNER:
        lines.append(floor.words("find.noted"))
    call = Button(label=floor.words("student.call-in"), action=Open(dialog="call-in"))
    knows_people = floor.context.on_roster and role is not Role.CONTENT_OWNER
    floor.say(*lines, buttons=(*((call,) if knows_people else ()), menu_button(floor.context)))
    floor.effects.append(RecordGap(question))


def other_button(floor: Floor) -> Button:
    return Button(label=floor.words("guide.other"), action=Command(name="other"))
