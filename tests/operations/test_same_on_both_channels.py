"""A live and an automated interview with the same answers leave the same rows, but for the channel: at random, on every
shipped questionnaire.

What somebody means is conveyed twice, by keys and words to the automated voice and by a caller who codes it, in two
cases of one campaign. (That the engine settles the same is shown by ``tests/interview``; this is about the rows.)
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from desking import by_callers, caller, put_on_desk, rung
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kept import database_at
from scene import Scene, demo_rules, hashed
from sqlalchemy import select, update

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.followup import FollowUp, FollowUpEvent, Notice
from vocsurvey.db.interview import Answer, Exchange, Interview
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Keys, Speech
from vocsurvey.interview.state import Frame
from vocsurvey.interview.turn import Ask
from vocsurvey.interview.vocabulary import vocabulary
from vocsurvey.library import load_library
from vocsurvey.operations import conducting
from vocsurvey.operations.conducting import Heeded
from vocsurvey.operations.course import course_of

PEOPLE = tuple(
    f"A{n},Account {n},GB,olivia@example.com,P{n},Robin Reed,%s,+44 20 7946 000{n},,%s,Europe/London,"
    f"TP{n},support_case,the export,G1,Gus Green,yes"
    for n in (1, 2)
)
LIVE, AUTOMATED = "P1", "P2"
WORDS = ("Nobody rang back.", "It took four days.", "We cancel, and our lawyer will write.", "All was well.")


@dataclass(frozen=True)
class Meant:
    """What somebody means at one step; ``pick`` chooses among the answers."""

    act: str
    pick: int


@dataclass(frozen=True)
class Told:
    """One conversation: about what, with whom, and what is meant in order; when it is used up, the line drops."""

    questionnaire: str
    role: str
    language: str
    meant: tuple[Meant, ...]


_meant = st.builds(Meant, st.sampled_from(["answer"] * 9 + ["cannot say", "leave out", "back"]), st.integers(0, 999))
_meants = st.lists(_meant, max_size=16).map(tuple)
_told = st.builds(
    Told,
    st.sampled_from(sorted(load_library())),
    st.sampled_from(["decision_maker", "user"]),
    st.sampled_from(["en", "de", "fr", "es"]),
    st.one_of(_meants, _meants.map(lambda meant: (Meant("answer", 1), *meant))),
)


@pytest.fixture
def copies(database: Database, request: pytest.FixtureRequest) -> Any:
    """Empty databases of this kind, one for each example."""
    kind = "sqlite" if database.url.get_backend_name() == "sqlite" else "postgres"
    return request.getfixturevalue(f"{kind}_copies")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(told=_told)
def test_the_same_answers_leave_the_same_rows_on_both_channels(copies: Any, told: Told) -> None:
    url = copies.make()
    with ExitStack() as stack:
        stack.callback(copies.drop, url)
        database = stack.enter_context(database_at(url))
        scene = Scene(database, demo_rules())
        scene.people([row % (told.role, told.language) for row in PEOPLE])
        scene.campaign(questionnaire=load_library()[told.questionnaire])
        by_callers(scene, everybody=False)
        robin = caller(scene, "robin@example.com", ["en", "de", "fr", "es"])
        with database.transaction() as session:
            live = scene.case(LIVE).id
            session.execute(update(Case).where(Case.id == live).values(channel="live"))
            lease = put_on_desk(session, robin.id, live, scene.now)
        began = scene.now
        names = rung(scene, lease, robin.email)
        scene.answer(*names)
        _converse(
            scene, LIVE, told, lambda position, step, ask, one: _coded(scene, lease, robin.id, position, step, ask, one)
        )
        scene.hang_up(*names, CarrierOutcome.COMPLETED)
        scene.now = began
        names = scene.dial(AUTOMATED)
        scene.answer(*names)
        _converse(scene, AUTOMATED, told, lambda position, step, ask, one: _uttered(scene, names, position, ask, one))
        scene.hang_up(*names, CarrierOutcome.COMPLETED)
        assert _rows(scene, LIVE) == _rows(scene, AUTOMATED)
        assert [scene.attempts(who)[-1].channel for who in (LIVE, AUTOMATED)] == ["live", "ivr"]
        with database.reading() as session:
            assert audit(session, scene.now, hashed) == ()


def _converse(scene: Scene, contact: str, told: Told, say: Any) -> None:
    """Convey everything that is meant, as far as it can be meant where it is asked."""
    backs = 0
    for one in told.meant:
        turn = _turn(scene, contact)
        if turn.ask is None:
            return
        framed = turn.ask.step in set(Frame)
        if one.act != "answer" and (framed or (one.act == "back" and backs >= 2)):
            continue
        backs += one.act == "back"
        scene.later(seconds=7)
        say(turn.position, turn.ask.step, turn.ask, one)


def _turn(scene: Scene, contact: str) -> Any:
    with scene.database.reading() as session:
        case = session.scalars(select(Case).where(Case.contact.has(external_id=contact))).one()
        attempt = session.scalars(select(Attempt).where(Attempt.case_id == case.id)).one()
        interview = session.scalars(select(Interview).where(Interview.case_id == attempt.case_id)).one()
        return course_of(interview, attempt).turn


def _value(ask: Ask, pick: int) -> str | int | None:
    """The answer that is meant: the same one, however the options are rotated; None for words."""
    if ask.low is not None and ask.high is not None:
        return ask.low + pick % (ask.high - ask.low + 1)
    values = sorted(str(one.value) for one in ask.offered)
    return values[pick % len(values)] if values else None


def _coded(scene: Scene, lease: Any, user_id: int, position: int, step: str, ask: Ask, one: Meant) -> None:
    value = _value(ask, one.pick)
    said: dict[str, Heard] = {
        "answer": Coded(verbatim=WORDS[one.pick % len(WORDS)]) if value is None else Coded(value=str(value)),
        "cannot say": Coded(missing="dont_know"),
        "leave out": Asked(Command.SKIP),
        "back": Asked(Command.BACK),
    }
    done = scene.do(
        conducting.hear, lease.id, user_id, position, step, said[one.act], rules=scene.rules, line_hash=hashed
    )
    assert isinstance(done, Heeded), done


def _uttered(scene: Scene, names: tuple[str, str], position: int, ask: Ask, one: Meant) -> None:
    if one.act in ("leave out", "back"):
        position = scene.hear(*names, position, Keys("*")).turn.position
        scene.hear(*names, position, Keys("3" if one.act == "leave out" else "2"))
        return
    value = _value(ask, one.pick)
    if one.act == "cannot say":
        language = _language(scene)
        heard: Heard = Keys("0") if ask.max_keys == 1 and ask.low != 0 else Speech(vocabulary(language).cant_say[0])
    elif value is None:
        heard = Speech(WORDS[one.pick % len(WORDS)])
    else:
        heard = Keys(next((option.key for option in ask.offered if str(option.value) == str(value)), str(value)))
    scene.hear(*names, position, heard)


def _language(scene: Scene) -> str:
    language: str = _turn(scene, AUTOMATED).language
    return language


def _rows(scene: Scene, contact: str) -> dict[str, Any]:
    """All that a conversation came to, without ids, names of calls and times."""
    with scene.database.reading() as session:
        case = session.scalars(select(Case).where(Case.contact.has(external_id=contact))).one()
        interview = session.scalars(select(Interview).where(Interview.case_id == case.id)).one()
        attempt = session.scalars(select(Attempt).where(Attempt.case_id == case.id)).one()
        exchanges = session.scalars(
            select(Exchange).where(Exchange.interview_id == interview.id).order_by(Exchange.position)
        )
        answers = session.scalars(select(Answer).where(Answer.interview_id == interview.id).order_by(Answer.id)).all()
        follow_up = session.scalars(select(FollowUp).where(FollowUp.interview_id == interview.id)).one_or_none()
        history = [] if follow_up is None else session.scalars(
            select(FollowUpEvent).where(FollowUpEvent.follow_up_id == follow_up.id).order_by(FollowUpEvent.id)
        ).all()  # fmt: skip
        told = [] if follow_up is None else session.scalars(
            select(Notice).where(Notice.follow_up_id == follow_up.id).order_by(Notice.id)
        ).all()  # fmt: skip
        return {
            "steps": [row.step for row in exchanges if row.step != "menu"],
            "answers": [
                (
                    row.question,
                    row.value,
                    row.missing,
                    row.verbatim,
                    row.metric,
                    row.negative,
                    row.superseded_at is None,
                )
                for row in answers
            ],
            "flags": [
                (row.question, row.flag.rule, row.flag.kind, row.flag.severity)
                for row in answers
                if row.flag is not None
            ],
            "follow-up": follow_up and (follow_up.severity, follow_up.state, follow_up.owner_id, follow_up.queue),
            "history": [(row.kind, row.actor_id) for row in history],
            "notices": [(row.kind, row.recipient_id) for row in told],
            "interview": (interview.ending, interview.completeness),
            "attempt": (attempt.disposition, attempt.ending, attempt.counted),
            "case": (case.disposition, case.closed_at is None),
        }
