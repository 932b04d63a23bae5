"""The note ahead of a call: owed at the claim, sent or given up, and never followed by a call too soon."""

from __future__ import annotations

from datetime import timedelta

import pytest
from noticing import note_of, notes, wanting_notes, written
from scene import Scene, hashed
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from vocsurvey.db.advance_notice import AdvanceNotice, NoticeChoice
from vocsurvey.db.agreement import Appointment
from vocsurvey.db.announcement import Announcement
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, CampaignStatus, Case
from vocsurvey.db.dialing import DialPermit
from vocsurvey.db.people import User
from vocsurvey.db.sample import Account, Contact
from vocsurvey.fieldwork.note_text import CallAhead
from vocsurvey.fieldwork.permission import Allow, Decision, Defer
from vocsurvey.fieldwork.reason import Reason
from vocsurvey.operations import claiming, giving_notice, steering
from vocsurvey.operations.call_ahead import call_ahead
from vocsurvey.operations.decision import decide
from vocsurvey.operations.dialing import Permit, Refused
from vocsurvey.operations.telling import NUDGE

PATIENCE = timedelta(hours=6)


@pytest.fixture
def noting(running: Scene) -> Scene:
    """A campaign of three people that writes a note a day ahead; C3 has no e-mail address."""
    wanting_notes(running)
    return running


def asked(scene: Scene, contact: str = "C1") -> Decision:
    """What the rules say of somebody's newest case now."""
    with scene.database.reading() as session:
        case = session.get_one(Case, scene.case(contact).id)
        return decide(session, case, rules=scene.rules, line_hash=hashed, now=scene.now)


def tried(scene: Scene) -> set[str]:
    """Who was claimed for a call so far."""
    scene.claim()
    return {one for one in ("C1", "C2", "C3") if scene.attempts(one)}


def refused(scene: Scene, problem: str = "no answer", *, permanent: bool = False) -> None:
    """The mail server does not take the note to C1."""
    note_id = note_of(scene).id
    scene.do(giving_notice.note_refused, note_id, problem, permanent=permanent, rules=scene.rules)


def ahead(scene: Scene, contact: str = "C1") -> CallAhead:
    """The call that the note of somebody speaks of."""
    with scene.database.reading() as session:
        note = session.get_one(AdvanceNotice, note_of(scene, contact).id)
        return call_ahead(session, note, scene.rules, scene.now)


def test_who_has_an_address_is_called_a_day_after_the_note_and_who_has_none_at_once(noting: Scene) -> None:
    assert asked(noting) == Defer(noting.now + timedelta(days=1), (Reason.NOTE_NOT_SENT,))
    assert tried(noting) == {"C3"}
    assert [(one.sent_at, one.round) for one in notes(noting)] == [(None, 1), (None, 1)]
    assert noting.case().waiting_for == [Reason.NOTE_NOT_SENT]
    noting.later(minutes=3)
    first = noting.do(giving_notice.nudge_notes)
    assert len(first) == 2
    assert noting.do(giving_notice.nudge_notes) == ()
    for note_id in first:
        noting.do(giving_notice.note_sent, note_id)
        noting.do(giving_notice.note_sent, note_id)
    sent_at = noting.now
    assert asked(noting) == Defer(sent_at + timedelta(days=1), (Reason.NOT_DUE, Reason.NOTE_SENT_LATELY))
    noting.later(days=1, minutes=-1)
    assert tried(noting) == {"C3"}
    assert note_of(noting).tries == 1
    assert asked(noting) == Defer(sent_at + timedelta(days=1), (Reason.NOT_DUE, Reason.NOTE_SENT_LATELY))
    noting.now = sent_at + timedelta(days=1)
    assert tried(noting) == {"C1", "C2", "C3"}
    assert len(notes(noting)) == 2
    with noting.database.reading() as session:
        assert audit(session, noting.now, hashed) == ()


def test_a_permit_asks_for_the_note_once_more(running: Scene) -> None:
    call_id = running.dial_planned("C1")
    wanting_notes(running)
    assert running.permit(call_id) == Refused(Reason.NOTE_NOT_SENT.value)
    running.later(days=1)
    written(running)
    running.later(days=1)
    assert isinstance(running.permit(running.dial_planned("C1")), Permit)


def test_the_audit_knows_of_a_permit_for_which_no_note_was_ever_written(running: Scene) -> None:
    wanting_notes(running)
    written(running)
    running.later(days=1)
    for who in ("C1", "C3"):
        assert isinstance(running.permit(running.dial_planned(who)), Permit)
    assert sorted(one.decision["address"] for one in running.rows(select(DialPermit))) == [False, True]

    def found() -> list[str]:
        with running.database.reading() as session:
            return [one.rule for one in audit(session, running.now, hashed) if one.rule == "call_before_its_note"]

    assert found() == []
    with running.database.transaction() as session:
        session.execute(delete(AdvanceNotice))
    assert found() == ["call_before_its_note"]


