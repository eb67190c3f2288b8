"""People, who supervises whom, and what is written down about a student."""

import sqlalchemy as sa
from alembic import op

from storage.encryption import SecretJson, SecretText
from storage.tables import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("language", sa.String(200), nullable=False),
        sa.Column("school", sa.String(200), nullable=False),
        sa.Column("region", sa.String(200), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("email", name="uq_person_email"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "account",
        sa.Column("channel", sa.String(200), nullable=False),
        sa.Column("external_id", sa.String(200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reference", SecretJson(), nullable=False),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        sa.Column("gone_at", UtcDateTime(), nullable=True),
        sa.Column("gone_why", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_account_person_id_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("channel", "external_id", name="pk_account"),
    )
    op.create_index("ix_account_person_id", "account", ["person_id"])
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("message", SecretJson(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("shown_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_notice_person_id_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("key", name="uq_notice_key"),
    )
    op.create_index("ix_notice_person_id", "notice", ["person_id", "shown_at"])
    op.create_table(
        "person_role",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(200), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_person_role_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "role", name="pk_person_role"),
    )
    op.create_table(
        "student",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("programme", sa.String(200), nullable=False),
        sa.Column("form", sa.String(200), nullable=False),
        sa.Column("start_year", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("school", sa.String(200), nullable=False),
        sa.Column("opleidingsschool", sa.String(200), nullable=False),
        sa.Column("region", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_student_person_id_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name="pk_student"),
        sa.UniqueConstraint("number", name="uq_student_number"),
    )
    op.create_index("ix_student_region", "student", ["region"])
    op.create_index("ix_student_school", "student", ["school"])
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("what", SecretText(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("status", sa.String(200), nullable=False),
        sa.Column("origin", sa.String(200), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_agreement_made_by_person", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.person_id"], name="fk_agreement_student_id_student", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_agreement"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_agreement_student_id", "agreement", ["student_id", "due"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(200), nullable=False),
        sa.Column("object", sa.String(200), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_audit_person_id_person", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.person_id"], name="fk_audit_student_id_student", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_person_id", "audit", ["person_id", "at"])
    op.create_index("ix_audit_student_id", "audit", ["student_id", "at"])
    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=True),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("note", SecretText(), nullable=False),
        sa.Column("state", sa.String(200), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["asked_id"], ["person.id"], name="fk_call_asked_id_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asker_id"], ["person.id"], name="fk_call_asker_id_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.person_id"], name="fk_call_student_id_student", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_call"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_call_asked_id", "call", ["asked_id"])
    op.create_index("ix_call_asker_id", "call", ["asker_id"])
    op.create_index("ix_call_state", "call", ["state", "asked_at"])
    op.create_index("ix_call_student_id", "call", ["student_id"])
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("texts", SecretJson(), nullable=False),
        sa.Column("origin", sa.String(200), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.person_id"], name="fk_report_student_id_student", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name="fk_report_written_by_person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_report_student_id", "report", ["student_id", "held_on"])
    op.create_table(
        "situation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(200), nullable=False),
        sa.Column("outcome", sa.String(200), nullable=False),
        sa.Column("walked_by", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.person_id"], name="fk_situation_student_id_student", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["walked_by"], ["person.id"], name="fk_situation_walked_by_person", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_situation"),
    )
    op.create_index("ix_situation_student_id", "situation", ["student_id", "at"])
    op.create_table(
        "supervision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(200), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.person_id"], name="fk_supervision_student_id_student", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["person.id"], name="fk_supervision_supervisor_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_supervision"),
    )
    op.create_index("ix_supervision_student_id", "supervision", ["student_id"])
    op.create_index("ix_supervision_supervisor_id", "supervision", ["supervisor_id"])
    op.create_table(
        "agreement_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("change", sa.String(200), nullable=False),
        sa.Column("detail", SecretText(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name="fk_agreement_change_agreement_id_agreement", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_agreement_change_person_id_person", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_agreement_change"),
    )
    op.create_index("ix_agreement_change_agreement_id", "agreement_change", ["agreement_id"])
    op.create_table(
        "agreement_party",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name="fk_agreement_party_agreement_id_agreement", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_agreement_party_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agreement_id", "person_id", name="pk_agreement_party"),
    )
    op.create_index("ix_agreement_party_person_id", "agreement_party", ["person_id"])
    op.create_table(
        "report_reader",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_report_reader_person_id_person", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name="fk_report_reader_report_id_report", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "person_id", name="pk_report_reader"),
    )
    op.create_index("ix_report_reader_person_id", "report_reader", ["person_id"])


def downgrade() -> None:
    for table in (
        "report_reader",
        "agreement_party",
        "agreement_change",
        "supervision",
        "situation",
        "report",
        "call",
        "audit",
        "agreement",
        "student",
        "person_role",
        "notice",
        "account",
        "person",
    ):
        op.drop_table(table)
