"""A contact list that is taken back: what it changed is as before, what it created is gone, what was used stays."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update
from test_contact_lists import NOW, apply, bring, launched, people, run_of, work

from vocsurvey import clock
from vocsurvey.db.agreement import Consent
from vocsurvey.db.base import table_of
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.coaching import Coaching, Contest, SelfCheck
from vocsurvey.db.imports import ImportChange, ImportRun, ImportState, Kept
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads.contact_lists import imported_before
from vocsurvey.db.reads.undoing import kept_because, kept_rows
from vocsurvey.db.sample import Account, Agent, Contact, PhoneLine, SuppressionScope, Touchpoint
from vocsurvey.db.session import Database
from vocsurvey.jobs.contact_lists import ListWork
from vocsurvey.jobs.list_undo import UndoWork
from vocsurvey.jobs.pacing import Pace
from vocsurvey.keys import line_hasher
from vocsurvey.operations import administering, applying, bringing, undo_words, undoing
from vocsurvey.operations.suppressing import suppress_line
from vocsurvey.operations.upserting import Upserted, upsert

HASHED = line_hasher("a key of the tests")
HEADER = (
    "account_id,account,account_country,yearly_value,contact_id,contact_name,phone,email,preferred_time,touchpoint_id,"
    "touchpoint_kind,touchpoint_subject,closed_at,agent_id,agent_name,automated_voice_consent\n"
)
FIRST = HEADER + (
    "A1,Alder,GB,1000.5,C1,Ann,020 7946 0001,ann@example.com,mornings,T1,order,lamps,2026-11-01 10:00,G1,Gus,\n"
    "A1,Alder,GB,1000.5,C2,Ben,020 7946 0002,,,T2,order,,,G1,Gus,\n"
    "A2,Birch,GB,,C3,Cora,020 7946 0003,,,T3,visit,,,,,no\n"
)
# Everything of Ann, Ben's telephone, Cora's company and her consent, an agent's name; and three people and more, new.
SECOND = HEADER + (
    "A1,Alder & Co,GB,2000,C1,Anna,020 7946 0011,anna@example.com,afternoon,T1,visit,chairs,2026-11-02 10:00,G2,Gil,\n"
    "A1,Alder & Co,GB,2000,C2,Ben,020 7946 0012,,,T2,order,,,G1,Gustav,\n"
    "A3,Cedar,GB,,C3,Cora,020 7946 0003,,,T3,visit,,,,,yes\n"
    "A3,Cedar,GB,,C4,Dora,020 7946 0004,,,T4,order,,,G2,Gil,\n"
    "A4,Elm,GB,,C5,Emil,020 7946 0005,,,T5,order,,,G3,Hal,yes\n"
    "A4,Elm,GB,,C6,Fay,020 7946 0005 ext 6,,,T6,order,,,G3,Hal,\n"
)


def sample(database: Database) -> dict[str, set[tuple[Any, ...]]]:
    """Every row of the sample as it stands, without the gates' passages."""
    with database.reading() as session:
        tables = [table_of(model) for model in (Account, Contact, Agent, Touchpoint, PhoneLine)]
        return {
            table.name: {
                tuple(map(str, row)) for row in session.execute(select(*(c for c in table.c if c.key != "passages")))
            }
            for table in tables
        }


def undo(database: Database, run_id: int, size: int = 2, steps: int = 1_000) -> ImportRun:
    """Take a list back, or go on with that for so many steps."""
    if run_of(database, run_id).undo_at is None:
        with database.transaction() as session:
            assert undoing.begin(session, run_id, None, clock.now()) is None
    shift = UndoWork(database, run_id, HASHED, Pace(size, least=size, most=size))
    for _ in range(steps):
        if not shift.step():
            break
    return run_of(database, run_id)


def foreseen(database: Database, run_id: int) -> undoing.Tally:
    """What an undo would come to."""
    with database.reading() as session:
        return undoing.foresee(session, run_id, HASHED, most=2)


