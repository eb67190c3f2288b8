"""A message that is too large for one card, in several: between its lines, with nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.message import FormView, Input, Message, Part, Step

LONGEST = 3000
"""Characters of one paragraph, step, or line: a longer one becomes two."""


@dataclass(frozen=True)
class Piece:
    """A part of a message. `first_step` is the number of its first step in the whole."""

    message: Message = field(default_factory=Message)
    first_step: int = 1

    def following(self) -> Piece:
        return Piece(first_step=self.first_step + len(self.message.steps))


Fits = Callable[[Piece], bool]
Add = Callable[[Message], Message]


def pieces(message: Message, fits: Fits) -> list[Piece]:
    whole = Piece(message)
    if fits(whole):
        return [whole]
    done: list[Piece] = []
    filling = Piece()
    for add in _additions(message, fits):
        longer = Piece(add(filling.message), filling.first_step)
        if filling.message != Message() and not fits(longer):
            done.append(filling)
            fresh = filling.following()
            longer = Piece(add(fresh.message), fresh.first_step)
        filling = longer
    return [*done, filling]


def _additions(message: Message, fits: Fits) -> Iterator[Add]:
    yield _setting(heading=message.heading)
    for paragraph in _cut_all(message.paragraphs):
        yield _adding("paragraphs", paragraph)
    for step in message.steps:
        for part_of_step in _cut_step(step):
            yield _adding("steps", part_of_step, steps_heading=message.steps_heading)
    for part in message.parts:
        for number, line in enumerate(_cut_all(part.lines or ("",))):
            yield _adding_line(part.model_copy(update={"at": part.at - number}), line)
    yield _setting(source=message.source)
    for line in _cut_all(message.evidence):
        yield _adding("evidence", line)
    yield from _closing(message, fits)


def _closing(message: Message, fits: Fits) -> Iterator[Add]:
    """The question and its form stay together, as what is filled in is sent together."""
    names = ("progress", "question", "why", "search", "downloads", "links")
    asked = {name: getattr(message, name) for name in names}
    form, apart = _without_the_largest(message.form, lambda smaller: fits(Piece(Message(**asked, form=smaller))))
    for paragraph in _cut_all(apart):
        yield _adding("paragraphs", paragraph)
    yield _setting(**asked, form=form)
    for button in message.buttons:
        yield _adding("buttons", button)


def _without_the_largest(form: FormView | None, fits: Callable[[FormView], bool]) -> tuple[FormView | None, list[str]]:
    """What was filled in, as paragraphs above the form, as far as it does not fit in it."""
    apart: list[str] = []
    while form and not fits(form):
        largest = max(form.inputs, key=lambda one: len(one.value))
        if not largest.value:
            break
        apart.append(f"{largest.label}\n{largest.value}")
        form = form.model_copy(update={"inputs": tuple(_emptied(one, largest) for one in form.inputs)})
    return form, apart


def _emptied(one: Input, largest: Input) -> Input:
    return one.model_copy(update={"value": ""}) if one is largest else one


def _setting(**fields: Any) -> Add:
    return lambda message: message.model_copy(update=fields)


def _adding(field: str, item: object, **fields: Any) -> Add:
    return lambda message: message.model_copy(update={field: (*getattr(message, field), item), **fields})


def _adding_line(part: Part, line: str) -> Add:
    """To the part where it is open already; to a part with the same heading in the next card."""

    def add(message: Message) -> Message:
        *others, last = message.parts or (part.model_copy(update={"lines": ()}),)
        if (last.heading, last.kind) != (part.heading, part.kind):
            others, last = [*others, last], part.model_copy(update={"lines": ()})
        grown = last.model_copy(update={"lines": (*last.lines, line)})
        return message.model_copy(update={"parts": (*others, grown)})

    return add


def _cut_step(step: Step) -> list[Step]:
    """Only the first says who, only the last by when."""
    first, *rest = _cut(step.text)
    cut = [Step(text=first, who=step.who), *(Step(text=text) for text in rest)]
    return [*cut[:-1], cut[-1].model_copy(update={"when": step.when})]


def _cut_all(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _cut(text)


def _cut(text: str) -> list[str]:
    cut: list[str] = []
    while len(text) > LONGEST:
        space = text.rfind(" ", LONGEST // 2, LONGEST)
        end = space + 1 if space >= 0 else LONGEST
        cut.append(text[:end])
        text = text[end:]
    return [*cut, text]
