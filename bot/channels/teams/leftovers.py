"""Answers that Teams has not taken are brought round after round, for as long as the server runs."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.teams.replies import Replies
from storage.encryption import EncryptionError

EVERY, IDLE = 1.0, 2.0
log = logging.getLogger(__name__)


async def bring_leftovers(replies: Replies) -> None:
    while True:
        brought = 0
        try:
            brought = await replies.round()
        except (SQLAlchemyError, EncryptionError, OSError) as error:
            log.error("bringing answers failed (%s); the next round tries again", type(error).__name__)  # noqa: TRY400
        await asyncio.sleep(EVERY if brought else IDLE)
