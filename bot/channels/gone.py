"""Accounts on a platform at which nothing arrives any more, for `wegwijzer doctor`."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.findings import Finding
from storage.accounts import gone_accounts

MOST_ACCOUNTS = 20
LONGEST_WHY = 100


async def account_findings(
    session: AsyncSession, channel: str, platform: str, advice: str, but: str = ""
) -> list[Finding]:
    """People by number, as `wegwijzer person` knows their names. `advice` is a sentence.

    `but`: a reason that is told in another way.
    """
    gone = await gone_accounts(session, MOST_ACCOUNTS, channel, but)
    if not gone:
        return [Finding("good", f"Messages arrive at everybody who was reached in {platform} before.")]
    return [
        Finding(
            "bad",
            f"Nothing arrives at person {one.person_id} since {one.gone_at:%Y-%m-%d} "
            f"({one.gone_why.rstrip('.')[:LONGEST_WHY]}). {advice}",
        )
        for one in gone
    ]
