"""Somebody is erased at their wish: no row knows them, nothing is owed, figures stay, and nobody calls them again."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from commenting import comment, launched_with_consent, ready, words
from scene import PEOPLE, Scene, hashed
from sqlalchemy import JSON, String, Text, select, update

from vocsurvey.db.advance_notice import AdvanceNotice
from vocsurvey.db.agreement import Consent, Promise
from vocsurvey.db.api import ApiAnswer, ApiToken
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.bridge import Bridge, BridgeGuest
from vocsurvey.db.campaign import Case
from vocsurvey.db.chat import Chat, ChatMessage
from vocsurvey.db.coaching import Coaching, Contest
from vocsurvey.db.desk import DeskDraft, DeskLease, DeskTakeOver, WrapUp
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent, Notice
from vocsurvey.db.imports import ImportChange, ImportProblem, ImportRun, RefusalFile
from vocsurvey.db.inquiry import Inquiry
from vocsurvey.db.interview import Answer, Conflict, Exchange, Interview, Recording
from vocsurvey.db.lifecycle import LifecycleEvent
from vocsurvey.db.people import User
from vocsurvey.db.problem import Problem
from vocsurvey.db.reads.transcript import transcript
from vocsurvey.db.review import Review, ReviewEvent
from vocsurvey.db.room import DeskMessage
from vocsurvey.db.sample import Account, Contact, PhoneLine, Suppression
from vocsurvey.db.tables import metadata
from vocsurvey.db.webhook import WebhookDelivery, WebhookSubscription
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.followup.lifecycle import Event
from vocsurvey.interview.heard import Coded, Keys, Silence, Speech
from vocsurvey.jobs.erasure import erase_person
from vocsurvey.operations import applying, erasing, following_up, interviewing, opting_out, recording
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.blotting import Traces, texts_in, without_words
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.erasing import WHY, Erased
from vocsurvey.operations.opting_out import Wish
from vocsurvey.operations.problem_solving import Plan, make_problem, plan_problem
from vocsurvey.operations.suppressing import this_contact
from vocsurvey.operations.upserting import Upserted, upsert
from vocsurvey.spool import Kept, Spool

ANN = "+12025550101"
UNCALLED, NEWEST = "+12025550166", "+12025550177"
"""What lists have made of Ann's number since it was called."""
SECRETS = (
    *("ann archer", "ann@archer.example", "the night export", "my dog is called rex"),
    *(digits for number in (ANN, UNCALLED, NEWEST) for digits in (number, number[-7:])),
)
"""What nobody may find in any row: the name, the address, the number, what it was about, and their own words."""


def contact(scene: Scene, who: str = "C1") -> Contact:
    """The row of a person."""
    found = scene.rows(select(Contact).where(Contact.external_id == who))[0]
    assert isinstance(found, Contact)
    return found


def erase(scene: Scene, contact_id: int, *, folder: Path | None = None, firm_too: bool = False) -> Any:
    """As the page and the command do it."""
    return erase_person(
        scene.database, None, contact_id, scene.user("olivia@example.com").id,
        rules=scene.rules, line_hash=hashed, at=lambda: scene.now, spool=Spool(folder or Path("nothing is kept here")),
        firm_too=firm_too,
    )  # fmt: skip


def left_of(scene: Scene) -> list[tuple[str, str]]:
    """Every column of every table that still holds one of the secrets."""
    found = []
    with scene.database.reading() as session:
        for table in metadata.sorted_tables:
            texts = [column for column in table.columns if isinstance(column.type, (String, Text, JSON))]
            for row in session.execute(select(*texts)).mappings() if texts else ():
                for name, value in row.items():
                    said = json.dumps(value, ensure_ascii=False).casefold()
                    if any(secret in said for secret in SECRETS):
                        found.append((table.name, str(name)))
    return found


