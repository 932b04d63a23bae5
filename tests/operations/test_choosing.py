"""What the reader of a note chooses becomes an appointment, a deferral, a suppression or a successor at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from noticing import chosen, note_of, wanting_notes, written
from scene import Scene, hashed
from sqlalchemy import select, update

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.sample import Contact, PhoneLine, Suppression, Touchpoint
from vocsurvey.fieldwork.permission import Allow, Decision, Defer
from vocsurvey.fieldwork.phone import Line, read_number
from vocsurvey.fieldwork.reason import Reason
from vocsurvey.operations import choosing, giving_notice, note_page, opting_out, steering
from vocsurvey.operations.choosing import Chosen, Why
from vocsurvey.operations.decision import decide
from vocsurvey.operations.dialing import Permit, Refused
from vocsurvey.operations.note_page import NotePage, Stands

DONE = Chosen()
BERT = read_number("+44 20 7946 0123", None)
HALF_PAST = datetime(2026, 11, 19, 15, 30, tzinfo=UTC)


@pytest.fixture
def noting(running: Scene) -> Scene:
    """A campaign of three people, two of whom had their note a moment ago."""
    wanting_notes(running)
    written(running)
    return running


def choose(scene: Scene, verb: Any, *args: Any, contact: str = "C1", **more: Any) -> Chosen | Why:
    """Press a button on the page of somebody's note."""
    found: Chosen | Why = scene.do(verb, note_of(scene, contact).public_id, *args, **more)
    return found


def pick(scene: Scene, at: datetime = HALF_PAST) -> Chosen | Why:
    """Pick a time."""
    return choose(scene, choosing.choose_time, at, rules=scene.rules)


def later(scene: Scene, name: str = "week") -> Chosen | Why:
    """Say not now."""
    deferral = scene.rules.advance_notice.deferral(name)
    assert deferral is not None
    return choose(scene, choosing.put_off, deferral, rules=scene.rules)


def never(scene: Scene, contact: str = "C1", *, by_mail: bool = False) -> Chosen | Why:
    """Say never."""
    return choose(scene, choosing.never, contact=contact, by_mail=by_mail, rules=scene.rules, line_hash=hashed)


def instead(scene: Scene, name: str = "Bert Bell", line: Any = BERT, contact: str = "C1") -> Chosen | Why:
    """Name somebody else."""
    assert isinstance(line, Line)
    return choose(scene, choosing.name_successor, name, line, contact=contact, rules=scene.rules)


def shown(scene: Scene, contact: str = "C1") -> NotePage:
    """The page of somebody's note."""
    with scene.database.reading() as session:
        public_id = note_of(scene, contact).public_id
        page = note_page.note_page(session, public_id, rules=scene.rules, line_hash=hashed, now=scene.now)
        assert page is not None
        return page


def asked(scene: Scene, contact: str = "C1") -> Decision:
    """What the rules say of somebody's case."""
    with scene.database.reading() as session:
        case = session.get_one(Case, scene.case(contact).id)
        return decide(session, case, rules=scene.rules, line_hash=hashed, now=scene.now)


def appointments(scene: Scene) -> list[Appointment]:
    """Those that are still to come."""
    return scene.rows(select(Appointment).where(*STILL_OPEN))


def clean(scene: Scene) -> bool:
    """Whether the audit finds nothing."""
    with scene.database.reading() as session:
        return audit(session, scene.now, hashed) == ()


def test_a_time_becomes_an_appointment_that_can_be_changed_and_taken_back(noting: Scene) -> None:
    assert shown(noting).stands is Stands.AHEAD
    assert pick(noting) == DONE
    (one,) = appointments(noting)
    assert (one.at, one.kind, one.channel, one.source) == (HALF_PAST, "hard", "ivr", "page")
    assert (shown(noting).appointment_at, noting.case().due_at) == (HALF_PAST, HALF_PAST)
    assert pick(noting, HALF_PAST + timedelta(hours=1)) == DONE
    assert [one.at for one in appointments(noting)] == [HALF_PAST + timedelta(hours=1)]
    assert choose(noting, choosing.take_back) == DONE
    assert (appointments(noting), shown(noting).appointment_at) == ([], None)
    assert asked(noting) == Defer(noting.now + timedelta(days=1), (Reason.NOTE_SENT_LATELY,))
    assert pick(noting) == DONE
    assert [one.choice for one in chosen(noting)] == ["time", "time", "back", "time"]
    assert [one.at for one in chosen(noting)][-2:] == [None, HALF_PAST]
    noting.now = HALF_PAST
    assert asked(noting) == Allow()
    assert isinstance(noting.permit(noting.dial_planned("C1")), Permit)
    assert clean(noting)


