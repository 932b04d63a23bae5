"""Teams, chats in which people are told, and notices that are tried until they were sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OWED = sa.text("delivered_at IS NULL AND failed_at IS NULL")


def upgrade() -> None:
    """Four tables and two columns."""
    op.add_column("notice", sa.Column("refused_at", UtcDateTime(), nullable=True))
    op.add_column("notice", sa.Column("passed_on_at", UtcDateTime(), nullable=True))
    op.create_table(
        "team",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.UniqueConstraint("name", name="uq_team_name"),
    )
    op.create_table(
        "team_member",
        sa.Column("team_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("user_id", IDENTITY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_team_member_team_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_team_member_user_id"),
        sa.PrimaryKeyConstraint("team_id", "user_id", name="pk_team_member"),
    )
    op.create_index("ix_team_member_user_id", "team_member", ["user_id"], unique=False)
    _chats()


def _chats() -> None:
    op.create_table(
        "chat",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("url", sa.String(1000), nullable=False),
        sa.Column("user_id", IDENTITY, nullable=True),
        sa.Column("team_id", IDENTITY, nullable=True),
        sa.Column("queue", sa.String(40), nullable=True),
        sa.Column("personal", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("stopped_why", sa.String(4000), nullable=True),
        sa.Column("failing_since", UtcDateTime(), nullable=True),
        sa.Column("passed_on_at", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(4000), nullable=True),
        sa.Column("delivered_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", IDENTITY, nullable=True),
        sa.CheckConstraint("kind IN ('slack', 'teams')", name=op.f("ck_chat_kind_known")),
        sa.CheckConstraint(
            "(CASE WHEN user_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN team_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN queue IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_chat_somebodys"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_chat_user_id"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_chat_team_id"),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name="fk_chat_created_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_chat"),
        sa.UniqueConstraint("name", name="uq_chat_name"),
    )
    op.create_index("ix_chat_user_id", "chat", ["user_id"], unique=False)
    op.create_index("ix_chat_team_id", "chat", ["team_id"], unique=False)
    op.create_table(
        "chat_message",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("chat_id", IDENTITY, nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("notice_id", IDENTITY, nullable=True),
        sa.Column("announcement_id", IDENTITY, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("nudged_until", UtcDateTime(), nullable=True),
        sa.Column("tries", IDENTITY, nullable=False),
        sa.Column("status", IDENTITY, nullable=True),
        sa.Column("problem", sa.String(4000), nullable=True),
        sa.Column("delivered_at", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "notice_id IS NULL OR announcement_id IS NULL", name=op.f("ck_chat_message_about_one_thing")
        ),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_chat_message_chat_id"),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_chat_message_notice_id"),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcement.id"], name="fk_chat_message_announcement_id"),
        sa.PrimaryKeyConstraint("id", name="pk_chat_message"),
        sa.UniqueConstraint("chat_id", "key", name="uq_chat_message_chat_id_key"),
    )
    op.create_index("ix_chat_message_notice_id", "chat_message", ["notice_id"], unique=False)
    op.create_index(
        "ix_chat_message_due", "chat_message", ["due_at"], unique=False, postgresql_where=OWED, sqlite_where=OWED
    )
