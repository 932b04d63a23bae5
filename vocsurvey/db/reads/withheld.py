"""Who does not want what they said to be passed on: their last word about a purpose is no, given or taken back."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

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


def not_withheld(contact_id: InstrumentedAttribute[int], purpose: Purpose) -> ColumnElement[bool]:
    """The same for a query that takes the first few: what is withheld takes nobody's place among them."""
    refusal, later = aliased(Consent), aliased(Consent)
    since = or_(later.given_at > refusal.given_at, and_(later.given_at == refusal.given_at, later.id > refusal.id))
    overtaken = select(later.id).where(later.contact_id == refusal.contact_id, later.purpose == purpose, since).exists()
    said_no = (refusal.contact_id == contact_id, refusal.purpose == purpose, ~refusal.granted)
    return ~select(refusal.id).where(*said_no, ~overtaken).exists()
