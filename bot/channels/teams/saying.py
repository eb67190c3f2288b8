"""What one turn answers, as activities: text and cards apart, each button knowing to which event it belongs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from botbuilder.schema import Activity, Attachment, CardAction, SuggestedActions

from bot.channels.teams.cards.answered import answered, outdated
from bot.channels.teams.cards.bubbles import Bubble, bubbles, card_with
from bot.channels.teams.cards.elements import Element
from bot.channels.teams.cards.starters import prompt_starters
from bot.channels.teams.hearing import OF, Click
from bot.message import Choose, Correct, Message, Open, Submit
from knowledge.model import Role
from knowledge.phrases import Phrases

CARD = "application/vnd.microsoft.card.adaptive"
ANSWER, FORMLESS, DOUBT, WELCOME, WELCOME_GROUP = "answer", "formless", "doubt", "welcome", "welcome-group"
INSTEAD = {DOUBT: "teams.doubt", WELCOME_GROUP: "teams.welcome-group"}
FEEDBACK = {"feedbackLoop": {"type": "default"}}


def reply(kind: str, messages: Sequence[Message], phrases: Phrases, event: str) -> list[Activity]:
    """The answer of a turn. `kind`: as it is, with the greeting of a role ("welcome/wpb"), or what stands for it."""
    name, _, role = kind.partition("/")
    if name in INSTEAD:
        return [text_activity(phrases(INSTEAD[name]))]
    sent = activities([one for one in messages if not (name == FORMLESS and is_faulty(one))], phrases, event)
    if name != WELCOME:
        return sent
    starters = prompt_starters(phrases, Role(role))
    return [text_activity(phrases("teams.welcome")), *sent, text_activity(phrases("teams.try"), starters)]


def without_downloads(messages: Sequence[Message]) -> tuple[Message, ...]:
    """For where others read along."""
    return tuple(one.model_copy(update={"downloads": ()}) if one.downloads else one for one in messages)


def activities(messages: Sequence[Message], phrases: Phrases, event: str) -> list[Activity]:
    sent = [_activity(bubble, event) for bubble in bubbles(messages, phrases)]
    if sent and subject_of(messages):
        sent[-1].channel_data = FEEDBACK
    return sent


def card_activity(card: Element, activity: str = "") -> Activity:
    """`activity` is the id of the one that it replaces."""
    attachment = Attachment(content_type=CARD, content=card)
    return Activity(type="message", id=activity or None, attachments=[attachment])


def text_activity(text: str, starters: Iterable[str] = ()) -> Activity:
    """`starters` are offered as questions to begin with."""
    actions = [CardAction(type="imBack", title=starter, value=starter) for starter in starters]
    more = {"suggested_actions": SuggestedActions(to=[], actions=actions)} if actions else {}
    return Activity(type="message", text=text, text_format="markdown", **more)


def replaced(
    click: Click, before: Sequence[Message], now: Sequence[Message], phrases: Phrases, event: str
) -> Element | None:
    """How the clicked card looks now. `before`: what its event answered; None when that is not known any more."""
    faulty = faulty_form(click, now)
    if faulty:
        return next((stamped(one.card, event) for one in bubbles((faulty,), phrases) if one.card), None)
    card = card_with(bubbles(before, phrases), click.pressed.action)
    if card is None:
        return None
    if not obeyed(click, now, phrases):
        return outdated(card, phrases)
    done = answered(card, click.pressed.label, phrases, click.pressed.values, click.pressed.action)
    return stamped(done, click.of)


def faulty_form(click: Click, now: Iterable[Message]) -> Message | None:
    """The form once more, with what is wrong at its fields: it takes the place of the one that was sent."""
    if not isinstance(click.pressed.action, Submit):
        return None
    return next(filter(is_faulty, now), None)


def is_faulty(message: Message) -> bool:
    return message.form is not None and any(field.error for field in message.form.inputs)


def obeyed(click: Click, now: Sequence[Message], phrases: Phrases) -> bool:
    """An old button is answered, not obeyed: its card must not say that it was chosen."""
    if now and now[0].paragraphs == (phrases("dialog.old-button"),):
        return False
    action = click.pressed.action
    return not isinstance(action, Choose) or not any(
        isinstance(button.action, Correct)
        and (button.action.run, button.action.question) == (action.run, action.question)
        for message in now
        for button in message.buttons
    )


def subject_of(messages: Iterable[Message]) -> str:
    """What an answer is about that asks whether it helped; empty when none does."""
    actions = (button.action for message in messages for button in message.buttons)
    return next((one.subject for one in actions if isinstance(one, Open) and one.dialog == "helpful"), "")


def stamped(card: Element, event: str) -> Element:
    """The card, whose buttons bring the event along, so that the card is found when one of them is pressed."""
    for data in _data(card):
        data[OF] = event
    return card


def _activity(bubble: Bubble, event: str) -> Activity:
    if bubble.card is not None:
        made = card_activity(stamped(bubble.card, event))
        made.summary = bubble.summary
        return made
    made = text_activity(bubble.text)
    made.summary = bubble.summary
    made.entities = [bubble.citations] if bubble.citations else None
    return made


def _data(card: Element) -> Iterator[dict[str, Any]]:
    sets = [card.get("actions", []), *(one["actions"] for one in card["body"] if one["type"] == "ActionSet")]
    for action in (action for listed in sets for action in listed):
        if "card" in action:
            yield from _data(action["card"])
        if "data" in action:
            yield action["data"]
        if isinstance(action.get("fallback"), dict) and "data" in action["fallback"]:
            yield action["fallback"]["data"]