def why(database: Database, run_id: int) -> dict[tuple[str, str], int]:
    """What an undo left, by table and reason."""
    with database.reading() as session:
        return {(table, kept): count for table, kept, count in kept_because(session, run_id)}


def row_id(database: Database, model: type[Contact] | type[Account] | type[Touchpoint], name: str) -> int:
    """The id of a row of the sample."""
    with database.reading() as session:
        return session.scalars(select(model.id).where(model.external_id == name)).one()


def without_consents(content: str) -> str:
    """A list that says nothing of consents."""
    return content.replace(",yes\n", ",\n").replace(",no\n", ",\n")


def test_a_list_that_nobody_used_leaves_nothing_behind(database: Database) -> None:
    first, second = without_consents(FIRST), without_consents(SECOND)
    apply(database, first)
    before = sample(database)
    run = apply(database, second)
    assert run.counts["changed"] == {"account": 1, "contact": 3, "agent": 1, "touchpoint": 1}
    assert run.counts["created"] == {"account": 2, "contact": 3, "agent": 2, "touchpoint": 3}
    foretold = foreseen(database, run.id)
    done = undo(database, run.id)
    assert sample(database) == before
    assert done.undone_at is not None
    assert done.undo_counts == foretold.rows
    assert done.undo_counts["deleted"] == run.counts["created"]
    assert done.undo_counts["put_back"] == {"account": 1, "contact": 3, "agent": 1, "touchpoint": 1}
    assert done.undo_counts["kept"] == {}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ImportChange)) == 0
    assert apply(database, second).counts == run.counts, "it can come in again"


def test_left_at_any_step_it_is_gone_on_with(database: Database) -> None:
    apply(database, FIRST)
    apply(database, SECOND.replace("Elm", "Oak"))
    before = sample(database)
    steps = 0
    while True:
        run = apply(database, without_consents(SECOND.replace("C", "X").replace("T", "Y").replace("A4,Elm", "A4,Ulm")))
        undo(database, run.id, steps=steps)
        ended = run_of(database, run.id).undone_at is not None
        done = undo(database, run.id)
        assert sample(database) == before
        assert done.undo_counts["deleted"] == {name: count for name, count in run.counts["created"].items() if count}
        assert done.undo_counts["put_back"] == {"account": 1}
        if ended:
            break
        steps += 1
    assert steps > 10


def test_of_two_who_work_on_one_undo_neither_counts_twice(database: Database) -> None:
    apply(database, FIRST)
    run = apply(database, SECOND)
    with database.transaction() as session:
        assert undoing.begin(session, run.id, None, clock.now()) is None
    one, two = (UndoWork(database, run.id, HASHED, Pace(1, least=1, most=1)) for _ in range(2))
    while one.step() | two.step():
        pass
    done = run_of(database, run.id).undo_counts
    assert done["put_back"] == {"account": 1, "contact": 3, "agent": 1, "touchpoint": 1}
    assert done["deleted"] == {"account": 1, "contact": 2, "agent": 2, "touchpoint": 3}
    assert done["withdrawn"] == {"consent": 2}
    assert one.longest > 0


def test_a_yes_is_withdrawn_and_a_no_stays(database: Database) -> None:
    apply(database, FIRST)
    run = apply(database, SECOND.replace("Gustav,\n", "Gustav,no\n"))
    undo(database, run.id)
    with database.reading() as session:
        ledger = session.execute(
            select(Contact.external_id, Consent.granted, Consent.import_run_id == run.id, Consent.words)
            .join(Contact, Contact.id == Consent.contact_id)
            .order_by(Consent.id)
        ).all()
        stands = {row[0]: row[1] for row in session.execute(select(Contact.external_id, Contact.automated_consent))}
    assert [tuple(row[:3]) for row in ledger] == [
        ("C3", False, False), ("C2", False, True), ("C3", True, True), ("C5", True, True),
        ("C3", False, True), ("C5", False, True),
    ]  # fmt: skip
    assert {row.words for row in ledger[4:]} == {"The contact list that said yes was taken back."}
    assert stands == {"C1": None, "C2": None, "C3": False, "C5": None}
    assert why(database, run.id)["contact", Kept.CONSENT] == 1
    apply(database, SECOND)
    with database.reading() as session:
        latest = select(Consent.granted).where(Consent.contact_id == row_id(database, Contact, "C5"))
        assert session.scalars(latest.order_by(Consent.id.desc())).first() is True, "said again, it counts again"


