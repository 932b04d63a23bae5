"""What is to be recorded: in the order in which it is heard, each into a file of its own."""

from __future__ import annotations

from specimen import GOOD, good

from vocsurvey.questionnaire.recording import content_type, files_of, prompts

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
