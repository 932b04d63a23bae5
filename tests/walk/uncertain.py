"""Thousands of dials whose fate is unknown, and the carrier's own account of what became of each.

Every request that places a call loses its answer: some were placed and some were not. Lists lag and come in short
pages, hold calls of other applications and of colleagues behind the same switchboard, and fail to come; most status
callbacks are lost, and those that arrive tell first. The carrier, the web server and the clock are real processes; this
one does the workers' jobs, in threads. A command as well: ``python tests/walk/uncertain.py --dials 5000`` runs the long
form of ``test_uncertain.py``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from company import FROM, HEADER, Company, company
from killing import stage
from launched import launch as launch_draft
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from vocsurvey.db.campaign import Campaign
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.inquiry import Inquiry, InquiryKind
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.sample import read_rows
from vocsurvey.jobs import calls, inquiries, upkeep
from vocsurvey.jobs.queues import NAMES
from vocsurvey.library import load_library
from vocsurvey.operations import administering, sampling
from vocsurvey.runtime import Runtime

DOES = {
    "place_call": calls.place,
    "hang_up_call": calls.hang_up,
    "look_up_call": calls.look_up,
    "ask_carrier": inquiries.ask,
    "send_notice": upkeep.send,
}
# Nobody gets a clear answer to a new call; two of three are placed all the same.
WEATHER = (
    "create_error=0.25,create_error_placed=0.4,create_garbled=0.4,create_hung=0.5,create_reset=1,"
    "list_late=0.7,list_foreign=0.3,read_throttled=0.02,read_error=0.02,"
    "status_lost=0.7,status_late=0.1,status_doubled=0.05,status_reordered=0.05"
)
COLLEAGUES = 5  # behind one switchboard
ROLES: tuple[object, ...] = ("away", "busy", "away", "dead", "away", "rejects", "away", ["hangup"], "busy", "away")


def number(index: int) -> str:
    """So many numbers as are kept for fiction in London."""
    return f"+4420794{60000 + index % 1000:05d}"


def contact_list(size: int) -> str:
    """So many people, five to a number, each at an extension of their own."""
    rows = []
    for index in range(size):
        line, extension = index // COLLEAGUES, 10 + index % COLLEAGUES + 10 * (index // (COLLEAGUES * 1000))
        rows.append(
            f"A{line},Account {line},GB,olivia@example.com,C{index},Person Number{index},user,{number(line)},"
            f"{extension},en,Europe/London,T{index},support_case,the export,yes"
        )
    return "\n".join((HEADER.replace("phone,language", "phone,extension,language"), *rows))


def launch(house: Company, size: int) -> int:
    """People and a launched campaign; its id."""
    now = datetime.now(UTC)
    rows, problems = read_rows(contact_list(size))
    assert problems == (), problems[:3]
    with house.database.transaction() as session:
        sampling.import_sample(session, rows, now)
    with house.database.transaction() as session:
        campaign = administering.new_campaign(
            session,
            name="Uncertain",
            company_name="Northwind",
            questionnaire="support-case",
            from_number=FROM,
            touchpoint_kinds=[],
            owner_id=None,
            now=now,
        )
        assert isinstance(campaign, Campaign)
        launch_draft(session, campaign.id, load_library()["support-case"], "the test", now)
        return campaign.id


@dataclass
class Workers:
    """Threads of this process that do what is queued. A job that waits too long for the database is done again later,
    because the clock finds its row. Any other that breaks is a fault.
    """

    runtime: Runtime
    pool: ThreadPoolExecutor
    done: Counter[str] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)

    def take(self) -> None:
        """Hand everything that is queued to the threads."""
        for name in NAMES:
            queue = Queue(name, connection=self.runtime.redis, serializer=JSONSerializer)
            while queue.count and (job_id := queue.pop_job_id()):
                job = Job.fetch(job_id, connection=self.runtime.redis, serializer=JSONSerializer)
                self.pool.submit(self._do, str(job.func_name).rpartition(".")[2], int(job.args[0]))

    def _do(self, name: str, row_id: int) -> None:
        try:
            DOES[name](self.runtime, row_id)
            self.done[name] += 1
        except OperationalError as error:
            self.again[f"{name}: {error.orig}"[:200]] += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, the score says so
            self.broken[f"{name}: {type(error).__name__}: {error}"[:200]] += 1


@contextmanager
def workers(house: Company, threads: int) -> Iterator[Workers]:
    """So many threads over a runtime of their own."""
    runtime = Runtime.from_settings(house.settings)
    with ThreadPoolExecutor(threads) as pool:
        yield Workers(runtime, pool)
    runtime.database.dispose()
    runtime.redis.close()


def wrong_verdicts(database: Database, creates: list[dict[str, Any]]) -> tuple[list[str], Counter[str], int]:
    """Verdicts that the carrier's account contradicts; all verdicts; and how many cases were dialled twice.

    Every case may be dialled once (one attempt), so a second call that the carrier placed for it is a redial.
    """
    truth = {str(one["token"]): one["sid"] for one in creates}
    wrong: list[str] = []
    verdicts: Counter[str] = Counter()
    placed: defaultdict[int, int] = defaultdict(int)
    with database.reading() as session:
        rows = session.execute(
            select(Call, Inquiry.id, Inquiry.verdict, Attempt.case_id, Attempt.counted)
            .join(Attempt, Attempt.call_id == Call.id)
            .outerjoin(Inquiry, (Inquiry.call_id == Call.id) & (Inquiry.kind == InquiryKind.PLACEMENT))
            .where(Call.permit_call_id.is_not(None))
        ).all()
        for call, inquiry_id, verdict, case_id, counted in rows:
            sid = truth.get(call.token)
            # A webhook can be faster than the answer that was lost, or than the next question.
            told = "told" if call.status != "uncertain" else "open"
            verdicts[verdict or (told if inquiry_id else "told_before_the_doubt")] += 1
            placed[case_id] += sid is not None
            right = (call.carrier_sid, call.status == "unsent") == (sid, sid is None)
            if not right or (counted and sid is None):
                wrong.append(f"call {call.id}: {verdict}, {call.status}, {call.carrier_sid}; the carrier: {sid}")
    return wrong, verdicts, sum(1 for times in placed.values() if times > 1)


def doubted(
    database: Database, redis_url: str, folder: Path, *, dials: int, seed: int, seconds: float, threads: int = 16
) -> dict[str, object]:
    """Phone people until at least ``dials`` requests have lost their answer and all is known; the score."""
    cast = folder / "cast.json"
    cast.write_text(json.dumps({number(index): ROLES[index % len(ROLES)] for index in range(1000)}))
    options = ("--cast", str(cast), "--hold", "0.2", "--list-lag", "4", "--events-after", "2", "--longest-page", "3")
    with company(
        database,
        redis_url,
        folder,
        weather=WEATHER,
        seed=seed,
        speed=100,
        workers=0,
        carrier=options,
        pacing={"calls_per_second": "100", "in_flight": "1000", "poll_after": "5 s", "uncertain_patience": "900 s",
                "sending_patience": "10 s"},
        rules={"protocol": {"max_attempts": "1"},
               "inquiry": {"list_settles": "20 s", "asks_per_tick": "200", "longest_pause": "6 s"}},
    ) as house, workers(house, threads) as hands:  # fmt: skip
        began = time.monotonic()
        campaign_id = launch(house, max(1, dials * 7 // 10))
        finished = house.wait(campaign_id, seconds, hands.take)
        took = time.monotonic() - began
        ledger = house.ledger()
        wrong, verdicts, redialled = wrong_verdicts(database, ledger["creates"])
        with database.reading() as session:
            asks = session.scalar(select(func.sum(Inquiry.asks)))
        return {
            "uncertain": sum(verdicts.values()),
            "placed_by_the_carrier": sum(1 for one in ledger["creates"] if one["sid"]),
            "verdicts": dict(verdicts),
            "wrong": wrong,
            "cases_dialled_twice": redialled,
            "foreign_calls": len(ledger["foreign"]),
            "questions_that_were_not_enough": asks,
            "carrier_violations": [one for one in ledger["violations"] if one["rule"] != "twiml"],
            "jobs": dict(hands.done),
            "jobs_found_again": dict(hands.again),
            "jobs_that_broke": dict(hands.broken),
            "finished": finished,
            "seconds": round(took),
            "audit": house.violations() or "clean",
            "unfinished": [] if finished else house.unfinished()[:10],
        }


def clean(score: dict[str, Any]) -> bool:
    """Whether nothing was wrong, nobody was dialled again, and all was found out."""
    return bool(
        score["finished"]
        and score["audit"] == "clean"
        and not score["wrong"]
        and not score["cases_dialled_twice"]
        and not score["carrier_violations"]
        and not score["jobs_that_broke"]
        and not {"open", "given_up"} & set(score["verdicts"])
    )


def main() -> int:
    """The long form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dials", type=int, default=5000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3000, help="give up after so long")
    parser.add_argument("--threads", type=int, default=16)
    given = parser.parse_args()
    with stage(given.database) as (database, redis_url, folder):
        score = doubted(
            database,
            redis_url,
            folder,
            dials=given.dials,
            seed=given.seed,
            seconds=given.seconds,
            threads=given.threads,
        )
    json.dump(score, sys.stdout, indent=2, default=str)
    sys.stdout.write("\n")
    return 0 if clean(score) and score["uncertain"] >= given.dials else 1


if __name__ == "__main__":
    sys.exit(main())