def test_nobody_agrees_again_because_a_no_was_taken_back(database: Database) -> None:
    apply(database, FIRST.replace(",no\n", ",yes\n"))
    run = apply(database, FIRST)
    assert undo(database, run.id).undo_counts["put_back"] == {"contact": 1}
    with database.reading() as session:
        assert session.get_one(Contact, row_id(database, Contact, "C3")).automated_consent is False


def test_a_later_word_of_a_list_is_not_withdrawn(database: Database) -> None:
    run = apply(database, SECOND)
    apply(database, SECOND.replace("Hal,yes", "Hal,no"))
    assert undo(database, run.id).undo_counts["withdrawn"] == {}, "the later list says yes of Cora, and no of Emil"
    with database.reading() as session:
        words = select(Consent).where(Consent.contact_id == row_id(database, Contact, "C5")).order_by(Consent.id)
        assert [one.granted for one in session.scalars(words)] == [True, False]


def test_what_was_used_stays_with_its_reason(database: Database) -> None:
    first = apply(database, without_consents(FIRST))
    second = apply(database, without_consents(SECOND))
    with database.transaction() as session:
        fay = session.scalars(select(Contact).where(Contact.external_id == "C6")).one()
        suppress_line(
            session, fay.line_id, scope=SuppressionScope.ALL_SURVEYS, source="page", reason="said so",
            line_hash=HASHED, now=NOW,
        )  # fmt: skip
        gil = session.scalars(select(Agent).where(Agent.external_id == "G2")).one()
        user = administering.add_user(
            session, email="gil@example.com", name="Gil", role=Role.AGENT, password_hash="x", zone="UTC", now=NOW
        )
        assert isinstance(user, User)
        user.agent_id = gil.id
        session.execute(update(Contact).where(Contact.external_id == "C1").values(name="Annabel"))
        dora = session.scalars(select(Contact).where(Contact.external_id == "C4")).one()
        session.add(Touchpoint(external_id="T9", contact_id=dora.id, kind="order"))
    foretold = foreseen(database, second.id)
    done = undo(database, second.id)
    assert done.undo_counts == foretold.rows
    assert undo_words.counted(foretold.done["deleted"]) == "1 person, 3 reasons to call and 1 agent"
    assert undo_words.counted(foretold.done["withdrawn"]) == "nothing"
    most = undo_words.reasons(foretold.reasons)[0]
    assert (most.rows, most.why) == ("2 customers", "people stay who belong to it")
    assert done.undo_counts["deleted"] == {"contact": 1, "touchpoint": 3, "agent": 1}
    assert why(database, second.id) == {
        ("contact", Kept.CHANGED_SINCE): 1,
        ("contact", Kept.OTHER_TOUCHPOINT): 1,
        ("contact", Kept.SUPPRESSION): 1,
        ("account", Kept.CONTACTS): 2,
        ("agent", Kept.USER): 1,
    }
    with database.reading() as session:
        ann = session.scalars(select(Contact).where(Contact.external_id == "C1")).one()
        assert (ann.name, ann.email, ann.line.number) == ("Annabel", "ann@example.com", "+442079460001")
        rows, pages = kept_rows(session, second.id, 1)
        assert [(row.table, row.name) for row in rows if row.table == "contact"] == [
            ("contact", "Annabel"), ("contact", "Dora"), ("contact", "Fay"),
        ]  # fmt: skip
        assert (len(rows), pages) == (6, 1)
        assert kept_rows(session, first.id, 1) == ([], 1)
        assert len(session.scalars(select(PhoneLine)).all()) == 5, "Fay's gate stays, unused numbers go"
    assert launched(database, "of the first list") == 4
    done = undo(database, first.id)
    assert why(database, first.id)["contact", Kept.CASE] == 3
    assert why(database, first.id)["account", Kept.CONTACTS] == 2
    assert why(database, first.id)["agent", Kept.TOUCHPOINTS] == 1
    assert done.undo_counts["deleted"] == {}


