"""Notices become the ledger of deliveries, with the lanes along which they go."""

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXTS = ("lane", "account", "state", "leased_by", "why")
MOMENTS = ("not_before", "leased_until")
MARKS = ("again", "marked")
# Slack names an account "<team>-<user>". Where Teams' own is not known yet, its lane has no tenant.
TENANT = """UPDATE account SET tenant = (
    SELECT CASE WHEN account.channel = 'slack' THEN {team} ELSE '' END)"""
TEAM = {
    "sqlite": "substr(account.external_id, 1, instr(account.external_id, '-') - 1)",
    "postgresql": "split_part(account.external_id, '-', 1)",
}
LANES = "INSERT INTO lane (name, runner, why) SELECT DISTINCT channel || '/' || tenant, '', '' FROM account"
ARRIVED = "UPDATE notice SET state = 'sent' WHERE shown_at IS NOT NULL"
DUE = "UPDATE notice SET not_before = made_at WHERE shown_at IS NULL"
ROUTED = """UPDATE notice SET {column} = coalesce((
    SELECT {value} FROM account WHERE account.person_id = notice.person_id AND account.gone_at IS NULL
    ORDER BY account.linked_at DESC, account.channel, account.external_id LIMIT 1), '') WHERE shown_at IS NULL"""


def upgrade() -> None:
    op.create_table(
        "lane",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("runner", sa.String(length=200), nullable=False),
        *(sa.Column(name, UtcDateTime()) for name in ("leased_until", "freed_at", "paused_until", "moved_at")),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lane"),
    )
    op.add_column("account", sa.Column("tenant", sa.String(length=200), nullable=False, server_default=""))
    for name in TEXTS:
        default = "pending" if name == "state" else ""
        op.add_column("notice", sa.Column(name, sa.String(length=200), nullable=False, server_default=default))
    op.add_column("notice", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    for name in MOMENTS:
        op.add_column("notice", sa.Column(name, UtcDateTime()))
    for name in MARKS:
        op.add_column("notice", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index("ix_notice_person_id", "notice")
    _move_over()
    op.create_index("ix_notice_person_id", "notice", ["person_id", "state"])
    op.create_index("ix_notice_lane", "notice", ["lane", "state", "not_before", "id"])
    op.create_index("ix_notice_state", "notice", ["state", "id"])


def _move_over() -> None:
    op.execute(TENANT.format(team=TEAM[op.get_bind().dialect.name]))
    op.execute(LANES)
    op.execute(ARRIVED)
    op.execute(DUE)
    op.execute(ROUTED.format(column="lane", value="channel || '/' || tenant"))
    op.execute(ROUTED.format(column="account", value="external_id"))


def downgrade() -> None:
    for name in ("state", "lane", "person_id"):
        op.drop_index(f"ix_notice_{name}", "notice")
    with op.batch_alter_table("notice") as notice:
        for name in (*TEXTS, "attempts", *MOMENTS, *MARKS):
            notice.drop_column(name)
    op.create_index("ix_notice_person_id", "notice", ["person_id", "shown_at"])
    with op.batch_alter_table("account") as account:
        account.drop_column("tenant")
    op.drop_table("lane")
