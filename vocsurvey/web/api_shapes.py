"""What programs send and get, as values. The same models check the requests and are written into the document."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    WithJsonSchema,
)

from vocsurvey.db.reads.told import Told
from vocsurvey.fieldwork.cell import LONGEST_ADDRESS, LONGEST_CELL, check_text
from vocsurvey.fieldwork.contact_line import LONGEST_CONTACT_ID
from vocsurvey.followup.closing import LONGEST
from vocsurvey.web.api_problem import Refused, problem

LARGEST_PAGE = 200
_DATED = re.compile(r"\d{4}-\d\d-\d\d[T ]")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,15}")


def _plain(text: str) -> str:
    """Text that can be stored and read out: no half characters, nothing that turns a line around or ends it."""
    if (fault := check_text(text)) is not None:
        raise ValueError(f"The text {fault.sentence}")
    if text != text.strip() or not text:
        raise ValueError("The text is empty, or has a space at its beginning or end; remove it.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("The text has half a character in it (a lone surrogate); remove it.") from None
    return text


def _words(text: str | None) -> str | None:
    """What somebody wrote down, over as many lines as they like."""
    for line in (text or "").splitlines():
        if (fault := check_text(line.replace("\t", " "), LONGEST)) is not None:
            raise ValueError(f"The text {fault.sentence}")
    try:
        (text or "").encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("The text has half a character in it (a lone surrogate); remove it.") from None
    return text


def _blank(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def _dated(value: Any) -> Any:
    """A moment is a text that begins with a date; a number would not say in which unit it counts."""
    value = _blank(value)
    if value is not None and not (isinstance(value, str) and _DATED.match(value)):
        raise ValueError("Write a date and time with its offset, like 2026-03-31T14:05:00+02:00.")
    return value


def _plain_or_none(text: str | None) -> str | None:
    return None if text is None else _plain(text)


def _whole(value: Any) -> Any:
    """A number in a query stands as digits and nothing else."""
    if isinstance(value, str):
        if not _WHOLE.fullmatch(value):
            raise ValueError("This is not a whole number.")
        return int(value)
    return value


def _likely(moment: datetime) -> datetime:
    if not 2000 <= moment.year <= 2100:
        raise ValueError("That is not a year that can be meant.")
    return moment


Text = Annotated[str, Field(min_length=1, max_length=LONGEST_CELL), AfterValidator(_plain)]
Maybe = Annotated[
    str | None,
    Field(max_length=LONGEST_CELL, description="Empty, or null, says nothing."),
    BeforeValidator(_blank),
    AfterValidator(_plain_or_none),
]
"""Text that need not be there. Templates of help desks write an empty text where they know nothing."""
MaybeAddress = Annotated[
    str | None,
    Field(max_length=LONGEST_ADDRESS, description="An e-mail address. Empty, or null, says nothing."),
    BeforeValidator(_blank),
    AfterValidator(_plain_or_none),
]
MaybeWords = Annotated[
    str | None,
    Field(max_length=LONGEST, description="In words, over several lines if need be. Empty, or null, says nothing."),
    BeforeValidator(_blank),
    AfterValidator(_words),
]
ExternalId = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_CONTACT_ID, description="The id in your own system."),
    AfterValidator(_plain),
]
MaybeMoment = Annotated[
    Annotated[AwareDatetime, Strict(False), AfterValidator(_likely)] | None,
    BeforeValidator(_dated),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "format": "date-time"}, {"const": ""}, {"type": "null"}],
            "description": "A date and time with its offset (RFC 3339). Empty, or null, says nothing.",
        }
    ),
]
Whole = Annotated[int, BeforeValidator(_whole)]


class Sent(BaseModel):
    """The base of what programs send: nothing unknown in it, nothing turned into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class NoQuery(BaseModel):
    """No parameters."""

    model_config = ConfigDict(extra="forbid")


class PageQuery(BaseModel):
    """Which part of a long list: the entries after one that you have."""

    model_config = ConfigDict(extra="forbid")

    after: Whole = Field(0, ge=0, le=2**53, description="Only entries after this one: ``next`` of the page before.")
    limit: Whole = Field(50, ge=1, le=LARGEST_PAGE, description="How many entries at most.")


class TokenShown(Told):
    """The token that you use."""

    name: str
    scopes: list[str] = Field(description="What it allows.")
    expires_at: datetime


def address_id(text: str) -> str:
    """An id from the address. Raises Refused for one that no id can be."""
    try:
        return _Named(external_id=text).external_id
    except ValueError as error:
        sentence = "That cannot be the id of anything: 1 to 180 printable characters, no space at either end."
        raise Refused(problem("invalid", sentence, ("external_id", sentence))) from error


class _Named(Sent):
    external_id: ExternalId
