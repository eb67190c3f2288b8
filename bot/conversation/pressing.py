"""A pressed button: obeyed when it still holds, answered politely when it is old or forged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.conversation.asking import ask_other, say_none_of_these
from bot.conversation.floor import Floor, label_of
from bot.conversation.presenting import menu_button, question_message
from bot.conversation.state import Running
from bot.dialogs.engine import Choice, Form, Pick, Question, Run
from bot.dialogs.registry import is_known
from bot.message import Button, Choose, Command, Correct, Message, Open, Pressed, Submit

LONGEST_VALUE = 4000
ERRORS = {
    "missing": "required",
    "literal_error": "invalid-choice",
    "enum": "invalid-choice",
    "string_too_long": "too-long",
    "string_too_short": "required",
}


def press(floor: Floor, pressed: Pressed) -> None:
    match pressed.action:
        case Choose() as action:
            choose(floor, action)
        case Correct() as action:
            correct(floor, action)
        case Submit() as action:
            submit(floor, action, pressed.values)
        case Open() as action:
            open_dialog(floor, action)
        case Command() as action:
            command(floor, action.name)


def old_button(floor: Floor) -> None:
    waits = floor.pending is not None
    floor.say(floor.words("dialog.old-button"), buttons=() if waits else (menu_button(floor.context),))
    floor.ask_again()


def choose(floor: Floor, action: Choose) -> None:
    running = floor.running(action.run)
    if running is None:
        old_button(floor)
        return
    result = floor.result(running)
    question = result.question(action.question)
    if question is None:
        _gone(floor, running, result)
    elif not isinstance(question, Choice | Pick) or not question.accept(action.option):
        old_button(floor)
    elif result.pending is question:
        floor.put(running, question.id, action.option)
    else:
        _already(floor, result, question, action)


def _already(floor: Floor, result: Run, question: Choice | Pick, action: Choose) -> None:
    given = result.answered[question.id]
    answer = label_of(question, given)
    if given == action.option:
        floor.say(floor.words("dialog.same", answer=answer))
        floor.ask_again()
        return
    change = Button(
        label=_shortened(floor.words("dialog.change", answer=label_of(question, action.option))),
        action=Correct(run=action.run, question=question.id, option=action.option),
    )
    floor.say(floor.words("dialog.already", answer=answer), buttons=(change,))


def _gone(floor: Floor, running: Running, result: Run) -> None:
    """The question is not asked (any more). Says what is so now where that changed, as somebody else was first."""
    waited = running in (floor.state.open, floor.state.parked)
    if waited and result.ended:
        floor.take_up(running)
        floor.go(running)
    elif waited and result.pending and result.pending.id in running.answers:
        floor.take_up(running)
        floor.ask_again(floor.words("dialog.expired-option"))
    else:
        old_button(floor)


def correct(floor: Floor, action: Correct) -> None:
    running = floor.running(action.run)
    if running is None:
        old_button(floor)
        return
    result = floor.result(running)
    question = result.question(action.question)
    if question is None:
        _gone(floor, running, result)
    elif not action.option:
        floor.without(running, question.id)
    elif question.accept(action.option) is None:
        old_button(floor)
    else:
        floor.put(running, question.id, action.option)


def submit(floor: Floor, action: Submit, values: dict[str, str]) -> None:
    running = floor.running(action.run)
    if running is None:
        old_button(floor)
        return
    result = floor.result(running)
    if result.question(action.question) is None:
        _gone(floor, running, result)
    elif isinstance(result.pending, Form) and result.pending.id == action.question:
        _fill_in(floor, running, result.pending, values)
    else:
        old_button(floor)


def _fill_in(floor: Floor, running: Running, form: Form, values: dict[str, str]) -> None:
    given = _given_in(form, values)
    try:
        read = form.validate(given)
    except ValidationError as error:
        floor.take_up(running.model_copy(update={"drafts": {**running.drafts, form.id: given}}))
        _form_again(floor, running, form, given, error)
        return
    floor.put(running, form.id, {**given, **_days(form, given, read)})


def _days(form: Form, given: dict[str, str], read: BaseModel) -> dict[str, str]:
    """Days as they were read: "morgen" stays the day that it was when the person said so."""
    dates = [field.name for field in form.fields if field.kind == "date" and field.name in given]
    return {name: getattr(read, name).isoformat() for name in dates}


def _given_in(form: Form, values: dict[str, str]) -> dict[str, str]:
    """What was filled in, without fields and choices that the form does not offer."""
    given = {}
    for field in form.fields:
        value = values.get(field.name, "")[:LONGEST_VALUE]
        if field.kind in ("several", "rating"):
            offered = {option.value for option in field.options}
            chosen = value.split(",") if field.kind == "several" else [value]
            value = ",".join(part for part in chosen if part in offered)
        if value.strip():
            given[field.name] = value
    return given


def _form_again(floor: Floor, running: Running, form: Form, given: dict[str, str], error: ValidationError) -> None:
    errors = {str(detail["loc"][0]): floor.words(f"form.{_reason(detail)}") for detail in error.errors()}
    floor.messages.append(question_message(floor.context, form, running.run, 0, values=given, errors=errors))


def _reason(detail: Any) -> str:
    """The phrase for an error; our own validators name theirs as "form.…"."""
    kind: str = detail["type"]
    if kind.startswith("form."):
        return kind.removeprefix("form.")
    if kind.startswith("date"):
        return "invalid-date"
    if kind.endswith("_parsing"):
        return "invalid-number"
    if kind.startswith(("greater_than", "less_than")):
        return "out-of-range"
    return ERRORS.get(kind, "invalid")


def open_dialog(floor: Floor, action: Open) -> None:
    if is_known(floor.context, action.dialog, action.subject):
        floor.start(action.dialog, action.subject)
    else:
        old_button(floor)


def command(floor: Floor, name: str) -> None:
    COMMANDS.get(name, old_button)(floor)


def say_help(floor: Floor) -> None:
    lines = tuple(floor.words(f"command.help-{line}") for line in ("text", "words", "honest", "privacy"))
    waits = floor.pending is not None
    buttons = () if waits else (menu_button(floor.context),)
    floor.messages.append(Message(heading=floor.words("command.help-heading"), paragraphs=lines, buttons=buttons))
    floor.ask_again()


def which_to_correct(floor: Floor) -> None:
    running = floor.state.open or floor.state.done
    answered = floor.result(running).asked if running else ()
    if running is None or not answered:
        floor.say(floor.words("dialog.nothing-correct"))
        floor.ask_again()
        return
    buttons = tuple(
        Button(
            label=_shortened(_question_and_answer(floor, running, asked)),
            action=Correct(run=running.run, question=asked.id),
        )
        for asked in answered
    )
    floor.messages.append(Message(question=floor.words("dialog.which-correct"), buttons=buttons))


def _question_and_answer(floor: Floor, running: Running, question: Question) -> str:
    """A form has too many answers to tell."""
    answer = label_of(question, running.answers.get(question.id))
    return floor.words("dialog.correct", question=question.prompt, answer=answer) if answer else question.prompt


def _shortened(label: str, longest: int = 75) -> str:
    return label if len(label) <= longest else f"{label[: longest - 1]}…"


COMMANDS: dict[str, Callable[[Floor], None]] = {
    "back": Floor.back,
    "stop": Floor.stop,
    "restart": Floor.restart,
    "menu": lambda floor: floor.start("menu"),
    "help": say_help,
    "correct": which_to_correct,
    "resume": Floor.resume,
    "drop": Floor.drop,
    "other": ask_other,
    "none-of-these": say_none_of_these,
}
