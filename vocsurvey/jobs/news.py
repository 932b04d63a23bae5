"""The carrier's words about a call, as the operations take them: fetched and reported news are the same."""

from __future__ import annotations

from vocsurvey.db.dialing import CallStatus
from vocsurvey.operations.closing import CarrierNews
from vocsurvey.telephony.carrier import CallProgress, CallView, carrier_outcome_of
from vocsurvey.telephony.webhook import StatusReport


def news_of(report: CallView | StatusReport) -> CarrierNews:
    """What a status callback or a fetched call tells us."""
    outcome = carrier_outcome_of(report.progress)
    return CarrierNews(
        carrier_sid=report.carrier_sid,
        progress=report.progress,
        status=_status(report.progress),
        outcome=outcome,
        sequence=report.sequence if isinstance(report, StatusReport) else None,
        answered_by=report.answered_by,
    )


def _status(progress: CallProgress) -> CallStatus:
    if progress.terminal:
        return CallStatus.ENDED
    return CallStatus.LIVE if progress is CallProgress.IN_PROGRESS else CallStatus.PLACED
