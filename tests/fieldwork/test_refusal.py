"""Whom somebody means who is not to be called: every spelling, and one clear sentence for what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.refusal import meant_by, read_who
from vocsurvey.fieldwork.suppression import (
    Scope,
    Subject,
    Suppressed,
    Who,
    manner,
    one_account,
    one_contact,
    one_line,
    this_domain,
    whole_number,
)

LONDON = "+442079460123"
READ = [
    ("line", "+44 20 7946 0123", None, one_line(LONDON)),
    ("line", "(020) 7946 0123", "GB", one_line(LONDON)),
    ("line", "0044 20 7946 0123", "GB", one_line(LONDON)),
    ("line", "442079460123.0", None, one_line(LONDON)),
    ("line", "+44 20 7946 0123 ext. 12", None, one_line(LONDON, "12")),
    ("line", "tel:+442079460123;ext=12", None, one_line(LONDON, "12")),
    ("number", "020 7946 0123", "GB", whole_number(LONDON)),
    ("contact", " C-1042 ", None, one_contact("C-1042")),
    ("account", "A 1", None, one_account("A 1")),
    ("domain", "Birke.Example", None, this_domain("birke.example")),
    ("domain", "clara@birke.example", None, this_domain("birke.example")),
    ("domain", "@münchen.example.", None, this_domain("münchen.example")),
]


@pytest.mark.parametrize(("subject", "text", "country", "who"), READ)
def test_what_is_meant(subject: str, text: str, country: str | None, who: Who) -> None:
    assert read_who(Subject(subject), text, country) == who


@pytest.mark.parametrize(
    ("subject", "text", "sentence"),
    [
        ("line", "  ", "Say whom"),
        ("line", "020 7946 0123", "has no country"),
        ("line", "0044 20 7946 0123", "has no country"),
        ("line", "+44 20 7946 0123; +44 20 7946 0124", "There are 2 phone numbers"),
        ("number", "+44 20 7946 0123 x12", "write the number without it"),
        ("number", "+44 12", "too short"),
        ("contact", "x" * 201, "has 201 characters"),
        ("account", "A\u202e1", "control character"),
        ("domain", "a\tb", "The domain has a line break"),
        ("domain", "birke", "is not an e-mail domain"),
        ("domain", "birke..example", "is not an e-mail domain"),
    ],
)
def test_what_cannot_be_meant(subject: str, text: str, sentence: str) -> None:
    problem = read_who(Subject(subject), text)
    assert isinstance(problem, Problem)
    assert sentence in problem.sentence
    assert problem.sentence[0] == problem.sentence[0].upper()


@given(st.text(max_size=80), st.sampled_from(list(Subject)))
def test_anything_is_read_or_refused_in_a_sentence(text: str, subject: Subject) -> None:
    who = read_who(subject, text)
    if isinstance(who, Problem):
        assert who.sentence.endswith(".")
    else:
        assert who.subject is subject
        assert who.key
        assert who in meant_by(text) or subject is Subject.NUMBER


def test_a_search_finds_a_number_in_any_spelling_and_all_else_by_its_name() -> None:
    assert meant_by("0049 30 23125 003", "DE")[:2] == (one_line("+493023125003"), whole_number("+493023125003"))
    assert one_contact("C1") in meant_by("C1")
    assert this_domain("birke.example") in meant_by("birke.example")
    assert meant_by("") == meant_by("a\tb") == ()


def test_how_it_is_shown() -> None:
    shown = [one_line(LONDON, "12"), one_line(LONDON), whole_number(LONDON), one_contact("a:b")]
    assert [one.shown for one in shown] == [f"{LONDON}, extension 12", LONDON, LONDON, "a:b"]


def test_how_a_follow_up_is_done() -> None:
    line, machine = Suppressed(Subject.LINE, Scope.ALL_SURVEYS), Suppressed(Subject.ACCOUNT, Scope.AUTOMATED)
    assert manner((), "a@b.example") is None
    assert "write to a@b.example. Ask" in (manner([line, machine], "a@b.example") or "")
    assert "keep that promise" in (manner([line], "a@b.example", promised=True) or "")
    assert "Call them yourself" in (manner([machine], None, promised=True) or "")
    assert "call about this matter and nothing else" in (manner([line], None) or "")
    assert "Call them yourself" in (manner([machine], "a@b.example") or "")
