"""Contact lists: staged and applied in small steps, whole or not at all, and the same however often they come."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from launched import launch
from sqlalchemy import func, select, text
from workbooks import workbook

from vocsurvey import clock
from vocsurvey.db.agreement import Consent
from vocsurvey.db.campaign import Campaign
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.imports import ImportPiece, ImportProblem, ImportRun, ImportState, StagedLine
from vocsurvey.db.people import Role
from vocsurvey.db.reads.contact_lists import every_problem, imported_before
from vocsurvey.db.reads.forecast import line_forecasts
from vocsurvey.db.sample import Account, Agent, Contact, PhoneLine, SuppressionScope, Touchpoint
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.jobs import contact_lists
from vocsurvey.jobs.contact_lists import ListWork, take_in
from vocsurvey.jobs.pacing import Pace
from vocsurvey.keys import line_hasher
from vocsurvey.library import load_library
from vocsurvey.operations import administering, applying, bringing, sampling, staging
from vocsurvey.operations.suppressing import suppress_line, suppressions

HEADER = (
    "account_id,account,account_country,owner_email,contact_id,contact_name,phone,language,touchpoint_id,touchpoint_kind,"
    "closed_at,agent_id,agent_name,agent_shift,yearly_value,automated_voice_consent\n"
)
LINES = (
    "A1,Alder,US,Olga@example.com,C1,Carol,+1 202 555 0101,en,T1,support_case,2026-11-01 10:00,G1,Gus,night,1000,yes\n",
    "A1,Alder,US,olga@example.com,C2,Devon,+1 202 555 0102,,T2,order,,G1,Gus,day,1000,\n",
    "A1,Alder,US,olga@example.com,C3,Eve,12,,T3,order,,,,,1000,\n",
    "A2,Birch,DE,,C4,Frida,030 23125 001 ext 7,de,T4,visit,,G2,,,,no\n",
    "A2,Birch,DE,,C4,Frida,030 23125 001 ext 7,de,T5,visit,,G2,,,,no\n",
    "A2,Other,DE,,C5,Georg,030 23125 001 ext 8,de,T6,visit,,,,,,\n",
    "A2,Birch,DE,,,Hanna,030 23125 002,de,,,,,,,,\n",
)
LIST = HEADER + "".join(LINES)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def bring(database: Database, content: str | bytes, **options: Any) -> int:
    """Take a list in; the id of its run."""
    taken = take_in(database, [content.encode() if isinstance(content, str) else content], "list.csv", **options)
    assert isinstance(taken, int)
    return taken


def work(database: Database, run_id: int, size: int = 2) -> None:
    """Work on a list until it waits or is done with."""
    shift = ListWork(database, run_id, Pace(size, least=size, most=size))
    while shift.step():
        pass


def apply(database: Database, content: str | bytes, **options: Any) -> ImportRun:
    """Bring a list and apply it without its bad lines."""
    run_id = bring(database, content, straight=True, bad_left_out=True, **options)
    work(database, run_id)
    return run_of(database, run_id)


def run_of(database: Database, run_id: int) -> ImportRun:
    """The run as it stands."""
    with database.reading() as session:
        run = session.get_one(ImportRun, run_id)
        session.expunge(run)
    return run


def people(database: Database) -> list[tuple[Any, ...]]:
    """Everything that lists have brought, in words."""
    with database.reading() as session:
        rows = session.execute(
            select(
                Account.external_id, Account.name, Account.yearly_value, Contact.external_id, Contact.name,
                Contact.role, Contact.language, Contact.automated_consent, PhoneLine.number, PhoneLine.extension,
                Touchpoint.external_id, Touchpoint.kind, Touchpoint.closed_at,
                Agent.external_id, Agent.name, Agent.shift,
            )
            .join(Contact, Contact.account_id == Account.id)
            .join(PhoneLine, PhoneLine.id == Contact.line_id)
            .join(Touchpoint, Touchpoint.contact_id == Contact.id)
            .outerjoin(Agent, Agent.id == Touchpoint.agent_id)
        )  # fmt: skip
        return sorted((tuple(row) for row in rows), key=lambda row: row[10])


def left(database: Database) -> list[int]:
    """How many staged lines and pieces of files there are."""
    with database.reading() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in (StagedLine, ImportPiece)]


EXPECTED = [
    ("A1", "Alder", 1000.0, "C1", "Carol", "user", "en", True, "+12025550101", "", "T1", "support_case",
     datetime(2026, 11, 1, 15, tzinfo=UTC), "G1", "Gus", "night"),
    ("A1", "Alder", 1000.0, "C2", "Devon", "user", "und", None, "+12025550102", "",
     "T2", "order", None, "G1", "Gus", "night"),
    ("A2", "Birch", None, "C4", "Frida", "user", "de", False, "+493023125001", "7",
     "T4", "visit", None, "G2", "G2", None),
    ("A2", "Birch", None, "C4", "Frida", "user", "de", False, "+493023125001", "7",
     "T5", "visit", None, "G2", "G2", None),
    ("A2", "Birch", None, "tel:+493023125002", "Hanna", "user", "de", None, "+493023125002", "",
     "relationship:tel:+493023125002", "relationship", None, None, None, None),
]  # fmt: skip


def test_a_list_comes_in_without_its_bad_lines_and_only_once(database: Database) -> None:
    run = apply(database, LIST)
    assert run.state == ImportState.APPLIED
    assert people(database) == EXPECTED
    assert (run.good_lines, run.bad_lines, run.lines_applied, run.swept) == (5, 2, 5, True)
    assert run.counts["created"] == {"account": 2, "contact": 4, "agent": 2, "touchpoint": 5}
    assert set(run.counts["changed"].values()) | set(run.counts["unchanged"].values()) == {0}
    assert run.unknown_owners == ["olga@example.com"]
    with database.reading() as session:
        found = [(one.line, one.place, one.left_out) for one in every_problem(session, run.id)]
        assert found == [(4, "phone", True), (7, "account_id", True)]
        assert next(every_problem(session, run.id)).cells[4] == "C3"
    assert left(database) == [0, 0]
    again = apply(database, LIST.replace("+1 202 555 0101", "1-202-555.0101"))
    assert people(database) == EXPECTED
    assert again.counts["unchanged"] == run.counts["created"]
    assert set(again.counts["created"].values()) | set(again.counts["changed"].values()) == {0}


def test_a_workbook_brings_the_same(database: Database) -> None:
    rows = [line.strip().split(",") for line in LIST.splitlines()]
    assert apply(database, workbook({"List": rows})).state == ImportState.APPLIED
    assert people(database) == EXPECTED


def test_what_changes_is_counted_and_an_empty_cell_leaves_alone_what_is_known(database: Database) -> None:
    apply(database, LIST)
    with database.transaction() as session:
        done = administering.add_user(
            session,
            email="olga@example.com",
            name="Olga",
            role=Role.ACCOUNT_TEAM,
            password_hash="x",
            zone="UTC",
            now=NOW,
        )
        assert not isinstance(done, administering.Refusal)
    changed = HEADER + "A1,Alder & Co,US,olga@example.com,C1,Carol,+1 202 555 0109,,T1,support_case,,G1,,,,\n"
    changed += "A3,Cedar,US,,C2,Devon,+1 202 555 0102,fr,T2,order,,G3,Ida,,,\n"
    run_id = bring(database, changed)
    work(database, run_id)
    run = run_of(database, run_id)
    assert run.state == ImportState.CHECKED
    assert run.unknown_owners == []
    with database.reading() as session:
        lines = line_forecasts(session, run_id, 0, 10)
        assert [(one.verdict, one.changes) for one in lines] == [
            ("changed", ("account", "owner_email", "phone")),
            ("changed", ("account_id", "language", "agent_id")),
        ]
        assert line_forecasts(session, run_id, 2, 10) == lines[1:]
    with database.transaction() as session:
        assert applying.go_ahead(session, run_id, NOW)
        assert not applying.go_ahead(session, run_id, NOW)
        assert not bringing.discard(session, run_id, NOW)
        assert not bringing.read_again(session, run_id, {}, NOW)
    work(database, run_id)
    after = run_of(database, run_id)
    assert after.counts == {word: after.forecast[word] for word in ("created", "changed", "unchanged")}
    assert after.counts["changed"] == {"account": 1, "contact": 2, "agent": 0, "touchpoint": 1}
    carol = next(row for row in people(database) if row[3] == "C1")
    assert carol[1:9] == ("Alder & Co", 1000.0, "C1", "Carol", "user", "en", True, "+12025550109")
    assert next(row for row in people(database) if row[3] == "C2")[0] == "A3"


def halves(database: Database) -> Iterator[tuple[int, int]]:
    """The same list brought once more and left after so many steps, until a step is its last: run and steps."""
    for steps in range(100):
        content = LIST.replace("A1", f"A1-{steps}").replace("A2", f"A2-{steps}").replace(",G", f",G{steps}-")
        content = (
            content.replace(",C", f",C{steps}-")
            .replace(",T", f",T{steps}-")
            .replace("23125 002", f"23125 {steps + 100}")
        )
        run_id = bring(database, content, straight=True, bad_left_out=True)
        shift = ListWork(database, run_id, Pace(2, least=2, most=2))
        ended = any(not shift.step() for _ in range(steps))
        yield run_id, steps
        if ended:
            return


def test_left_at_any_step_it_counts_for_nothing_and_is_gone_on_with(database: Database) -> None:
    tried = 0
    for run_id, steps in halves(database):
        tried += 1
        run = run_of(database, run_id)
        brought = people(database)
        mine = [row for row in brought if row[0] in (f"A1-{steps}", f"A2-{steps}")]
        assert len(mine) <= run.lines_applied
        work(database, run_id)
        done = run_of(database, run_id)
        assert (done.state, done.swept, done.bad_lines) == (ImportState.APPLIED, True, 2)
        whole = [row for row in people(database) if row[0] in (f"A1-{steps}", f"A2-{steps}")]
        assert len(whole) == 5
        assert [row[1:3] for row in whole] == [row[1:3] for row in EXPECTED]
        assert done.counts["created"] == {"account": 2, "contact": 4, "agent": 2, "touchpoint": 5}
    assert tried > 10


def launched(database: Database, name: str) -> int:
    """How many people a campaign that is launched now would phone."""
    with database.transaction() as session:
        campaign = administering.new_campaign(
            session, name=name, company_name="B", questionnaire="support-case", from_number="+12025550199",
            touchpoint_kinds=[], owner_id=None, now=NOW,
        )  # fmt: skip
        assert isinstance(campaign, Campaign)
        done = launch(session, campaign.id, load_library()["support-case"], "a test", NOW)
        return done.cases if isinstance(done, administering.Launched) else 0


def test_nobody_of_a_list_is_phoned_before_it_is_in(database: Database) -> None:
    run_id = bring(database, LIST, straight=True, bad_left_out=True)
    shift = ListWork(database, run_id, Pace(2, least=2, most=2))
    while run_of(database, run_id).lines_applied < 2:
        assert shift.step()
    assert len(people(database)) == 2
    assert launched(database, "early") == 0
    work(database, run_id)
    assert launched(database, "late") == 4


def test_of_two_who_work_on_one_list_the_slower_changes_nothing(database: Database) -> None:
    run_id = bring(database, LIST, straight=True, bad_left_out=True)
    one, two = (ListWork(database, run_id, Pace(2, least=2, most=2)) for _ in range(2))
    while one.step() | two.step():
        pass
    work(database, run_id)
    assert people(database) == EXPECTED
    assert run_of(database, run_id).bad_lines == 2
    with database.transaction() as session:
        assert not staging.stage(session, staging.compare(session, run_id, ()), 0, NOW)
        assert applying.apply_lines(session, run_id, 0, 9, NOW) is None
        bringing.end_reading(session, run_id, (), NOW)
        bringing.end_comparing(session, run_id, {}, NOW)
        assert not applying.sweep(session, run_id, 9)
    assert run_of(database, run_id).state == ImportState.APPLIED


def test_of_a_long_list_the_database_knows_how_long_it_is_before_it_is_applied(database: Database) -> None:
    lines = "".join(f"A{index},Alder,GB,,C{index},Carol,020 7946 {index:04d},,,,,,,,,\n" for index in range(1_000))
    run_id = bring(database, HEADER + lines)
    work(database, run_id, size=500)
    run = run_of(database, run_id)
    assert (run.state, run.good_lines) == (ImportState.CHECKED, 1_000)
    if not database.is_sqlite:
        counted = text("SELECT reltuples FROM pg_class WHERE oid = 'staged_line'::regclass")
        with database.reading() as session:
            assert session.scalar(counted) == 1_000


def test_of_two_people_who_bring_the_same_list_at_once_nothing_is_doubled(database: Database) -> None:
    runs = [bring(database, LIST, straight=True, bad_left_out=True) for _ in range(2)]
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda run_id: work(database, run_id), runs))
    assert people(database) == EXPECTED
    with database.reading() as session:
        assert session.scalar(select(func.count(Contact.id))) == 4
        assert session.scalar(select(func.count(PhoneLine.id))) == 4
    done = [run_of(database, run_id) for run_id in runs]
    assert {run.state for run in done} == {ImportState.APPLIED}
    for table, count in {"account": 2, "contact": 4, "agent": 2, "touchpoint": 5}.items():
        assert sum(run.counts["created"].get(table, 0) for run in done) == count


def test_bad_lines_stop_a_straight_list(database: Database) -> None:
    run_id = bring(database, LIST, straight=True)
    work(database, run_id)
    run = run_of(database, run_id)
    assert (run.state, run.reason) == (ImportState.REFUSED, "Lines are bad.")
    assert people(database) == []
    assert left(database) == [0, 0]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("a,b\0", "not a CSV text file"),
        ("", "is empty"),
        ('"never closed', "quotation mark"),
        (HEADER, "no contact below the header"),
        (HEADER + LINES[2], "No line of the list is good."),
    ],
)
def test_what_is_no_list_is_refused(database: Database, content: str, reason: str) -> None:
    for straight in (True, False):
        run_id = bring(database, content, straight=straight)
        work(database, run_id)
        run = run_of(database, run_id)
        assert run.state == ImportState.REFUSED
        assert reason in (run.reason or "")
        assert run.swept


def test_columns_that_are_not_known_are_asked_for(database: Database) -> None:
    run_id = bring(database, LIST.replace("phone", "Fon privat"))
    work(database, run_id)
    run = run_of(database, run_id)
    assert (run.state, run.header[6], run.columns[6]) == (ImportState.COLUMNS_WANTED, "Fon privat", None)
    with database.transaction() as session:
        assert bringing.read_again(session, run_id, {"#7": "phone"}, NOW)
    work(database, run_id)
    run = run_of(database, run_id)
    assert (run.state, run.columns[6], run.good_lines, run.bad_lines) == (ImportState.CHECKED, "phone", 5, 2)
    assert run.forecast["created"]["contact"] == 4
    with database.transaction() as session:
        assert bringing.read_again(session, run_id, {"#7": "phone", "#1": "-"}, NOW)
    work(database, run_id)
    assert run_of(database, run_id).state == ImportState.COLUMNS_WANTED
    with database.transaction() as session:
        assert bringing.discard(session, run_id, NOW)
        assert not bringing.discard(session, run_id, NOW)
    work(database, run_id)
    assert left(database) == [0, 0]
    assert people(database) == []


def test_the_same_person_under_another_id_is_told(database: Database) -> None:
    apply(database, LIST)
    other = HEADER + "A1,Alder,US,olga@example.com,C9,carol,+1 (202) 555-0101,,T9,order,,,,,,\n"
    other += "A1,Alder,US,olga@example.com,,DEVON,+1 202 555 0102,,,,,,,,,\n"
    run = apply(database, other)
    with database.reading() as session:
        (problem,) = every_problem(session, run.id)
        assert problem.sentence == "The same person is known already as “C1”; use that contact_id."
    assert run.counts["created"]["contact"] == 0
    assert [row[3] for row in people(database) if row[4].casefold() == "devon"] == ["C2", "C2"]


def test_a_line_that_is_suppressed_stays_so_whatever_its_spelling(database: Database) -> None:
    apply(database, LIST)
    hashed = line_hasher("a key that is long enough to be one")
    with database.transaction() as session:
        line = session.scalars(select(PhoneLine).where(PhoneLine.number == "+12025550101")).one()
        suppress_line(
            session,
            line.id,
            scope=SuppressionScope.ALL_SURVEYS,
            source="key_press",
            reason="said so",
            line_hash=hashed,
            now=NOW,
        )
    for spelling in ("12025550101.0", "１ 202 555 0101", "tel:+1-202-555-0101", "(202) 555-0101"):
        content = HEADER + f"A7,New,US,,C7,Carol again,{spelling},,T7,order,,,,,,\n"
        assert apply(database, content).state == ImportState.APPLIED
        with database.reading() as session:
            lines = session.scalars(select(PhoneLine).where(PhoneLine.number == "+12025550101")).all()
            assert len(lines) == 1
            assert suppressions(session, lines, hashed) == {line.id: {SuppressionScope.ALL_SURVEYS}}


def test_lists_that_nobody_works_on_are_found_and_given_out_once(database: Database) -> None:
    run_id = bring(database, LIST)
    later = clock.now() + 2 * bringing.WORKING
    with database.transaction() as session:
        assert bringing.nudge_runs(session, clock.now()) == ()
        assert bringing.nudge_runs(session, later) == (run_id,)
        assert bringing.nudge_runs(session, later) == ()
    work(database, run_id)
    with database.transaction() as session:
        assert bringing.nudge_runs(session, later + timedelta(days=1)) == ()
        assert bringing.discard(session, run_id, later)
        assert bringing.nudge_runs(session, later) == (run_id,)


def test_lists_that_nobody_wants_any_more_are_forgotten(database: Database) -> None:
    waiting = bring(database, LIST)
    work(database, waiting)
    done = apply(database, LIST)
    with database.transaction() as session:
        applying.forget(session, clock.now() + timedelta(days=6))
        assert session.get_one(ImportRun, waiting).state == ImportState.CHECKED
        applying.forget(session, clock.now() + timedelta(days=8))
        assert session.get_one(ImportRun, waiting).state == ImportState.DISCARDED
        assert session.scalar(select(func.count(ImportProblem.id)).where(ImportProblem.run_id == done.id)) == 2
        applying.forget(session, clock.now() + timedelta(days=31))
        assert session.scalar(select(func.count(ImportProblem.id))) == 0
    with database.reading() as session:
        assert imported_before(session, run_of(database, waiting)).id == done.id  # type: ignore[union-attr]
        assert imported_before(session, done) is None


def test_a_file_that_is_too_large_is_not_kept(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_lists, "LARGEST_FILE", 1_000_000)
    taken = take_in(database, [bytes(600_000)] * 3, "large.csv")
    assert taken == Problem("The file is larger than 1 MB; split it into several files.")
    with database.reading() as session:
        run_id = session.scalars(select(ImportRun.id)).one()
    work(database, run_id)
    assert left(database) == [0, 0]


def test_a_short_list_in_one_transaction(database: Database) -> None:
    with database.transaction() as session:
        assert sampling.import_sample(session, (), NOW) == sampling.Imported()
    assert left(database) == [0, 0]


def test_phones_in_use_are_noticed(database: Database) -> None:
    apply(database, LIST)
    with database.transaction() as session:
        assert not applying.phones_in_use(session)
        line = session.scalars(select(PhoneLine).limit(1)).one()
        session.add(
            Call(
                token="t",
                line_id=line.id,
                purpose="interview",
                direction="inbound",
                status=CallStatus.LIVE,
                planned_at=NOW,
                from_number="+12025550199",
            )
        )
        session.flush()
        assert applying.phones_in_use(session)
    run = apply(database, LIST)
    assert run.state == ImportState.APPLIED


def test_the_pace_follows_the_clock() -> None:
    pace = Pace(size=200, wanted=0.04, least=50, most=500)
    pace.took(0.02, 200)
    assert pace.size == 400
    pace.took(0.001, 400)
    assert pace.size == 500
    pace.took(0.001, 20)
    assert pace.size == 500
    pace.took(4.0, 500)
    assert pace.size == 125
    pace.took(0.0, 125)
    assert pace.size == 250
    pace.took(9.0, 10)
    assert pace.size == 62


def test_what_else_a_list_says_of_a_person(database: Database) -> None:
    header = "Kundennummer,Firma,Land,Kontakt-Nr,Ansprechpartner,Telefon,Mail,Bundesland,Wunschzeit\n"
    first = header + "A1,Alder,DE,C1,Frida,030 23125 001,Frida@ALDER.example,Bayern,mon-fri 9-12\n"
    first += "A1,Alder,DE,C2,Georg,030 23125 002,,,\n"
    assert apply(database, first).counts["created"]["contact"] == 2
    with database.reading() as session:
        frida, georg = session.scalars(select(Contact).order_by(Contact.external_id))
        assert (frida.email, frida.subdivision, frida.hours) == (
            "Frida@alder.example",
            "BY",
            {"mon-fri": ["09:00-12:00"]},
        )
        assert (georg.email, georg.subdivision, georg.hours) == (None, None, None)
    assert apply(database, first).counts["changed"]["contact"] == 0
    second = header + "A1,Alder,DE,C1,Frida,030 23125 001,,,Nachmittag\n"
    run_id = bring(database, second)
    work(database, run_id)
    with database.reading() as session:
        assert [one.changes for one in line_forecasts(session, run_id, 0, 9)] == [("preferred_time",)]
    assert apply(database, second).counts["changed"]["contact"] == 1
    with database.reading() as session:
        frida = session.scalars(select(Contact).where(Contact.external_id == "C1")).one()
        assert (frida.email, frida.subdivision, frida.hours) == (
            "Frida@alder.example",
            "BY",
            {"mon-sun": ["13:00-17:00"]},
        )


def test_what_is_new_late_in_a_list_that_comes_again_is_brought_in(database: Database) -> None:
    lines = [f"A1,Alder,US,,C{one},P{one},+1 202 555 01{one:02},en,T{one},order,,,,,,yes\n" for one in range(8)]
    first = apply(database, HEADER + "".join(lines))
    lines[3] = lines[3].replace(",P3,", ",Petra,")
    lines[4] = lines[4].replace("555 0104", "555 0134")
    lines[5] = lines[5].replace(",T5,", ",T95,").replace(",order,,,,,,yes", ",order,,G1,Gus,,,no")
    lines.append("A2,Birch,US,,C9,Nora,+1 202 555 0199,en,T9,order,,,,,,yes\n")
    again = apply(database, HEADER + "".join(lines))
    assert again.counts == {
        "created": {"account": 1, "contact": 1, "agent": 1, "touchpoint": 2},
        "changed": {"account": 0, "contact": 3, "agent": 0, "touchpoint": 0},
        "unchanged": {"account": 1, "contact": 5, "agent": 0, "touchpoint": 7},
    }
    found = {row[10]: (row[4], row[7], row[8], row[13]) for row in people(database)}
    assert found["T3"] == ("Petra", True, "+12025550103", None)
    assert found["T4"] == ("P4", True, "+12025550134", None)
    assert found["T95"] == ("P5", False, "+12025550105", "G1")
    assert found["T9"] == ("Nora", True, "+12025550199", None)
    with database.reading() as session:
        said = Consent.contact_id, Consent.granted, Consent.import_run_id
        rows = session.execute(select(Contact.external_id, *said[1:]).join(Contact, Contact.id == said[0])).all()
        assert sorted(tuple(row) for row in rows if row[2] == again.id) == [
            (f"C{one}", one != 5, again.id) for one in (*range(8), 9)
        ]
        named = session.execute(select(Contact.external_id, Contact.import_run_id, Contact.named_run_id)).all()
    assert {tuple(row) for row in named} == {
        *((f"C{one}", first.id, again.id) for one in range(8)),
        ("C9", again.id, None),
    }


def test_a_contact_that_comes_again_much_later_in_a_list_is_the_same(database: Database) -> None:
    lines = [f"A1,Alder,US,,C{one},P{one},+1 202 555 01{one:02},en,T{one},order,,,,,,\n" for one in range(20)]
    again = lines[3].replace(",T3,", ",T99,")
    other = lines[4].replace(",P4,", ",Somebody else,").replace(",T4,", ",T98,")
    double = lines[5].replace(",C5,", ",C77,").replace(",T5,", ",T97,")
    run = apply(database, HEADER + "".join([*lines, again, other, double, lines[6]]))
    with database.reading() as session:
        told = [(one.line, one.place, one.sentence) for one in every_problem(session, run.id)]
    assert told == [
        (23, "contact_id", "The contact has another contact_name in line 6."),
        (24, "contact_id", "The same person stands under another contact_id in line 7."),
        (25, None, "The same contact with the same touchpoint stands already in line 8."),
    ]
    assert run.counts["created"] == {"account": 1, "contact": 20, "agent": 0, "touchpoint": 21}