def story(scene: Scene) -> int:
    """Ann was let down, said so in her own words, was noted about, agreed to things, and stands in a bad line."""
    launched_with_consent(scene)
    with scene.database.transaction() as session:
        session.execute(update(Contact).where(Contact.external_id == "C1").values(email="ann@archer.example"))
    token, sid = scene.dial()
    spoken = scene.talk(token, sid, "1", "1", "2", "1")
    position = spoken.turn.position
    comment(scene, token, sid, position)
    ready(scene, token, sid, position)
    words(scene, token, sid, position, "This is Ann Archer, my dog is called Rex")
    scene.hang_up(token, sid)
    owner, about = scene.user("olivia@example.com"), contact(scene)
    follow_up = scene.rows(select(FollowUp))[0]
    scene.do(following_up.add_note, follow_up.id, owner, "Ann Archer: my dog is called Rex")
    with scene.database.transaction() as session:
        consenting_words = "Ann Archer said yes, my dog is called Rex"
        for exchange in session.scalars(select(Exchange).where(Exchange.position == 0)):
            exchange.heard = {"kind": "speech", "words": "Ann Archer speaking, yes", "confidence": 0.9}
        session.add(
            Consent(
                contact_id=about.id,
                purpose="quote",
                granted=True,
                source="page",
                words=consenting_words,
                given_at=scene.now,
            )
        )
        interview_id = follow_up.interview_id
        call = session.get_one(Call, scene.call(token).id)
        call.problem = f"{ANN} is not a number"
        session.add(Conflict(interview_id=interview_id, position=0, call_id=call.id,
                             heard={"kind": "speech", "words": "Ann Archer", "confidence": None},
                             received_at=scene.now))  # fmt: skip
        if session.scalar(select(Promise.id)) is None:
            session.add(Promise(follow_up_id=follow_up.id, who=None, words="We call Ann Archer", made_at=scene.now,
                                by_at=follow_up.first_contact_due_at))  # fmt: skip
        session.add(Inquiry(call_id=call.id, kind="key_presses", why="cut off", opened_at=scene.now, ask_at=scene.now,
                            learned={"heard": "Ann Archer"}, settled_at=scene.now, verdict="recovered",
                            settled_by="Olivia", reason="Ann Archer said so"))  # fmt: skip
        run = ImportRun(file_name="Ann Archer.csv", digest="", size=0, state="applied", columns=["contact_name", None],
                        mapping={"Ann Archer": "contact_name"}, header=["Ann Archer", "Alder"], forecast={}, counts={},
                        reason="“Ann Archer” is no column.", unknown_owners=[], swept=True,
                        created_at=scene.now)  # fmt: skip
        token_row = ApiToken(name="crm", digest="d", hint="h", scopes=[], created_at=scene.now,
                             expires_at=scene.now.replace(year=2099))  # fmt: skip
        session.add_all([run, token_row])
        session.flush()
        case = session.scalars(select(Case).where(Case.contact_id == about.id)).first()
        assert case is not None
        session.add(AdvanceNotice(case_id=case.id, public_id="n", owed_at=scene.now, failed_at=scene.now,
                                  problem="550 <ann@archer.example> unknown"))  # fmt: skip
        session.add(LifecycleEvent(public_id="e", external_id="Ann Archer's order", fingerprint="f", kind="order",
                                   happened_at=scene.now, received_at=scene.now, token_id=token_row.id,
                                   contact_id=about.id, touchpoint_id=case.touchpoint_id, decision="not_meant",
                                   verdicts=[]))  # fmt: skip
        session.add(Contest(answer_id=session.scalars(select(Answer.id)).all()[0], agent_id=1, by_id=owner.id,
                            words="Ann Archer never spoke with me", contested_at=scene.now, upheld=False,
                            reason="Ann Archer did", decided_by_id=scene.user("sam@example.com").id,
                            decided_at=scene.now))  # fmt: skip
        coach = User(email="coach@example.com", name="Mona", role="manager", password_hash="x", session_key="k",
                     created_at=scene.now)  # fmt: skip
        session.add(coach)
        session.flush()
        session.add(Coaching(answer_id=session.scalars(select(Answer.id)).all()[0], agent_id=1, coach_id=coach.id,
                             said="I never rang Ann Archer", step="I ring Ann Archer", review_on=scene.now.date(),
                             coached_at=scene.now, became="done", outcome="Ann Archer was rung",
                             reviewed_by_id=coach.id, reviewed_at=scene.now))  # fmt: skip
        hook = WebhookSubscription(name="crm", url="https://crm.example", secret="s", answers=True, flags=True,
                                   follow_ups=True, personal=True, created_at=scene.now)  # fmt: skip
        facts = {
            "answer_id": session.scalars(select(Answer.id)).first(),
            "flag_id": session.scalars(select(Flag.id)).first(),
            "event_id": session.scalars(select(FollowUpEvent.id)).first(),
        }
        session.add_all(
            WebhookDelivery(message_id=name, subscription=hook, created_at=scene.now, due_at=scene.now,
                            problem="Ann Archer is not known there", **{name: key})
            for name, key in facts.items()
        )  # fmt: skip
        notice_id = session.scalars(select(Notice.id)).first()
        chat = Chat(name="chat", kind="slack", url="https://chat.example", queue="product", personal=True,
                    created_at=scene.now)  # fmt: skip
        session.add(chat)
        session.flush()
        session.add(ChatMessage(chat_id=chat.id, key="k", notice_id=notice_id, created_at=scene.now,
                                due_at=scene.now, problem="Ann Archer is not known there"))  # fmt: skip
        session.add(RefusalFile(file_name="ann archer.csv", by_id=owner.id, counts={}, created_at=scene.now))
        stood = case.channel, case.closed_at, case.due_at
        case.channel, case.closed_at, case.due_at = "live", None, scene.now
        session.flush()
        session.add(DeskDraft(interview_id=interview_id, position=99, words="Ann Archer said", saved_at=scene.now))
        session.add(DeskLease(case_id=case.id, user_id=owner.id, taken_at=scene.now - timedelta(minutes=2),
                              expires_at=scene.now, ended_at=scene.now, ending="given_back",
                              note="Ann Archer is in a meeting."))  # fmt: skip
        session.flush()
        leases = session.scalars(select(DeskLease.id)).all()
        again = DeskLease(case_id=case.id, user_id=session.scalars(select(User.id).where(User.id != owner.id)).first(),
                          taken_at=scene.now, expires_at=scene.now + timedelta(minutes=1), ended_at=scene.now,
                          ending="done")  # fmt: skip
        session.add(again)
        session.flush()
        session.add(DeskTakeOver(lease_id=again.id, from_lease_id=leases[-1], words="Ann Archer asked for her boss."))
        bridge = Bridge(token="t", user_id=owner.id, way="phone", case_id=case.id, refused=[], opened_at=scene.now,
                        since=scene.now, heard_from_at=scene.now, status="ended", ended_at=scene.now,
                        ending="closed", caller_gone_at=scene.now)  # fmt: skip
        session.add(bridge)
        session.flush()
        called = session.scalars(select(Call.id).where(Call.attempt.has(case_id=case.id))).all()[0]
        session.add(BridgeGuest(call_id=called, bridge_id=bridge.id, user_id=owner.id, purpose="take_over",
                                words="Ann Archer shouts.", asked_at=scene.now, left_at=scene.now))  # fmt: skip
        tried = session.scalars(select(Attempt.id).where(Attempt.case_id == case.id)).all()[0]
        session.add(Review(attempt_id=tried, interview_id=interview_id, caller_id=owner.id, why="drawn",
                           drawn_at=scene.now))  # fmt: skip
        session.flush()
        session.add(ReviewEvent(attempt_id=tried, kind="sent_back", by_id=owner.id, at=scene.now,
                                words="Let Ann Archer finish."))  # fmt: skip
        sender = session.scalars(select(User.id).where(User.id != owner.id)).first()
        session.add(DeskMessage(sender_id=sender, recipient_id=owner.id, case_id=case.id, sent_at=scene.now,
                                words="Be kind to Ann Archer."))  # fmt: skip
        session.flush()
        found = make_problem(session, [follow_up.id], owner.id, "Ann Archer again", "Ann Archer waits", scene.now)
        assert isinstance(found, Problem)
        plan_problem(session, found.id, owner.id, Plan(owner.id, "Call Ann Archer", scene.now.date(), None), scene.now)
        session.add(WrapUp(attempt_id=session.scalars(select(Attempt.id).where(Attempt.case_id == case.id)).first(),
                           step="overruled", before="2.21", after="2.112", settles=False,
                           reason="Ann Archer said no", decided_at=scene.now))  # fmt: skip
        case.channel, case.closed_at, case.due_at = stood
        session.add(Suppression(line_hash="h", subject="account", scope="all_surveys", source="page", name="A9",
                                reason="Ann Archer said so", origin="Ann Archer", created_at=scene.now,
                                lifted_at=scene.now, lift_reason="ann@archer.example wrote"))  # fmt: skip
        images = (("contact", about.id), ("contact", about.id + 1), ("touchpoint", case.touchpoint_id))
        for table_name, row_id in images:
            before = {"name": "Ann Archer" if row_id == about.id or table_name == "touchpoint" else "Ben"}
            session.add(ImportChange(run_id=run.id, table_name=table_name, row_id=row_id, before=before, after={}))
        session.add(ImportProblem(run_id=run.id, line=2, sentence="No phone.", left_out=True,
                                  cells=["C9", "(202) 555-0101"]))  # fmt: skip
        session.add(ImportProblem(run_id=run.id, line=3, sentence="No phone.", left_out=True, cells=["C8", "Ben"]))
        for name, body in (("Ann Archer", {"name": "Ann Archer"}), ("b", {"lines": [{"name": "Ben Burke"}]})):
            session.add(ApiAnswer(token_id=token_row.id, key=name, fingerprint="f", status=200, body=body,
                                  created_at=scene.now))  # fmt: skip
    scene.do(
        opting_out.bar, this_contact(about), Wish("caller", "Ann Archer said so", origin="Ann Archer", by_id=owner.id),
        rules=scene.rules, line_hash=hashed,
    )  # fmt: skip
    for number in (UNCALLED, NEWEST):
        scene.people_again([PEOPLE[0].replace("+1 202 555 0101", number)])
    return about.id


