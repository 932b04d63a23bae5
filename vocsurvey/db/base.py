"""What every table has in common: naming, the UTC time type, codes checked by the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time. SQLite drops the zone silently, so it is checked going in and put back coming out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time (ValueError): a row without a zone means something else on every machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times in rows are aware: a naive datetime was given")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")
_Optional = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Identity = BigInteger().with_variant(Integer(), "sqlite")

Key = Annotated[int, mapped_column(Identity, primary_key=True, autoincrement=True)]
Code = Annotated[str, mapped_column(String(40))]
Name = Annotated[str, mapped_column(String(200))]
Words = Annotated[str, mapped_column(String(4000))]
Week = Annotated[dict[str, Any] | None, mapped_column(_Optional)]
"""Weekly hours in words, as ``fieldwork.calendar.read_hours`` takes them; null for none of one's own."""


class Base(DeclarativeBase):
    """The declarative base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json, int: Identity}  # noqa: RUF012


def table_of(model: type[Base]) -> Table:
    """The table alone: with parameters the ORM takes statements for lists of rows."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """A CHECK that a column holds one of the codes."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
