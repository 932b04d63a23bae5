"""The API: what customers said, what it obliges you to, and whom not to call any more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from flask import Blueprint
from pydantic import Field

from vocsurvey import clock
from vocsurvey.db.api import ApiToken, Scope
from vocsurvey.db.reads import told
from vocsurvey.db.reads.told import AnswerTold, FlagTold, FollowUpTold, Told
from vocsurvey.db.sample import SuppressionScope
from vocsurvey.fieldwork import suppression
from vocsurvey.fieldwork.cell import read_country, read_extension
from vocsurvey.fieldwork.phone import read_number
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.operations.suppressing import Who, note_down, whole_number
from vocsurvey.web.api_door import Asked, Said, operation
from vocsurvey.web.api_problem import wrong
from vocsurvey.web.api_shapes import ExternalId, Maybe, PageQuery, Sent, Text
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("api_said", __name__, url_prefix="/api/v1")

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_NEXT = "Give it as ``after`` for what comes next; null: that was all."


class SaidQuery(PageQuery):
    """Which part of a long list, and of whom."""

    contact: ExternalId | None = Field(None, description="Only of this contact, by your id.")


class AnswersShown(Told):
    """Answers in the order in which they were given."""

    data: list[AnswerTold]
    next: int | None = Field(description=_NEXT)


class FlagsShown(Told):
    """Flags in the order in which they were raised."""

    data: list[FlagTold]
    next: int | None = Field(description=_NEXT)


class FollowUpsShown(Told):
    """Follow-ups in the order in which they were opened."""

    data: list[FollowUpTold]
    next: int | None = Field(description=_NEXT)


class SuppressionSent(Sent):
    """Whom not to call, and why."""

    subject: Literal["line", "number", "contact", "account", "domain"] = Field(
        description="A telephone with its extension; a switchboard with everybody behind it; a person or a company by "
        "your id; or everybody with an e-mail address of a domain."
    )
    value: Text = Field(description="The telephone, the id, or the domain.")
    extension: Maybe = Field(None, description="Of a line.")
    country: Maybe = Field(None, description="Of a telephone in its national spelling.")
    scope: Literal["all_surveys", "automated"] = Field("all_surveys", description="Or only not by a machine.")
    reason: Text


class SuppressionShown(Told):
    """It holds from now on."""

    subject: str
    scope: str
    calls_ended: int = Field(description="How many calls were on their way, and are hung up now.")


def _next(rows: Sequence[Any], limit: int) -> int | None:
    return rows[-1].id if len(rows) == limit else None


@blueprint.get("/answers")
@operation(Scope.ANSWERS_READ, "List answers", given=SaidQuery, answers={200: AnswersShown})
def list_answers(asked: Asked[SaidQuery]) -> Said:
    """What customers answered."""
    query = asked.given
    rows = told.answers(
        asked.session, after=query.after, limit=query.limit, personal=asked.personal, contact=query.contact
    )
    return Said(200, AnswersShown(data=rows, next=_next(rows, query.limit)))


@blueprint.get("/flags")
@operation(Scope.FLAGS_READ, "List flags", given=SaidQuery, answers={200: FlagsShown})
def list_flags(asked: Asked[SaidQuery]) -> Said:
    """What customers said that obliges you to act."""
    query = asked.given
    rows = told.flags(
        asked.session, after=query.after, limit=query.limit, personal=asked.personal, contact=query.contact
    )
    return Said(200, FlagsShown(data=rows, next=_next(rows, query.limit)))


@blueprint.get("/follow-ups")
@operation(Scope.FOLLOW_UPS_READ, "List follow-ups", given=SaidQuery, answers={200: FollowUpsShown})
def list_follow_ups(asked: Asked[SaidQuery]) -> Said:
    """Who answers for it, by when, and whether the customer says that it is put right."""
    query = asked.given
    rows = told.follow_ups(
        asked.session, after=query.after, limit=query.limit, personal=asked.personal, contact=query.contact
    )
    return Said(200, FollowUpsShown(data=rows, next=_next(rows, query.limit)))


@blueprint.post("/suppressions")
@operation(
    Scope.SUPPRESSIONS_WRITE,
    "Say that somebody is not called any more",
    given=SuppressionSent,
    answers={201: SuppressionShown},
    writes=True,
)
def post_suppression(asked: Asked[SuppressionSent]) -> Said:
    """At once, in every campaign, for ever; calls that are on their way are hung up. Said again, it changes nothing."""
    given = asked.given
    who = _who(given)
    ended = note_down(
        asked.session,
        who,
        scope=SuppressionScope(given.scope),
        source="api",
        reason=given.reason,
        origin=asked.session.get_one(ApiToken, asked.token_id).name,
        line_hash=runtime().line_hash,
        now=clock.now(),
    ).hang_up
    return Said(201, SuppressionShown(subject=given.subject, scope=given.scope, calls_ended=len(ended)), ended)


def _who(given: SuppressionSent) -> Who:
    """Whom it is about. Raises Refused."""
    subject = suppression.Subject(given.subject)
    if subject in (suppression.Subject.LINE, suppression.Subject.NUMBER):
        return _telephone(given, subject)
    for name in ("extension", "country"):
        if getattr(given, name) is not None:
            raise wrong(f"/{name}", "Only a telephone has this; leave it out.")
    if subject is suppression.Subject.DOMAIN and not _DOMAIN.fullmatch(given.value.lower()):
        raise wrong("/value", f"“{given.value}” is not a domain; write it like example.com.")
    value = given.value.lower() if subject is suppression.Subject.DOMAIN else given.value
    return Who(subject, f"{subject.value}:{value}")


def _telephone(given: SuppressionSent, subject: suppression.Subject) -> Who:
    country = None if given.country is None else read_country(given.country)
    if isinstance(country, Problem):
        raise wrong("/country", country.sentence)
    line = read_number(given.value, country)
    if isinstance(line, Problem):
        raise wrong("/value", line.sentence)
    if subject is suppression.Subject.NUMBER:
        if given.extension is not None or line.extension:
            raise wrong("/extension", "A whole number has no extension; leave it out, or choose the line.")
        return whole_number(line.number)
    extension = line.extension if given.extension is None else read_extension(given.extension)
    if isinstance(extension, Problem):
        raise wrong("/extension", extension.sentence)
    return Who(subject, line.number, extension)