def test_the_second_call_needs_no_note(noting: Scene) -> None:
    written(noting)
    noting.later(days=1)
    token, sid = noting.dial()
    noting.talk(token, sid, "2")
    noting.hang_up(token, sid)
    with noting.database.transaction() as session:
        session.execute(update(AdvanceNotice).values(sent_at=noting.now))
    noting.later(days=3)
    assert asked(noting) == Allow()


def test_a_note_that_is_refused_for_good_lets_the_call_go_on_at_once(noting: Scene) -> None:
    noting.claim()
    refused(noting, "The mail server refused the address (550).", permanent=True)
    note = note_of(noting)
    assert (note.failed_at, note.sent_at) == (noting.now, None)
    assert note.problem == "The mail server refused the address (550)."
    assert "C1" in tried(noting)
    # What is said of it later changes nothing.
    refused(noting, "again", permanent=True)
    assert note_of(noting).tries == 1


def test_operators_hear_once_a_day_that_notes_do_not_arrive(noting: Scene) -> None:
    with noting.database.transaction() as session:
        mona = User(email="m@example.com", name="Mona", role="manager", zone="UTC", password_hash="", session_key="")
        mona.created_at = noting.now
        session.add(mona)
    noting.claim()
    for note in notes(noting):
        noting.do(giving_notice.note_refused, note.id, "Refused (550).", permanent=True, rules=noting.rules)
    (told,) = noting.rows(select(Announcement))
    assert told.headline.endswith("was refused")
    assert told.words.startswith("Refused (550). The call goes on without the note.")
    with noting.database.transaction() as session:
        session.execute(update(AdvanceNotice).values(failed_at=None))
    noting.later(days=2)
    assert noting.do(giving_notice.give_up_notes, noting.rules) == 2
    later = noting.rows(select(Announcement).order_by(Announcement.id))
    assert [one.headline.rpartition("” ")[2] for one in later] == ["was refused", "do not leave us"]


def test_a_note_that_does_not_leave_is_tried_again_and_then_given_up(noting: Scene) -> None:
    noting.claim()
    refused(noting)
    assert note_of(noting).due_at == noting.now + timedelta(minutes=1)
    noting.later(minutes=1)
    assert note_of(noting).id in noting.do(giving_notice.nudge_notes)
    refused(noting)
    assert note_of(noting).due_at == noting.now + timedelta(minutes=2)
    assert "C1" not in tried(noting)
    noting.now = note_of(noting).owed_at + PATIENCE
    refused(noting)
    assert note_of(noting).failed_at == noting.now
    assert "C1" in tried(noting)


def test_without_a_mail_server_patience_ends_too(noting: Scene) -> None:
    noting.claim()
    assert noting.do(giving_notice.give_up_notes, noting.rules) == 0
    noting.now += PATIENCE
    assert noting.do(giving_notice.give_up_notes, noting.rules) == 2
    assert note_of(noting).problem == "No mail server has taken it."
    assert noting.do(giving_notice.give_up_notes, noting.rules) == 0
    assert tried(noting) == {"C1", "C2", "C3"}


def test_a_case_that_ended_meanwhile_stays_as_it_is(noting: Scene) -> None:
    noting.claim()
    with noting.database.transaction() as session:
        campaign_id = session.scalars(select(Campaign.id)).one()
    assert isinstance(noting.do(steering.stop, campaign_id, "Ada"), steering.Stopped)
    assert noting.do(giving_notice.nudge_notes) == ()
    with noting.database.transaction() as session:
        steering.wind_up(session, noting.rules, noting.now)
    refused(noting, permanent=True)
    assert noting.case().due_at is None


def test_while_a_campaign_pauses_nobody_is_written_to(noting: Scene) -> None:
    noting.claim()
    with noting.database.transaction() as session:
        session.execute(update(Campaign).values(status=CampaignStatus.PAUSED))
    assert noting.do(giving_notice.nudge_notes) == ()
    noting.now += NUDGE
    with noting.database.transaction() as session:
        session.execute(update(Campaign).values(status=CampaignStatus.RUNNING))
    assert len(noting.do(giving_notice.nudge_notes)) == 2


def test_no_more_notes_in_a_day_than_calls(running: Scene) -> None:
    wanting_notes(running, calls_per_day=1)
    running.claim()
    assert len(notes(running)) == 1
    running.later(hours=25)
    running.claim()
    assert len(notes(running)) == 2


