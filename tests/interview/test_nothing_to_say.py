"""Ideas that are none: "no", "nothing" and pauses raise no flag, and nothing that has content is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.followup.flag import FlagKind
from vocsurvey.interview.answer import flag_of
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.reading import Given
from vocsurvey.interview.rehearse import EXAMPLE_FACTS
from vocsurvey.interview.vocabulary import empty_of_content, normalised, vocabulary
from vocsurvey.library import load_library
from vocsurvey.questionnaire.model import Asked, Open

LANGUAGES = ("en", "de", "fr", "es")
NOTHINGS = sorted({one for code in LANGUAGES for one in (*vocabulary(code).nothing, *vocabulary(code).no)})
WORDS = {
    word
    for phrase in (*NOTHINGS, *(one for code in LANGUAGES for one in vocabulary(code).cant_say))
    for word in phrase.split()
}

NOTHING = (
    *(
        "No.",
        "no",
        "Nothing",
        "No, nothing.",
        "Nothing, thank you!",
        "Um … no.",
        "Nothing comes to mind.",
        "Not really",
    ),
    *("Nein, nichts.", "Nein danke", "Mir fällt nichts ein.", "Ähm, eigentlich nichts.", "Nö.", "Das war’s, danke."),
    *("Non, rien.", "Rien de particulier, merci.", "Euh, non.", "Je ne vois pas.", "Pas pour l’instant."),
    *("No, nada.", "Nada, gracias.", "No se me ocurre nada.", "Pues… de momento nada.", "Eh, no."),
    *("[silence]", "(silence)", "…", "hmm", "I don't know."),
)
SOMETHING = (
    *("No forms.", "Nothing works on Mondays.", "Thank you for the fast reply, but call earlier.", "No more e-mails"),
    *(
        "Nichts war verständlich.",
        "Nein, aber rufen Sie früher an.",
        "Keine Formulare.",
        "Danke, bessere Lieferzeiten.",
    ),
    *("Rien ne marche le lundi.", "Non, mais rappelez plus tôt.", "Plus de formation.", "Merci d'appeler avant."),
    *("Nada funciona los lunes.", "No, pero llamen antes.", "Más formación.", "Gracias por llamar antes."),
    *("yes", "Training", "Price", "Speed", "nothing " * 11),
)


@pytest.mark.parametrize("words", NOTHING)
def test_nothing_is_heard_as_nothing(words: str) -> None:
    assert empty_of_content(words)


@pytest.mark.parametrize("words", SOMETHING)
def test_what_says_something_is_heard(words: str) -> None:
    assert not empty_of_content(words)


@pytest.mark.parametrize("phrase", NOTHINGS)
def test_every_phrase_is_written_as_it_is_heard(phrase: str) -> None:
    assert phrase == normalised(phrase)
    assert empty_of_content(phrase.upper() + "!")


@given(
    st.lists(st.sampled_from(sorted(WORDS)), max_size=4),
    st.text(min_size=1),
    st.lists(st.sampled_from(sorted(WORDS)), max_size=4),
)
def test_one_word_of_content_is_enough(before: list[str], word: str, after: list[str]) -> None:
    """Nothing is swallowed that holds a word that is in none of the phrases."""
    heard = normalised(word)
    if not set(heard.split()) <= WORDS:
        assert not empty_of_content(" ".join((*before, word, *after)))


@given(st.lists(st.sampled_from(NOTHINGS), min_size=1, max_size=3))
def test_several_ways_to_say_nothing_say_nothing(phrases: list[str]) -> None:
    words = ", ".join(phrases)
    assert empty_of_content(words) is (len(words.split()) <= 10)


def ideas() -> list[tuple[str, Asked]]:
    """Every open question of the shipped questionnaires of which any words are an idea."""
    return [
        (name, question)
        for name, one in load_library().items()
        for question in one.questions
        if isinstance(question, Open) and any(rule.kind == "idea" for rule in question.flags)
    ]


@pytest.mark.parametrize(("name", "question"), ideas(), ids=lambda one: one if isinstance(one, str) else one.id)
def test_an_idea_has_to_be_one(name: str, question: Open) -> None:
    basis = Basis(load_library()[name], EXAMPLE_FACTS)
    for words in NOTHING:
        assert flag_of(basis, question, Given(None, words)) is None
    for words in SOMETHING:
        flag = flag_of(basis, question, Given(None, words))
        assert flag is not None
        assert flag.kind is FlagKind.IDEA
    # Words that must not wait are heard wherever they fall, and a negative rule takes whatever was said.
    alarmed = flag_of(basis, question, Given(None, "No, nothing, I will sue you."))
    assert alarmed is not None
    assert alarmed.kind is FlagKind.ALARM
    assert flag_of(basis, question, Given(None, recorded=7)) is not None
    taught = question.model_copy(update={"flags": (question.flags[0].model_copy(update={"kind": "education"}),)})
    assert flag_of(basis, taught, Given(None, "Nothing.")) is None
    negative = question.model_copy(update={"flags": (question.flags[0].model_copy(update={"kind": "negative"}),)})
    assert flag_of(replace(basis, chosen="en"), negative, Given(None, "Nothing.")) is not None
