"""Wordings: what is said when facts are known, and when they are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.facts import KNOWN_FACTS
from vocsurvey.questionnaire.wording import Fill, fill, fills_in, idle_brackets_in, strays_in, word_count

FACTS: dict[str, FactValue] = {
    "contact.name": "Ada  King",
    "contact.first_name": None,
    "agent.name": "  ",
    "touchpoint.subject": "a {leak} [again]",
    "low": 0,
}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Hello {contact.name}.", "Hello Ada King."),
        ("Hello { contact.name }.", "Hello Ada King."),
        ("Hello {contact.first_name|there}.", "Hello there."),
        ("Hello {contact.name|there}.", "Hello Ada King."),
        ("Hello {contact.first_name}, welcome.", "Hello, welcome."),
        ("Hello {contact.first_name|}, welcome.", "Hello, welcome."),
        ("About your case[ with {agent.name}], thanks.", "About your case, thanks."),
        ("About your case[ with {agent.name|us}], thanks.", "About your case with us, thanks."),
        ("About your case[ on {touchpoint.subject}].", "About your case on a {leak} [again]."),
        ("[{contact.first_name} and {contact.name}, ]we call.", "We call."),
        ("[{contact.name}, ]we call.", "Ada King, we call."),
        ("[{agent.name}, ]", ""),
        ("Thanks, {agent.name}. Bye.", "Thanks. Bye."),
        ("Thanks. {agent.name}. Bye.", "Thanks. Bye."),
        ("Yours ({agent.name}), bye.", "Yours, bye."),
        ("Was it {agent.name}?", "Was it?"),
        ("Wait... {agent.name} what?", "Wait... what?"),
        ("one\n  two", "one two"),
        ("From {low}.", "From 0."),
        ("[idle] {contact.name}", "idle Ada King"),
        ("{", "{"),
        ("{nobody.knows}", ""),
    ],
)
def test_what_is_said(written: str, said: str) -> None:
    assert fill(written, FACTS) == said


def test_a_fact_that_ends_with_a_stop_ends_no_sentence() -> None:
    facts: dict[str, FactValue] = {"contact.name": "Robert Downey Jr.", "promise.by": "9 a.m."}
    assert fill("Hello {contact.name}, this is we[ about {nothing}].", facts) == "Hello Robert Downey Jr., this is we."
    assert fill("We call[, {nothing}], by {promise.by}. Thank you, {contact.name}.", facts) == (
        "We call, by 9 a.m. Thank you, Robert Downey Jr."
    )
    assert fill("Thank you, {contact.name}. {owner.name}, goodbye.", facts) == "Thank you, Robert Downey Jr., goodbye."


def test_fills_are_found() -> None:
    assert fills_in("{a.b} [x {c.d|e}] {f.g|h} [idle]") == (
        Fill("a.b", None, bracketed=False),
        Fill("c.d", "e", bracketed=True),
        Fill("f.g", "h", bracketed=False),
    )


@pytest.mark.parametrize("text", ["{", "}", "[", "]", "[a [b]]", "{a.b|[c]}", "[{a]}", "x ] y ["])
def test_strays_are_found(text: str) -> None:
    assert strays_in(text)


def test_sound_texts_have_no_strays() -> None:
    assert strays_in("Hello {a.b}[ and {c.d|x}]") == ()
    assert idle_brackets_in("[a] [{b.c}] d") == 1


def test_words_are_counted_as_they_are_said() -> None:
    assert word_count("Hello {contact.name}[ about {touchpoint.subject}] – bye.") == 1 + 2 + 1 + 4 + 1
    assert word_count("{what.ever}") == 2
    assert word_count("") == 0


@given(st.text(), st.dictionaries(st.sampled_from(sorted(KNOWN_FACTS)), st.one_of(st.none(), st.text())))
def test_nothing_is_ever_said_as_none(text: str, facts: dict[str, FactValue]) -> None:
    said = fill(text, facts)
    assert said == " ".join(said.split())
    fills_in(text)
    strays_in(text)
    assert word_count(text) >= 0


PIECES = st.lists(
    st.sampled_from(["Hi", " ", ", ", ". ", "{contact.name}", "{agent.name}", "[ by {agent.name}]", "{agent.name|x}"]),
    max_size=8,
).map("".join)


@given(PIECES)
def test_a_sound_text_is_filled_without_remainder(text: str) -> None:
    said = fill(text, {"contact.name": "Ada"})
    assert not set("[]{}|") & set(said)
    assert "None" not in said
    assert "  " not in said
