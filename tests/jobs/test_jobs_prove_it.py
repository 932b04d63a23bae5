"""The promise, with real processes: once a bad answer was taken, nothing that dies afterwards takes it away."""

from __future__ import annotations

import signal
from pathlib import Path

import psutil
import pytest
import redis
from company import Company, company
from killing import lost_presses
from sqlalchemy import func, select

from vocsurvey.db.followup import Flag, FollowUp, Notice
from vocsurvey.db.interview import Answer
from vocsurvey.db.session import Database

PEOPLE = 6


def _flags(house: Company) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Flag)) or 0


def _kill_the_web(house: Company) -> int:
    """Kill -9 every process that answers webhooks, the main one last; how many died."""
    dead = 0
    for name, pid in house.fleet.pids().items():
        if name.startswith("web"):
            main = psutil.Process(pid)
            for process in (*main.children(recursive=True), main):
                process.send_signal(signal.SIGKILL)
                dead += 1
    return dead


@pytest.mark.storm
def test_hang_up_kill_the_web_and_flush_redis_the_follow_up_is_there(
    database: Database, redis_url: str, tmp_path: Path
) -> None:
    """Everybody gives a bad answer and hangs up at once; at the first flags, web and Redis are lost."""
    script = ", ".join(f'"+442079460{number:03d}": ["1", "2!"]' for number in range(100))
    cast = tmp_path / "cast.json"
    cast.write_text(f"{{{script}}}")
    with company(database, redis_url, tmp_path / "house", carrier=("--cast", str(cast))) as house:
        campaign = house.launch(PEOPLE)
        died: list[int] = []

        def strike() -> None:
            if not died and _flags(house) > 0:
                before = _flags(house)
                died.append(_kill_the_web(house))
                redis.Redis.from_url(redis_url).flushall()
                assert _flags(house) >= before

        assert house.wait(campaign, 90, strike), house.unfinished()
        assert died
        assert died[0] > 0
        with database.reading() as session:
            negative = session.scalars(select(Answer).where(Answer.negative)).all()
            flags = session.scalars(select(Flag)).all()
            follow_ups = session.scalars(select(FollowUp.id)).all()
            told = {notice.follow_up_id for notice in session.scalars(select(Notice))}
        # Who broke off is called once more and is as angry as before: more flags, and still one follow-up each.
        assert len(negative) == len(flags) >= len(follow_ups) == PEOPLE
        assert told == set(follow_ups)
        lost, delivered = lost_presses(house)
        assert lost == []
        assert delivered >= 2 * PEOPLE
        assert house.violations() == []
