"""Documents that a message offers: uploaded into the direct conversation of whoever asked, and nowhere else."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from bot.channels.slack.answers import Where
from bot.channels.slack.arriving import Arrived
from bot.channels.slack.calls import SlackRefusedError
from bot.channels.slack.talk import Speaker, Talk
from bot.channels.slack.uploads import Upload, upload
from bot.export.markdown import as_markdown
from bot.export.parts import Document
from bot.export.pdf import as_pdf
from bot.message import Message

NAME = re.compile(r"(dossier|report)/(\d{1,9})\.(pdf|md)")
NOT_ALLOWED = frozenset({"missing_scope", "not_allowed_token_type", "file_uploads_disabled", "restricted_action"})


async def hand_over(talk: Talk, body: dict[str, Any], arrived: Arrived) -> None:
    """What may not be seen is said not to be there. A click in a channel, which has no such buttons, goes on alone."""
    name = body["actions"][0].get("value") or ""
    if arrived.public:
        arrived = arrived.in_private()
    async with talk.line(arrived.user):
        speaker = await talk.speaker(arrived)
        made = await _made(talk, speaker, name)
        if made is None:
            await _say(talk, arrived, speaker, "student.not-yours")
            return
        where = arrived.where or await talk.answers.direct(arrived.user)
        await _hand_over(talk, arrived, speaker, where, made)


async def _hand_over(talk: Talk, arrived: Arrived, speaker: Speaker, where: Where, made: Upload) -> None:
    try:
        await upload(talk.answers, where, f"{speaker.conversation} {arrived.event}", made)
    except SlackRefusedError as error:
        if error.code not in NOT_ALLOWED:
            raise
        await _say(talk, arrived, speaker, "slack.no-files")


async def _made(talk: Talk, speaker: Speaker, name: str) -> Upload | None:
    wanted = NAME.fullmatch(name)
    if wanted is None:
        return None
    kind, number, form = wanted.groups()
    document = await talk.turns.document(speaker.person, kind, int(number))
    if document is None:
        return None
    return Upload(f"{kind}-{number}.{form}", document.title, await asyncio.to_thread(_written, document, form))


def _written(document: Document, form: str) -> bytes:
    return as_pdf(document) if form == "pdf" else as_markdown(document).encode()


async def _say(talk: Talk, arrived: Arrived, speaker: Speaker, phrase: str) -> None:
    await talk.tell(arrived, speaker, [Message(paragraphs=(speaker.phrases(phrase),))])
