"""Who does not want what they said to be passed on: their last word about a purpose is no, given or taken back."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import Consent
from vocsurvey.questionnaire.model import Purpose


def withheld(session: Session, contact_ids: Collection[int], purpose: Purpose) -> frozenset[int]:
    """Those of the contacts who said no to it. Whoever was never asked is not among them; a no never ends by itself."""
    rows = session.execute(
        select(Consent.contact_id, Consent.granted)
        .where(Consent.contact_id.in_(contact_ids), Consent.purpose == purpose)
        .order_by(Consent.given_at, Consent.id)
    )
    latest = {contact_id: granted for contact_id, granted in rows}
    return frozenset(contact_id for contact_id, granted in latest.items() if not granted)