def test_no_row_knows_them_and_the_figures_stay(scene: Scene) -> None:
    contact_id = story(scene)
    assert {name for name, _ in left_of(scene)} >= {
        *("contact", "phone_line", "interview", "exchange", "conflict", "consent", "promise", "follow_up_event"),
        *("suppression", "recording", "call", "inquiry", "api_answer", "touchpoint", "notice"),
        *("import_change", "import_run", "refusal_file", "lifecycle_event", "advance_notice", "desk_lease"),
        *("desk_draft", "desk_message", "wrap_up", "desk_take_over", "bridge_guest", "review_event"),
        *("contest", "coaching"),
        *("chat_message", "problem", "problem_event"),
    }
    answers = select(Answer).order_by(Answer.id)
    before = [(row.question, row.value, row.missing, row.negative) for row in scene.rows(answers)]
    scene.later(minutes=1)
    done = erase(scene, contact_id)
    assert isinstance(done, Erased)
    assert (done.conversations, done.follow_ups, done.recordings) == (1, 1, 1)
    assert done.never_again == "Nobody calls them again, also when a list brings them back."
    assert left_of(scene) == []
    assert [(row.question, row.value, row.missing, row.negative) for row in scene.rows(answers)] == before
    follow_up = scene.rows(select(FollowUp))[0]
    last = scene.rows(select(FollowUpEvent).order_by(FollowUpEvent.id.desc()))[0]
    assert (follow_up.state, follow_up.closed_at) == ("cannot_be_resolved", scene.now)
    assert (last.kind, last.details) == ("cannot_be_resolved", {"text": WHY})
    # The carrier's copy of the sound, and ours, go by the errand of every recording that nobody wants.
    sound = scene.rows(select(Recording))[0]
    assert (sound.state, sound.next_try_at) == ("unwanted", scene.now)
    lines = scene.rows(select(ImportProblem).order_by(ImportProblem.line))
    assert [(row.cells, row.sentence == "No phone.") for row in lines] == [([], False), (["C8", "Ben"], True)]
    kept = [row.body for row in scene.rows(select(ApiAnswer).order_by(ApiAnswer.id))]
    assert kept == [
        {},
        {"lines": [{"name": "Ben Burke"}]},
    ]
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()
        assert transcript(session, session.get_one(Interview, follow_up.interview_id)) == ()
        assert zones_of(session.get_one(Contact, contact_id)) == (), "no number, no zone"
    assert erase(scene, contact_id) == Refusal("They were erased already.")


