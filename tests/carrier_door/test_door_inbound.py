"""Somebody calls our number: one signed address for the call, for the one key, and for its end."""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from doorstep import PUBLIC, Answer, Door
from scene import hashed
from sqlalchemy import select, text, update

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Call
from vocsurvey.db.sample import Contact, Suppression
from vocsurvey.fieldwork.outcome import CarrierOutcome

INBOUND = f"{PUBLIC}/carrier/inbound"
SID = "CA" + "b" * 32
ANN = "+12025550101"


def form(sid: str = SID, number: str = ANN, **params: str) -> list[tuple[str, str]]:
    """What the carrier sends when somebody calls us."""
    fields = {
        "AccountSid": "AC" + "0" * 32,
        "ApiVersion": "2010-04-01",
        "CallSid": sid,
        "CallStatus": "ringing",
        "Direction": "inbound",
        "From": number,
        "To": "+12025550199",
    }
    return sorted({**fields, **params}.items())


def missed(door: Door) -> Door:
    """Our call was not answered, and is over."""
    door.scene.hang_up(door.token, door.sid, CarrierOutcome.NO_ANSWER)
    return door


def calls(door: Door) -> list[tuple[str, str]]:
    """Direction and status of every call that is not planned, oldest first."""
    found = door.scene.rows(select(Call).where(Call.status != "planned").order_by(Call.id))
    return [(call.direction, call.status) for call in found]


def follow(door: Door, said: Answer, digits: str, number: str = ANN) -> Answer:
    """Press a key in the call that came in."""
    return door.knock(said.action, form(number=number, CallStatus="in-progress", Digits=digits, msg="Gather End"))


def test_who_calls_back_does_the_interview_and_is_done(door: Door) -> None:
    missed(door)
    said = door.knock(INBOUND, form())
    assert said.words.startswith("You called back. Hello Ann, this is Northwind. Is now a good time?")
    (call,) = door.scene.rows(select(Call).where(Call.direction == "inbound"))
    assert urlsplit(said.action).path == f"/carrier/{call.token}/turn"
    for digits in ("1", "1", "1", "9"):
        said = follow(door, said, digits)
    assert said.words == "Thank you."
    assert door.knock(INBOUND, form(CallStatus="completed", CallDuration="40")).status == 204
    assert calls(door) == [("outbound", "ended"), ("inbound", "ended")]
    assert door.scene.case().disposition == "1.1"
    with door.runtime.database.reading() as session:
        assert audit(session, door.scene.now + timedelta(minutes=5), hashed) == ()


def test_the_carrier_may_ask_twice(door: Door) -> None:
    missed(door)
    first, second = door.knock(INBOUND, form()), door.knock(INBOUND, form())
    assert first.body == second.body
    assert calls(door) == [("outbound", "ended"), ("inbound", "live")]


def test_while_we_ring_them_we_say_so(door: Door) -> None:
    said = door.knock(INBOUND, form())
    assert said.words.startswith("Hello, this is Northwind. We are calling you right now.")
    assert said.verbs == ["Say", "Hangup"]
    assert calls(door) == [("outbound", "placed")]


@pytest.mark.parametrize("signed", ["", "c2lnbmVkIGJ5IHNvbWVib2R5IGVsc2U=", "the wrong one"])
@pytest.mark.parametrize("query", ["", "?line=1"])
def test_a_forged_call_changes_nothing(door: Door, signed: str, query: str) -> None:
    missed(door)
    before = door.rows()
    assert door.knock(INBOUND + query, form(Digits="9"), signed=signed).status == 403
    assert door.knock(f"{INBOUND}{query}", form(), token="another token").status == 403
    assert door.rows() == before


