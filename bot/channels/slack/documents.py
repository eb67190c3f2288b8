"""Documents that a message offers: uploaded into the direct conversation of whoever asked, and nowhere else."""

from __future__ import annotations

from typing import Any

from bot.channels.slack.answers import Where
from bot.channels.slack.arriving import Arrived
from bot.channels.slack.calls import SlackRefusedError
from bot.channels.slack.talk import Speaker, Talk
from bot.channels.slack.uploads import Upload, upload
from bot.files import made, wanted_in
from bot.message import Message

NOT_ALLOWED = frozenset({"missing_scope", "not_allowed_token_type", "file_uploads_disabled", "restricted_action"})


async def hand_over(talk: Talk, body: dict[str, Any], arrived: Arrived) -> None:
    """What may not be seen is said not to be there. A click in a channel, which has no such buttons, goes on alone."""
    name = body["actions"][0].get("value") or ""
    if arrived.public:
        arrived = arrived.in_private()
    async with talk.line(arrived.user):
        speaker = await talk.speaker(arrived)
        found = await _made(talk, speaker, name)
        if found is None:
            await _say(talk, arrived, speaker, "student.not-yours")
            return
        where = arrived.where or await talk.answers.direct(arrived.user)
        await _hand_over(talk, arrived, speaker, where, found)


async def _hand_over(talk: Talk, arrived: Arrived, speaker: Speaker, where: Where, made: Upload) -> None:
    try:
        await upload(talk.answers, where, f"{speaker.conversation} {arrived.event}", made)
    except SlackRefusedError as error:
        if error.code not in NOT_ALLOWED:
            raise
        await _say(talk, arrived, speaker, "slack.no-files")


async def _made(talk: Talk, speaker: Speaker, name: str) -> Upload | None:
    wanted = wanted_in(name)
    file = await made(talk.turns, speaker.person, wanted) if wanted else None
    return Upload(file.name, file.title, file.content) if file else None


async def _say(talk: Talk, arrived: Arrived, speaker: Speaker, phrase: str) -> None:
    await talk.tell(arrived, speaker, [Message(paragraphs=(speaker.phrases(phrase),))])
