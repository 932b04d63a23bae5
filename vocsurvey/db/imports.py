"""Contact lists on their way in: the file, its lines as they were read, and what became of them.

A list is staged in ``staged_line`` in many short transactions and applied in many more. What it brings is in the sample
once the one row of its run says ``applied``.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Numeric, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from vocsurvey.db.base import Base, Code, Identity, Key, Name, Week, Words, one_of
from vocsurvey.db.people import User


class ImportState(StrEnum):
    """How far a list has come."""

    ARRIVING = "arriving"
    READING = "reading"
    COLUMNS_WANTED = "columns_wanted"
    COMPARING = "comparing"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    REFUSED = "refused"
    DISCARDED = "discarded"


AT_WORK = (ImportState.READING, ImportState.COMPARING, ImportState.APPLYING)
AT_REST = (ImportState.APPLIED, ImportState.REFUSED, ImportState.DISCARDED)


class Kept(StrEnum):
    """Why an undo left a row as it is."""

    CHANGED_SINCE = "changed_since"
    OTHER_LIST = "other_list"
    CASE = "case"
    CONSENT = "consent"
    FOLLOW_UP = "follow_up"
    EVENT = "event"
    SUCCESSOR = "successor"
    SUPPRESSION = "suppression"
    OTHER_TOUCHPOINT = "other_touchpoint"
    CONTACTS = "contacts"
    TOUCHPOINTS = "touchpoints"
    USER = "user"


class ImportRun(Base):
    """One list: who brought it, how its columns are meant, how far it is, and what it came to.

    ``lines_read`` and ``applied_to`` are numbers of lines in the file: the places at which the work goes on after a
    crash. ``counts`` and ``forecast`` are numbers by word (created, changed, unchanged) and table. ``undo_at`` is when
    somebody took it back, ``undone_at`` when that was through; ``undo_counts`` are numbers by word (deleted, put_back,
    kept, withdrawn) and table.
    """

    __tablename__ = "import_run"
    __table_args__ = (one_of("state", ImportState),)

    id: Mapped[Key]
    file_name: Mapped[Name]
    digest: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the file, hexadecimal")
    size: Mapped[int] = mapped_column(doc="bytes")
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), doc="null: somebody at the command line")
    state: Mapped[Code]
    mapping: Mapped[dict[str, Any]]
    header: Mapped[list[Any]] = mapped_column(doc="the names of the columns as they stand in the list")
    columns: Mapped[list[Any]] = mapped_column(doc="what each column is taken for; null: left out")
    note: Mapped[Words | None]
    reason: Mapped[Words | None] = mapped_column(doc="why it was refused")
    straight: Mapped[bool] = mapped_column(
        default=False, server_default=false(), doc="applied without being asked again"
    )
    bad_left_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    about: Mapped[int] = mapped_column(default=0, server_default=text("0"), doc="roughly how many lines there are")
    lines_read: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    good_lines: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    bad_lines: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    applied_to: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    lines_applied: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    forecast: Mapped[dict[str, Any]]
    counts: Mapped[dict[str, Any]]
    unknown_owners: Mapped[list[Any]]
    swept: Mapped[bool] = mapped_column(default=False, server_default=false(), doc="nothing of the file is left")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    enqueued_until: Mapped[datetime | None]
    traced: Mapped[bool] = mapped_column(
        default=True, server_default=false(), doc="what it brings is marked as its own; false: it came in before that"
    )
    undo_at: Mapped[datetime | None]
    undo_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), doc="null: somebody at the command line")
    undone_at: Mapped[datetime | None]
    undo_counts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))

    @property
    def undoing(self) -> bool:
        """Whether it is being taken back."""
        return self.undo_at is not None and self.undone_at is None

    @property
    def rows_brought(self) -> int:
        """How many rows it created or changed."""
        return sum(sum(self.counts.get(word, {}).values()) for word in ("created", "changed"))

    @property
    def rows_undone(self) -> int:
        """With how many of them an undo is through."""
        return sum(sum(self.undo_counts.get(word, {}).values()) for word in ("deleted", "put_back", "kept"))

    @property
    def standing(self) -> str:
        """How far it has come, or how far back."""
        return "taken_back" if self.undone_at else "being_taken_back" if self.undo_at else self.state


class ImportChange(Base):
    """What a list changed of a row that was there: only the columns that became others, before and after.

    An undo takes these rows away as it puts back what they hold. ``kept``: why it left the row as it is, also one that
    the list created; then ``before`` and ``after`` may be empty.
    """

    __tablename__ = "import_change"
    __table_args__ = (
        Index("ix_import_change_table_name_row_id", "table_name", "row_id"),
        one_of("kept", Kept),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey(ImportRun.id), primary_key=True)
    table_name: Mapped[Code] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    kept: Mapped[Code | None]


class ImportPiece(Base):
    """The bytes of a file, a piece at a time, until the list is applied or given up."""

    __tablename__ = "import_piece"

    run_id: Mapped[int] = mapped_column(ForeignKey(ImportRun.id), primary_key=True)
    position: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ImportProblem(Base):
    """What is wrong with a line or with the header, and the cells of a line that is left out."""

    __tablename__ = "import_problem"
    __table_args__ = (Index("ix_import_problem_run_id_line", "run_id", "line"),)

    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(ForeignKey(ImportRun.id))
    line: Mapped[int]
    place: Mapped[Code | None] = mapped_column(doc="the column; null: the whole line")
    sentence: Mapped[Words]
    left_out: Mapped[bool]
    cells: Mapped[list[Any]]


class StagedLine(Base):
    """One good line of a list. The ``…_first`` marks say which line speaks for an account, a contact, an agent."""

    __tablename__ = "staged_line"
    __table_args__ = (
        *(
            Index(
                f"ix_staged_line_{name}",
                "run_id",
                column,
                sqlite_where=text(f"{mark} = 1"),
                postgresql_where=text(mark),
            )
            for name, column, mark in (
                ("account", "account_id", "account_first"),
                ("agent", "agent_id", "agent_first"),
            )
        ),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey(ImportRun.id), primary_key=True)
    at_line: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    account_first: Mapped[bool]
    contact_first: Mapped[bool]
    agent_first: Mapped[bool]
    account_id: Mapped[Name]
    account: Mapped[Name]
    account_country: Mapped[str] = mapped_column(String(2))
    region: Mapped[Name | None]
    tier: Mapped[Name | None]
    yearly_value: Mapped[float | None] = mapped_column(Numeric(14, 2, asdecimal=False))
    owner_email: Mapped[Name | None]
    contact_id: Mapped[Name]
    contact_name: Mapped[Name]
    contact_role: Mapped[Code | None]
    language: Mapped[str | None] = mapped_column(String(10))
    zone: Mapped[str | None] = mapped_column(String(60))
    automated_voice_consent: Mapped[bool | None]
    email: Mapped[str | None] = mapped_column(String(254))
    subdivision: Mapped[str | None] = mapped_column(String(3))
    preferred_time: Mapped[Week]
    number: Mapped[str] = mapped_column(String(16))
    extension: Mapped[str] = mapped_column(String(12))
    line_kind: Mapped[Code]
    line_country: Mapped[str | None] = mapped_column(String(2))
    touchpoint_id: Mapped[Name] = mapped_column(doc="as the sample knows it, also when the list names none")
    touchpoint_kind: Mapped[Code | None]
    touchpoint_subject: Mapped[Words | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    channel: Mapped[Name | None]
    agent_id: Mapped[Name | None]
    agent_name: Mapped[Name | None]
    agent_team: Mapped[Name | None]
    agent_shift: Mapped[Name | None]


class RefusalFile(Base):
    """A file of those who are not to be called, until somebody says that it counts, and what came of it.

    ``applied_to`` is the line that was reached, so that a crash is gone on with. ``content`` goes when the file is done
    with; ``counts`` are numbers by word.
    """

    __tablename__ = "refusal_file"

    id: Mapped[Key]
    file_name: Mapped[Name]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    country: Mapped[str | None] = mapped_column(String(2), doc="of numbers that name none")
    by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    counts: Mapped[dict[str, Any]]
    applied_to: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    enqueued_until: Mapped[datetime | None]