@pytest.mark.parametrize(
    "params",
    [
        {"CallSid": "x"},
        {"CallStatus": "odd"},
        {"Direction": "outbound-api"},
        {"To": "sip:us@example.com"},
        {"CallStatus": "completed", "SequenceNumber": "first"},
    ],
)
def test_what_cannot_be_read_is_refused(door: Door, params: dict[str, str]) -> None:
    missed(door)
    before = door.rows()
    answer = door.knock(INBOUND, sorted({**dict(form()), **params}.items()))
    assert (answer.status, door.rows()) == (400, before)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "Hello, this is Northwind. We use this number to call our customers"),
        ("anonymous", "Hello, this is Northwind. We use this number"),
        ("+266696687", "Hello, this is Northwind. We use this number"),
        ("+12025550188", "Hello, this is Northwind. We use this number to call our customers"),
        ("+4930999999", "Guten Tag, hier ist Northwind. Mit dieser Nummer rufen wir unsere Kunden an"),
        ("+33142685300", "Bonjour, ici Northwind. Avec ce numéro"),
        ("+34913898000", "Hola, le atiende Northwind. Con este número"),
    ],
)
def test_a_stranger_hears_whose_number_it_is_and_can_opt_out(door: Door, number: str, words: str) -> None:
    before = door.rows()
    said = door.knock(INBOUND, form(number=number))
    assert said.words.startswith(words)
    assert door.rows() == before
    if number not in ("", "anonymous", "+266696687"):
        assert "Gather" in said.verbs
        follow(door, said, "9", number=number)
        (kept,) = door.scene.rows(select(Suppression))
        assert (kept.line_hash, kept.name) == (door.runtime.line_hash(number, ""), number)
    else:
        assert said.verbs == ["Say", "Hangup"]
        assert door.knock(f"{INBOUND}?line=0", form(number=number, Digits="9")).words.endswith("Goodbye.")
        assert door.scene.rows(select(Suppression)) == []


def closed(door: Door) -> Door:
    """Ann's case is over."""
    missed(door)
    with door.runtime.database.transaction() as session:
        session.execute(update(Case).values(closed_at=door.scene.now, disposition="3.13", due_at=None))
    return door


def test_who_has_nothing_open_can_press_nine(door: Door) -> None:
    said = closed(door).knock(INBOUND, form())
    assert "press 9" in said.words
    assert follow(door, said, "1").words == "Thank you for calling. Goodbye."
    assert door.scene.rows(select(Suppression)) == []
    assert follow(door, said, "9").words.startswith("Of course. We will not call you")
    kept = door.scene.rows(select(Suppression.line_hash).order_by(Suppression.id))
    assert kept == [door.runtime.line_hash(name, "") for name in (ANN, "contact:C1")]
    assert door.knock(INBOUND, form(sid="CA" + "d" * 32)).words.startswith(
        "Hello, this is Northwind. Your number is one that we do not call"
    )


def test_keys_that_no_phone_has_opt_nobody_out_and_are_no_error(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    said = closed(door).knock(INBOUND, form())
    with caplog.at_level(logging.WARNING):
        assert follow(door, said, "9A").words == "Thank you for calling. Goodbye."
    assert ["1 of 2 are not 0 to 9" in record.getMessage() for record in caplog.records] == [True]
    assert door.scene.rows(select(Suppression)) == []


def test_nobody_opts_out_the_line_of_another(door: Door) -> None:
    (other,) = door.scene.rows(select(Contact.line_id).where(Contact.external_id == "C2"))
    answer = door.knock(f"{INBOUND}?line={other}", form(Digits="9"))
    assert answer.words == "Thank you for calling. Goodbye."
    assert door.knock(f"{INBOUND}?line={10**30}", form(Digits="9")).status == 200
    assert door.scene.rows(select(Suppression)) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Guten Tag, hier ist"), ("fr-CA", "Bonjour, ici"), ("es", "Hola, le atiende"), ("it", "Hello, this is")],
)
def test_people_are_spoken_to_in_their_language(door: Door, language: str, words: str) -> None:
    closed(door)
    with door.runtime.database.transaction() as session:
        session.execute(update(Contact).values(language=language))
    assert door.knock(INBOUND, form()).words.startswith(words)


def test_when_nothing_was_fielded_nobody_is_named(door: Door) -> None:
    with door.runtime.database.transaction() as session:
        session.execute(text("UPDATE campaign SET status = 'draft'"))
    assert door.knock(INBOUND, form(number="")).words.startswith("Hello. We use this number")


def test_without_a_database_there_is_an_apology(door: Door) -> None:
    with door.runtime.database.transaction() as session:
        session.execute(text("ALTER TABLE suppression RENAME TO gone"))
    said = missed(door).knock(INBOUND, form())
    assert "Something on our side is not working just now" in said.words
    assert calls(door) == [("outbound", "ended")]


