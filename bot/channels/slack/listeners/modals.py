"""Forms that were filled in: errors stand at their field, and what was accepted is answered in the conversation.

Slack wants to know within three seconds whether the modal may close. A slower turn gets a view that says "one moment",
which is replaced when the turn is through.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.channels.slack.answers import Where
from bot.channels.slack.arriving import Arrived, from_view
from bot.channels.slack.forms import Opened, form_modal, opened, show
from bot.channels.slack.rendering.forms import errors_of, values_of
from bot.channels.slack.rendering.identifiers import FORM_VIEW
from bot.channels.slack.rendering.views import loading_view, told_view
from bot.channels.slack.talk import Speaker, Talk
from bot.message import Message, Pressed

LIMIT = 1.8


@dataclass(frozen=True)
class Outcome:
    speaker: Speaker
    messages: tuple[Message, ...]

    @property
    def errors(self) -> dict[str, str]:
        return errors_of(self.messages)


def register(app: AsyncApp) -> None:
    @app.view(FORM_VIEW)
    async def submitted(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, talk: Talk) -> None:
        view = body["view"]
        remembered, arrived = opened(view), from_view(body, again=context["again"])
        working = asyncio.create_task(_turn(talk, arrived, remembered, values_of(view["state"])))
        in_time, _ = await asyncio.wait({working}, timeout=LIMIT)
        if not in_time:
            phrases = talk.turns.product.phrases[remembered.language]
            await ack(response_action="update", view=loading_view(phrases))
        outcome = await working
        if in_time:
            await (ack(response_action="errors", errors=outcome.errors) if outcome.errors else ack())
        else:
            await _show_late(talk, view["id"], remembered, outcome)
        if not outcome.errors:
            await _tell(talk, arrived, remembered, outcome)


async def _turn(talk: Talk, arrived: Arrived, remembered: Opened, values: dict[str, str]) -> Outcome:
    async with talk.line(arrived.user):
        in_place = _in_place(arrived, remembered)
        speaker = await talk.speaker(in_place)
        action = remembered.action
        if action is None:
            return Outcome(speaker, (Message(paragraphs=(speaker.phrases("dialog.old-button"),)),))
        label = speaker.phrases("web.filled-in")
        heard = Pressed(action=action, label=label, values=values)
        return Outcome(speaker, await talk.handle(in_place, speaker, heard))


async def _show_late(talk: Talk, view_id: str, remembered: Opened, outcome: Outcome) -> None:
    phrases = outcome.speaker.phrases
    faulty = next((message for message in outcome.messages if message.form), None) if outcome.errors else None
    shown = form_modal(faulty, remembered, phrases) if faulty else told_view(phrases("slack.form-taken"), phrases)
    await show(talk, view_id, shown)


async def _tell(talk: Talk, arrived: Arrived, remembered: Opened, outcome: Outcome) -> None:
    async with talk.line(arrived.user):
        in_place = _in_place(arrived, remembered)
        if remembered.action:
            await talk.decide_by_form(in_place, remembered.stamp, remembered.action, outcome.speaker)
        await talk.tell(in_place, outcome.speaker, outcome.messages)


def _in_place(arrived: Arrived, remembered: Opened) -> Arrived:
    where = Where(remembered.channel, remembered.thread) if remembered.channel else None
    return Arrived(arrived.user, arrived.event, where, arrived.again)
