"""What is to be recorded: in the order in which it is heard, each into a file of its own."""

from __future__ import annotations

from specimen import GOOD, PHRASES, good

from vocsurvey.questionnaire.load import load
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.questionnaire.recording import (
    content_type,
    files_of,
    phrase_prompts,
    phrase_texts,
    prompts,
    recorded_phrases,
)

IVR = "say: {en: What was it about}\n    ivr: {en: 'What was it, {agent.first_name|then}'}\n    audio: {en: topic.mp3}"
VOICED = GOOD.replace("say: {en: What was it about}", IVR)


def test_prompts_come_in_the_order_of_the_interview() -> None:
    said = list(prompts(good(VOICED), "en"))
    assert [one.place for one in said[:4]] == ["opening", "opening.good_time", "opening.not_now", "csat"]
    assert [one.proposed_file for one in said[1:4]] == [
        "opening-good_time-en.wav",
        "opening-not_now-en.wav",
        "csat-en.wav",
    ]
    assert said[-1].place == "closing.flagged"


def test_the_automated_voice_is_what_is_recorded() -> None:
    (topic,) = [one for one in prompts(good(VOICED), "en") if one.place == "topic"]
    assert (topic.proposed_file, topic.facts, topic.recordable) == ("topic.mp3", ("agent.first_name",), False)


def test_a_language_that_is_not_spoken_has_no_prompts() -> None:
    assert list(prompts(good(), "de")) == []


def test_only_names_that_can_be_files_are_files() -> None:
    assert files_of(good(VOICED)) == {"topic.mp3"}
    assert files_of(good(VOICED.replace("topic.mp3", "../topic.mp3"))) == frozenset()
    assert [content_type(file) for file in ("a.wav", "a.mp3", "a.WAV", "a/b.wav", "a.wav\n", "")] == [
        "audio/wav",
        "audio/mpeg",
        *[None] * 4,
    ]


def test_the_phrases_are_prompts_by_the_names_that_the_file_uses() -> None:
    said = list(phrase_prompts(good(), "en"))
    named = [one.place for one in said]
    assert {"phrases.menu", "phrases.silence.1", "phrases.silence.2", "phrases.when.ask", "phrases.when.keys"} <= {
        *named
    }
    assert not any(one.startswith(("phrases.alarms", "phrases.audio")) for one in named)
    assert len(set(named)) == len(named)
    (keys,) = [one for one in said if one.place == "phrases.choice_key"]
    assert (keys.recordable, keys.facts) == (False, ("label", "key"))


def test_a_phrase_that_a_questionnaire_says_in_other_words_loses_the_recording_of_the_house() -> None:
    files = {"menu": "menu.wav", "silence.1": "silence-1.wav", "give_up": "give-up.wav"}
    house = {"en": PHRASES["en"].model_copy(update={"audio": files})}
    own = "phrases:\n  en:\n    give_up: Goodbye for now.\n    silence: [Hello, Are you there]\n"
    whole = load(GOOD + own, "it.yaml", house)
    assert isinstance(whole, Questionnaire)
    assert whole.phrases["en"].audio == {"menu": "menu.wav"}
    assert recorded_phrases(whole.phrases["en"]) == {" ".join(whole.phrases["en"].menu.split()): "menu.wav"}
    mine = load(GOOD + own + "    audio: {give_up: bye.wav}\n", "it.yaml", house)
    assert isinstance(mine, Questionnaire)
    assert mine.phrases["en"].audio == {"menu": "menu.wav", "give_up": "bye.wav"}
    assert files_of(mine) == {"menu.wav", "bye.wav"}


def test_what_holds_a_fill_is_never_played() -> None:
    phrases = PHRASES["en"].model_copy(update={"audio": {"choice_key": "key.wav", "menu": ""}})
    assert recorded_phrases(phrases) == {}


def test_the_menu_that_leaves_keys_out_is_a_prompt_of_its_own_and_is_played() -> None:
    shorter = {one.place: one.words for one in phrase_prompts(good(), "en") if one.place.startswith("phrases.menu.")}
    assert sorted(shorter) == ["phrases.menu.no_back", "phrases.menu.no_back_no_skip", "phrases.menu.no_skip"]
    for place, words in shorter.items():
        assert ("press 2" not in words) == ("no_back" in place)
        assert ("press 3" not in words) == ("no_skip" in place)
        assert "press 9" in words
    files = {"menu": "menu.wav", "menu.no_back": "menu-first.wav"}
    phrases = PHRASES["en"].model_copy(update={"audio": files})
    assert recorded_phrases(phrases)[shorter["phrases.menu.no_back"]] == "menu-first.wav"
    plain = PHRASES["en"].model_copy(update={"menu": "Press 4 for a person. Press 9, and we never call you again."})
    assert [name for name, _ in phrase_texts(plain) if name.startswith("menu")] == ["menu"]


def test_a_menu_in_other_words_loses_the_recordings_of_its_shorter_ones_too() -> None:
    house = {"en": PHRASES["en"].model_copy(update={"audio": {"menu": "m.wav", "menu.no_back": "n.wav"}})}
    own = f"phrases:\n  en:\n    menu: {PHRASES['en'].menu.replace('To speak', 'To talk')!r}\n"
    whole = load(GOOD + own, "it.yaml", house)
    assert isinstance(whole, Questionnaire)
    assert not whole.phrases["en"].audio