@pytest.mark.parametrize("written", ["self_check", "contest", "coaching"])
def test_an_agent_of_whom_something_was_written_stays(database: Database, written: str) -> None:
    apply(database, FIRST)
    run = apply(database, HEADER + "A1,Alder,GB,1000.5,C1,Ann,020 7946 0001,,,T1,order,lamps,,G2,Gil,\n")
    assert launched(database, "autumn") > 0
    with database.transaction() as session:
        boss = administering.add_user(
            session, email="boss@example.com", name="Mo", role=Role.MANAGER, password_hash="x", zone="UTC", now=NOW
        )
        assert isinstance(boss, User)
        case = session.scalars(select(Case).join(Touchpoint).where(Touchpoint.external_id == "T1")).one()
        gil, digest = case.touchpoint.agent_id, case.campaign.questionnaire_digest
        talk = Interview(case_id=case.id, questionnaire_digest=digest, facts={}, completeness="partial", started_at=NOW)
        session.add(talk)
        session.flush()
        answer = Answer(
            interview_id=talk.id, question="cared", position=1, value="yes", negative=False, answered_at=NOW
        )
        session.add(answer)
        session.flush()
        about: dict[str, Any] = {"answer_id": answer.id, "agent_id": gil}
        if written == "self_check":
            session.add(SelfCheck(interview_id=talk.id, agent_id=gil, by_id=boss.id, word="yes", given_at=NOW))
        elif written == "contest":
            session.add(Contest(**about, by_id=boss.id, words="Not me.", contested_at=NOW))
        else:
            day = NOW.date() + timedelta(days=9)
            session.add(
                Coaching(**about, coach_id=boss.id, said="I rang.", step="Ring.", review_on=day, coached_at=NOW)
            )
    foretold = foreseen(database, run.id)
    done = undo(database, run.id)
    assert (done.undone_at is not None, done.undo_counts) == (True, foretold.rows)
    assert why(database, run.id)["agent", Kept.CASE] == 1
    with database.reading() as session:
        assert set(session.scalars(select(Agent.external_id))) == {"G1", "G2"}
        assert session.scalars(select(Touchpoint).where(Touchpoint.external_id == "T1")).one().agent_id != gil


def test_what_a_later_list_or_a_program_changed_stays(database: Database) -> None:
    run = apply(database, without_consents(FIRST))
    apply(database, without_consents(SECOND))
    with database.transaction() as session:
        said = {"contact_id": "C2", "touchpoint_id": "T2", "touchpoint_kind": "order", "automated_voice_consent": "yes"}
        assert isinstance(upsert(session, said, NOW), Upserted)
        assert session.scalars(select(Consent.import_run_id)).all() == [None], "what a program says is no list's"
    undo(database, run.id)
    assert why(database, run.id) == {
        ("touchpoint", Kept.OTHER_LIST): 2,
        ("contact", Kept.OTHER_LIST): 2,
    }
    with database.reading() as session:
        assert set(session.scalars(select(Contact.external_id))) == {"C1", "C2", "C3", "C4", "C5", "C6"}


def test_a_list_that_came_twice_is_undone_from_the_end(database: Database) -> None:
    before = sample(database)
    run = apply(database, without_consents(FIRST))
    again = apply(database, without_consents(FIRST))
    done = undo(database, again.id)
    assert set(done.undo_counts["kept"]) | set(done.undo_counts["deleted"]) == set(), "it changed nothing"
    undo(database, run.id)
    assert sample(database) == before


