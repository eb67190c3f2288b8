"""Progress talks: the form, its colours, what was written with it, and who signs."""

import sqlalchemy as sa
from alembic import op

from storage.encryption import SecretJson, SecretText
from storage.tables import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "progress_talk",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("student_id", sa.Integer, sa.ForeignKey("student.person_id", ondelete="CASCADE"), nullable=False),
        sa.Column("form", sa.JSON, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("meeting", SecretJson, nullable=False),
        sa.Column("state", sa.String(200), nullable=False),
        sa.Column("led_by", sa.Integer, sa.ForeignKey("person.id", ondelete="SET NULL")),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("colour", sa.String(200), nullable=False),
        sa.Column("letter", sa.String(200), nullable=False),
        sa.Column("reason", SecretText, nullable=False),
        sa.Column("credits", sa.String(200), nullable=False),
        sa.Column("filed_by", sa.Integer, sa.ForeignKey("person.id", ondelete="SET NULL")),
        sa.Column("filed_at", UtcDateTime),
        sa.Column("replaces", sa.Integer, sa.ForeignKey("progress_talk.id", ondelete="SET NULL")),
        sa.Column("version", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_progress_talk_student_id", "progress_talk", ["student_id", "held_on"])
    for column in ("led_by", "filed_by", "replaces"):
        op.create_index(f"ix_progress_talk_{column}", "progress_talk", [column])
    op.create_table(
        "progress_talk_item",
        sa.Column("talk_id", sa.Integer, sa.ForeignKey("progress_talk.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("item", sa.String(200), primary_key=True),
        sa.Column("colour", sa.String(200), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id", ondelete="SET NULL")),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_progress_talk_item_person_id", "progress_talk_item", ["person_id"])
    op.create_table(
        "progress_talk_note",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("talk_id", sa.Integer, sa.ForeignKey("progress_talk.id", ondelete="CASCADE"), nullable=False),
        sa.Column("part", sa.String(200), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id", ondelete="SET NULL")),
        sa.Column("text", SecretText, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_index(
        "uq_progress_talk_note_talk_id", "progress_talk_note", ["talk_id", "part", "person_id"], unique=True
    )
    op.create_index("ix_progress_talk_note_person_id", "progress_talk_note", ["person_id"])
    op.create_table(
        "progress_talk_party",
        sa.Column("talk_id", sa.Integer, sa.ForeignKey("progress_talk.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("role", sa.String(200), nullable=False),
        sa.Column("agreed", sa.Boolean),
        sa.Column("remark", SecretText, nullable=False),
        sa.Column("signed_at", UtcDateTime),
    )
    op.create_index("ix_progress_talk_party_person_id", "progress_talk_party", ["person_id"])


def downgrade() -> None:
    for table in ("progress_talk_party", "progress_talk_note", "progress_talk_item", "progress_talk"):
        op.drop_table(table)
