"""The queues. Redis is an alarm clock: whatever is in it can be lost, because the rows that are due stay due."""

from __future__ import annotations

from collections.abc import Iterable

from redis import Redis, RedisError
from rq import Queue
from rq.serializers import JSONSerializer

CALLS = "calls"
UPKEEP = "upkeep"
NAMES = (CALLS, UPKEEP)
# A job that a worker has not begun by then is forgotten: the next tick finds its row again.
_STALE_AFTER_SECONDS = 300
_JOB_SECONDS = 90


def ring(redis: Redis, queue: str, job: str, ids: Iterable[int], seconds: int = _JOB_SECONDS) -> bool:
    """Queue one job per id, by the job's dotted name; each is ended after so many ``seconds``.

    False when Redis is away: the rows are found again later.
    """
    wanted = list(ids)
    if not wanted:
        return True
    line = Queue(queue, connection=redis, serializer=JSONSerializer)
    try:
        line.enqueue_many(
            [
                Queue.prepare_data(
                    job,
                    args=(row_id,),
                    timeout=seconds,
                    ttl=_STALE_AFTER_SECONDS,
                    result_ttl=0,
                    failure_ttl=86_400,
                )
                for row_id in wanted
            ]
        )
    except RedisError:
        return False
    return True