def test_a_list_that_came_twice_is_not_undone_from_the_beginning(database: Database) -> None:
    run = apply(database, without_consents(FIRST))
    again = apply(database, without_consents(FIRST))
    assert undo(database, run.id).undo_counts["deleted"] == {}
    assert set(why(database, run.id)) == {
        (table, Kept.OTHER_LIST) for table in ("account", "agent", "contact", "touchpoint")
    }
    undo(database, again.id)
    assert len(people(database)) == 3


def test_of_whom_a_third_list_speaks_none_is_taken_away(database: Database) -> None:
    runs = [apply(database, FIRST + "\n" * count) for count in range(3)]
    undo(database, runs[2].id)
    assert undo(database, runs[0].id).undo_counts["deleted"] == {}
    assert {row_id(database, Contact, name) for name in ("C1", "C2", "C3")}


def test_a_list_of_earlier_days_cannot_be_taken_back(database: Database) -> None:
    run = apply(database, FIRST)
    with database.transaction() as session:
        session.execute(update(ImportRun).values(traced=False))
        refused = undoing.begin(session, run.id, None, clock.now())
    assert refused is not None
    assert "came in before lists could be taken back" in refused.sentence


@pytest.mark.parametrize("first", [True, False])
def test_a_yes_that_two_lists_say_rests_on_the_other_one(database: Database, first: bool) -> None:
    told = FIRST.replace(",no\n", ",yes\n")
    runs = [apply(database, told + "\n" * count) for count in range(2)]
    one, other = runs if first else reversed(runs)
    assert undo(database, one.id).undo_counts["withdrawn"] == {}
    assert agreed_to(database, "C3") is True
    assert undo(database, other.id).undo_counts["withdrawn"] == {"consent": 1}
    assert agreed_to(database, "C3") is None


def test_what_others_agreed_to_twice_is_no_reason_to_keep_a_yes(database: Database) -> None:
    for count in range(2):
        apply(database, FIRST.replace(",no\n", ",yes\n") + "\n" * count)
    run = apply(database, HEADER + "A9,Yew,GB,,C9,Yan,020 7946 0009,,,T9,order,,,,,yes\n")
    assert foreseen(database, run.id).rows["withdrawn"] == {"consent": 1}
    assert undo(database, run.id).undo_counts["withdrawn"] == {"consent": 1}
    assert agreed_to(database, "C9") is None
    assert agreed_to(database, "C3") is True


def agreed_to(database: Database, who: str) -> bool | None:
    """What a person says of the automated voice, as far as lists tell."""
    with database.reading() as session:
        return session.scalars(select(Contact.automated_consent).where(Contact.external_id == who)).one()


def test_rows_that_went_are_passed_over(database: Database) -> None:
    apply(database, without_consents(FIRST))
    run = apply(database, without_consents(SECOND))
    with database.transaction() as session:
        session.execute(delete(Touchpoint).where(Touchpoint.external_id == "T3"))
        session.execute(delete(Contact).where(Contact.external_id == "C3"))
        session.execute(delete(Account).where(Account.external_id == "A2"))
    assert undo(database, run.id).undo_counts["put_back"] == {"account": 1, "contact": 2, "agent": 1, "touchpoint": 1}
    assert why(database, run.id) == {}


def test_a_company_that_went_is_not_put_back(database: Database) -> None:
    run = apply(database, without_consents(FIRST))
    later = apply(database, without_consents(SECOND).replace("C3,Cora", "C3,Cornelia"))
    undo(database, run.id)
    assert row_id(database, Contact, "C3")
    undo(database, later.id)
    assert why(database, later.id)["contact", Kept.CHANGED_SINCE] == 1
    with database.reading() as session:
        cora = session.get_one(Contact, row_id(database, Contact, "C3"))
        assert (cora.name, cora.account.external_id) == ("Cora", "A3")


