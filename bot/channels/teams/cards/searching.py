"""A question with more answers than buttons: one searches as one types, and Teams asks us for what fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.channels.searching import found
from bot.channels.teams.cards.buttons import VERB
from bot.channels.teams.cards.elements import Element
from bot.channels.teams.cards.escaping import shown
from bot.message import Action, Choose, Message
from knowledge.phrases import Phrases

SEARCH, FOUND = "search", "found"
"""Of the button: which question it answers ("7/student"). Of the input: the chosen value with its label."""
MOST = 15
RESULTS = "application/vnd.microsoft.search.searchResponse"
BETWEEN = "|"


def search(message: Message, phrases: Phrases) -> Iterator[Element]:
    asked = next((one.action for one in message.buttons if isinstance(one.action, Choose)), None)
    if not message.search or asked is None:
        return
    question = f"{asked.run}/{asked.question}"
    yield {
        "type": "Input.ChoiceSet",
        "id": FOUND,
        "style": "filtered",
        "choices": [],
        "choices.data": {"type": "Data.Query", "dataset": question},
        "placeholder": phrases("teams.search"),
        "isRequired": True,
        "errorMessage": phrases("form.invalid-choice"),
        "spacing": "Medium",
    }
    press: Element = {"title": shown(phrases("teams.take")), "data": {SEARCH: question}, "associatedInputs": "auto"}
    execute = {"type": "Action.Execute", "verb": VERB, **press, "fallback": {"type": "Action.Submit", **press}}
    yield {"type": "ActionSet", "spacing": "Small", "actions": [execute]}


def searches(card: Element, action: Action) -> bool:
    """Whether the card searches for answers to the question that this one answers."""
    query = next((one["choices.data"] for one in card["body"] if one.get("id") == FOUND), None)
    return isinstance(action, Choose) and query is not None and query["dataset"] == f"{action.run}/{action.question}"


def results(typed: str, options: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What Teams is answered while somebody types, of (value, label)."""
    fitting = [
        {"title": shown(label), "value": f"{value}{BETWEEN}{label}"} for value, label in found(typed, options, MOST)
    ]
    return {"statusCode": 200, "type": RESULTS, "value": {"results": fitting}}


def question_of(dataset: Any) -> tuple[int, str] | None:
    """The run and the question that "7/student" names."""
    run, _, question = dataset.partition("/") if isinstance(dataset, str) else ("", "", "")
    return (int(run), question) if run.isascii() and run.isdigit() and len(run) <= 9 and question else None


def picked(data: Mapping[Any, Any]) -> tuple[Choose, str] | None:
    """The answer that was taken from the search, and its label; None for another button."""
    question, chosen = question_of(data.get(SEARCH)), data.get(FOUND)
    if question is None or not isinstance(chosen, str) or not chosen:
        return None
    value, _, label = chosen.partition(BETWEEN)
    return Choose(run=question[0], question=question[1], option=value), label
