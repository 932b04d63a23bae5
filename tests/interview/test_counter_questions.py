""" "Who is this?", "how long does it take?" and the like are answered, and the question is put again."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from vocsurvey.interview.continuation import Standing, carry_on
from vocsurvey.interview.counter_question import asked
from vocsurvey.interview.counter_question_words import Topic
from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Heard, Keys, Silence, Speech
from vocsurvey.interview.opt_out import asked as opted_out
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Course, Ending
from vocsurvey.library import load_library
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Missing, Questionnaire
from vocsurvey.questionnaire.recording import phrase_prompts

QUESTIONNAIRE = load_library()["support-case"]
LANGUAGES = ("en", "de", "fr", "es")
FIRST = QUESTIONNAIRE.core[0]
FACTS: dict[str, FactValue] = {
    "contact.name": "Ann Archer",
    "company.name": "Example Systems",
    "touchpoint.subject": "the label printer",
}
WHO = Speech("Who is this?")
OPEN = ("1", "2", "2", "2", "5", "2")
"""To the question what to put right."""

ASKED: Mapping[Topic, Mapping[str, tuple[str, ...]]] = {
    Topic.WHO_CALLS: {
        "en": (
            *(
                "Who is this?",
                "who's calling please",
                "Sorry, who are you?",
                "Hello? Who is this?",
                "Which company is this",
            ),
            *(
                "Who am I speaking to?",
                "who do you work for",
                "who was that again",
                "Who is this and what is it about?",
            ),
        ),
        "de": (
            *(
                "Wer ist da?",
                "Wer spricht denn da?",
                "Wer sind Sie denn?",
                "Mit wem spreche ich bitte?",
                "Wer ruft da an",
            ),
            *("Von welcher Firma rufen Sie an?", "Wie heißen Sie?", "Hallo, wer ist das?"),
        ),
        "fr": (
            "Qui est-ce ?",
            "C'est qui ?",
            "Qui êtes-vous ?",
            "Vous êtes qui ?",
            "C'est de la part de qui",
            "Quelle société ?",
        ),
        "es": ("¿Quién es?", "¿Quién llama?", "¿Con quién hablo?", "¿De qué empresa llaman?", "¿De parte de quién?"),
    },
    Topic.WHY_CALLING: {
        "en": (
            "Why are you calling me?",
            "What's this about?",
            "What do you want?",
            "what is the purpose of this call",
            "Why?",
        ),
        "de": (
            "Warum rufen Sie mich an?",
            "Worum geht es denn?",
            "Was wollen Sie von mir?",
            "Wieso rufen Sie an",
            "Worum geht's?",
        ),
        "fr": (
            "Pourquoi m'appelez-vous ?",
            "C'est à quel sujet ?",
            "De quoi s'agit-il ?",
            "Qu'est-ce que vous voulez ?",
        ),
        "es": (
            "¿Por qué me llaman?",
            "¿De qué se trata?",
            "¿Qué quieren?",
            "¿Para qué es esto?",
            "Oiga, ¿por qué llama?",
        ),
    },
    Topic.HOW_LONG: {
        "en": (
            *(
                "How long does it take?",
                "How long will this take",
                "How many questions are there?",
                "Yes, but how long is it?",
            ),
            *("how much longer", "Will this take long?", "How long is this going to take?"),
        ),
        "de": ("Wie lange dauert das?", "Wie lange denn noch?", "Wie viele Fragen sind es noch?", "Dauert das lange?"),
        "fr": ("Ça dure combien de temps ?", "Combien de temps ?", "C'est long ?", "Il y en a pour combien de temps ?"),
        "es": (
            "¿Cuánto dura?",
            "¿Cuánto tiempo va a tardar esto?",
            "¿Cuántas preguntas son?",
            "¿Es largo?",
            "¿Tarda mucho?",
        ),
    },
    Topic.AUTOMATED: {
        "en": (
            "Is this a recording?",
            "Are you a robot?",
            "Am I talking to a machine?",
            "Is this a real person?",
            "are you real",
        ),
        "de": (
            "Ist das ein Band?",
            "Sind Sie ein Roboter?",
            "Spreche ich mit einem Computer?",
            "Ist das eine Aufnahme?",
        ),
        "fr": ("C'est un robot ?", "Êtes-vous un robot ?", "Est-ce un enregistrement ?", "Je parle à une machine ?"),
        "es": (
            "¿Es una grabación?",
            "¿Es usted un robot?",
            "¿Estoy hablando con una máquina?",
            "¿Es una persona real?",
        ),
    },
    Topic.CONFIDENTIAL: {
        "en": (
            "Is this confidential?",
            "Who hears this?",
            "Is it anonymous?",
            "who is listening",
            "What happens with my answers?",
        ),
        "de": (
            "Ist das vertraulich?",
            "Wer hört das?",
            "Bleibt das unter uns?",
            "Was passiert mit meinen Antworten?",
            "Wer hört mit?",
        ),
        "fr": ("C'est confidentiel ?", "Qui écoute ça ?", "Est-ce anonyme ?", "Que faites-vous de mes réponses ?"),
        "es": ("¿Es confidencial?", "¿Quién escucha esto?", "¿Es esto anónimo?", "¿Qué hacen con mis respuestas?"),
    },
}
EACH = [(topic, code, words) for topic, some in ASKED.items() for code, all_ in some.items() for words in all_]
COMMENTS = {
    "en": (
        *(
            "Who is this new colleague of yours?",
            "Why are you so slow, we waited for a week",
            "it is a machine",
            "how long it took",
        ),
        *(
            "I asked who is this and nobody knew",
            "what happens with my order",
            "who answers the phone is always different",
        ),
    ),
    "de": (
        "Wie lange das dauert, ist unmöglich",
        "wer sind Sie eigentlich, dass Sie so liefern",
        "Das dauert lange",
        "es ist ein Roboter",
    ),
    "fr": (
        "c'est long",
        "c'est un robot qui répond toujours",
        "ça dure longtemps",
        "qui est responsable de la facture",
    ),
    "es": ("es largo", "es una máquina", "tarda mucho", "por qué no llamaron cuando lo prometieron"),
}


def course(*heard: Heard | str, language: str = "en", questionnaire: Questionnaire = QUESTIONNAIRE) -> Course:
    """After this was heard, a string being keys."""
    transcript = Transcript(channel=Channel.IVR, occasions=({},))
    for one in heard:
        transcript = transcript.heard(Keys(one) if isinstance(one, str) else one)
    return play(questionnaire, {**FACTS, "contact.language": language}, transcript)


def step_of(after: Course) -> str | None:
    return None if after.turn.ask is None else after.turn.ask.step


def said(after: Course) -> list[str]:
    return [line.text for line in after.turn.lines]


@pytest.mark.parametrize(("topic", "language", "words"), EACH)
def test_what_is_asked_back_is_answered_in_one_sentence_and_the_question_follows(
    topic: Topic, language: str, words: str
) -> None:
    assert asked(Speech(words), language, open_ended=True) is topic
    assert not opted_out(words)
    for before in ((), ("1",), OPEN):
        put, after = course(*before, language=language), course(*before, Speech(words), language=language)
        assert (step_of(after), after.settled) == (step_of(put), put.settled)
        assert said(after)[1:] == said(put)[-len(said(after)) + 1 :]
        assert "Example Systems" in said(after)[0] or topic in (Topic.HOW_LONG, Topic.WHY_CALLING)
        assert ("label printer" in said(after)[0]) == (topic is Topic.WHY_CALLING and bool(before))


@pytest.mark.parametrize(("language", "words"), [(code, words) for code, some in COMMENTS.items() for words in some])
def test_a_comment_that_has_such_words_in_it_is_a_comment(language: str, words: str) -> None:
    assert course(*OPEN, Speech(words), language=language).settled[-1].verbatim == words


def test_what_was_not_heard_for_certain_or_is_in_no_language_of_ours_is_not_answered() -> None:
    assert asked(Speech("Who is this?", 0.3), "en", open_ended=False) is None
    assert asked(Speech("Who is this?"), "nl", open_ended=False) is None
    assert asked(Silence(), "en", open_ended=False) is None
    assert asked(Speech("hello, " * 30 + "who is this?"), "en", open_ended=False) is None
    assert asked(Speech("hello"), "en", open_ended=False) is None


def test_it_costs_no_try_three_times_in_a_row_and_then_is_no_answer_like_any_other() -> None:
    silent = (Silence(), Silence())
    assert step_of(course("1", *silent, WHO, WHO, WHO)) == FIRST
    assert course("1", *silent, WHO, WHO, WHO, WHO).ending is Ending.NO_INPUT
    fourth = said(course("1", WHO, WHO, WHO, WHO))
    assert fourth[0] == "I am afraid I did not understand that. Here it is again."
    assert said(course("1", WHO, WHO, WHO, Silence(), WHO))[0].startswith("This is Example Systems")
    assert step_of(course("1", *silent, WHO, "1")) != FIRST
    assert course("1", *((WHO,) * 40)).ending is Ending.NO_INPUT
    reason = course(*OPEN, *((WHO,) * 12))
    assert (step_of(reason), reason.settled[-1].missing) == ("attribution", Missing.NO_INPUT)


def test_an_older_version_without_the_words_hears_it_as_before() -> None:
    none = {str(topic): None for topic in Topic}
    pinned = QUESTIONNAIRE.model_copy(
        update={"phrases": {code: one.model_copy(update=none) for code, one in QUESTIONNAIRE.phrases.items()}}
    )
    robot = Speech("Are you a robot?")
    assert said(course("1", robot, questionnaire=pinned))[0].startswith("I am afraid I did not understand that.")
    assert course(*OPEN, robot, questionnaire=pinned).settled[-1].verbatim == "Are you a robot?"


def test_an_answer_that_is_put_like_a_question_is_the_answer() -> None:
    question = QUESTIONNAIRE.question("attribution")
    options = tuple(
        one.model_copy(update={"label": {**one.label, "en": "How long?"}}) if one.id == "product" else one
        for one in question.options  # type: ignore[union-attr]
    )
    changed = question.model_copy(update={"options": options})
    questions = tuple(changed if one.id == "attribution" else one for one in QUESTIONNAIRE.questions)
    odd = QUESTIONNAIRE.model_copy(update={"questions": questions})
    assert dict(course(*OPEN, "#", Speech("How long?"), questionnaire=odd).codes)["attribution"] == "product"


def test_while_the_memory_does_not_answer_it_is_no_answer_and_the_call_ends_politely() -> None:
    standing = Standing(FIRST, 1, 1, "en", (), False, {})
    carried = carry_on(QUESTIONNAIRE, standing, WHO)
    assert carried is not None
    assert carried.ending is Ending.NO_INPUT


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_the_same_for_everybody_can_be_recorded(language: str) -> None:
    prompts = {one.place: one for one in phrase_prompts(QUESTIONNAIRE, language)}
    assert {f"phrases.{topic}" for topic in Topic} <= set(prompts)
    assert prompts["phrases.how_long"].recordable
    assert not prompts["phrases.who_calls"].recordable