def test_a_row_that_got_the_id_of_one_that_went_is_not_taken_for_it(database: Database) -> None:
    apply(database, HEADER + "A9,Yew,GB,,C9,Ida,020 7946 0099,,,T9,order,,,,,\n")
    run = apply(database, without_consents(FIRST))
    moved = "A9,Yew,GB,,C3,Cora,020 7946 0009,,,T3,visit,,,,,\n"
    later = apply(database, HEADER + moved)
    undo(database, run.id)
    # On SQLite the new company gets the id of the one that went.
    apply(database, HEADER + "A5,Fir,GB,,C7,Gus,020 7946 0007,,,T7,order,,,,,\n")
    undo(database, later.id)
    assert why(database, later.id)["contact", Kept.CHANGED_SINCE] == 1
    with database.reading() as session:
        cora = session.get_one(Contact, row_id(database, Contact, "C3"))
        assert (cora.account.external_id, cora.line.number) == ("A9", "+442079460003")


def test_a_company_that_came_again_is_put_back(database: Database) -> None:
    run = apply(database, without_consents(FIRST))
    later = apply(database, HEADER + "A9,Yew,GB,,C3,Cora,020 7946 0009,,,T3,visit,,,,,\n")
    undo(database, run.id)
    apply(database, HEADER + "A2,Birch again,GB,,C8,Hal,020 7946 0003,,,T8,order,,,,,\n")
    assert undo(database, later.id).undo_counts["put_back"] == {"contact": 1}
    with database.reading() as session:
        cora = session.get_one(Contact, row_id(database, Contact, "C3"))
        assert (cora.account.name, cora.line.number) == ("Birch again", "+442079460003")


def test_it_waits_while_another_list_comes_in(database: Database) -> None:
    run = apply(database, without_consents(FIRST))
    other = bring(database, without_consents(SECOND), straight=True)
    shift = ListWork(database, other, Pace(2, least=2, most=2))
    while run_of(database, other).lines_applied < 2:
        assert shift.step()
    waiting = undo(database, run.id, steps=1)
    assert (waiting.undone_at, waiting.undo_counts) == (None, {})
    work(database, other)
    assert undo(database, run.id).undone_at is not None
    assert len(people(database)) == 6
    with database.transaction() as session:
        assert undoing.undo_some(session, run.id, undoing.Place(), 9, line_hash=HASHED, now=NOW) is None


def test_nobody_of_it_is_drawn_once_it_is_taken_back(database: Database) -> None:
    run = apply(database, without_consents(FIRST))
    with database.transaction() as session:
        assert undoing.begin(session, run.id, None, clock.now()) is None
        assert bringing.nudge_runs(session, clock.now()) == ()
        assert bringing.nudge_runs(session, clock.now() + 2 * bringing.WORKING) == (run.id,)
    assert launched(database, "too late") == 0


def test_cases_of_a_launch_that_was_called_off_keep_nobody(database: Database) -> None:
    run = apply(database, without_consents(FIRST))
    with database.transaction() as session:
        campaign = administering.new_campaign(
            session, name="off", company_name="B", questionnaire="support-case", from_number="+12025550199",
            touchpoint_kinds=[], owner_id=None, now=NOW,
        )  # fmt: skip
        assert isinstance(campaign, Campaign)
        for one in session.scalars(select(Touchpoint)).all():
            session.add(
                Case(
                    campaign_id=campaign.id, touchpoint_id=one.id, contact_id=one.contact_id, created_at=NOW, due_at=NOW
                )
            )
    with database.reading() as session:
        assert undoing.foresee(session, run.id, HASHED).reasons == [], "nor does the look ahead say so"
    assert undo(database, run.id).undone_at is not None
    assert why(database, run.id) == {}
    assert people(database) == []
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 0


def many(count: int) -> str:
    """A list of so many people, each with a customer of their own."""
    lines = (f"A{one},Ash {one},GB,,C{one},Ann {one},020 7{one:07},,,T{one},order,,,,,\n" for one in range(count))
    return HEADER + "".join(lines)


