"""Whom no campaign calls now: could one that began at this moment, and when? The rules that hold in every campaign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignStatus, Case, CaseKind
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.explanation import Explained, explained
from vocsurvey.fieldwork.permission import Allow, Defer
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.operations.decision import rule
from vocsurvey.operations.explaining import Standing
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.rulebook import Rulebook

_ANSWERS = {
    Standing.ALLOWED: "If one began now, no rule would be against the call.",
    Standing.DEFERRED: "If one began now, it would call them later.",
    Standing.ONWARD: "If one began now, only a live caller could call them.",
    Standing.BLOCKED: "If one began now, it could not call them either, unless this changes.",
}


@dataclass(frozen=True)
class Foreseen:
    """How somebody stands with the rules, whatever the campaign. ``until`` is set exactly for a deferral."""

    standing: Standing
    codes: tuple[str, ...] = ()
    until: datetime | None = None

    @property
    def reasons(self) -> tuple[Explained, ...]:
        """The reasons in words."""
        return tuple(explained(code) for code in self.codes)

    @property
    def answer(self) -> str:
        """Could they be called, in one sentence."""
        return _ANSWERS[self.standing]


def foresee(session: Session, contact: Contact, *, rules: Rulebook, line_hash: LineHash, now: datetime) -> Foreseen:
    """Ask the rules as for a campaign that began now with the usual hours and no limits of its own. Changes nothing."""
    # Rows that are in no table: the rules see what they would see, and nothing is written.
    campaign = Campaign(id=0, status=CampaignStatus.RUNNING)
    asked = Case(
        id=0, kind=CaseKind.SURVEY, campaign_id=0, contact_id=contact.id, channel=Channel.IVR, waiting_for=[],
        campaign=campaign, contact=contact,
    )  # fmt: skip
    ruling = rule(session, [asked], rules=rules, line_hash=line_hash, now=now)[0]
    match ruling.decision:
        case Allow():
            return Foreseen(Standing.ALLOWED)
        case Defer(until=until, reasons=reasons):
            return Foreseen(Standing.DEFERRED, reasons, until)
        case blocked:
            standing = Standing.BLOCKED if ruling.onward is None else Standing.ONWARD
            return Foreseen(standing, blocked.reasons)