def test_a_list_that_brings_them_back_brings_no_call(scene: Scene) -> None:
    contact_id = story(scene)
    erase(scene, contact_id)
    scene.later(days=400)
    # The same person: once as before, and once under another id with the number in another spelling.
    again = PEOPLE[0].replace("C1,", "C77,").replace("T1,", "T77,").replace("+1 202 555 0101", "+1 (202) 555-0101")
    scene.people_again([PEOPLE[0]])
    scene.people_again([again])
    scene.campaign("Winter")
    scene.claim(50)
    rows = scene.rows(select(PhoneLine).where(PhoneLine.number == ANN))
    assert len(rows) == 1
    assert scene.rows(select(Call.id).where(Call.line_id == rows[0].id)) == []
    names = scene.rows(select(Contact).where(Contact.name == "Ann Archer"))
    assert len(names) == 1, "known by the line, whatever the id"
    assert all(scene.case(one.external_id).closed_at is not None for one in names)


def test_a_number_that_they_had_once_is_not_called_either(scene: Scene) -> None:
    contact_id = story(scene)
    assert isinstance(erase(scene, contact_id), Erased)
    scene.later(days=400)
    numbers = {"C77": ANN, "C78": UNCALLED, "C79": NEWEST}
    scene.people_again(
        [
            PEOPLE[0].replace("C1,Ann Archer", f"{who},A. {who}").replace("T1,", f"T{who},").replace(
                "+1 202 555 0101", number
            )
            for who, number in numbers.items()
        ]
    )  # fmt: skip
    scene.campaign("Winter")
    scene.claim(50)
    assert [(scene.attempts(who), scene.case(who).closed_at) for who in numbers] == [([], scene.now)] * 3


