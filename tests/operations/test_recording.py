"""Recorded comments: heard once, fetched, deleted at the carrier, and their words heeded whenever they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from commenting import OTHER, SAID, SID, YES, comment, heeded, launched_with_consent, ready, words
from scene import Scene, hashed
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError as RefusedByDatabase

from vocsurvey.db.agreement import Consent
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent, Notice
from vocsurvey.db.interview import Answer, Conflict, Exchange, Recording
from vocsurvey.db.reads.said import Comment, comments_in, own_words, said_in
from vocsurvey.db.reads.said import Recorded as Seen
from vocsurvey.db.reads.transcript import transcript
from vocsurvey.db.sample import Suppression
from vocsurvey.interview.heard import Keys, Recorded, Silence, Speech
from vocsurvey.operations import fetching, opting_out, recording
from vocsurvey.operations.fetching import Erase, Fetch, Settle
from vocsurvey.operations.heeding import Heeded
from vocsurvey.operations.interviewing import Spoken, UnknownCall


@pytest.fixture
def recorded(scene: Scene) -> Scene:
    """A running campaign that asks for the consent."""
    return launched_with_consent(scene)


def asked(scene: Scene, *heard: Any, contact: str = "C1") -> tuple[str, str, Spoken]:
    """A call on which this was heard before."""
    token, sid = scene.dial(contact)
    return token, sid, scene.talk(token, sid, *heard)


def rows(scene: Scene) -> list[Recording]:
    return scene.rows(select(Recording).order_by(Recording.id))


def why(scene: Scene) -> list[Answer]:
    return scene.rows(select(Answer).where(Answer.question == "why").order_by(Answer.id))


def clean(scene: Scene) -> bool:
    with scene.database.reading() as session:
        return audit(session, scene.now, hashed) == ()


def errand(scene: Scene, row: Recording) -> Any:
    with scene.database.reading() as session:
        return fetching.errand(session, row.id, scene.now)


def seen(scene: Scene) -> tuple[Comment, ...]:
    with scene.database.reading() as session:
        return comments_in(said_in(session.merge(scene.interview(), load=True)))


FLAGGED = ("1", "1", "2", "1")


def test_a_comment_is_recorded_after_a_yes_and_counts_as_the_answer(recorded: Scene) -> None:
    token, sid, asking = asked(recorded, *YES)
    assert asking.turn.ask is not None
    assert (asking.turn.ask.step, asking.turn.ask.recorded) == ("why", True)
    said = comment(recorded, token, sid, 4)
    assert isinstance(said, Spoken)
    assert said.turn.ask is not None
    assert said.turn.ask.step == "nps"
    [row], [answer] = rows(recorded), why(recorded)
    assert (row.state, row.position, row.seconds, row.next_try_at) == (
        "awaited",
        4,
        7,
        recorded.now + recording.FIRST_LOOK,
    )
    assert (answer.value, answer.missing, answer.verbatim, answer.negative) == (None, None, None, False)
    [consent] = recorded.rows(select(Consent).where(Consent.source != "import"))
    assert (row.consent_id, row.call_id) == (consent.id, recorded.call(token).id)
    assert clean(recorded)


def test_after_a_no_nothing_is_recorded(recorded: Scene) -> None:
    _token, _sid, asking = asked(recorded, "1", "1", "1", "2")
    assert asking.turn.ask is not None
    assert (asking.turn.ask.step, asking.turn.ask.recorded, asking.turn.ask.speech) == ("why", False, True)


def test_the_database_refuses_what_nobody_agreed_to(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, "1", "1", "1", "2", "#")
    assert comment(recorded, token, sid, 5) is not None
    assert rows(recorded) == []
    recorded.hang_up(token, sid)
    columns = (
        "carrier_sid, interview_id, position, call_id, consent_id, seconds, state, file, made_at, tries, next_try_at"
    )
    agreed = f"SELECT '{SID}', interview_id, {{}}, 1, id, 7, 'awaited', 'f', given_at, given_at, 0 FROM consent"
    agreed += " WHERE source <> 'import'"
    insert = f"INSERT INTO recording ({columns}, tries) {agreed}"
    for position in (5, 1):
        with pytest.raises(RefusedByDatabase), recorded.database.transaction() as session:
            session.execute(text(insert.format(position)))


def test_what_a_recording_belongs_to_never_changes(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    comment(recorded, token, sid, 4)
    for change in (f"carrier_sid = '{OTHER}'", "position = 9", "file = 'x'"):
        with pytest.raises(RefusedByDatabase), recorded.database.transaction() as session:
            session.execute(text(f"UPDATE recording SET {change}"))


def test_the_same_webhook_again_is_heard_once(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    first = comment(recorded, token, sid, 4)
    assert comment(recorded, token, sid, 4).turn == first.turn
    assert (len(rows(recorded)), len(why(recorded)), recorded.rows(select(Conflict))) == (1, 1, [])


@pytest.mark.parametrize(
    ("said", "missing"),
    [(Recorded(SID, 0), "no_input"), (Recorded(SID, 0, "#"), "refused")],
)
def test_what_is_too_short_is_silence_and_only_deleted(recorded: Scene, said: Recorded, missing: str) -> None:
    token, sid, _ = asked(recorded, *YES)
    comment(recorded, token, sid, 4, said)
    assert [answer.missing for answer in why(recorded)] == [missing]
    [row] = rows(recorded)
    assert (row.state, errand(recorded, row)) == ("unwanted", Erase(SID, row.file))
    assert clean(recorded)


def test_the_star_opens_the_menu_and_nothing_is_kept(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    menu = comment(recorded, token, sid, 4, Recorded(SID, 20, "*"))
    assert menu.turn.ask.step == "menu"
    words(recorded, token, sid, 4, "nothing of this")
    [row] = rows(recorded)
    assert (why(recorded), row.state, row.words) == ([], "unwanted", None)
    again = recorded.hear(token, sid, 5, "1")
    assert again.turn.ask is not None
    assert again.turn.ask.recorded
    comment(recorded, token, sid, 6, replace(SAID, sid=OTHER))
    assert [one.state for one in rows(recorded)] == ["unwanted", "awaited"]
    assert clean(recorded)


def test_a_second_recording_of_one_question_is_a_conflict_and_only_deleted(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    comment(recorded, token, sid, 4)
    comment(recorded, token, sid, 4, replace(SAID, sid=OTHER))
    assert [one.state for one in rows(recorded)] == ["awaited", "unwanted"]
    assert [one.heard["sid"] for one in recorded.rows(select(Conflict))] == [OTHER]
    with recorded.database.reading() as session:
        steps = transcript(session, session.merge(recorded.interview()))
    assert steps[4].heard == "spoke after the tone, for 7 seconds"
    assert steps[4].conflicts == ("spoke after the tone, for 7 seconds",)


def test_whoever_goes_back_and_says_it_anew_is_heard_with_the_second(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    comment(recorded, token, sid, 4)
    recorded.hear(token, sid, 5, "*")
    recorded.hear(token, sid, 6, "2")
    comment(recorded, token, sid, 7, Recorded(OTHER, 9))
    assert [(one.position, one.superseded_at is None) for one in why(recorded)] == [(4, False), (7, True)]
    assert [one.state for one in rows(recorded)] == ["awaited", "awaited"]
    assert [one.recording and one.recording.seconds for one in seen(recorded)] == [9]
    assert words(recorded, token, sid, 4, "There was smoke.") == ()
    assert recorded.rows(select(Flag)) == []
    assert clean(recorded)


def test_whoever_takes_the_consent_back_is_not_recorded_any_more(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    recorded.hear(token, sid, 4, "*")
    recorded.hear(token, sid, 5, "2")
    asking = recorded.hear(token, sid, 6, "2")
    assert asking.turn.ask is not None
    assert (asking.turn.ask.step, asking.turn.ask.recorded) == ("why", False)
    comment(recorded, token, sid, 7)
    assert rows(recorded) == [], "there is nothing that a row could rest on"


@pytest.mark.parametrize("state", ["awaited", "kept", "lost", "erased"])
@pytest.mark.parametrize("no", [("2",), ("*", "3")])
def test_what_was_recorded_under_a_consent_that_is_taken_back_is_deleted_and_asked_anew(
    recorded: Scene, state: str, no: tuple[str, ...]
) -> None:
    token, sid, _ = asked(recorded, *YES)
    comment(recorded, token, sid, 4)
    words(recorded, token, sid, 4, "We are quite happy.")
    [row] = rows(recorded)
    if state in ("kept", "erased"):
        assert recorded.do(fetching.kept, row.id, sha256="0" * 64, size=9)
    if state == "erased":
        recorded.do(fetching.erased, row.id)
    if state == "lost":
        ready(recorded, token, sid, 4, good=False)
    recorded.later(seconds=20)
    asking = recorded.talk(token, sid, *("*", "2") * 2, *no)
    assert asking.turn.ask is not None
    assert (asking.turn.ask.step, asking.turn.ask.recorded) == ("why", False)
    [row] = rows(recorded)
    assert (row.state, row.words, row.sha256, row.lost_at) == ("unwanted", None, None, None)
    assert errand(recorded, row) == Erase(SID, row.file), "here and at the carrier"
    assert not recorded.do(fetching.kept, row.id, sha256="0" * 64, size=9), "it came while the person was speaking"
    assert [answer.superseded_at is None for answer in why(recorded)] == [False]
    assert seen(recorded) == ()
    with recorded.database.reading() as session:
        said = [one.said for one in said_in(session.merge(recorded.interview())) if one.question == "why"]
    assert said == ["A recording that was deleted, because the consent to it was taken back"]
    assert [
        one.granted for one in recorded.rows(select(Consent).where(Consent.source != "import").order_by(Consent.id))
    ] == [True, False]
    assert clean(recorded)


def test_a_consent_that_is_given_again_does_not_bring_back_what_was_deleted(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    comment(recorded, token, sid, 4)
    back = ("*", "2")
    recorded.talk(token, sid, *back, *back, "2", *back, "1")
    comment(recorded, token, sid, 13, replace(SAID, sid=OTHER))
    assert [one.state for one in rows(recorded)] == ["unwanted", "awaited"]
    assert clean(recorded)


def test_a_comment_whose_state_is_lost_asks_again_and_is_only_deleted(recorded: Scene) -> None:
    token, sid, asking = asked(recorded, *YES)
    assert comment(recorded, token, sid, None).turn == asking.turn
    assert (rows(recorded)[0].state, why(recorded)) == ("unwanted", [])


def test_a_call_that_is_not_ours_is_turned_away(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    assert isinstance(comment(recorded, token, "CA" + "e" * 32, 4), UnknownCall)
    assert isinstance(comment(recorded, "nobody", sid, 4), UnknownCall)
    for verb in (ready, words):
        more = ("There was smoke.",) if verb is words else ()
        assert verb(recorded, token, "CA" + "e" * 32, 4, *more) == ()
        assert verb(recorded, "nobody", sid, 4, *more) == ()
    assert rows(recorded) == []


def test_a_recording_of_one_call_is_not_touched_by_another(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    comment(recorded, token, sid, 4)
    other, theirs, _ = asked(recorded, *YES, contact="C2")
    assert ready(recorded, other, theirs, 4) == ()
    assert words(recorded, other, theirs, 4, "There was smoke.") == ()
    [row] = rows(recorded)
    assert (row.words, row.next_try_at) == (None, recorded.now + recording.FIRST_LOOK)


# the carrier's reports


def test_when_it_is_ready_it_is_fetched_at_once_and_again_is_no_harm(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    comment(recorded, token, sid, 4)
    [row] = rows(recorded)
    assert errand(recorded, row) is None
    assert ready(recorded, token, sid, 4) == ready(recorded, token, sid, 4) == (row.id,)
    assert errand(recorded, row) == Fetch(SID, row.file)
    recorded.do(fetching.kept, row.id, sha256="0" * 64, size=9)
    recorded.do(fetching.kept, row.id, sha256="1" * 64, size=8)
    assert ready(recorded, token, sid, 4) == ()
    assert ready(recorded, token, sid, 4, good=False) == ()
    [row] = rows(recorded)
    assert (row.state, row.sha256, row.size, errand(recorded, row)) == ("kept", "0" * 64, 9, Erase(SID))
    recorded.do(fetching.erased, row.id)
    recorded.later(seconds=1)
    recorded.do(fetching.erased, row.id)
    recorded.do(fetching.not_erased, row.id)
    assert ready(recorded, token, sid, 4) == ()
    [row] = rows(recorded)
    assert (row.erased_at, row.next_try_at, errand(recorded, row)) == (recorded.now - timedelta(seconds=1), None, None)
    assert clean(recorded)


def test_a_report_that_comes_before_the_comment_waits_for_it(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    assert ready(recorded, token, sid, 4) == ready(recorded, token, sid, 4) == ()
    assert words(recorded, token, sid, 4, "We are quite happy.") == ()
    assert [one.state for one in rows(recorded)] == ["announced"]
    assert seen(recorded) == ()
    comment(recorded, token, sid, 4)
    [row] = rows(recorded)
    assert (row.state, row.seconds, row.words) == ("awaited", 7, "We are quite happy.")


def test_words_that_come_first_raise_the_alarm_once_the_comment_is_heard(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    words(recorded, token, sid, 4, "There was smoke in the hall.")
    assert recorded.rows(select(Flag)) == []
    comment(recorded, token, sid, 4)
    assert [(one.kind, one.rule) for one in recorded.rows(select(Flag))] == [("alarm", "safety_words")]
    assert clean(recorded)


def test_a_report_alone_is_heard_when_the_comment_never_comes(recorded: Scene) -> None:
    """The request with the comment was lost, and the person hung up: what they said is not."""
    token, sid, _ = asked(recorded, *YES)
    words(recorded, token, sid, 4, "We cancel.")
    ready(recorded, token, sid, 4)
    recorded.hang_up(token, sid)
    [row] = rows(recorded)
    assert errand(recorded, row) is None
    recorded.later(minutes=4)
    assert errand(recorded, row) == Settle()
    recorded.do(recording.settle_announced, row.id, rules=recorded.rules, line_hash=hashed)
    [row], [answer] = rows(recorded), why(recorded)
    assert (row.state, answer.missing) == ("awaited", None)
    assert [one.rule for one in recorded.rows(select(Flag))] == ["leaving_words"]
    assert recorded.attempts()[0].disposition is not None
    assert clean(recorded)


def test_a_report_of_what_was_heard_otherwise_is_only_deleted(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    words(recorded, token, sid, 4, "There was smoke.")
    ready(recorded, token, sid, 4)
    recorded.hear(token, sid, 4, Silence())
    recorded.later(minutes=4)
    recorded.do(recording.settle_announced, rows(recorded)[0].id, rules=recorded.rules, line_hash=hashed)
    [row] = rows(recorded)
    assert (row.state, row.words, errand(recorded, row)) == ("unwanted", None, Erase(SID, row.file))
    assert ready(recorded, token, sid, 4) == (row.id,)
    assert ready(recorded, token, sid, 4, good=False) == ()
    assert rows(recorded)[0].erased_at == recorded.now
    assert recorded.rows(select(Flag)) == []


def test_a_call_that_took_another_name_is_not_settled(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    ready(recorded, token, sid, 4)
    with recorded.database.transaction() as session:
        session.execute(text(f"UPDATE call SET carrier_sid = NULL, status = 'planned' WHERE token = '{token}'"))
    recorded.do(recording.settle_announced, rows(recorded)[0].id, rules=recorded.rules, line_hash=hashed)
    assert [one.state for one in rows(recorded)] == ["unwanted"]


def test_a_recording_that_the_carrier_never_had_is_lost_with_its_date(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    assert ready(recorded, token, sid, 4, good=False) == ()
    comment(recorded, token, sid, 4)
    assert ready(recorded, token, sid, 4, good=False) == ()
    [row] = rows(recorded)
    assert (row.state, row.lost_at, row.problem) == ("lost", recorded.now, recording.NEVER_THERE)
    assert seen(recorded) == (Comment(None, Seen(row.id, 7, "lost", recorded.now, None)),)
    assert clean(recorded)


def test_a_report_without_a_position_is_of_no_use(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    assert ready(recorded, token, sid, None) == ()
    assert words(recorded, token, sid, None, "There was smoke.") == ()
    assert rows(recorded) == []


def test_a_report_about_a_call_that_has_no_interview_is_of_no_use(recorded: Scene) -> None:
    token, sid = recorded.dial()
    assert ready(recorded, token, sid, 4) == ()
    with recorded.database.transaction() as session:
        session.execute(text("DELETE FROM attempt"))
    assert ready(recorded, token, sid, 4) == ()
    assert rows(recorded) == []


# fetching


def test_it_is_tried_again_with_growing_pauses_and_at_last_lost(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    comment(recorded, token, sid, 4)
    recorded.hang_up(token, sid)
    pauses = []
    for _ in range(fetching.MOST_TRIES):
        recorded.later(hours=7)
        [row] = rows(recorded)
        assert errand(recorded, row) == Fetch(SID, row.file)
        recorded.do(fetching.not_kept, row.id, "The carrier answered with HTTP 404.")
        due_at = rows(recorded)[0].next_try_at
        assert due_at is not None
        pauses.append((due_at - recorded.now).total_seconds())
    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses == [*sorted(pauses[:-1]), 0]
    assert max(pauses) == timedelta(hours=6).total_seconds()
    [row] = rows(recorded)
    assert (row.state, row.lost_at, row.problem) == ("lost", recorded.now, "The carrier answered with HTTP 404.")
    recorded.do(fetching.not_kept, row.id, "once more")
    recorded.do(fetching.kept, row.id, sha256="0" * 64, size=9)
    assert rows(recorded)[0].state == "lost"
    assert errand(recorded, row) == Erase(SID)
    recorded.do(fetching.not_erased, row.id)
    assert errand(recorded, row) is None
    assert clean(recorded)


def test_due_recordings_are_nudged_once(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    comment(recorded, token, sid, 4)
    [row] = rows(recorded)
    assert recorded.do(fetching.due_recordings) == ()
    recorded.later(seconds=6)
    assert recorded.do(fetching.due_recordings) == (row.id,)
    assert [recorded.do(fetching.nudge, recording_id=row.id) for _ in range(2)] == [True, False]
    assert recorded.do(fetching.due_recordings) == ()
    recorded.later(minutes=3)
    assert recorded.do(fetching.due_recordings) == (row.id,)
    assert errand(recorded, replace_id(row, 4711)) is None


def replace_id(row: Recording, other: int) -> Any:
    return type("Other", (), {"id": other})()


# words


def test_the_words_are_the_comment_and_the_first_ones_stay(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    comment(recorded, token, sid, 4)
    words(recorded, token, sid, 4, "We would like one person to call.")
    words(recorded, token, sid, 4, "There was smoke.")
    [row] = rows(recorded)
    assert seen(recorded) == (Comment("We would like one person to call.", Seen(row.id, 7, "awaited", None, None)),)
    with recorded.database.reading() as session:
        assert own_words(said_in(session.merge(recorded.interview()))) == ("We would like one person to call.",)
    assert recorded.rows(select(FollowUp)) == []


def test_alarm_words_open_a_follow_up_that_somebody_owns(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    comment(recorded, token, sid, 4)
    recorded.hang_up(token, sid)
    recorded.later(minutes=2)
    assert len(words(recorded, token, sid, 4, "There was smoke in the hall.")) == 1
    assert words(recorded, token, sid, 4, "There was smoke in the hall.") == ()
    [flag], [follow_up] = recorded.rows(select(Flag)), recorded.rows(select(FollowUp))
    assert (flag.kind, flag.rule, flag.severity, flag.question, flag.position) == (
        "alarm",
        "safety_words",
        "critical",
        "why",
        4,
    )
    assert (follow_up.severity, follow_up.state, follow_up.closed_at) == ("critical", "assigned", None)
    assert follow_up.owner_id == recorded.user("olivia@example.com").id
    assert [one.kind for one in recorded.rows(select(Notice))] == ["flag_raised"]
    assert clean(recorded)


def test_alarm_words_raise_the_severity_of_the_follow_up_that_is_there(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *FLAGGED, contact="C2")
    comment(recorded, token, sid, 4)
    assert [one.severity for one in recorded.rows(select(FollowUp))] != ["critical"]
    words(recorded, token, sid, 4, "If this goes on, we cancel.")
    [follow_up] = recorded.rows(select(FollowUp))
    assert follow_up.severity == "critical"
    assert [one.kind for one in recorded.rows(select(Flag).order_by(Flag.id))] == ["negative", "alarm"]
    told = recorded.rows(select(Notice).order_by(Notice.id))
    assert [one.kind for one in told] == ["flag_raised", "alarm_heard"]
    assert "must not wait" in told[-1].headline
    assert clean(recorded)


def test_words_and_keys_at_a_recorded_question_are_heard_as_ever(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES, Speech("We cancel."))
    assert [one.verbatim for one in why(recorded)] == ["We cancel."]
    other, theirs, _ = asked(recorded, *YES, Keys("#"), contact="C2")
    assert [one.missing for one in why(recorded)] == [None, "refused"]
    assert rows(recorded) == []
    assert [one.heard["kind"] for one in recorded.rows(select(Exchange).where(Exchange.step == "why"))] == [
        "speech",
        "keys",
    ]
    assert token != other
    assert sid != theirs


STOP = "The work was good, but please stop calling me about it, I have no time for that."


REFUSED = [
    ("contact", "recording", "all_surveys", "Recorded"),
    ("line", "recording", "all_surveys", "Recorded"),
]


def refused(scene: Scene) -> list[tuple[str, str, str, str | None]]:
    rows = scene.rows(select(Suppression).order_by(Suppression.subject))
    return [(one.subject, one.source, one.scope, one.origin) for one in rows]


@pytest.mark.parametrize("when", ["first", "during the call", "after the call"])
def test_who_says_it_in_a_recording_is_not_called_again(recorded: Scene, when: str) -> None:
    token, sid, _ = asked(recorded, *YES)
    if when != "first":
        comment(recorded, token, sid, 4)
    if when == "after the call":
        recorded.hang_up(token, sid)
    heeded(recorded, token, sid, 4, STOP)
    if when == "first":
        comment(recorded, token, sid, 4)
    assert refused(recorded) == REFUSED
    assert STOP not in recorded.rows(select(Suppression.reason)), "the list outlives the words"
    assert [row.words for row in rows(recorded)] == [STOP]
    if when != "after the call":
        assert recorded.call(token).hang_up_wanted_at is None, "nobody is cut off in mid-sentence"
        recorded.hang_up(token, sid)
    recorded.later(days=3)
    recorded.claim()
    assert len(recorded.attempts()) == 1
    assert recorded.case().closed_at is not None
    assert clean(recorded)


@pytest.mark.parametrize("unwanted", ["the star", "too short", "no consent any more", "no position"])
def test_the_wish_is_obeyed_although_nothing_of_the_recording_is_kept(recorded: Scene, unwanted: str) -> None:
    token, sid, _ = asked(recorded, *YES)
    if unwanted == "no consent any more":
        recorded.hear(token, sid, 4, "*")
        recorded.hear(token, sid, 5, "2")
        recorded.hear(token, sid, 6, "2")
        comment(recorded, token, sid, 7)
    elif unwanted != "no position":
        comment(recorded, token, sid, 4, Recorded(SID, 20, "*") if unwanted == "the star" else Recorded(SID, 0))
    heeded(recorded, token, sid, {"no position": None, "no consent any more": 7}.get(unwanted, 4), STOP)
    assert refused(recorded) == REFUSED
    assert [row.words for row in rows(recorded) if row.words is not None] == []


def test_the_wish_in_a_recording_hangs_up_what_rings_and_is_heard_once(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    comment(recorded, token, sid, 4)
    recorded.hang_up(token, sid)
    recorded.campaign("Winter")
    other, _theirs = recorded.dial()
    done = heeded(recorded, token, sid, 4, STOP)
    assert done.hang_up == (recorded.call(other).id,)
    for row in recorded.rows(select(Suppression)):
        recorded.do(opting_out.lift, row.id, reason="they called and asked us to", by_id=None)
    assert heeded(recorded, token, sid, 4, STOP) == Heeded(), "late and twice, it undoes no lifting"
    assert heeded(recorded, token, "CA" + "9" * 32, 4, STOP) == Heeded(), "nor does another call"
    assert [one.lifted_at is None for one in recorded.rows(select(Suppression))] == [False, False]


def test_an_alarm_and_the_wish_in_one_breath_are_both_heeded(recorded: Scene) -> None:
    token, sid, _ = asked(recorded, *YES)
    comment(recorded, token, sid, 4)
    done = heeded(recorded, token, sid, 4, "There was smoke in the hall. Take me off your list.")
    assert (len(done.flags), refused(recorded)) == (1, REFUSED)
    [follow_up] = recorded.rows(select(FollowUp))
    notes = select(FollowUpEvent).where(FollowUpEvent.follow_up_id == follow_up.id, FollowUpEvent.kind == "note")
    assert len(recorded.rows(notes)) == 1, "its owner reads how it is done from now on"
    assert clean(recorded)
