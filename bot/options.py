"""What can be answered to a question of a conversation: for channels that let people search as they type."""

from __future__ import annotations

from typing import Any

from bot.cases import Someone
from bot.conversation.floor import Around, Floor
from bot.conversation.state import State
from bot.dialogs.engine import Choice, Pick
from bot.lookups import Lookup, NotLoaded, Records
from bot.records.loading import loader_for
from bot.turn import Turns
from storage.conversations import claim_conversation
from storage.database import transaction


async def options_of(
    turns: Turns, conversation: str, person: Someone, run: int, question: str
) -> tuple[tuple[str, str], ...]:
    """Value and label of each; empty when that question is no longer remembered. Changes nothing."""
    now = turns.now()
    async with transaction(turns.sessions) as begun:
        state = State.model_validate(await claim_conversation(begun, conversation, now))
        loader = loader_for(begun.session, person, now, turns.product)
        loaded: dict[Lookup[Any], Any] = {}
        while True:
            context = turns.product.context(person, now, Records(loaded))
            floor = Floor(Around(context, turns.product.finder, turns.product.phrases, now), state.model_copy())
            try:
                return _options(floor, run, question)
            except NotLoaded as missing:
                loaded[missing.lookup] = await loader.load(missing.lookup)


def _options(floor: Floor, run: int, question: str) -> tuple[tuple[str, str], ...]:
    running = floor.running(run)
    asked = floor.result(running).question(question) if running else None
    return tuple((one.value, one.label) for one in asked.options) if isinstance(asked, Choice | Pick) else ()
