"""Key presses that were sent while we were down: each is heard once, where it belongs, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from commenting import OTHER, SID, YES, launched_with_consent
from scene import Scene, hashed
from sqlalchemy import select

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.followup import Flag, FollowUp, Notice
from vocsurvey.db.inquiry import Inquiry, InquiryKind
from vocsurvey.db.interview import Answer, Conflict, Recording
from vocsurvey.db.sample import Suppression
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.interview.heard import Keys, Recorded, Speech
from vocsurvey.operations import recovering
from vocsurvey.operations.recovering import Press, Recall, Recovered
from vocsurvey.rulebook import load_rulebook


@pytest.fixture
def cut(running: Scene) -> Scene:
    """C1 answered, said that it is a good time, and the call broke off at the first question: we were down."""
    running.rules = replace(running.rules, inquiry=load_rulebook().inquiry)
    token, sid = running.dial("C1")
    running.talk(token, sid, "1")
    running.later(seconds=20)
    running.hang_up(token, sid)
    return running


def the_inquiry(scene: Scene) -> Inquiry:
    (found,) = scene.rows(select(Inquiry).where(Inquiry.kind == InquiryKind.KEY_PRESSES))
    assert isinstance(found, Inquiry)
    return found


STEPS = ("good_time", "resolved", "cared", "why")


def press(
    scene: Scene, heard: Keys | Speech | str, position: int = 1, leg: int = 1, digest: str = "", step: str = ""
) -> Press:
    what = Keys(heard) if isinstance(heard, str) else heard
    known = digest or scene.interview().questionnaire_digest[:32]
    return Press(known, leg, position, step or STEPS[position], what)


def recover(scene: Scene, *presses: Press, shown: bool = True) -> Recovered:
    """The inquiry is due, and the memory holds these."""
    scene.now = max(scene.now, the_inquiry(scene).ask_at)
    found = scene.do(
        recovering.recover,
        the_inquiry(scene).id,
        presses,
        shown=shown,
        rules=scene.rules,
        line_hash=hashed,
        asked_at=scene.now,
    )
    assert isinstance(found, Recovered)
    return found


def transcript(scene: Scene) -> list[tuple[int, str]]:
    with scene.database.reading() as session:
        interview = session.merge(scene.interview(), load=False)
        rows = session.get_one(type(interview), interview.id).exchanges
        return [(row.position, str(row.heard.get("digits") or row.heard.get("words") or "")) for row in rows]


def flags(scene: Scene) -> list[str]:
    return [flag.rule for flag in scene.rows(select(Flag).order_by(Flag.id))]


def violations(scene: Scene) -> list[str]:
    with scene.database.reading() as session:
        return [one.rule for one in audit(session, scene.now, hashed)]


def test_a_call_that_broke_off_is_looked_into_when_its_memory_appears(cut: Scene) -> None:
    inquiry = the_inquiry(cut)
    assert inquiry.ask_at == cut.now + cut.rules.inquiry.events_after
    with cut.database.reading() as session:
        found = recovering.recall(session, inquiry.id)
        assert recovering.recall(session, 10_000) is None
    assert isinstance(found, Recall)
    assert inquiry.call_id == cut.attempts()[0].call_id


def test_a_negative_answer_given_while_we_were_down_becomes_a_flag_and_a_follow_up(cut: Scene) -> None:
    assert transcript(cut) == [(0, "1")]
    found = recover(cut, press(cut, "2"))
    assert transcript(cut) == [(0, "1"), (1, "2")]
    assert flags(cut) == ["not_resolved"]
    assert len(found.flagged) == 1
    (follow_up,) = cut.rows(select(FollowUp))
    assert follow_up.opened_at == cut.now
    assert len(cut.rows(select(Notice))) >= 1
    assert the_inquiry(cut).learned["heard"] == [{"position": 1, "heard": {"kind": "keys", "digits": "2"}}]
    assert violations(cut) == []


def test_the_same_memory_read_twice_is_heard_once(cut: Scene) -> None:
    recover(cut, press(cut, "2"))
    assert the_inquiry(cut).settled_at is None  # it may not be whole yet
    assert recover(cut, press(cut, "2")) == Recovered()
    assert transcript(cut) == [(0, "1"), (1, "2")]
    assert flags(cut) == ["not_resolved"]
    assert the_inquiry(cut).verdict == "recovered"
    assert recover(cut, press(cut, "2")) == Recovered()  # settled
    assert cut.rows(select(Conflict)) == []


def test_a_chain_of_presses_is_heard_in_order_each_at_its_own_position(cut: Scene) -> None:
    recover(cut, press(cut, "1", 0), press(cut, "1", 1), press(cut, "2", 2), press(cut, Speech("slow", 0.9), 3))
    assert transcript(cut) == [(0, "1"), (1, "1"), (2, "2"), (3, "slow")]
    assert flags(cut) == ["not_cared"]


def test_a_press_is_never_an_answer_to_another_question(cut: Scene) -> None:
    recover(cut, press(cut, "2", 2), press(cut, "2", 0), press(cut, "2", 1, leg=2), press(cut, "2", digest="0" * 32))
    assert transcript(cut) == [(0, "1")]
    assert flags(cut) == []
    assert [row.heard["digits"] for row in cut.rows(select(Conflict))] == ["2"]  # at position 0, where 1 was heard
    assert "heard" not in the_inquiry(cut).learned


def test_whoever_was_called_again_meanwhile_was_asked_anew(cut: Scene) -> None:
    cut.later(minutes=5)
    token, sid = cut.dial("C1")
    cut.talk(token, sid)
    known = transcript(cut)
    recover(cut, press(cut, "1", 0), press(cut, "2"))
    assert transcript(cut) == known
    assert flags(cut) == []
    assert the_inquiry(cut).learned["too_late"] == [{"position": 1, "heard": {"kind": "keys", "digits": "2"}}]
    recover(cut, press(cut, "1", 0))
    assert the_inquiry(cut).verdict == "nothing_missed"


def test_an_opt_out_pressed_while_we_were_down_counts_from_the_moment_we_know(cut: Scene) -> None:
    other_token, other_sid = cut.dial("C2")
    recover(cut, press(cut, "*", 1), press(cut, "9", 2, step="menu"))
    assert sorted(cut.rows(select(Suppression.subject))) == ["contact", "line"]
    assert cut.case().disposition == "2.112"
    assert violations(cut) == []
    assert cut.call(other_token).carrier_sid == other_sid


def test_a_memory_is_read_once_when_it_appears_and_once_when_it_is_whole(cut: Scene) -> None:
    ended_at, rules = cut.now, cut.rules.inquiry
    recover(cut)
    assert the_inquiry(cut).ask_at == ended_at + rules.events_after + rules.events_settle
    recover(cut)
    assert the_inquiry(cut).verdict == "nothing_missed"


def test_a_memory_that_never_appears_is_given_up_when_the_carrier_has_forgotten(cut: Scene) -> None:
    ended_at, reads = cut.now, 0
    while the_inquiry(cut).settled_at is None:
        recover(cut, shown=False)
        reads += 1
    assert the_inquiry(cut).verdict == "given_up"
    assert cut.now == ended_at + cut.rules.inquiry.events_until
    assert reads < 15


def test_words_to_a_machine_are_not_heard(running: Scene) -> None:
    running.rules = replace(running.rules, inquiry=load_rulebook().inquiry)
    token, sid = running.dial("C1")
    running.answer(token, sid)
    running.hang_up(token, sid)
    with running.database.transaction() as session:
        session.get_one(Inquiry, the_inquiry(running).id).call.answered_by = "machine"
    recover(running, press(running, Speech("leave a message", 0.9), 0))
    assert transcript(running) == []
    recover(running, press(running, "1", 0))
    assert transcript(running) == [(0, "1")]


def test_an_interview_that_came_to_its_end_is_not_looked_into(running: Scene) -> None:
    token, sid = running.dial("C1")
    running.talk(token, sid, "1", "1", "1", "9")
    running.hang_up(token, sid)
    token, sid = running.dial("C2")
    running.hang_up(token, sid, CarrierOutcome.BUSY)
    assert running.rows(select(Inquiry)) == []


# comments


@pytest.fixture
def recording(scene: Scene) -> Scene:
    """C1 agreed to be recorded, and the call broke off while the comment was said: we were down."""
    launched_with_consent(scene)
    scene.rules = replace(scene.rules, inquiry=load_rulebook().inquiry)
    token, sid = scene.dial("C1")
    scene.talk(token, sid, *YES)
    scene.hang_up(token, sid)
    return scene


def awaited(scene: Scene) -> bool:
    with scene.database.reading() as session:
        found = recovering.recall(session, the_inquiry(scene).id)
        assert found is not None
        return found.comment_awaited


def recover_comments(scene: Scene, *comments: Recorded, presses: tuple[Press, ...] = ()) -> Recovered:
    scene.now = max(scene.now, the_inquiry(scene).ask_at)
    more = {"rules": scene.rules, "line_hash": hashed, "asked_at": scene.now}
    found = scene.do(recovering.recover, the_inquiry(scene).id, presses, comments, shown=True, **more)
    assert isinstance(found, Recovered)
    return found


def recordings(scene: Scene) -> list[tuple[str, str, int]]:
    return [(one.carrier_sid, one.state, one.position) for one in scene.rows(select(Recording).order_by(Recording.id))]


def test_a_comment_that_was_never_reported_is_had_from_the_list_of_recordings(recording: Scene) -> None:
    assert awaited(recording)
    recover_comments(recording, Recorded(SID, 7), Recorded(OTHER, 3))
    assert recordings(recording) == [(SID, "awaited", 4), (OTHER, "unwanted", 4)], "the last is the one; it is fetched"
    (answer,) = recording.rows(select(Answer).where(Answer.question == "why"))
    assert (answer.missing, answer.position) == (None, 4)
    assert the_inquiry(recording).learned["heard"][0]["heard"]["sid"] == SID
    assert not awaited(recording)
    recover_comments(recording, Recorded(SID, 7), Recorded(OTHER, 3))
    assert len(recordings(recording)) == 2
    assert the_inquiry(recording).verdict == "recovered"
    assert violations(recording) == []


def test_a_comment_in_the_memory_is_heard_at_its_own_position(recording: Scene) -> None:
    digest = recording.interview().questionnaire_digest[:32]
    remembered = Press(digest, 1, 4, "why", Recorded(SID, 7, "#"))
    recover_comments(recording, Recorded(SID, 7), presses=(remembered, Press(digest, 1, 5, "nps", Keys("9"))))
    assert recordings(recording) == [(SID, "awaited", 4)]
    assert recording.interview().completeness == "complete"
    assert violations(recording) == []


def test_where_no_comment_is_awaited_no_recording_is_taken_for_one(cut: Scene) -> None:
    assert not awaited(cut)
    recover_comments(cut, Recorded(SID, 7))
    assert (transcript(cut), recordings(cut)) == ([(0, "1")], [])


def test_after_another_call_nothing_is_awaited_of_the_first(recording: Scene) -> None:
    with recording.database.transaction() as session:
        session.merge(recording.interview()).legs = 2  # somebody reads it to a live caller meanwhile
    assert not awaited(recording)
    assert recover_comments(recording, Recorded(SID, 7)) == Recovered()
    assert recordings(recording) == []
