"""The end of calls at once: whoever stops all dialling does not wait for a worker, a queue or the clock."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait

from vocsurvey import clock
from vocsurvey.db.session import Database
from vocsurvey.operations import watching
from vocsurvey.telephony.carrier import Carrier

SIDE_BY_SIDE = 12
PATIENCE_SECONDS = 1.5
"""So long whoever pressed waits for the carrier. What takes longer goes on behind, and the clock looks after it."""
log = logging.getLogger(__name__)


def end_now(database: Database, carrier: Carrier, call_ids: Sequence[int]) -> int:
    """Have the carrier end these calls, several at a time; how many it has confirmed within the patience.

    Nothing depends on it: the rows say that the calls shall end, and every tick asks the carrier again until they have.
    """
    if not call_ids:
        return 0

    def end(call_id: int) -> bool:
        with database.reading() as session:
            sid = watching.carrier_sid(session, call_id, unwanted_at=clock.now())
        return sid is not None and carrier.hang_up(sid)

    pool = ThreadPoolExecutor(min(SIDE_BY_SIDE, len(call_ids)), "ending")
    works = [pool.submit(end, call_id) for call_id in call_ids]
    pool.shutdown(wait=False)
    done, _ = wait(works, PATIENCE_SECONDS)
    for work in done:
        if (error := work.exception()) is not None:
            log.warning("a call was not ended at once: %s", type(error).__name__)
    return sum(1 for work in done if work.exception() is None and work.result())