def test_a_number_that_a_colleague_has_now_stays_theirs(scene: Scene) -> None:
    contact_id = story(scene)
    with scene.database.transaction() as session:
        old = session.scalars(select(PhoneLine.id).where(PhoneLine.number == UNCALLED)).one()
        session.execute(update(Contact).where(Contact.external_id == "C2").values(line_id=old))
    assert isinstance(erase(scene, contact_id), Erased)
    assert scene.rows(select(PhoneLine.number).where(PhoneLine.id == old)) == [UNCALLED]
    lines = scene.rows(select(Suppression).where(Suppression.subject == "line"))
    assert [row.name for row in lines] == [None, None], "of the two that nobody else has"


@pytest.mark.parametrize("extension", ["", "12"])
def test_the_number_of_colleagues_stays_theirs(scene: Scene, extension: str) -> None:
    ann, ben = contact(scene), contact(scene, "C2")
    with scene.database.transaction() as session:
        session.get_one(PhoneLine, ann.line_id).extension = extension
        session.get_one(Contact, ben.id).line_id = ann.line_id
    scene.campaign()
    done = erase(scene, ann.id)
    assert isinstance(done, Erased)
    assert "under the same contact number" in done.never_again
    gone = scene.rows(select(Contact).where(Contact.id == ann.id))[0]
    assert (gone.name, gone.external_id, gone.active) == ("Erased person", f"erased-{ann.id}", False)
    assert gone.line_id != ann.line_id
    assert scene.rows(select(PhoneLine.number).where(PhoneLine.id == ann.line_id)) == [ANN]
    assert scene.case("C2").closed_at is None
    assert [(row.subject, row.name) for row in scene.rows(select(Suppression))] == [("contact", None)]
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()


def test_a_claim_that_it_was_put_right_is_never_verified(scene: Scene) -> None:
    contact_id = story(scene)
    with scene.database.transaction() as session:  # its consent was taken back before
        session.execute(update(Recording).values(state="unwanted", words=None, words_at=None))
    closing = following_up.Closing("billing", "Ann Archer was paid", "Told Ann Archer")
    follow_up = scene.rows(select(FollowUp))[0]
    scene.do(following_up.put_right, follow_up.id, scene.user("olivia@example.com"), closing, rules=scene.rules)
    assert isinstance(erase(scene, contact_id), Erased)
    assert scene.rows(select(FollowUp.state)) == [Event.UNVERIFIED]
    causes = [row.details.get("cause") for row in scene.rows(select(FollowUpEvent)) if row.kind == Event.PUT_RIGHT]
    assert causes == ["billing"]
    assert left_of(scene) == []


def test_nothing_more_is_written_down_about_them(scene: Scene) -> None:
    contact_id, owner = story(scene), scene.user("olivia@example.com")
    assert isinstance(erase(scene, contact_id), Erased)
    follow_up = scene.rows(select(FollowUp))[0]
    noted = scene.do(following_up.add_note, follow_up.id, owner, "Ann Archer called again")
    asker = scene.user("sam@example.com")
    verdict = scene.do(following_up.verify, follow_up.id, asker, Event.NOT_PUT_RIGHT, "Ann Archer says no")
    told = "They wished to be erased, so nothing more is written down about them."
    assert (noted.sentence, verdict.sentence) == (told, told)
    assert left_of(scene) == []


