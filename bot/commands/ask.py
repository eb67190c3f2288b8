"""`wegwijzer ask`: one question, or one a line, answered without a conversation."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.channels.text import as_text
from bot.clock import AMSTERDAM
from bot.conversation.floor import Around
from bot.conversation.respond import respond
from bot.conversation.state import State
from bot.dialogs.context import Context
from bot.message import Message, Said
from bot.people import guest
from bot.product import Product, load_product
from knowledge.matching.match import Match
from knowledge.model import Role, Statement


def ask(options: argparse.Namespace) -> int:
    if not options.question:
        print('Type a question: wegwijzer ask "student is vaak ziek"', file=sys.stderr)
        return 2
    product = load_product()
    now = datetime.now(AMSTERDAM)
    context = product.context(guest(Role(options.role), options.language), now)
    answer = _Answering(product, context, now)
    for question in _questions(options.question):
        print(answer.as_json(question) if options.json else answer.as_text(question), flush=True)
    return 0


def _questions(given: str) -> Iterable[str]:
    if given != "-":
        return [given]
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
    return (line.rstrip("\r\n") for line in sys.stdin)


class _Answering:
    def __init__(self, product: Product, context: Context, now: datetime) -> None:
        self.product, self.context = product, context
        self.around = Around(context, product.finder, product.phrases, now, keeps=False)

    def messages(self, question: str) -> tuple[Message, ...]:
        return respond(State(), Said(text=question), self.around).messages

    def as_text(self, question: str) -> str:
        return as_text(self.messages(question)) + "\n"

    def as_json(self, question: str) -> str:
        match = self.product.finder.find(question)
        found: dict[str, Any] = {
            "outcome": match.certainty,
            "topic": match.topic,
            "candidates": [{"topic": one.topic, "score": one.score} for one in match.candidates],
            "matched_on": list(self.product.finder.telling_words(question, match.candidates[0].topic)),
            "answer": as_text(self.messages(question), buttons=False),
            "sources": self._sources(match),
        }
        return json.dumps(found, ensure_ascii=False)

    def _sources(self, match: Match) -> list[dict[str, Any]]:
        """The sections that the first help rests on, each with the facts that it takes from there."""
        if match.topic is None:
            return []
        topic = self.context.topic(match.topic)
        statements = [topic.statements[name] for name in topic.answer]
        statements.append(Statement(text=topic.lead.text, facts=topic.lead.facts))
        library = self.product.library
        cited = dict.fromkeys(fact for statement in statements for fact in statement.facts)
        return [
            {
                "section": library.note.sections[section].title,
                "facts": [fact for fact in cited if library.facts[fact].section == section],
            }
            for section in library.sections_of(statements)
        ]
