"""Requests for another opleidingsschool."""

import sqlalchemy as sa
from alembic import op

from storage.encryption import SecretText
from storage.tables import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "switch_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("route", sa.String(200), nullable=False),
        sa.Column("wish", SecretText(), nullable=False),
        sa.Column("why", SecretText(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("discussed", sa.String(200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(200), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("reaches", sa.String(200), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.person_id"], name="fk_switch_request_student_id_student", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["handler_id"], ["person.id"], name="fk_switch_request_handler_id_person", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_switch_request"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_switch_request_student_id", "switch_request", ["student_id", "started_at"])
    op.create_index("ix_switch_request_open", "switch_request", ["open", "id"])
    op.create_index("ix_switch_request_handler_id", "switch_request", ["handler_id"])
    op.create_table(
        "switch_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("move", sa.String(200), nullable=False),
        sa.Column("text", SecretText(), nullable=False),
        sa.Column("from_state", sa.String(200), nullable=False),
        sa.Column("to_state", sa.String(200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["switch_request.id"], name="fk_switch_move_request_id_switch_request", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_switch_move_person_id_person", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"], name="fk_switch_move_to_id_person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_switch_move"),
    )
    for column in ("request_id", "person_id", "to_id"):
        op.create_index(f"ix_switch_move_{column}", "switch_move", [column])


def downgrade() -> None:
    op.drop_table("switch_move")
    op.drop_table("switch_request")
