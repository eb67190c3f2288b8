"""Running a dialog: from the start, with the answers given so far, up to the first question without one.

A dialog is a generator that yields what it says (a Message) or asks (a question) and returns effects. Answers are
kept by question id, never by position, so that a dialog survives restarts, new versions, "terug" and corrections.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.message import InputKind, Message

Stored = str | dict[str, str]


@dataclass(frozen=True)
class Option:
    """One answer to a question. `also` are other words that people type for it; `alone` those that mean it when nothing
    else is typed: "ja" does, "ja maar het is vrijdag" does not. `value` is no word: it is a name for us.

    `corrects` names an earlier question: choosing this option asks that one again, instead of answering. `primary` is
    the one that most people will want.
    """

    value: str
    label: str
    also: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    corrects: str = ""
    primary: bool = False


@dataclass(frozen=True)
class Choice:
    """A question with a few answers. `ahead` is how many questions may follow, itself included."""

    id: str
    prompt: str
    options: tuple[Option, ...]
    why: str = ""
    ahead: int | None = None

    def accept(self, stored: Stored) -> str | None:
        return stored if isinstance(stored, str) and any(o.value == stored for o in self.options) else None


@dataclass(frozen=True)
class Pick:
    """A question with many answers, found by typing a part of one. `first` is how many are offered as buttons."""

    id: str
    prompt: str
    options: tuple[Option, ...]
    first: int = 5

    def accept(self, stored: Stored) -> str | None:
        return stored if isinstance(stored, str) and any(o.value == stored for o in self.options) else None


@dataclass(frozen=True)
class OpenText:
    """A question that is answered in one's own words."""

    id: str
    prompt: str
    longest: int = 500

    def accept(self, stored: Stored) -> str | None:
        return stored if isinstance(stored, str) and 0 < len(stored.strip()) <= self.longest else None


@dataclass(frozen=True)
class FormField:
    """How a field of the form's model is asked for. `initial` is filled in already."""

    name: str
    label: str
    kind: InputKind
    options: tuple[Option, ...] = ()
    required: bool = True
    hint: str = ""
    initial: str = ""


@dataclass(frozen=True)
class Form:
    """Several questions at once, checked by a pydantic model whose errors land at the field.

    `today` reaches the model's validators as `info.context["today"]`.
    """

    id: str
    prompt: str
    model: type[BaseModel]
    fields: tuple[FormField, ...]
    submit: str
    today: date | None = None

    def validate(self, given: Mapping[str, str]) -> BaseModel:
        """Raises pydantic's ValidationError. PostgreSQL keeps no text with a zero byte."""
        kept = {name: value.replace("\0", "") for name, value in given.items()}
        return self.model.model_validate(kept, context={"today": self.today})

    def accept(self, stored: Stored) -> BaseModel | None:
        if not isinstance(stored, dict) or not all(
            _is_offered(field, stored.get(field.name, "")) for field in self.fields
        ):
            return None
        try:
            return self.validate(stored)
        except ValidationError:
            return None


def _is_offered(field: FormField, given: str) -> bool:
    """Whoever or whatever was chosen can still be chosen."""
    offered = {option.value for option in field.options}
    chosen = given.split(",") if field.kind == "several" else [given]
    return not offered or all(part in offered for part in chosen if part)


Question = Choice | Pick | OpenText | Form


@dataclass(frozen=True)
class Effect:
    """Something that must happen because of a dialog; the turn knows how."""


# A message that takes work may be given as what makes it: a turn runs a dialog several times and says little of it.
Making = Callable[[], Message]
Dialog = Generator["Message | Making | Question", Any, Sequence[Effect]]


@dataclass(frozen=True)
class Run:
    """How far the answers carried the dialog.

    `said` is what came after the last answer (all of it when nothing was answered yet); `answered` holds the answers
    that the dialog still asked for, in its own order; `pending` is the question that waits, None at the end.
    """

    making: tuple[Message | Making, ...]
    pending: Question | None
    answered: dict[str, Stored]
    asked: tuple[Question, ...]
    effects: tuple[Effect, ...] = ()

    @cached_property
    def said(self) -> tuple[Message, ...]:
        return tuple(one if isinstance(one, Message) else one() for one in self.making)

    @property
    def ended(self) -> bool:
        return self.pending is None

    def question(self, identifier: str) -> Question | None:
        known = (*self.asked, self.pending) if self.pending else self.asked
        return next((question for question in known if question.id == identifier), None)


@dataclass
class _Progress:
    said: list[Message | Making] = field(default_factory=list)
    answered: dict[str, Stored] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)


def run(dialog: Dialog, answers: Mapping[str, Stored]) -> Run:
    """An answer that no longer fits its question is dropped, and the question waits again."""
    progress = _Progress()
    reply: Any = None
    while True:
        try:
            step = dialog.send(reply)
        except StopIteration as stop:
            return _result(progress, None, tuple(stop.value or ()))
        reply = None
        if isinstance(step, Message) or callable(step):
            progress.said.append(step)
            continue
        stored = answers.get(step.id)
        reply = step.accept(stored) if stored is not None else None
        if stored is None or reply is None:
            dialog.close()
            return _result(progress, step, ())
        progress.answered[step.id] = stored
        progress.asked.append(step)
        progress.said.clear()


def _result(progress: _Progress, pending: Question | None, effects: tuple[Effect, ...]) -> Run:
    return Run(tuple(progress.said), pending, progress.answered, tuple(progress.asked), effects)
