"""The message for machines: every word of it in every shipped questionnaire, and the document that the carrier gets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from scene import both, small_questionnaire, with_message
from strict_twiml import read

from vocsurvey.interview.message import Message, message_for_machine
from vocsurvey.interview.rehearse import example_facts
from vocsurvey.library import load_library
from vocsurvey.questionnaire.wording import word_count
from vocsurvey.runtime import load_voices
from vocsurvey.sandbox.twiml import Document, read_answer
from vocsurvey.telephony import twiml

GOLDEN = Path(__file__).parent / "golden" / "machine-messages.txt"
LANGUAGES = ("en", "de", "fr", "es")
ACTION = "https://voice.example.com/carrier/" + "t" * 43 + "/message"
LIBRARY = load_library()


def messages() -> Iterator[tuple[str, Message]]:
    """Every shipped message, with the name of its questionnaire."""
    for name, questionnaire in sorted(LIBRARY.items()):
        for language in LANGUAGES:
            message = message_for_machine(questionnaire, example_facts(language))
            assert message is not None, name
            yield name, message


def test_every_shipped_message_reads_as_it_was_agreed() -> None:
    said = "".join(f"{name} ({message.language})\n{message.text}\n\n" for name, message in messages())
    assert said == GOLDEN.read_text("utf-8")


def test_every_shipped_message_is_a_document_that_the_carrier_takes_in_one_request() -> None:
    voices = load_voices(None)
    for _, message in messages():
        document = twiml.message(message.text, message.language, ACTION, voices)
        assert [child.tag for child in read(document)] == ["Gather", "Hangup"]
        assert isinstance(read_answer(document.encode(), {"Content-Type": "text/xml"}), Document)
        assert len(document) <= 4_000


def test_no_shipped_message_takes_twenty_seconds() -> None:
    assert max(word_count(message.text) for _, message in messages()) / 2.5 < 20


@pytest.mark.parametrize(("wanted", "spoken"), [("de", "de"), ("nl", "en"), (None, "en")])
def test_the_language_is_the_contacts_where_it_is_spoken(wanted: str | None, spoken: str) -> None:
    message = message_for_machine(LIBRARY["support-case"], {**example_facts("en"), "contact.language": wanted})
    assert message is not None
    assert message.language == spoken


def test_what_is_not_known_is_left_out() -> None:
    words = both("From {company.name}[ about {touchpoint.subject}], to {contact.first_name|you}.")
    whole = with_message()
    assert whole.machine_message is not None
    whole = whole.model_copy(update={"machine_message": whole.machine_message.model_copy(update={"say": words})})
    assert message_for_machine(whole, {"company.name": "Northwind"}) == Message("en", "From Northwind, to you.")


def test_a_questionnaire_need_not_have_one() -> None:
    assert message_for_machine(small_questionnaire(), {}) is None
