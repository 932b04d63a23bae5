"""Words are found as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.followup.search_words import LONGEST_WORD, MOST_ASKED, Wanted, asked_for, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", set()),
        ("Clara Lindner", {"clara", "lindner"}),
        ("MÜLLER & Söhne", {"muller", "sohne"}),
        ("Straße", {"strasse"}),
        ("L'équipe a été reçue", {"l", "equipe", "a", "ete", "recue"}),
        ("¿Dónde está?", {"donde", "esta"}),
        ("order 4711, again", {"order", "4711", "again"}),
        ("\x00 \ud800 --", set()),
        ("x" * 60, {"x" * LONGEST_WORD}),
    ],
)
def test_the_words_of_a_text(text: str, words: set[str]) -> None:
    assert words_in([text]) == words


def test_a_number_is_meant_as_a_whole_and_a_word_as_its_beginning() -> None:
    assert asked_for("Lind 12 lind") == (Wanted("lind", whole=False), Wanted("12", whole=True))


def test_no_more_are_looked_for_than_cost_little() -> None:
    assert len(asked_for(" ".join(f"w{n}" for n in range(50)))) == MOST_ASKED


@given(st.text(max_size=80))
def test_what_is_in_a_text_is_found_by_typing_it_in_capitals(text: str) -> None:
    assert words_in([text]) >= {one.word for one in asked_for(text)}
    assert all(len(word) <= LONGEST_WORD for word in words_in([text]))