def test_only_a_time_that_is_offered_can_be_picked(noting: Scene) -> None:
    for at in (noting.now, HALF_PAST + timedelta(minutes=7), HALF_PAST + timedelta(days=60)):
        assert pick(noting, at) is Why.TIME_GONE
    assert (appointments(noting), chosen(noting)) == ([], [])
    with noting.database.transaction() as session:
        session.execute(update(Campaign).values(ends_at=HALF_PAST))
    assert pick(noting) is Why.TIME_GONE
    with noting.database.transaction() as session:
        session.execute(update(Campaign).values(ends_at=None))
        line = session.scalars(select(PhoneLine).where(PhoneLine.number == "+12025550101")).one()
        line.number, line.country = "+18005550101", "US"
        session.execute(update(Contact).values(zone=None))
    assert (pick(noting), shown(noting).times) == (Why.TIME_GONE, ())


def test_not_now_waits_and_then_writes_again(noting: Scene) -> None:
    assert later(noting) == DONE
    until = noting.now + timedelta(days=7)
    assert (shown(noting).put_off_until, noting.case().waiting_for) == (until, [Reason.PUT_OFF_BY_THEM])
    noting.later(days=6, hours=23)
    noting.claim()
    assert noting.attempts() == []
    noting.now = until
    assert asked(noting) == Defer(until + timedelta(days=1), (Reason.NOTE_NOT_SENT,))
    again = written(noting)
    assert (again.round, again.sent_at, again.renew_at) == (2, until, None)
    assert shown(noting).put_off_until is None
    noting.later(days=1)
    assert isinstance(noting.permit(noting.dial_planned("C1")), Permit)


def test_not_now_is_taken_back_without_another_note(noting: Scene) -> None:
    sent_at = note_of(noting).sent_at
    assert later(noting, "quarter") == DONE
    assert choose(noting, choosing.take_back) == DONE
    noting.later(days=1)
    assert (asked(noting), note_of(noting).sent_at) == (Allow(), sent_at)


def test_not_now_beyond_the_end_of_the_campaign_ends_the_case(noting: Scene) -> None:
    with noting.database.transaction() as session:
        session.execute(update(Campaign).values(ends_at=noting.now + timedelta(days=5)))
    assert pick(noting) == DONE
    assert later(noting) == DONE
    case = noting.case()
    assert (case.disposition, case.waiting_for) == ("3.11", [Reason.PUT_OFF_BY_THEM, Reason.CAMPAIGN_ENDS_FIRST])
    assert (appointments(noting), shown(noting).stands) == ([], Stands.OVER)
    assert clean(noting)


def test_never_suppresses_the_person_and_the_line_and_ends_the_case(noting: Scene) -> None:
    assert pick(noting) == DONE
    assert never(noting) == DONE
    found = noting.rows(select(Suppression).order_by(Suppression.id))
    assert [(one.subject, one.source, one.scope) for one in found] == [
        ("line", "link", "all_surveys"),
        ("contact", "link", "all_surveys"),
    ]
    assert (noting.case().disposition, appointments(noting)) == ("2.112", [])
    assert shown(noting).stands is Stands.NOT_CALLED
    assert never(noting, by_mail=True) == DONE
    assert [(one.choice, one.by_mail) for one in chosen(noting)] == [("time", False), ("never", False)]
    assert (pick(noting), later(noting), instead(noting), choose(noting, choosing.take_back)) == (Why.OVER,) * 4
    assert clean(noting)


def test_never_by_the_mail_program_spares_a_colleague_on_the_same_line(noting: Scene) -> None:
    with noting.database.transaction() as session:
        mine = session.scalars(select(Contact).where(Contact.external_id == "C1")).one()
        session.execute(update(Contact).where(Contact.external_id == "C2").values(line_id=mine.line_id))
    assert never(noting, by_mail=True) == DONE
    assert [one.subject for one in noting.rows(select(Suppression))] == ["contact"]
    assert noting.rows(select(Suppression))[0].origin == "the button of their mail program"
    assert noting.case("C2").closed_at is None
    assert [one.by_mail for one in chosen(noting)] == [True]


def test_never_hangs_up_a_phone_that_rings(noting: Scene) -> None:
    noting.later(days=1)
    call_id = noting.dial_planned("C1")
    assert isinstance(noting.permit(call_id), Permit)
    assert shown(noting).stands is Stands.CALLING
    assert never(noting) == Chosen((call_id,))
    assert noting.rows(select(Call).where(Call.id == call_id))[0].hang_up_wanted_at == noting.now


