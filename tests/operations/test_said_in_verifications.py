"""What is said in a verification call belongs to the follow-up that it asks about, wherever somebody looks or tells."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from putting_right import follow_up, put_right, verified_by_phone, whole
from scene import Scene, hashed
from sqlalchemy import select, update

import vocsurvey
from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.finding import FollowUpWord
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent, Notice
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads import told
from vocsurvey.db.reads.behind import answers_behind
from vocsurvey.db.reads.belonging import said_last
from vocsurvey.db.reads.campaigns import campaigns
from vocsurvey.db.reads.case import CaseFile, case_file
from vocsurvey.db.reads.cases import cases
from vocsurvey.db.reads.follow_up import follow_up_file
from vocsurvey.db.reads.progress import progress
from vocsurvey.db.reads.reasons import reasons_of
from vocsurvey.db.reads.said import negatives_in
from vocsurvey.db.reads.summary import flag_severities
from vocsurvey.followup.flag import FlagKind, Queue, RaisedFlag
from vocsurvey.followup.severity import Severity
from vocsurvey.interview.heard import Keys, Speech
from vocsurvey.operations import (
    administering,
    dialing,
    following_up,
    handing_over,
    interviewing,
    raising,
    whispering,
    wording,
)
from vocsurvey.operations.at_hand import owner_at_hand
from vocsurvey.operations.dialing import Permit
from vocsurvey.operations.flagging import raise_flag
from vocsurvey.operations.handing_over import takers
from vocsurvey.operations.summoning import grant_permit
from vocsurvey.operations.supervising import note_presence
from vocsurvey.operations.whispering import HandedOver

OLIVIA, SAM, CARL = "olivia@example.com", "sam@example.com", "carl@example.com"


@pytest.fixture
def verifying(running: Scene) -> Scene:
    """Ann, whose trouble was put right a day ago; those who answer for her have telephones."""
    with running.database.transaction() as session:
        session.execute(update(User).where(User.email == OLIVIA).values(phone="+12025550173"))
        session.execute(update(User).where(User.email == SAM).values(phone="+12025550174"))
    return verified_by_phone(running)


def says(scene: Scene, *heard: Any) -> tuple[str, str]:
    """The verification call, and what is heard in it."""
    token, sid = scene.dial("C1")
    scene.talk(token, sid, *heard)
    return token, sid


def file_of(scene: Scene, case_id: int) -> CaseFile:
    with scene.database.reading() as session:
        return case_file(session, session.get_one(Case, case_id))


def asked_for_a_person(scene: Scene, token: str, sid: str) -> Any:
    """Somebody who is on the line presses star, then 4."""
    spoken: Any = scene.answer(token, sid)
    for key in ("1", "*", "4"):
        spoken = scene.database.run(
            partial(
                handing_over.hear, token=token, carrier_sid=sid, position=spoken.turn.position, heard=Keys(key),
                rules=scene.rules, line_hash=hashed, now=scene.now,
            )
        )  # fmt: skip
    return spoken


def test_who_asks_for_a_person_is_put_through_and_it_stands_in_the_history(verifying: Scene) -> None:
    heard = asked_for_a_person(verifying, *verifying.dial("C1"))
    assert isinstance(heard, HandedOver), heard
    granted = verifying.do(grant_permit, heard.ring[0], rules=verifying.rules, line_hash=hashed)
    assert isinstance(granted, Permit), granted
    sid = next(verifying.sids)
    verifying.do(dialing.record_placed, granted.call_id, sid)
    verifying.do(interviewing.begin, granted.token, sid, rules=verifying.rules)
    verifying.do(whispering.take_call, granted.token, sid, "1", rules=verifying.rules)
    kinds = verifying.rows(select(FollowUpEvent.kind).order_by(FollowUpEvent.id))
    assert (kinds[-1], follow_up(verifying).state) == ("in_conversation", "in_conversation")
    whole(verifying)


def test_who_wants_a_person_opens_it_again_without_having_said_no(verifying: Scene) -> None:
    says(verifying, "1", "*", "4")
    row = follow_up(verifying)
    kinds = verifying.rows(select(FollowUpEvent.kind))
    assert (row.state, "not_put_right" in kinds) == ("reopened", False)
    told_of = verifying.rows(select(Notice).where(Notice.kind == "reopened"))
    assert [(one.recipient_id, one.headline) for one in told_of] == [
        (row.owner_id, "Ann Archer at Alder Freight needs you again")
    ]
    whole(verifying)


def test_a_person_who_was_asked_for_before_is_asked_for_again(running: Scene) -> None:
    verified_by_phone(running, "1", "*", "4")
    says(running, "1", "*", "4")
    flags = running.rows(select(Flag).order_by(Flag.id))
    assert [one.rule for one in flags] == ["person_requested", "person_requested"]
    whole(running)


def test_who_is_rung_is_whoever_answers_for_it_now(verifying: Scene) -> None:
    olivia, sam = verifying.user(OLIVIA), verifying.user(SAM)
    verifying.do(following_up.hand_over, follow_up(verifying).id, sam, olivia)
    with verifying.database.transaction() as session:
        case = session.get_one(Case, verifying.case("C1").id)
        found = owner_at_hand(session, case, verifying.rules, verifying.now)
        assert found is not None
        assert found[0].id == sam.id


def test_a_desk_whose_caller_put_it_right_does_not_go_on_asking(verifying: Scene) -> None:
    added = verifying.do(
        administering.add_user, email=CARL, name="Carl", role=Role.CALLER, password_hash="-", zone="UTC",
        languages=["en"],
    )  # fmt: skip
    with verifying.database.transaction() as session:
        session.execute(update(User).where(User.email == CARL).values(phone="+12025550171"))
        note_presence(session, added.id, verifying.now)
        case = session.get_one(Case, verifying.case("C1").id)
        desks = [one.user.email for one in takers(session, case, verifying.rules, verifying.now) if one.to_desk]
        assert desks == [CARL]
    verifying.do(following_up.hand_over, follow_up(verifying).id, verifying.user(CARL), verifying.user(OLIVIA))
    with verifying.database.transaction() as session:
        case = session.get_one(Case, case.id)
        assert not [one for one in takers(session, case, verifying.rules, verifying.now) if one.to_desk]


def test_each_case_shows_the_flags_that_were_raised_in_it(verifying: Scene) -> None:
    says(verifying, "1", "2")
    row, case = follow_up(verifying), verifying.case("C1")
    (first,) = verifying.rows(select(Interview.case_id).where(Interview.id == row.interview_id))
    here, before = file_of(verifying, case.id), file_of(verifying, first)
    assert (here.follow_up_id, before.follow_up_id) == (row.id, row.id)
    assert [one.asked for one in here.flags] == ["Has that problem been put right?"]
    assert [one.asked for one in before.flags] == ["Did we care?"]


def test_every_campaign_counts_the_flags_that_were_raised_in_it(verifying: Scene) -> None:
    says(verifying, "1", "1", "2")
    survey, asking = verifying.rows(select(Campaign).order_by(Campaign.id))
    with verifying.database.reading() as session:
        assert flag_severities(session, survey.id) == ["critical"]
        for one in (survey, asking):
            now = progress(session, one)
            assert (now.flags, now.open_follow_ups, len(now.latest_flags)) == (1, 1, 1)
            assert [line.flags for line in cases(session, one, disposition=None, number=1).lines][-1:] != []
            assert sum(line.flags for line in cases(session, one, disposition=None, number=1).lines) == 1
        assert {one.id: one.open_follow_ups for one in campaigns(session)} == {survey.id: 1, asking.id: 1}
        (line,) = answers_behind(session, asking, "cared")
        assert line.follow_up_id == follow_up(verifying).id


def test_other_programs_are_told_in_which_interview_it_was(verifying: Scene) -> None:
    says(verifying, "1", "2")
    asking = Interview.case.has(kind=CaseKind.VERIFICATION)
    (asked,) = verifying.rows(select(Interview.id).where(asking))
    with verifying.database.reading() as session:
        first, second = told.flags(session, after=0, limit=9, personal=True)
    assert (first.interview, second.interview) == (follow_up(verifying).interview_id, asked)
    assert (first.follow_up, second.about.campaign) == (second.follow_up, "Put right?")


def test_a_caller_may_flag_the_same_place_of_both_interviews(verifying: Scene) -> None:
    says(verifying, "1")
    by_hand = RaisedFlag(FlagKind.RAISED_BY_HAND, "cared", "caller", Severity.HIGH, None, Queue.CUSTOMER_SUCCESS)
    with verifying.database.transaction() as session:
        for one in session.scalars(select(Interview).order_by(Interview.id)):
            raise_flag(session, one, by_hand, 1, verifying.rules, verifying.now)
            assert [flag.interview_id for flag in raising.raised_by_caller(session, one)] == [one.id]


def test_what_they_say_then_is_read_found_and_told(verifying: Scene) -> None:
    says(verifying, "1", "2", "2", "2", Speech("the invoice is still upside-down"))
    with verifying.database.transaction() as session:
        wording.read_words(session)
    with verifying.database.reading() as session:
        row = session.scalars(select(FollowUp)).one()
        page = follow_up_file(session, row)
        assert page.words == ("the invoice is still upside-down",)
        assert [one.asked for one in page.negatives][
            -1
        ] == "Did you feel that we genuinely cared about putting it right?"
        assert [[one.question for one in call.answers] for call in page.verifications] == [
            ["put_right", "cared", "reason"]
        ]
        assert [one.question for one in negatives_in(said_last(session, row))] == ["put_right", "cared"]
        assert session.get(FollowUpWord, (row.id, "invoice")) is not None


def test_a_yes_leaves_what_was_said_first_as_the_reason(verifying: Scene) -> None:
    says(verifying, "1", "1", "1")
    with verifying.database.reading() as session:
        row = session.scalars(select(FollowUp)).one()
        assert [one.question for one in negatives_in(said_last(session, row))] == ["cared"]


def test_whom_to_ask_instead_is_who_was_named_in_that_call(verifying: Scene) -> None:
    says(verifying, "1", "2")
    gone = RaisedFlag(FlagKind.RAISED_BY_HAND, "cared", "contact_left", Severity.LOW, None, Queue.CUSTOMER_SUCCESS)
    with verifying.database.transaction() as session:
        asked = session.scalars(select(Interview).order_by(Interview.id.desc())).first()
        assert asked is not None
        raise_flag(session, asked, gone, 2, verifying.rules, verifying.now)
        assert reasons_of(session, session.scalars(select(FollowUp)).one()) == (
            "The person we asked for has left the company.",
        )


def test_put_right_once_more_after_a_no_is_verified_by_a_second_call(verifying: Scene) -> None:
    token, sid = says(verifying, "1", "2")
    verifying.hang_up(token, sid)
    with verifying.database.transaction() as session:
        for case in session.scalars(select(Case).where(Case.closed_at.is_(None))):
            case.closed_at, case.due_at, case.disposition = verifying.now, None, "1.2"
    put_right(verifying)
    says(verifying, "1", "1", "1")
    with verifying.database.reading() as session:
        row = session.scalars(select(FollowUp)).one()
        calls = follow_up_file(session, row).verifications
        assert [[one.said for one in call.answers if one.question == "put_right"] for call in calls] == [
            ["No"],
            ["Yes"],
        ]
    whole(verifying)


WHOSE = re.compile(r"FollowUp\.interview_id\s*(==|\.in_\()|==\s*FollowUp\.interview_id\s*,\s*FollowUp\.")


def asks_by_itself(text: str) -> bool:
    """Whether a module looks for the follow-up of an interview by its own comparison."""
    return WHOSE.search(text) is not None


def test_nobody_else_asks_for_the_follow_up_of_an_interview() -> None:
    """A comparison finds none for a verification call; ``follow_up_of`` and ``Flag.interview_id`` do."""
    home = Path(vocsurvey.__file__).parent
    modules = {one.relative_to(home).as_posix(): one.read_text("utf-8") for one in home.rglob("*.py")}
    assert {name for name, text in modules.items() if asks_by_itself(text)} == {"db/reads/belonging.py"}


@pytest.mark.parametrize(
    "text",
    [
        "select(FollowUp).where(FollowUp.interview_id == interview.id)",
        "wanted.where(FollowUp.interview_id.in_(interviews))",
        ".join(FollowUp, FollowUp.interview_id == Interview.id)",
    ],
)
def test_such_a_comparison_is_seen(text: str) -> None:
    assert asks_by_itself(text)
