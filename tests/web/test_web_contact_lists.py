"""Contact lists on the page: brought, mapped, looked at, imported; and what a spreadsheet must not run."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from cast import Cast, post, sign_in, token_in
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from rq import Queue
from sqlalchemy import func, select

from vocsurvey.db.imports import ImportRun, ImportState
from vocsurvey.db.people import Role
from vocsurvey.db.sample import Contact, Touchpoint
from vocsurvey.fieldwork.sample import read_rows
from vocsurvey.jobs import contact_lists
from vocsurvey.operations import undoing
from vocsurvey.web.contact_lists import harmless

HEADER = "account_id,account,account_country,owner_email,contact_id,contact_name,phone,touchpoint_id,touchpoint_kind\n"
GOOD = "B1,Birch,GB,nobody@example.com,N1,Nora,020 7946 0001,N1,order\n"
BAD = 'B1,Birch,GB,nobody@example.com,N2,=HYPERLINK("http://x"),+44 20,N2,order\n'


def bring(client: FlaskClient, content: bytes | str, name: str = "people.csv") -> Any:
    """Send a file as the page would."""
    data = content.encode() if isinstance(content, str) else content
    form = {"csrf_token": token_in(client.get("/contact-lists").text), "file": (io.BytesIO(data), name)}
    return client.post("/contact-lists", data=form, content_type="multipart/form-data")


def brought(client: FlaskClient, cast: Cast, content: bytes | str) -> str:
    """Bring a file and let the worker work; the address of its page."""
    answer = bring(client, content)
    assert answer.status_code == 303, answer.text
    contact_lists.work(cast.runtime, int(answer.location.rpartition("/")[2]))
    return str(answer.location)


def contacts(cast: Cast) -> int:
    """How many contacts there are."""
    with cast.runtime.database.reading() as session:
        return session.scalar(select(func.count(Contact.id))) or 0


def state(cast: Cast, path: str) -> str:
    """How far the list of a page is."""
    with cast.runtime.database.reading() as session:
        return session.get_one(ImportRun, int(path.rpartition("/")[2])).state


def test_whoever_has_the_telephone_of_another_customers_person_is_named(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    with cast.runtime.database.reading() as session:
        known = session.scalars(select(Contact).where(Contact.external_id == "C1")).one()
        there = (known.line.number, known.name, known.account.name, known.account.external_id)
    number, name, account, account_id = there
    path = brought(client, cast, f"{HEADER}B1,Birch,GB,,N1,Nora,{number},N1,order\n{GOOD.replace('N1', 'N2')}")
    page = " ".join(client.get(path).text.split())
    assert "One line has the telephone of somebody whom we know at another customer." in page
    assert f"<li>line 2, Nora: the telephone of {name}, {account}</li></ul>" in page
    colleague = brought(client, cast, f"{HEADER}{account_id},{account},US,,N1,Nora,{number},N1,order\n")
    assert "at another customer" not in client.get(colleague).text, "colleagues share a switchboard"
    nobody = brought(client, cast, HEADER + GOOD)
    assert "at another customer" not in client.get(nobody).text


def test_from_the_file_to_the_people(client: FlaskClient, cast: Cast) -> None:
    before = contacts(cast)
    sign_in(client, Role.ACCOUNT_TEAM)
    answer = bring(client, HEADER + GOOD + BAD, "lists/people <b>.csv")
    assert "updates by itself" in client.get(answer.location).text
    queue = Queue("upkeep", connection=Redis.from_url(str(cast.runtime.settings.redis_url)))
    assert queue.count == 1
    contact_lists.work(cast.runtime, int(answer.location.rpartition("/")[2]))
    page = client.get(answer.location).text
    assert "<h1>people &lt;b&gt;.csv</h1>" in page
    assert "Import 1 line, leave out 1" in page
    assert "too short to be a phone number" in page
    assert "<span>new person</span>" in page
    assert "<span>line left out</span>" in page
    assert "Nobody signs in as nobody@example.com" in page
    assert "hx-get" not in page.partition('id="contact-list"')[2].partition(">")[0]
    assert contacts(cast) == before
    started = post(client, f"{answer.location}/start", answer.location)
    assert started.status_code == 303
    contact_lists.work(cast.runtime, int(answer.location.rpartition("/")[2]))
    assert "It is in" in client.get(answer.location).text
    assert contacts(cast) == before + 1
    assert client.get(f"{answer.location}/now").text.strip() in client.get(answer.location).text
    assert "by Alma Okafor" in client.get("/contact-lists").text
    late = post(client, f"{answer.location}/start", answer.location)
    assert "not waiting to be imported any more" in client.get(late.location).text
    again = brought(client, cast, HEADER + GOOD + BAD)
    assert "The very same list was imported before" in client.get(again).text


def test_the_bad_lines_can_be_corrected_and_brought_again(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.MANAGER)
    path = brought(client, cast, HEADER + GOOD + BAD + BAD.replace("N2", "N3"))
    answer = client.get(f"{path}/bad-lines.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[0] == ["Line", "What is wrong", *HEADER.strip().split(",")]
    assert rows[1][0] == "3"
    assert rows[1][1].startswith("phone: +44 20 is too short")
    assert rows[1][7:9] == ['\'=HYPERLINK("http://x")', "+44 20"]
    good, problems = read_rows(answer.text.replace("+44 20", "+44 20 7946 0009").removeprefix("\ufeff"))
    assert good
    assert {problem.line for problem in problems} == {1, 3}


def test_an_import_is_undone_after_a_look_at_what_that_means(
    client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    before = contacts(cast)
    people = "".join(f"B1,Birch,GB,,N{n},Nora {n},020 7946 0{n:03d},N{n},order\n" for n in range(60))
    path = brought(client, cast, HEADER + people)
    assert "Undo this import" not in client.get(path).text
    assert "Only a list that is in" in client.get(f"{path}/undo", follow_redirects=True).text
    post(client, f"{path}/start", path)
    contact_lists.work(cast.runtime, int(path.rpartition("/")[2]))
    assert contacts(cast) == before + 60
    assert f'href="{path}/undo"' in client.get(path).text
    with cast.runtime.database.transaction() as session:
        for row in session.scalars(select(Contact).where(Contact.external_id.like("N%")).limit(55)):
            session.add(Touchpoint(external_id=f"X{row.id}", contact_id=row.id, kind="visit"))
    asked = client.get(f"{path}/undo").text
    assert "5 people, 1 customer and 60 reasons to call" not in asked
    assert "This would delete <strong>5 people and 60 reasons to call</strong>" in asked
    assert "<strong>55 people</strong>: there is another reason to call" in asked
    assert "The list is long" not in asked
    monkeypatch.setattr(undoing, "LOOKED_AT", 10)
    asked = client.get(f"{path}/undo").text
    assert "these are the <strong>first 10</strong> of each kind" in asked
    assert "<strong>10 reasons to call</strong>" in asked
    answer = post(client, f"{path}/undo", f"{path}/undo")
    assert answer.location == path
    page = client.get(path).text
    assert "Being taken back" in page
    assert 'hx-trigger="every 1s"' in page
    contact_lists.work(cast.runtime, int(path.rpartition("/")[2]))
    page = client.get(path).text
    assert "It was taken back" in page
    assert "By Alma Okafor" in page
    assert "Deleted: 5 people and 60 reasons to call." in page
    assert "<strong>1 customer</strong>: people stay who belong to it" in page
    assert "Page 1 of 2" in page
    assert "Birch" in client.get(f"{path}?kept=2").text
    assert "taken back" in client.get("/contact-lists").text
    assert contacts(cast) == before + 55
    late = post(client, f"{path}/undo", path)
    assert "taken back already" in client.get(late.location).text


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2", "'-2"),
        ("\tx", "'\tx"),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("+49 (0)30/23125-001", "+49 (0)30/23125-001"),
        ("Anna", "Anna"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_is_quoted(cell: str, shown: str) -> None:
    assert harmless(cell) == shown


def test_columns_are_said_on_the_page(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    path = brought(client, cast, HEADER.replace("phone", "Fernruf") + GOOD)
    page = client.get(path).text
    assert "Say what the columns are" in page
    assert '<label for="column-7" class="form-label">Fernruf</label>' in page
    assert "phone is missing there" in page
    columns = {f"column-{place}": name for place, name in enumerate(HEADER.strip().split(","), 1)}
    assert post(client, f"{path}/columns", path, **columns).status_code == 303
    contact_lists.work(cast.runtime, int(path.rpartition("/")[2]))
    assert state(cast, path) == ImportState.CHECKED
    post(client, f"{path}/columns", path, **(columns | {"column-9": "evil"}))
    contact_lists.work(cast.runtime, int(path.rpartition("/")[2]))
    assert state(cast, path) == ImportState.CHECKED
    post(client, f"{path}/discard", path)
    assert "It changed nothing" in client.get(path).text
    assert "too late" in client.get(post(client, f"{path}/columns", "/notices", **columns).location).text
    assert "too late" in client.get(post(client, f"{path}/discard", "/notices").location).text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "is a picture and not a contact list"),
        (b"<html><table>", "is a web page"),
        (b"", None),
    ],
)
def test_what_is_no_list_is_told_at_once(client: FlaskClient, cast: Cast, content: bytes, told: str | None) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    answer = bring(client, content)
    if told is None:
        contact_lists.work(cast.runtime, int(answer.location.rpartition("/")[2]))
        page = client.get(answer.location).text
        assert "Nothing was imported" in page
        assert "The file is empty" in page
        return
    assert answer.status_code == 422
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_without_a_file_or_a_token_nothing_is_taken(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    answer = post(client, "/contact-lists", "/contact-lists")
    assert (answer.status_code, "Choose a file first." in answer.text) == (422, True)
    unsigned = client.post("/contact-lists", data={"file": (io.BytesIO(b"a,b"), "a.csv")})
    assert unsigned.status_code == 400


def test_only_who_may_bring_a_list_may_send_that_much(app: Flask, cast: Cast) -> None:
    large = HEADER + GOOD + "\n" * 400_000
    client = app.test_client()
    sign_in(client, Role.CALLER)
    form = {"csrf_token": token_in(client.get("/notices").text), "file": (io.BytesIO(large.encode()), "a.csv")}
    assert client.post("/contact-lists", data=form, content_type="multipart/form-data").status_code == 413
    client = app.test_client()
    sign_in(client, Role.MANAGER)
    assert bring(client, large).status_code == 303


def test_the_history_has_pages(client: FlaskClient, cast: Cast) -> None:
    for _ in range(51):
        taken = contact_lists.take_in(cast.runtime.database, [b"a"], "list.csv")
        assert isinstance(taken, int)
    sign_in(client, Role.ACCOUNT_TEAM)
    assert "Page 1 of 2" in client.get("/contact-lists").text
    last = client.get("/contact-lists?page=2").text
    assert "Page 2 of 2" in last
    assert "by the command line" in last
    assert client.get("/contact-lists/99999").status_code == 404


def test_the_problems_have_pages(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    path = brought(client, cast, HEADER + GOOD + "".join(BAD.replace("N2", f"X{n}") for n in range(60)))
    assert "Page 1 of 2" in client.get(path).text
    assert "Page 2 of 2" in client.get(f"{path}?page=9").text