FALLBACK = f"{INBOUND}/fallback"


def fall_back(door: Door, error_url: str, **params: str) -> Answer:
    """The carrier could not use what we said to somebody who called us."""
    return door.knock(FALLBACK, form(**{"ErrorCode": "11200", "ErrorUrl": error_url, **params}))


def test_the_fallback_says_what_the_first_address_would_have_said(door: Door) -> None:
    missed(door)
    said = fall_back(door, INBOUND)
    assert said.words.startswith("You called back. Hello Ann, this is Northwind.")
    again = fall_back(door, said.action)
    assert again.body == said.body
    assert calls(door) == [("outbound", "ended"), ("inbound", "live")]


def test_a_key_that_the_fallback_brings_is_heard_once(door: Door) -> None:
    first = missed(door).knock(INBOUND, form())
    said = fall_back(door, first.action, Digits="1")
    assert "Is it resolved?" in said.words
    assert fall_back(door, first.action, Digits="1").body == said.body
    assert follow(door, said, "1").words.startswith("Did we care?")


def test_the_fallback_of_an_opt_out_opts_out(door: Door) -> None:
    offered = closed(door).knock(INBOUND, form())
    assert fall_back(door, offered.action).words == "Thank you for calling. Goodbye."
    assert fall_back(door, offered.action, Digits="9").words.startswith("Of course. We will not call you")
    assert door.scene.rows(select(Suppression.subject).order_by(Suppression.id)) == ["line", "contact"]


@pytest.mark.parametrize(
    "url", ["", "http://[", "https://elsewhere.example.com/carrier/x/turn?s=1", f"{INBOUND}?line=x"]
)
def test_whatever_failed_the_caller_is_answered(door: Door, url: str) -> None:
    assert fall_back(missed(door), url).words.startswith("You called back.")


@pytest.mark.parametrize("params", [{"CallSid": "x"}, {"CallStatus": "odd"}, {"Direction": "outbound-api"}])
def test_a_fallback_that_cannot_be_read_is_refused(door: Door, params: dict[str, str]) -> None:
    before = door.rows()
    assert door.knock(FALLBACK, sorted({**dict(form()), **params}.items())).status == 400
    assert door.knock(FALLBACK, form(), signed="").status == 403
    assert door.rows() == before


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (ANN, "Hello. Thank you for calling back. Something on our side is not working just now"),
        ("+493023125003", "Guten Tag. Danke, dass Sie zurückrufen. Bei uns funktioniert gerade etwas nicht"),
        ("+33142685300", "Bonjour. Merci de nous rappeler. Quelque chose ne fonctionne pas"),
        ("+34913898000", "Hola. Gracias por devolvernos la llamada. Algo no funciona"),
        ("anonymous", "Hello. Thank you for calling back."),
    ],
)
@pytest.mark.parametrize("url", [INBOUND, FALLBACK])
def test_without_a_database_the_apology_is_in_a_language_of_the_country(
    door: Door, caplog: pytest.LogCaptureFixture, url: str, number: str, words: str
) -> None:
    broken(door)
    said = door.knock(url, form(number=number))
    assert said.words.startswith(words)
    assert said.verbs == ["Say", "Hangup"]
    assert f"while answering call {SID}, which came in" in caplog.text
    assert number not in caplog.text


def broken(door: Door) -> None:
    """Our database has lost its lines."""
    with door.runtime.database.transaction() as session:
        session.execute(text("ALTER TABLE phone_line RENAME TO gone"))
        session.execute(text("ALTER TABLE exchange RENAME TO gone_too"))


def test_in_the_middle_of_an_interview_what_is_said_is_in_its_language(door: Door) -> None:
    missed(door)
    with door.runtime.database.transaction() as session:
        session.execute(update(Contact).values(language="de"))
    first = door.knock(INBOUND, form())
    broken(door)
    assert fall_back(door, first.action).words.startswith("Guten Tag. Danke, dass Sie zurückrufen.")
    # With a key there is an answer to go on from, database or not.
    onward = fall_back(door, first.action, Digits="1")
    assert onward.verbs == ["Gather"]
    assert 'language="de-DE"' in onward.body
