"""Who was taken off a meeting, and of which meeting or talk a report is."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_taken_off",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_meeting_taken_off_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_meeting_taken_off_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name="pk_meeting_taken_off"),
    )
    op.create_index("ix_meeting_taken_off_person_id", "meeting_taken_off", ["person_id"])
    op.create_table(
        "report_occasion",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("talk_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name="fk_report_occasion_report_id_report", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_report_occasion_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["progress_talk.id"], name="fk_report_occasion_talk_id_progress_talk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", name="pk_report_occasion"),
    )
    for column in ("meeting_id", "talk_id"):
        op.create_index(f"ix_report_occasion_{column}", "report_occasion", [column])


def downgrade() -> None:
    for table in ("report_occasion", "meeting_taken_off"):
        op.drop_table(table)
