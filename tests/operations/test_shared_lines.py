"""Several people behind one number: who answers is asked first, and extensions are lines of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from scene import PEOPLE, Scene, hashed, own_rules
from sqlalchemy import select

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.followup import FollowUpEvent
from vocsurvey.db.sample import PhoneLine, Suppression
from vocsurvey.fieldwork.permission import Block, Reason
from vocsurvey.interview.heard import Heard, Silence, Speech
from vocsurvey.operations.decision import decide
from vocsurvey.operations.dialing import Permit
from vocsurvey.operations.occasion import occasion_of

NUMBER = "+1 202 555 0101"
PAIR = ("C1", "C2")


def colleague(name: str, extension: str) -> str:
    """A row of the contact list: somebody else at Ann's number."""
    return PEOPLE[1].replace("+1 202 555 0102,", f"{NUMBER},{extension}").replace("Ben Burke", name)


@pytest.fixture
def colleagues(scene: Scene) -> Scene:
    """Ann and Ben at one number, each with an extension."""
    scene.people_again([PEOPLE[0].replace(f"{NUMBER},", f"{NUMBER},204"), colleague("Ben Burke", "205")])
    scene.campaign()
    return scene


def test_two_extensions_are_two_lines_that_may_be_called_at_once(colleagues: Scene) -> None:
    planned = colleagues.claim()
    permits = [colleagues.permit(call_id) for call_id in planned]
    assert all(isinstance(permit, Permit) for permit in permits)
    assert sorted((permit.number, permit.extension) for permit in permits)[:2] == [
        ("+12025550101", "204"),
        ("+12025550101", "205"),
    ]
    sending = colleagues.rows(select(Call.line_id).where(Call.status == CallStatus.SENDING))
    assert len(set(sending)) == len(sending) == 3


@pytest.mark.parametrize("contact", ["C1", "C2"])
def test_with_an_extension_the_right_person_is_asked_for_first(colleagues: Scene, contact: str) -> None:
    token, sid = colleagues.dial(contact)
    spoken = colleagues.answer(token, sid)
    assert spoken.turn.ask is not None
    assert spoken.turn.ask.step == "right_person"
    # Nobody is there yet: the switchboard is still ringing. The same is asked again, and in full.
    again = colleagues.hear(token, sid, 0, Silence())
    assert again.turn.ask is not None
    assert again.turn.ask.step == "right_person"
    first = {line.text for line in spoken.turn.lines}
    assert first <= {line.text for line in again.turn.lines}
    assert colleagues.hear(token, sid, 1, "1").turn.ask.step == "good_time"  # type: ignore[union-attr]


@pytest.mark.parametrize(("contact", "step"), [("C1", "right_person"), ("C2", "right_person"), ("C3", "good_time")])
def test_whoever_answers_a_number_of_two_people_is_asked_who_they_are(scene: Scene, contact: str, step: str) -> None:
    scene.people_again([colleague("Ben Burke", "")])
    scene.campaign()
    assert len(scene.rows(select(PhoneLine).where(PhoneLine.number == "+12025550101"))) == 1
    token, sid = scene.dial(contact)
    ask = scene.answer(token, sid).turn.ask
    assert ask is not None
    assert ask.step == step


def test_who_stands_in_for_a_customer_shares_no_line_with_one(scene: Scene) -> None:
    scene.campaign()
    with scene.database.transaction() as session:
        mine, theirs = (session.scalars(select(Case).where(Case.contact.has(external_id=one))).one() for one in PAIR)
        theirs.contact.line_id = mine.contact.line_id
        session.flush()
        assert occasion_of(session, mine, scene.rules, scene.now)["call.shared"] is True
        theirs.kind = CaseKind.TEST
        session.flush()
        assert occasion_of(session, mine, scene.rules, scene.now)["call.shared"] is False
        assert occasion_of(session, theirs, scene.rules, scene.now)["call.shared"] is False


def test_an_opt_out_on_one_extension_leaves_the_colleague_alone(colleagues: Scene) -> None:
    token, sid = colleagues.dial("C1")
    colleagues.talk(token, sid, "1", "*", "9")
    colleagues.hang_up(token, sid)
    assert colleagues.case("C1").disposition == "2.112"
    assert isinstance(colleagues.permit(colleagues.dial_planned("C2")), Permit)


ANN, THE_LINE, NO_MACHINE = (
    ("contact", "C1", "all_surveys"),
    ("line", "+12025550101", "all_surveys"),
    ("line", "+12025550101", "automated"),
)


@pytest.mark.parametrize(
    ("said", "barred", "left_to"),
    [
        (("1", "*", "9"), {ANN, THE_LINE}, None),
        (("*", "9"), {ANN, NO_MACHINE}, "live"),
        ((Speech("stop calling me"),), {ANN, NO_MACHINE}, "live"),
        (("2", "*", "9"), {ANN, NO_MACHINE}, "live"),
        (("3", "*", "9"), {ANN, NO_MACHINE}, "live"),
        (("1", "2", "4", "1", "*", "9"), {NO_MACHINE}, "live"),
    ],
    ids=["who said it is she", "nobody knows who", "in words", "passed on", "she is not there", "she has left"],
)
def test_who_opts_out_on_a_shared_line_speaks_for_no_more_than_is_theirs(
    scene: Scene,
    tmp_path: Path,
    said: tuple[Heard | str, ...],
    barred: set[tuple[str, str, str]],
    left_to: str | None,
) -> None:
    scene.rules = own_rules(tmp_path)
    scene.people_again([colleague("Ben Burke", "")])
    scene.campaign()
    token, sid = scene.dial("C1")
    scene.talk(token, sid, *said)
    assert {(one.subject, one.name, one.scope) for one in scene.rows(select(Suppression))} == barred
    theirs = scene.case("C2")
    assert (theirs.channel if theirs.closed_at is None else None) == left_to
    scene.hang_up(token, sid)
    assert scene.case("C1").closed_at is not None


@pytest.mark.parametrize("shared", [True, False])
def test_who_has_opted_out_is_not_called_at_another_number_either(scene: Scene, shared: bool) -> None:
    if shared:
        scene.people_again([colleague("Ben Burke", "")])
    scene.campaign()
    token, sid = scene.dial("C1")
    scene.talk(token, sid, "*", "9")
    scene.hang_up(token, sid)
    scene.later(days=100)
    scene.people_again([PEOPLE[0].replace(NUMBER, "+1 202 555 0177")])
    scene.campaign("Winter")
    with scene.database.reading() as session:
        case = session.get_one(Case, scene.case("C1").id)
        decision = decide(session, case, rules=scene.rules, line_hash=hashed, now=scene.now)
    assert decision == Block((Reason.SUPPRESSED_CONTACT,))


def test_the_history_of_what_is_owed_says_once_what_they_asked_for(scene: Scene) -> None:
    scene.people_again([colleague("Ben Burke", "")])
    scene.campaign()
    token, sid = scene.dial("C1")
    scene.talk(token, sid, "1", "1", "2")
    scene.hang_up(token, sid)
    scene.later(days=2)
    token, sid = scene.dial("C1")
    scene.talk(token, sid, "*", "9")
    notes = scene.rows(select(FollowUpEvent).where(FollowUpEvent.kind == "note"))
    assert [note.details["text"].partition(".")[0] for note in notes] == [
        "They asked not to be called with questions"
    ], "and not what holds for colleagues"
