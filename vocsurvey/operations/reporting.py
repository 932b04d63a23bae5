"""Reports: the rows of a campaign, and what they mean."""

from __future__ import annotations

from sqlalchemy.orm import Session

from vocsurvey.db.reads.summary import answer_rows, final_codes, flag_severities
from vocsurvey.fieldwork.disposition import Dispositions
from vocsurvey.reporting import summary
from vocsurvey.reporting.summary import Summary


def summarise(session: Session, campaign_id: int, table: Dispositions) -> Summary:
    """One campaign in figures; ``table`` is the rulebook's dispositions. Raises NoResultFound for no such campaign."""
    return summary.summarise(
        answer_rows(session, campaign_id),
        final_codes(session, campaign_id),
        flag_severities(session, campaign_id),
        table,
    )
