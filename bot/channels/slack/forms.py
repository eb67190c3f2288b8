"""Modals from the click that opens one to what was filled in.

A trigger_id lives three seconds: a view that says "one moment" is opened before anything is looked up.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.channels.slack.arriving import Arrived
from bot.channels.slack.calls import SlackRefusedError, call
from bot.channels.slack.rendering.forms import modal
from bot.channels.slack.rendering.identifiers import input_of
from bot.channels.slack.rendering.more import read_more, told_before
from bot.channels.slack.rendering.views import View, loading_view, more_view, told_view
from bot.channels.slack.talk import Talk
from bot.message import Message, Submit, action_from_text, action_to_text
from knowledge.model import Language
from knowledge.phrases import Phrases


class Opened(BaseModel):
    """What a modal has to remember: its form, and the message that it was opened from (both empty where none was)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    submit: str = ""
    channel: str = ""
    stamp: str = ""
    thread: str = ""
    language: Language = "nl"

    @property
    def action(self) -> Submit | None:
        action = action_from_text(self.submit)
        return action if isinstance(action, Submit) else None


def opened(view: dict[str, Any]) -> Opened:
    try:
        return Opened.model_validate_json(view.get("private_metadata") or "{}")
    except ValidationError:
        return Opened()


async def open_form(talk: Talk, body: dict[str, Any], arrived: Arrived) -> None:
    view = await open_loading(talk, body)
    if view is None:
        return
    speaker = await talk.speaker(arrived)
    action = action_from_text(body["actions"][0].get("value") or "")
    found = await talk.turns.message_with(speaker.conversation, action) if isinstance(action, Submit) else None
    if found is None or not isinstance(action, Submit):
        await show(talk, view, told_view(speaker.phrases("dialog.old-button"), speaker.phrases))
        return
    where = arrived.where
    remembered = Opened(
        submit=action_to_text(action),
        channel=where.channel if where else "",
        stamp=(body.get("message") or {}).get("ts", ""),
        thread=where.thread if where else "",
        language=speaker.person.language,
    )
    await show(talk, view, form_modal(found, remembered, speaker.phrases))


def form_modal(message: Message, remembered: Opened, phrases: Phrases) -> View:
    form = message.form
    if form is None:
        return told_view(phrases("dialog.old-button"), phrases)
    return modal(form, message.question or message.heading, phrases, remembered.model_dump_json(exclude_defaults=True))


async def open_more(talk: Talk, body: dict[str, Any], arrived: Arrived) -> None:
    view = await open_loading(talk, body)
    if view is None:
        return
    speaker = await talk.speaker(arrived)
    fingerprint, conversation = read_more(body["actions"][0].get("value") or "")
    # Only what was said in a channel may be read by others than the one who asked.
    public = arrived.where is not None and conversation.startswith(talk.heard_in(arrived.where.channel))
    exchanges = await talk.turns.exchanges(conversation if arrived.public and public else speaker.conversation)
    told = told_before((message for one in exchanges for message in one.messages), fingerprint)
    shown = more_view(told, speaker.phrases) if told else told_view(speaker.phrases("slack.gone"), speaker.phrases)
    await show(talk, view, shown)


async def open_loading(talk: Talk, body: dict[str, Any]) -> str | None:
    """The id of a view that says "one moment"; None when the click is too long ago for Slack to open one."""
    phrases = talk.turns.product.phrases[talk.people.language(body["user"]["id"])]
    client = talk.answers.client
    # From within a modal a second one can only be put on top.
    method = client.views_push if (body.get("view") or {}).get("type") == "modal" else client.views_open
    try:
        answer = await call(method, tries=1, trigger_id=body["trigger_id"], view=loading_view(phrases))
    except SlackRefusedError as error:
        if error.code in {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_exchanged"}:
            return None
        raise
    return str(answer["view"]["id"])


async def show(talk: Talk, view_id: str, view: View) -> None:
    """Nothing to mend when the person has closed it meanwhile."""
    try:
        await call(talk.answers.client.views_update, view_id=view_id, view=view)
    except SlackRefusedError as error:
        if error.code not in {"not_found", "view_not_found"}:
            raise


async def options_in_form(talk: Talk, body: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """What the input of a modal offers in which somebody types."""
    action = opened(body["view"]).action
    if action is None:
        return ()
    speaker = await talk.speaker(Arrived(body["user"]["id"], "options", None))
    message = await talk.turns.message_with(speaker.conversation, action)
    name = input_of(body.get("block_id") or "")
    inputs = message.form.inputs if message and message.form else ()
    return next((one.options for one in inputs if one.name == name), ())
