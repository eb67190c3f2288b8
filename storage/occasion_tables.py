"""The table that says of which meeting or progress talk a report is."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Table


class ReportOccasion(Table):
    """Of one of the two. A report without a row is of a talk that was not planned here."""

    __tablename__ = "report_occasion"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), primary_key=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    talk_id: Mapped[int | None] = mapped_column(ForeignKey("progress_talk.id", ondelete="CASCADE"), index=True)