def test_whoever_is_on_the_phone_is_erased_afterwards(running: Scene) -> None:
    person = contact(running)
    early = running.do(erasing.erase, person.id, None, line_hash=hashed)
    assert early == Refusal("They are still to be called. Nobody may call them first, then they can be erased.")
    token, sid = running.dial()
    running.answer(token, sid)
    refused = erase(running, person.id)
    assert isinstance(refused, Refusal)
    assert "under way" in refused.sentence
    assert contact(running).name == "Ann Archer"
    # Nobody calls them again, though.
    assert running.rows(select(Suppression.reason)) == [WHY]
    running.hang_up(token, sid)
    with running.database.transaction() as session:
        session.execute(update(Inquiry).values(settled_at=running.now, verdict="nothing_missed"))
    assert isinstance(erase(running, person.id), Erased)
    assert running.rows(select(Case.id).where(Case.closed_at.is_(None), Case.contact_id == person.id)) == []


def test_an_open_question_to_the_carrier_or_a_list_on_its_way_comes_first(running: Scene) -> None:
    token, sid = running.dial()
    running.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
    person, call = contact(running), running.call(token)
    assert call.status == CallStatus.ENDED
    with running.database.transaction() as session:
        session.add(Inquiry(call_id=call.id, kind="key_presses", why="cut off", opened_at=running.now,
                            ask_at=running.now))  # fmt: skip
    assert "settled, on the page of uncertain calls" in erase(running, person.id).sentence
    with running.database.transaction() as session:
        session.execute(update(Inquiry).values(settled_at=running.now, verdict="nothing_missed"))
        run = ImportRun(file_name="list.csv", digest="", size=0, state="checked", mapping={}, header=[], columns=[],
                        forecast={}, counts={}, unknown_owners=[], created_at=running.now)  # fmt: skip
        session.add(run)
    waiting = erase(running, person.id).sentence
    assert "“list.csv” is still being brought in" in waiting
    assert "Nobody calls them again from now on" in waiting
    with running.database.transaction() as session:
        session.execute(update(ImportRun).values(state="discarded"))
    assert "“list.csv” is still being brought in" in erase(running, person.id).sentence
    with running.database.transaction() as session:
        session.execute(update(ImportRun).values(swept=True))
    assert isinstance(erase(running, person.id), Erased)


def test_a_list_that_waits_lets_nobody_call_them(running: Scene) -> None:
    with running.database.transaction() as session:
        session.add(ImportRun(file_name="list.csv", digest="", size=0, state="checked", mapping={}, header=[],
                              columns=[], forecast={}, counts={}, unknown_owners=[],
                              created_at=running.now))  # fmt: skip
    assert isinstance(erase(running, contact(running).id), Refusal)
    assert running.case().closed_at == running.now
    assert {row.subject for row in running.rows(select(Suppression))} == {"contact", "line"}
    running.claim(50)
    assert running.attempts() == []


def test_what_the_disk_keeps_of_their_calls_is_heard_first_or_goes_with_them(running: Scene, tmp_path: Path) -> None:
    token, sid = running.dial()
    running.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
    about, spool = contact(running), Spool(tmp_path / "spool")
    said = (("CallSid", sid), ("SpeechResult", "my dog is called Rex"))
    for name in (token, "of-somebody-else"):
        spool.put(Kept(name, "turn", "s=x", said, running.now))
    refused = erase(running, about.id, folder=spool.folder)
    assert isinstance(refused, Refusal)
    assert "still to be written down" in refused.sentence
    for path in spool.waiting():
        spool.refuse(path)
    half = spool.folder / f".20261118T150000.000000-{token}-abcd.json"
    half.write_text('["my dog is')
    assert isinstance(erase(running, about.id, folder=spool.folder), Erased)
    assert [path.name.count("of-somebody-else") for path in spool.refused()] == [1]
    assert not half.exists()
    # A crash came between: done again, it goes too, although there is nobody to erase any more.
    half.write_text('["my dog is')
    assert isinstance(erase(running, about.id, folder=spool.folder), Refusal)
    assert not half.exists()
    # What another machine kept is heard by nobody.
    before = running.rows(select(Exchange.id))
    heard = running.do(interviewing.take_turn, token, sid, 0, Speech("Ann Archer", None), rules=running.rules,
                       line_hash=hashed)  # fmt: skip
    assert heard == interviewing.UnknownCall()
    running.do(recording.hear_words, token, sid, 0, "RE" + "9" * 32, "Ann Archer", rules=running.rules,
               line_hash=hashed)  # fmt: skip
    assert running.rows(select(Exchange.id)) == before
    assert running.rows(select(Recording.words)) == []


