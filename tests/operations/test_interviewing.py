"""The conversation: what is heard is stored once, with everything that it obliges us to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scene import NOW, Scene, hashed, own_rules
from sqlalchemy import func, select

from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent, Notice
from vocsurvey.db.interview import Answer, Conflict, Exchange, Interview
from vocsurvey.db.sample import Suppression, SuppressionScope
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.interview.heard import Heard, Keys, Silence, Speech
from vocsurvey.interview.turn import Ending
from vocsurvey.operations import dialing, interviewing
from vocsurvey.operations.interviewing import Spoken, UnknownCall
from vocsurvey.operations.suppressing import suppress_line
from vocsurvey.rulebook import DEMO, SHIPPED


def answers(scene: Scene) -> list[tuple[str, str | None, str | None, bool, bool]]:
    """Question, value, missing, negative, standing."""
    return [
        (row.question, row.value, row.missing, row.negative, row.superseded_at is None)
        for row in scene.rows(select(Answer).order_by(Answer.id))
    ]


def test_a_happy_interview_is_stored_as_it_was_said(running: Scene) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, "1", "1", "1", "9")
    assert spoken.turn.ending is Ending.COMPLETED
    assert answers(running) == [
        ("resolved", "yes", None, False, True),
        ("cared", "yes", None, False, True),
        ("nps", "9", None, False, True),
    ]
    interview = running.interview()
    assert (interview.completeness, interview.ending, interview.ended_at) == ("complete", "completed", running.now)
    assert interview.facts["contact.first_name"] == "Ann"
    assert interview.facts["contact.decision_maker"] is True
    assert [row.step for row in running.rows(select(Exchange).order_by(Exchange.position))] == [
        "good_time",
        "resolved",
        "cared",
        "nps",
    ]


def test_a_negative_answer_is_a_flag_a_follow_up_and_a_notice_in_the_same_transaction(running: Scene) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, "1", "1", "2")
    assert len(spoken.flagged) == 1
    flag = running.rows(select(Flag))[0]
    assert (flag.question, flag.rule, flag.severity) == ("cared", "not_cared", "critical")
    follow_up = running.rows(select(FollowUp))[0]
    assert follow_up.owner_id == running.user("olivia@example.com").id
    assert (follow_up.severity, follow_up.state) == ("critical", "assigned")
    assert follow_up.next_action_at is not None
    assert NOW < follow_up.next_action_at == follow_up.first_contact_due_at <= follow_up.plan_due_at
    notice = running.rows(select(Notice))[0]
    assert (notice.recipient_id, notice.sent_at) == (follow_up.owner_id, None)
    assert [e.kind for e in running.rows(select(FollowUpEvent).order_by(FollowUpEvent.id))] == ["opened", "assigned"]


def test_hanging_up_right_after_the_answer_loses_nothing(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "1", "2")
    running.hang_up(token, sid)
    assert [row.question for row in running.rows(select(Flag))] == ["resolved"]
    assert len(running.rows(select(FollowUp))) == 1
    assert running.attempts()[0].disposition == "2.12"


def test_without_an_owner_the_queue_has_it_and_everybody_who_works_it_is_told(running: Scene) -> None:
    token, sid = running.dial("C3")
    running.talk(token, sid, "1", "1", "2")
    follow_up = running.rows(select(FollowUp))[0]
    assert (follow_up.owner_id, follow_up.queue, follow_up.state) == (None, "customer_success", "new")
    assert running.rows(select(Notice))[0].recipient_id == running.user("sam@example.com").id


def test_two_flags_in_one_interview_are_one_follow_up_as_serious_as_the_worst(running: Scene) -> None:
    token, sid = running.dial("C2")
    running.talk(token, sid, "1", "2")
    first = running.rows(select(FollowUp))[0]
    assert first.severity == "high"
    token, sid = running.dial("C1")
    running.talk(token, sid, "1", "2", "2")
    second = running.rows(select(FollowUp).order_by(FollowUp.id.desc()))[0]
    assert second.severity == "critical"
    assert second.next_action_at <= first.next_action_at
    assert len(running.rows(select(Flag).where(Flag.follow_up_id == second.id))) == 2
    kinds = [e.kind for e in running.rows(select(FollowUpEvent).where(FollowUpEvent.follow_up_id == second.id))]
    assert kinds == ["opened", "assigned", "flagged_again"]


def test_the_recommendation_is_held_back_after_a_negative_answer(running: Scene) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, "1", "1", "2", Speech("Nobody called back.", 0.9))
    assert spoken.turn.ending is Ending.COMPLETED
    assert ("nps", None, "nps_gate", False, True) in answers(running)
    assert running.rows(select(Answer).where(Answer.question == "why"))[0].verbatim == "Nobody called back."


def test_a_correction_supersedes_the_answer_and_withdraws_the_flag(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "1", "2", "*", "2", "1")
    assert answers(running) == [("resolved", "no", None, True, False), ("resolved", "yes", None, False, True)]
    follow_up = running.rows(select(FollowUp))[0]
    assert (follow_up.state, follow_up.closed_at, follow_up.next_action_at) == ("withdrawn", running.now, None)
    assert len(running.rows(select(Flag))) == 1
    # A further negative answer brings it back.
    interview = running.interview()
    spoken = running.hear(token, sid, len(running.rows(select(Exchange))), "2")
    assert spoken.flagged
    follow_up = running.rows(select(FollowUp).where(FollowUp.interview_id == interview.id))[0]
    assert (follow_up.state, follow_up.closed_at) == ("reopened", None)
    assert follow_up.next_action_at is not None


def test_one_of_two_flags_withdrawn_leaves_the_follow_up_open(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "1", "2", "2", "*", "2", "1")
    follow_up = running.rows(select(FollowUp))[0]
    assert follow_up.closed_at is None
    kinds = [e.kind for e in running.rows(select(FollowUpEvent).order_by(FollowUpEvent.id))]
    assert kinds == ["opened", "assigned", "flagged_again", "flag_withdrawn"]


def test_the_same_position_is_heard_once(running: Scene) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, "1")
    first = running.hear(token, sid, spoken.turn.position, "2")
    again = running.hear(token, sid, spoken.turn.position, "2")
    assert again.turn == first.turn
    assert again.flagged == ()
    assert len(running.rows(select(Flag))) == 1
    assert running.rows(select(Conflict)) == []


def test_the_same_position_with_another_value_is_kept_as_a_conflict_and_changes_nothing(running: Scene) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, "1")
    first = running.hear(token, sid, spoken.turn.position, "1")
    again = running.hear(token, sid, spoken.turn.position, "2")
    assert again.turn == first.turn
    assert [(c.position, c.heard["digits"]) for c in running.rows(select(Conflict))] == [(1, "2")]
    assert answers(running) == [("resolved", "yes", None, False, True)]


def test_a_position_that_was_never_reached_changes_nothing(running: Scene) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, "1")
    after = running.hear(token, sid, spoken.turn.position + 5, "2")
    assert after.turn == spoken.turn
    assert len(running.rows(select(Exchange))) == 1


def test_a_key_after_the_end_changes_nothing(running: Scene) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, "1", "1", "1", "9")
    after = running.hear(token, sid, spoken.turn.position, "2")
    assert after.turn == spoken.turn
    assert len(running.rows(select(Exchange))) == 4


def test_a_press_without_an_answer_webhook_opens_the_conversation(running: Scene) -> None:
    token, sid = running.dial()
    spoken = running.hear(token, sid, 0, "1")
    assert spoken.turn.position == 0
    assert running.interview().legs == 1


def test_the_answer_webhook_twice_is_one_leg(running: Scene) -> None:
    token, sid = running.dial()
    assert running.answer(token, sid) == running.answer(token, sid)
    assert running.interview().legs == 1


def test_unknown_calls_and_other_calls_with_our_token_are_turned_away(running: Scene) -> None:
    token, sid = running.dial()
    assert running.do(interviewing.begin, "nobody", sid, rules=running.rules) == UnknownCall()
    assert running.do(interviewing.begin, token, "CA" + "f" * 32, rules=running.rules) == UnknownCall()
    for stranger in ("nobody", token):
        heard = running.do(
            interviewing.take_turn, stranger, "CA" + "f" * 32, 0, Keys("1"), rules=running.rules, line_hash=hashed
        )
        assert heard == UnknownCall()
    assert running.rows(select(Interview)) == []


def test_the_first_webhook_binds_a_call_whose_placement_nobody_recorded(running: Scene) -> None:
    call_id = running.claim()[0]
    permit = running.permit(call_id)
    running.do(dialing.record_uncertain, call_id, "the answer did not come")
    running.answer(permit.token, "CA" + "1" * 32)
    call = running.call(permit.token)
    assert (call.status, call.carrier_sid) == ("live", "CA" + "1" * 32)
    assert call.answered_at == running.now


@pytest.mark.parametrize(("before", "code"), [((), "2.112"), (("1", "1"), "2.12")])
def test_an_opt_out_is_at_once_everywhere_and_for_ever(running: Scene, before: tuple[str, ...], code: str) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, *before, "*", "9")
    assert spoken.turn.ending is Ending.OPTED_OUT
    assert spoken.hang_up == ()
    barred = {(row.subject, row.name, row.scope) for row in running.rows(select(Suppression))}
    assert barred == {("line", "+12025550101", "all_surveys"), ("contact", "C1", "all_surveys")}
    running.hang_up(token, sid)
    case = running.case()
    assert (case.disposition, case.closed_at) == (code, running.now)
    # Another campaign finds the line suppressed, and says so.
    running.campaign("Winter")
    running.claim()
    case = running.case()
    assert case.closed_at is not None
    assert set(case.waiting_for) == {"suppressed", "suppressed_contact"}


def test_an_opt_out_hangs_up_other_calls_to_the_same_line(running: Scene) -> None:
    token, sid = running.dial()
    running.answer(token, sid)
    with running.database.transaction() as session:
        live = interviewing.lock_call(session, token)
        assert live is not None
        live.status = CallStatus.ENDED  # leaves the line free for the call that is ringing next
        live.ended_at = running.now
    running.campaign("Winter")
    other = running.dial()
    spoken = running.hear(token, sid, 0, "*")
    spoken = running.hear(token, sid, spoken.turn.position, "9")
    assert spoken.hang_up == (running.call(other[0]).id,)
    assert running.call(other[0]).hang_up_wanted_at == running.now


def test_opting_out_twice_is_one_suppression(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "*", "9")
    line_id = running.call(token).line_id
    for _ in range(2):
        running.do(
            suppress_line,
            line_id,
            scope=SuppressionScope.ALL_SURVEYS,
            source="page",
            reason="by mail",
            line_hash=hashed,
        )
    assert [row.source for row in running.rows(select(Suppression))] == ["key_press"] * 2, "the line and the person"


@pytest.mark.parametrize(
    ("heard", "source"), [(("*", "9"), "key_press"), ((Speech("Please stop calling me."),), "speech")]
)
def test_an_opt_out_says_whether_it_was_keyed_or_spoken(
    running: Scene, heard: tuple[Heard | str, ...], source: str
) -> None:
    token, sid = running.dial()
    running.talk(token, sid, *heard)
    assert {row.source for row in running.rows(select(Suppression))} == {source}


def test_a_break_off_goes_on_at_the_same_question_in_the_next_call(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "1", "1")
    running.hang_up(token, sid)
    assert running.case().closed_at is None
    running.later(minutes=5)
    token, sid = running.dial()
    begun = running.answer(token, sid)
    assert begun.turn.lines[0].text == "This is Northwind, once more for Ann Archer. Shall we go on?"
    spoken = running.hear(token, sid, begun.turn.position, "1")
    assert spoken.turn.ask is not None
    assert spoken.turn.ask.step == "cared"
    assert spoken.leg == 2
    assert "cut off" in spoken.turn.lines[0].text
    running.talk(token, sid, "1", "9")
    running.hang_up(token, sid)
    assert running.case().disposition == "1.1"


def test_a_key_press_that_arrives_after_the_call_ended_still_counts(running: Scene) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, "1", "1")
    running.hang_up(token, sid)
    assert running.attempts()[0].disposition == "2.12"
    running.hear(token, sid, spoken.turn.position, "2")
    assert [row.question for row in running.rows(select(Flag))] == ["cared"]
    assert running.case().disposition == "1.1"


def test_silence_and_noise_are_kept_in_the_transcript(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, Silence(), Speech("the dog barks", None), "7")
    heard = [row.heard["kind"] for row in running.rows(select(Exchange).order_by(Exchange.position))]
    assert heard == ["silence", "speech", "keys"]
    assert running.interview().ending == "no_input"
    running.hang_up(token, sid)
    assert running.attempts()[0].disposition == "3.20"


def test_no_open_case_is_left_without_a_due_time(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "2")
    running.hang_up(token, sid, CarrierOutcome.COMPLETED)
    case = running.case()
    assert case.closed_at is None
    assert case.due_at is not None
    assert case.due_at > running.now
    assert running.attempts()[0].disposition == "2.21"


def test_gates_travel_with_the_turn(running: Scene) -> None:
    token, sid = running.dial()
    assert running.talk(token, sid, "1").gates == 0
    assert running.hear(token, sid, 1, "2").gates == 1
    running.hang_up(token, sid)
    running.campaign("Winter")
    running.later(hours=1)
    with running.database.transaction() as session:
        first = session.scalars(select(Case).order_by(Case.id)).first()
        assert first is not None
        first.due_at = running.now + timedelta(days=9)
    token, sid = running.dial()
    assert running.answer(token, sid).gates == 2


def test_exchanges_and_rows_are_counted_once_over_a_whole_call(running: Scene) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, "1", "2", "2", Speech("No.", 1.0))
    assert isinstance(spoken, Spoken)
    counts = [running.rows(select(func.count()).select_from(table))[0] for table in (Exchange, Answer, Flag, FollowUp)]
    assert counts == [4, 4, 2, 1]
    assert running.rows(select(Call).where(Call.status == "live"))[0].token == token


@pytest.mark.parametrize(("closed", "day"), [(True, 4), (False, 1)])
def test_a_deadline_counts_no_holiday_unless_the_rules_say_so(
    scene: Scene, tmp_path: Path, closed: bool, day: int
) -> None:
    ladder = (
        (SHIPPED / "severity.yaml")
        .read_text()
        .replace("closed_on_holidays: true", f"closed_on_holidays: {str(closed).lower()}")
    )
    for name in ("hours", "protocol", "consent", "pacing", "fatigue", "allowance", "inquiry"):
        (tmp_path / f"{name}.yaml").write_text((DEMO / f"{name}.yaml").read_text())
    scene.rules = own_rules(tmp_path, severity=ladder)
    scene.now = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    scene.campaign()
    scene.talk(*scene.dial("C2"), "1", "2")
    assert scene.rows(select(FollowUp))[0].first_contact_due_at.day == day