def test_never_after_the_case_is_over_still_holds(noting: Scene) -> None:
    noting.do(steering.stop, noting.rows(select(Campaign.id))[0], "Ada")
    assert (shown(noting).stands, pick(noting)) == (Stands.OVER, Why.OVER)
    with noting.database.transaction() as session:
        steering.wind_up(session, noting.rules, noting.now)
    assert never(noting) == DONE
    assert (noting.case().disposition, shown(noting).stands) == ("3.11", Stands.NOT_CALLED)
    lifted = noting.do(opting_out.lift, noting.rows(select(Suppression.id))[0], reason="She wrote.", by_id=None)
    assert isinstance(lifted, Suppression)
    assert shown(noting).stands is Stands.NOT_CALLED  # the person is barred besides the line


def test_somebody_else_is_asked_about_the_same_thing(noting: Scene) -> None:
    assert instead(noting) == DONE
    mine, (row,) = noting.case(), chosen(noting)
    assert (mine.disposition, mine.waiting_for) == ("4.70", [Reason.SOMEBODY_ELSE_NAMED])
    assert shown(noting).stands is Stands.PASSED_ON
    bert = noting.rows(select(Contact).where(Contact.id == row.successor_id))[0]
    assert (bert.name, bert.zone, bert.email, bert.automated_consent) == ("Bert Bell", None, None, None)
    theirs = noting.case(bert.external_id)
    about = noting.rows(select(Touchpoint).where(Touchpoint.id == theirs.touchpoint_id))[0]
    assert (about.subject, about.contact_id, theirs.campaign_id) == ("the night export", bert.id, mine.campaign_id)
    assert instead(noting, "Someone Else") is Why.OVER
    # As of everybody, it is for the rules to say whether a machine may call them.
    assert isinstance(asked(noting, bert.external_id), Allow)
    assert isinstance(noting.permit(noting.dial_planned(bert.external_id)), Permit)
    assert clean(noting)


def test_somebody_who_is_known_is_not_made_twice(noting: Scene) -> None:
    ben = Line("+12025550102", "", "fixed_or_mobile", "US")
    before = len(noting.rows(select(Contact)))
    assert instead(noting, "ben burke", ben) == DONE
    assert len(noting.rows(select(Contact))) == before
    assert chosen(noting)[0].successor_id == noting.rows(select(Contact.id).where(Contact.external_id == "C2"))[0]
    assert len(noting.rows(select(Case))) == 3  # they are asked in this campaign already


def test_ones_own_number_is_nobody_elses(noting: Scene) -> None:
    own = Line("+12025550101", "", "fixed_or_mobile", "US")
    assert instead(noting, line=own) is Why.PHONE_OWN
    assert instead(noting, line=own._replace(extension="12")) == DONE


def test_a_planned_call_gives_way_and_one_that_rings_does_not(noting: Scene) -> None:
    noting.later(days=1)
    call_id = noting.dial_planned("C1")
    assert shown(noting).stands is Stands.AHEAD
    assert later(noting) == DONE
    assert noting.rows(select(Call.status).where(Call.id == call_id)) == [CallStatus.CANCELLED]
    assert noting.permit(call_id) == Refused("not planned")
    assert choose(noting, choosing.take_back) == DONE
    ringing = noting.dial_planned("C1")
    assert isinstance(noting.permit(ringing), Permit)
    at = noting.now + timedelta(days=1, minutes=30)
    assert (pick(noting, at), later(noting), instead(noting)) == (Why.CALLING,) * 3
    assert choose(noting, choosing.take_back) is Why.CALLING
    assert len(chosen(noting)) == 2
    assert clean(noting)


def test_a_link_to_no_note_changes_nothing(noting: Scene) -> None:
    verbs = (
        lambda session, now: choosing.take_back(session, "nobody-knows", now=now),
        lambda session, now: choosing.never(
            session, "nobody-knows", by_mail=True, rules=noting.rules, line_hash=hashed, now=now
        ),
    )
    assert [noting.do(verb) for verb in verbs] == [Why.OVER, Why.OVER]
    with noting.database.reading() as session:
        page = note_page.note_page(session, "nobody-knows", rules=noting.rules, line_hash=hashed, now=noting.now)
    assert page is None


def test_who_was_written_to_and_could_not_be_reached_can_still_choose(noting: Scene) -> None:
    noting.later(days=1)
    token, sid = noting.dial()
    noting.talk(token, sid, "2")
    noting.hang_up(token, sid)
    assert shown(noting).stands is Stands.AHEAD
    assert pick(noting, noting.now + timedelta(days=1, minutes=30)) == DONE
    assert noting.do(giving_notice.nudge_notes) == ()