@pytest.mark.parametrize("passed", [False, True])
def test_a_number_that_a_program_replaced_is_forgotten_at_once(scene: Scene, passed: bool) -> None:
    scene.people()
    if passed:
        with scene.database.transaction() as session:
            session.execute(update(PhoneLine).where(PhoneLine.number == ANN).values(passages=1))
    with scene.database.transaction() as session:
        about = {"contact_id": "C1", "phone": NEWEST, "touchpoint_id": "T9", "touchpoint_kind": "order"}
        assert isinstance(upsert(session, about, scene.now), Upserted)
    numbers = set(scene.rows(select(PhoneLine.number)))
    assert NEWEST in numbers
    assert ANN not in numbers
    assert any(number.startswith("+0") for number in numbers) is passed


def test_a_number_that_only_an_image_remembered_is_forgotten_with_it(scene: Scene) -> None:
    scene.people()
    scene.people_again([PEOPLE[0].replace("+1 202 555 0101", NEWEST)])
    assert ANN in scene.rows(select(PhoneLine.number))
    with scene.database.transaction() as session:
        session.execute(update(ImportRun).values(finished_at=scene.now - timedelta(days=31)))
        applying.forget(session, scene.now)
    assert ANN not in scene.rows(select(PhoneLine.number))


@pytest.mark.parametrize("firm_too", [False, True])
def test_the_firm_of_one_person_loses_its_name_where_that_is_wanted(scene: Scene, firm_too: bool) -> None:
    scene.people()
    with scene.database.transaction() as session:
        about = session.scalars(select(Contact).where(Contact.external_id == "C1")).one()
        about.account.name, about.account.external_id = "Ann Archer Consulting", "ann archer"
        assert erasing.outlook(session, about).firm
        contact_id = about.id
    assert isinstance(erase(scene, contact_id, firm_too=firm_too), Erased)
    (account,) = scene.rows(select(Account).where(Account.id == contact(scene, f"erased-{contact_id}").account_id))
    kept = ("Ann Archer Consulting", "ann archer")
    assert (account.name, account.external_id) == (("Erased customer", f"erased-{account.id}") if firm_too else kept)
    assert (left_of(scene) == []) is firm_too


def test_the_audit_finds_a_number_of_an_earlier_call(running: Scene) -> None:
    token, sid = running.dial()
    running.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
    assert isinstance(erase(running, contact(running).id), Erased)

    def found() -> list[str]:
        with running.database.reading() as session:
            return [one.rule for one in audit(session, running.now, hashed)]

    assert found() == []
    with running.database.transaction() as session:
        line = PhoneLine(number=UNCALLED, extension="", kind="fixed", country="US")
        session.add(line)
        session.flush()
        session.execute(update(Call).where(Call.token == token).values(line_id=line.id))
    assert found() == ["erased_but_known"]


def test_traces_are_found_in_every_spelling() -> None:
    known = Traces(["Ann", "ann@archer.example", ""], ["5550101"], ["7", "K-12"])
    for text in (
        "ANN",
        "for Ann, urgently",
        "<ann@archer.example> unknown",
        "+1 (202) 555-0101",
        12025550101,
        " 7",
        "k-12",
    ):
        assert known.within(["x", text]), text
    for other in (
        "Hanna Ott",
        "ev_7xQ",
        "B17",
        "7 apples",
        "joann@archer.example.org",
        "Annual",
        "+1 202 555 0102",
        None,
    ):
        assert not known.within([other]), other
    assert not Traces(["None"], []).within([None])
    assert (known.out_of("Ann", "gone"), known.out_of("Ben", "gone"), known.out_of(None, "gone")) == (
        "gone",
        "Ben",
        None,
    )
    assert list(texts_in({"a": [1, {"b": "c"}], "d": None})) == [1, "c", None]
    assert without_words(Keys("1")) == Keys("1")
    assert without_words(Speech("Ann", 0.5)) == Silence()
    assert without_words(Coded("5", None, "Ann")) == Coded("5")
