"""Files, brought to a conversation in the three steps that Slack wants: an address, the bytes, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import ClientError

from bot.channels.slack.answers import Answers, Where
from bot.channels.slack.calls import SlackSilentError, call

TRIES = 3


@dataclass(frozen=True)
class Upload:
    """`title` is what stands above it in Slack."""

    name: str
    title: str
    content: bytes = field(repr=False)


async def upload(answers: Answers, where: Where, key: str, made: Upload) -> None:
    """Once for each key. Raises SlackRefusedError, SlackSilentError."""
    if answers.has_brought(key):
        return
    asked = await call(answers.client.files_getUploadURLExternal, filename=made.name, length=len(made.content))
    await _send(answers, str(asked["upload_url"]), made.content)
    await answers.pace.wait(where.channel)
    # Shared twice is worse than not at all: whoever misses it presses again.
    await call(
        answers.client.files_completeUploadExternal, repeatable=False,
        files=[{"id": asked["file_id"], "title": made.title}], channel_id=where.channel, thread_ts=where.thread or None,
    )  # fmt: skip
    answers.remember(key)


async def _send(answers: Answers, address: str, content: bytes) -> None:
    """The address itself is the key to it: no token goes along."""
    session = answers.client.session
    if session is None:
        raise SlackSilentError("there is no connection to Slack")
    for _ in range(TRIES):
        try:
            async with session.post(address, data=content) as response:
                if response.status == 200:
                    return
        except (ClientError, TimeoutError, OSError):
            continue
    raise SlackSilentError("Slack does not take a file")