def test_nobody_is_written_to_about_two_calls_at_once(noting: Scene) -> None:
    noting.campaign("Winter")
    wanting_notes(noting)
    noting.claim()
    noting.claim()
    assert len(notes(noting)) == 2
    noting.later(days=2)
    noting.claim()
    # Those of the first campaign are still to come.
    assert len(notes(noting)) == 2


def test_the_note_that_is_on_its_way_is_not_owed_twice(noting: Scene) -> None:
    noting.claim()
    before = note_of(noting)
    with noting.database.transaction() as session:
        session.execute(update(Case).values(due_at=noting.now))
    noting.claim()
    assert (note_of(noting).owed_at, len(notes(noting))) == (before.owed_at, 2)


def test_what_the_note_says_of_the_call(noting: Scene) -> None:
    note = written(noting)
    call = ahead(noting)
    assert (call.name, call.company, call.subject, call.automated) == (
        "Ann Archer",
        "Northwind",
        "the night export",
        True,
    )
    assert (call.shown, call.rung, call.zone) == ("+12025550199", "+12025550101", "America/New_York")
    assert (call.owner, call.reply_to) == ("Olivia Owner", "olivia@example.com")
    assert note.sent_at is not None
    assert call.not_before == note.sent_at + timedelta(days=1)
    noting.later(days=1)
    assert ahead(noting).not_before is None


def test_who_reads_the_replies_when_the_owner_has_left(noting: Scene) -> None:
    written(noting)
    with noting.database.transaction() as session:
        sam = session.scalars(select(User.id).where(User.email == "sam@example.com")).one()
        session.execute(update(Account).values(owner_id=sam))
        session.execute(update(User).where(User.id != sam).values(active=False))
    assert ahead(noting).reply_to == "sam@example.com"
    with noting.database.transaction() as session:
        session.execute(update(User).values(active=False))
    assert (ahead(noting).reply_to, ahead(noting).owner) == (None, None)


def test_an_address_that_is_none_waits_for_no_note(running: Scene) -> None:
    wanting_notes(running)
    with running.database.transaction() as session:
        session.execute(update(Contact).values(email="nobody"))
    assert tried(running) == {"C1", "C2", "C3"}


def test_what_was_chosen_never_changes_and_never_goes(noting: Scene) -> None:
    note = written(noting)
    with noting.database.transaction() as session:
        session.add(NoticeChoice(notice_id=note.id, choice="later", chosen_at=noting.now))
    for change in (update(NoticeChoice).values(choice="never"), delete(NoticeChoice)):
        with pytest.raises(IntegrityError), noting.database.transaction() as session:
            session.execute(change)


def test_whoever_is_due_for_a_live_caller_is_written_to_first_too(noting: Scene) -> None:
    with noting.database.transaction() as session:
        session.execute(update(Case).values(channel="live"))
    looked = noting.do(claiming.write_ahead, rules=noting.rules, line_hash=hashed)
    assert looked == 2
    assert {note.case_id for note in notes(noting)} == {noting.case("C1").id, noting.case("C2").id}
    waiting = asked(noting)
    assert isinstance(waiting, Defer)
    assert Reason.NOTE_NOT_SENT in waiting.reasons
    assert Reason.NOTE_NOT_SENT in noting.case("C1").waiting_for
    # Nobody is looked at again before the note is due, and nobody who has no address.
    assert noting.do(claiming.write_ahead, rules=noting.rules, line_hash=hashed) == 0
    for note_id in noting.do(giving_notice.nudge_notes):
        noting.do(giving_notice.note_sent, note_id)
    lately = asked(noting)
    assert isinstance(lately, Defer)
    assert Reason.NOTE_SENT_LATELY in lately.reasons
    noting.later(days=1, minutes=1)
    assert asked(noting) == Allow()
    assert noting.do(claiming.write_ahead, rules=noting.rules, line_hash=hashed) == 0


def test_whoever_may_be_called_live_without_a_note_is_left_in_the_line(noting: Scene) -> None:
    case_id = noting.case("C1").id
    with noting.database.transaction() as session:
        session.execute(update(Case).values(channel="live"))
        appointment = Appointment(case_id=case_id, kind="hard", channel="live", source="caller")
        appointment.at = appointment.agreed_at = noting.now
        session.add(appointment)
    assert noting.do(claiming.write_ahead, rules=noting.rules, line_hash=hashed) == 2
    assert noting.case("C1").due_at is not None
    assert [note.case_id for note in notes(noting)] == [noting.case("C2").id]
