"""Answering one thing that was heard. Pure: the same state, input and moment give the same answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.conversation.abbreviations import spell_out
from bot.conversation.asking import ask
from bot.conversation.floor import Around, Floor
from bot.conversation.presenting import menu_button, option_button
from bot.conversation.pressing import command, press
from bot.conversation.shortcuts import is_shortcut, take_shortcut
from bot.conversation.state import Running, State
from bot.conversation.words import command_in, lists_with, option_in, options_in, plain, pointing_words
from bot.dialogs.engine import Choice, Effect, OpenText, Option, Pick
from bot.message import Button, Command, Heard, Message, Pressed, Said
from knowledge.phrases import Phrases

LONGEST_QUESTION = 2000
IDLE_HOURS = 12.0
LONGEST_NAME = 4
# By the command of a button: the list of words that mean it, among others or when nothing else is typed.
ALSO = {"none-of-these": "none-of-these"}
ALONE = {"resume": "yes", "drop": "no"}


@dataclass(frozen=True)
class Answer:
    state: State
    messages: tuple[Message, ...]
    effects: tuple[Effect, ...]


def respond(state: State, heard: Heard, around: Around) -> Answer:
    floor = Floor(around, state.model_copy())
    if floor.let_go() and around.context.me.left:
        floor.say(floor.words("student.left"), buttons=(menu_button(around.context),))
        return _answer(floor)
    if state.idle_for(around.now) >= IDLE_HOURS and not _goes_on(heard, state.open):
        floor.park()
    match heard:
        case Said():
            _hear(floor, heard.text)
        case Pressed():
            press(floor, heard)
    floor.offer_parked()
    return _answer(floor)


def _goes_on(heard: Heard, waits: Running | None) -> bool:
    """A button of the dialog that waits does the next day what it says."""
    return waits is not None and isinstance(heard, Pressed) and getattr(heard.action, "run", None) == waits.run


def greet(state: State, around: Around) -> Answer:
    """The first bubble of a visit: the menu, and where we were if something waits."""
    floor = Floor(around, state.model_copy())
    floor.let_go()
    floor.park()
    floor.start("menu")
    if floor.state.parked:
        floor.state.open = None
    floor.offer_parked()
    return _answer(floor)


def _answer(floor: Floor) -> Answer:
    context = floor.context
    messages, explained = spell_out(
        floor.messages, floor.state.explained, context.library.abbreviations[context.language]
    )
    floor.state.explained = explained
    floor.state.heard_at = floor.around.now
    floor.state.offered = messages[-1].buttons if messages else ()
    return Answer(floor.state, tuple(messages), tuple(floor.effects))


def _hear(floor: Floor, text: str) -> None:
    typed = "".join(char if char.isprintable() else " " for char in text[: LONGEST_QUESTION + 1]).strip()
    if not typed:
        floor.say(floor.words("dialog.blank"))
        floor.ask_again()
    elif len(text) > LONGEST_QUESTION:
        floor.say(floor.words("dialog.too-long", longest=LONGEST_QUESTION))
        floor.ask_again()
    elif not plain(typed):
        floor.say(floor.words("dialog.no-words"))
        floor.ask_again()
    else:
        _hear_words(floor, typed)


def _hear_words(floor: Floor, typed: str) -> None:
    phrases = floor.around.phrases.values()
    name = command_in(typed, phrases)
    if name:
        command(floor, name)
    elif any(taken(floor, typed) for taken in (_answers, _answers_parked, take_shortcut, _means_a_button)):
        return
    elif "greeting" in lists_with(typed, phrases):
        floor.start("menu")
    elif "thanks" in lists_with(typed, phrases):
        floor.say(floor.words("welcome.thanks"))
        floor.ask_again()
    else:
        ask(floor, typed)


def _answers(floor: Floor, typed: str) -> bool:
    running, pending = floor.state.open, floor.pending
    if running is None:
        return False
    match pending:
        case Choice():
            option = option_in(typed, pending)
            if option and option.corrects:
                floor.without(running, option.corrects)
            elif option:
                floor.put(running, pending.id, option.value)
            return option is not None
        case Pick():
            return _picks(floor, running, pending, typed)
        case OpenText():
            if pending.accept(typed) is None:
                floor.ask_again(floor.words("dialog.too-long-answer", longest=pending.longest))
            else:
                floor.put(running, pending.id, typed)
            return True
        case _:
            return False


def _means_a_button(floor: Floor, typed: str) -> bool:
    """Typing what a button of the last answer says, or its number, does what the button does."""
    offered = floor.state.offered
    phrases = floor.around.phrases.values()
    options = tuple(
        Option(f"offered-{number}", one.label, _words(ALSO, one, phrases), _words(ALONE, one, phrases))
        for number, one in enumerate(offered)
    )
    meant = option_in(typed, Choice("offered", "", options)) if options else None
    if meant is None:
        return False
    button = offered[int(meant.value.removeprefix("offered-"))]
    press(floor, Pressed(action=button.action, label=button.label))
    return True


def _words(lists: Mapping[str, str], button: Button, phrases: Iterable[Phrases]) -> tuple[str, ...]:
    words = lists.get(button.action.name, "") if isinstance(button.action, Command) else ""
    return tuple(word for language in phrases for word in language.words(words)) if words else ()


def _picks(floor: Floor, running: Running, question: Pick, typed: str) -> bool:
    meant = options_in(typed, question, pointing_words(floor.around.phrases.values()))
    if len(meant) == 1:
        floor.put(running, question.id, meant[0].value)
    elif meant:
        buttons = tuple(option_button(option, question.id, running.run) for option in meant)
        floor.messages.append(Message(question=floor.words("dialog.which-one"), buttons=buttons))
    elif is_shortcut(typed, floor.around.phrases.values()):
        return False
    elif len(typed.split()) <= LONGEST_NAME and floor.around.finder.find(typed).certainty != "sure":
        floor.ask_again(floor.words("dialog.no-such-name"))
        return True
    return bool(meant)


def _answers_parked(floor: Floor, typed: str) -> bool:
    """Typing "ja" the next day still answers the question of yesterday."""
    parked = floor.state.parked
    if floor.state.open or parked is None:
        return False
    pending = floor.result(parked).pending
    option = option_in(typed, pending, waited=True) if isinstance(pending, Choice) else None
    if option is None or pending is None:
        return False
    floor.put(parked, pending.id, option.value)
    return True
