"""Accounts on a platform at which nothing arrives any more, for `wegwijzer doctor`."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.findings import Finding
from storage.accounts import gone_accounts

MOST_ACCOUNTS = 20
LONGEST_WHY = 100


async def account_findings(session: AsyncSession, channel: str, platform: str, advice: str) -> list[Finding]:
    """People by number, as `wegwijzer person` knows their names. `advice` is a sentence."""
    gone = await gone_accounts(session, MOST_ACCOUNTS, channel)
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