def test_whoever_waits_is_told_of_the_first_rows_only(database: Database) -> None:
    first = apply(database, many(5))
    with database.reading() as session:
        tally = undoing.foresee(session, first.id, HASHED, most=2, at_most=3)
        assert tally.rows["deleted"] == {"touchpoint": 3, "contact": 3, "account": 3}
        assert not tally.whole
        assert undoing.foresee(session, first.id, HASHED, most=2, at_most=5).whole
    second = apply(database, many(5).replace("Ann", "Anna"))
    with database.reading() as session:
        tally = undoing.foresee(session, second.id, HASHED, most=2, at_most=3)
        assert (tally.rows["put_back"], tally.whole) == ({"contact": 3}, False)
        assert undoing.foresee(session, second.id, HASHED, most=2, at_most=5).whole
    third = apply(database, many(5).replace(",,,,\n", ",,,,yes\n"))
    with database.reading() as session:
        assert undoing.foresee(session, third.id, HASHED, at_most=3).rows["withdrawn"] == {"consent": 3}


@pytest.mark.parametrize("pace", [None, Pace(50, wanted=0, least=10, most=1_000)])
def test_portions_begin_small_and_shrink_where_they_take_long(database: Database, pace: Pace | None) -> None:
    run = apply(database, many(80))
    with database.transaction() as session:
        assert undoing.begin(session, run.id, None, clock.now()) is None
    shift, gone = UndoWork(database, run.id, HASHED, pace), [0]
    while shift.step():
        gone.append(run_of(database, run.id).undo_counts.get("deleted", {}).get("touchpoint", 0))
    portions = [after - before for before, after in pairwise(gone) if after > before]
    if pace is not None:  # every portion takes longer than no time at all
        assert portions == [50, 12, 10, 8]
    else:  # behind the one lock of SQLite somebody on the phone may wait
        assert portions[0] == (50 if database.is_sqlite else 80)


def test_who_comes_too_late_is_told(database: Database) -> None:
    waiting = bring(database, FIRST)
    work(database, waiting)
    run = apply(database, SECOND)
    assert run.finished_at is not None
    late = run.finished_at + timedelta(days=31)
    with database.transaction() as session:
        told = [undoing.begin(session, waiting, None, NOW), undoing.begin(session, run.id, None, late)]
        assert undoing.begin(session, run.id, None, run.finished_at) is None
        told.append(undoing.begin(session, run.id, None, run.finished_at))
    assert [one.sentence for one in told if one] == [
        "Only a list that is in can be taken back.",
        "It is too late: a list can be taken back for 30 days.",
        "That list was taken back already.",
    ]
    with database.reading() as session:
        assert imported_before(session, run_of(database, waiting)) is None


@pytest.mark.parametrize("taken_back", [False, True])
def test_what_was_changed_is_forgotten_when_it_is_too_late(database: Database, taken_back: bool) -> None:
    apply(database, FIRST)
    run = apply(database, SECOND)
    if taken_back:
        undo(database, run.id)
    assert run.state == ImportState.APPLIED
    left = select(func.count()).select_from(ImportChange)
    with database.transaction() as session:
        count = session.scalar(left) or 0
        assert count >= 2
        applying.forget(session, clock.now() + timedelta(days=29))
        assert session.scalar(left) == count
        applying.forget(session, clock.now() + timedelta(days=31), most=1)
        assert session.scalar(left) == count - 1
        applying.forget(session, clock.now() + timedelta(days=31))
        assert session.scalar(left) == 0
        session.execute(insert(ImportChange), [{
            "run_id": run.id, "table_name": "agent", "row_id": 1, "before": {}, "after": {}, "kept": None,
        }])  # fmt: skip
        session.execute(update(ImportRun).values(undo_at=NOW, undone_at=None))
        applying.forget(session, clock.now() + timedelta(days=31))
        assert session.scalar(left) == 1, "an undo that is not through needs it"
