"""Which campaign is meant."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.cli.refusal import Failure
from vocsurvey.db.campaign import Campaign, CampaignKind


def found(session: Session, name_or_number: str) -> Campaign:
    """The campaign of this name, or of this number. Raises Failure when there is none."""
    one = session.scalar(select(Campaign).where(Campaign.name == name_or_number))
    if one is None and name_or_number.isascii() and name_or_number.isdigit():
        one = session.get(Campaign, int(name_or_number[:18]))
    if one is None or one.kind == CampaignKind.TEST:
        raise Failure(f"There is no campaign “{name_or_number}”; see them with: vocsurvey campaign status")
    return one
