"""What is said and what is waited for."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce

import pytest
from questionnaires_at_random import support

from vocsurvey.interview.basis import Basis
from vocsurvey.interview.engine import next_turn
from vocsurvey.interview.heard import Heard, Keys, Silence
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Ask, Line, Offered, Part, Turn
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.keying import number_words


def _turn(keys: str, channel: Channel = Channel.IVR, **facts: FactValue) -> Turn:
    heard = [Silence() if key == "-" else Keys(key) for key in keys.split()]
    known = {name.replace("__", "."): value for name, value in facts.items()}
    return next_turn(support(), known, reduce(Transcript.heard, heard, Transcript(channel=channel)))


def _ask(keys: str, channel: Channel = Channel.IVR) -> Ask:
    ask = _turn(keys, channel).ask
    assert ask is not None
    return ask


def test_the_first_turn() -> None:
    turn = _turn("", contact__first_name="Ada")
    assert turn.position == 0
    assert turn.lines == (
        Line(Part.SPEECH, "Hello Ada."),
        Line(Part.SPEECH, "Is now a good time?"),
        Line(Part.KEYS, "For yes, press 1. For no, press 2."),
    )
    assert turn.ask is not None
    assert (turn.ask.step, turn.ask.kind, turn.ask.max_keys) == ("good_time", "yes_no", 1)
    assert turn.ask.offered == (Offered("yes", "yes", "1"), Offered("no", "no", "2"))
    assert turn.ask.speech
    assert "nope" in turn.ask.hints


def test_a_caller_says_it_their_way_and_is_told_what_not_to_read_aloud() -> None:
    assert _turn("", Channel.LIVE).lines == (
        Line(Part.SPEECH, "Hello, I am a person."),
        Line(Part.SPEECH, "Is now a good time?"),
    )
    assert _turn("1", Channel.LIVE, contact__first_name="Ada").lines[-1] == Line(Part.NOTE, "Wait for Ada.")
    assert all(line.part is not Part.NOTE for line in _turn("1").lines)


def test_the_language_is_the_contacts_when_it_is_spoken_here() -> None:
    german = _turn("", contact__language="de")
    assert german.language == "de"
    assert german.lines[0].text == "Guten Tag."
    assert german.ask is not None
    assert german.ask.offered[0].label == "ja"
    assert _turn("", contact__language="fr").language == "en"
    assert _turn("", contact__language=None).language == "en"


def test_a_language_without_a_word_list_listens_to_keys_and_labels_only() -> None:
    polish = support().model_copy(update={"languages": ("de",)})
    questions = [
        question.model_copy(update={"say": {"pl": "?"}}) for question in polish.questions if question.kind == "yes_no"
    ]
    phrases = {"pl": support().phrases["en"]}
    opening = support().opening.model_copy(update={"say": {"pl": "?"}, "good_time": questions[0]})
    polish = polish.model_copy(
        update={"languages": ("pl",), "questions": tuple(questions), "phrases": phrases, "opening": opening}
    )
    ask = next_turn(polish, {}, Transcript()).ask
    assert ask is not None
    assert not ask.speech
    assert [answer.label for answer in ask.offered] == ["yes", "no"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("1", ["For yes, press 1. For no, press 2."]),
        ("1 -", ["For yes, press 1. For no, press 2.", "If you cannot say, press 0."]),
        ("1 * *", ["For yes, press 1. For no, press 2.", "If you cannot say, press 0."]),
        ("1 1", ["From 1, very dissatisfied, to 5, very satisfied."]),
        ("1 1 3", ["For The product, press 1.", "For The price, press 2."]),
        ("1 1 5 -", ["From 0, not at all, to 10, certainly, then hash."]),
        ("1 1 5 9", ["Key a number from 1 to 30, then hash."]),
        ("1 1 5 9 3", ["Speak after the tone."]),
        ("1 1 5 9 3 7", ["Speak after the tone.", "If you cannot say, press 0."]),
    ],
)
def test_the_keys_are_explained_on_the_phone_only(keys: str, expected: list[str]) -> None:
    assert [line.text for line in _turn(keys).lines if line.part is Part.KEYS] == expected
    assert all(line.part is not Part.KEYS for line in _turn(keys, Channel.LIVE).lines)


def test_a_number_of_one_digit_asks_for_no_hash() -> None:
    calls = support().question("calls").model_copy(update={"high": 9})
    few = support().model_copy(update={"questions": (calls,)})
    turn = next_turn(few, {}, reduce(Transcript.heard, [Keys("1")], Transcript()))
    assert turn.lines[-1].text == "Press a number from 1 to 9."
    assert turn.ask is not None
    assert turn.ask.max_keys == 1
    older = few.phrases["en"].model_copy(update={"number_key": None})
    assert number_words(older, 9) == number_words(older, 10) == "Key a number from {low} to {high}, then hash."


def test_after_a_failure_the_question_comes_without_what_led_up_to_it() -> None:
    texts = [(line.part, line.text) for line in _turn("1 -").lines]
    assert texts[:2] == [(Part.REPAIR, "I heard nothing."), (Part.SPEECH, "Did we care?")]
    assert _turn("-").lines[1].text == "Is now a good time?"


def test_how_keys_are_collected() -> None:
    assert (_ask("1 1").max_keys, _ask("1 1").timeout) == (1, timedelta(seconds=5))
    nps = _ask("1 1 5")
    assert (nps.max_keys, nps.timeout, nps.low, nps.high) == (2, timedelta(seconds=3), 0, 10)
    calls = _ask("1 1 5 9")
    assert (calls.max_keys, calls.timeout, calls.low, calls.high) == (2, timedelta(seconds=5), 1, 30)
    words = _ask("1 1 5 9 3")
    assert (words.max_keys, words.speech, words.max_seconds, words.hints) == (1, True, 20, ())
    menu = _ask("1 *")
    assert (menu.step, menu.max_keys, menu.timeout, menu.speech) == ("menu", 1, timedelta(seconds=5), True)


def test_what_is_listened_for() -> None:
    assert _ask("1 1").hints == ("very dissatisfied", "very satisfied", "one", "two", "three", "four", "five")
    assert _ask("1 1 3").hints == ("The product", "The price")
    assert _ask("1 1 5 9").hints[0] == "one"


def test_a_caller_sees_every_point_of_a_scale() -> None:
    assert _ask("1 1").offered == ()
    assert _ask("1 1", Channel.LIVE).offered == (
        Offered(1, "very dissatisfied", "1"),
        Offered(2, "2", "2"),
        Offered(3, "3", "3"),
        Offered(4, "4", "4"),
        Offered(5, "very satisfied", "5"),
    )
    assert _ask("1 1 3").offered == (Offered("product", "The product", "1"), Offered("price", "The price", "2"))


def test_a_hint_too_long_for_a_recogniser_is_left_out() -> None:
    about = support().question("about")
    assert about.kind == "choice"
    long = about.options[0].model_copy(update={"label": {"en": "x" * 101}})
    questionnaire = support().model_copy(
        update={"questions": (about.model_copy(update={"ask_if": None, "options": (long, about.options[1])}),)}
    )
    ask = next_turn(questionnaire, {}, reduce(Transcript.heard, [Keys("1")], Transcript())).ask
    assert ask is not None
    assert ask.hints == ("The price",)


def test_a_statement_cannot_be_asked() -> None:
    with pytest.raises(KeyError, match="intro"):
        Basis(support(), {}).asked("intro")


def test_a_recorded_phrase_is_played_wherever_it_is_said_and_read_by_a_caller() -> None:
    whole = support()
    files = {"yes_no_keys": "keys.wav", "silence.2": "again.wav", "scale_keys": "never.wav"}
    phrases = {**whole.phrases, "en": whole.phrases["en"].model_copy(update={"audio": files})}
    opening = whole.opening.model_copy(update={"audio": {"en": "opening.wav"}})
    voiced = whole.model_copy(update={"phrases": phrases, "opening": opening})

    def played(channel: Channel, *heard: Heard) -> list[str | None]:
        turn = next_turn(voiced, {}, reduce(Transcript.heard, heard, Transcript(channel=channel)))
        return [line.audio for line in turn.lines]

    assert played(Channel.IVR) == ["opening.wav", None, "keys.wav"]
    assert played(Channel.IVR, Silence()) == [None, None, "keys.wav"]
    assert played(Channel.IVR, Silence(), Silence()) == ["again.wav", None, "keys.wav"]
    assert not any(played(Channel.LIVE, Keys("1")))


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        ("contact.name", "ARCHER, ANN (Sales)", "For Ann Archer, of it, by us."),
        ("contact.name", "None", "For, of it, by us."),
        ("touchpoint.subject", "Re: [EXT] the printer!!", "For you, of the printer, by us."),
        ("touchpoint.subject", "nan", "For you, of it, by us."),
        ("touchpoint.subject", "word " * 13, "For you, of it, by us."),
        ("company.name", "Ada \n & Sons", "For you, of it, by Ada & Sons."),
        ("owner.name", "Weber, Eva", "For you, of it, by us."),
    ],
)
def test_facts_are_said_as_one_reads_them_aloud(fact: str, value: str, said: str) -> None:
    facts = {"contact.name": "you", "company.name": "us", fact: value}
    assert Basis(support(), facts).filled("For {contact.name}, of {touchpoint.subject|it}, by {company.name}.") == said
