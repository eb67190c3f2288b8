"""The message shortcut "Leg vast als afspraak": what somebody wrote becomes the one line of an agreement."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.channels.slack.arriving import from_shortcut, from_view
from bot.channels.slack.forms import open_loading, show
from bot.channels.slack.plain import typed
from bot.channels.slack.rendering.forms import modal, values_of
from bot.channels.slack.rendering.text import shortened
from bot.channels.slack.rendering.views import View, told_view
from bot.channels.slack.talk import Talk
from bot.dialogs.agreements import LINE
from bot.dialogs.fields import LONGEST_LINE
from bot.message import Button, FormView, Input, Open, Pressed, Said
from knowledge.phrases import Phrases

SHORTCUT = "log_agreement"
LINE_VIEW = "agreement_line"
AGREE = Open(dialog="agree", subject=LINE)


def register(app: AsyncApp) -> None:
    @app.shortcut(SHORTCUT)
    async def wanted(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, talk: Talk) -> None:
        await ack()
        view = await open_loading(talk, body)
        if view is None:
            return
        speaker = await talk.speaker(from_shortcut(body, again=context["again"]))
        phrases = speaker.phrases
        text = typed((body.get("message") or {}).get("text") or "", talk.me)
        shown = line_view(text, phrases) if speaker.person.id else told_view(phrases("slack.roster-only"), phrases)
        await show(talk, view, shown)

    @app.view(LINE_VIEW)
    async def submitted(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, talk: Talk) -> None:
        """Two turns: one asks for the line, the other gives it. Their answer comes in the direct conversation."""
        await ack()
        arrived = from_view(body, again=context["again"])
        line = values_of(body["view"]["state"]).get(LINE, "")
        async with talk.line(arrived.user):
            speaker = await talk.speaker(arrived)
            pressed = Pressed(action=AGREE, label=speaker.phrases("agreement.new"))
            await talk.handle(arrived.named("open"), speaker, pressed)
            messages = await talk.handle(arrived, speaker, Said(text=line))
            await talk.tell(arrived, speaker, messages)


def line_view(text: str, phrases: Phrases) -> View:
    label = phrases("slack.line")
    asked = Input(name=LINE, label=label, kind="text", hint=phrases("slack.line-hint"),
                  value=shortened(text, LONGEST_LINE))  # fmt: skip
    form = FormView(inputs=(asked,), submit=Button(label=phrases("slack.line-submit"), action=AGREE))
    return modal(form, phrases("agreement.new"), phrases, "") | {"callback_id": LINE_VIEW}
