"""What the content owner learns from: unanswered questions and feedback, both without a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Feedback, Gap


async def keep_gap(session: AsyncSession, question: str, *, role: str, language: str, now: datetime) -> None:
    """`question` must be free of names: see `bot.redaction`."""
    await session.execute(insert(Gap).values(question=question, role=role, language=language, at=now))


async def latest_gaps(session: AsyncSession, most: int) -> list[Gap]:
    """Newest first."""
    return list(await session.scalars(select(Gap).order_by(Gap.at.desc(), Gap.id.desc()).limit(most)))


async def keep_feedback(
    session: AsyncSession, subject: str, *, helpful: bool, reason: str, comment: str, now: datetime
) -> None:
    row = {"subject": subject, "helpful": helpful, "reason": reason, "comment": comment, "at": now}
    await session.execute(insert(Feedback).values(row))


async def feedback_counts(session: AsyncSession) -> list[tuple[str, bool, int]]:
    """How often each answer ("topic/outcome") helped and how often it did not."""
    counted = select(Feedback.subject, Feedback.helpful, func.count()).group_by(Feedback.subject, Feedback.helpful)
    rows = await session.execute(counted.order_by(Feedback.subject, Feedback.helpful.desc()))
    return [(subject, helpful, count) for subject, helpful, count in rows.all()]
