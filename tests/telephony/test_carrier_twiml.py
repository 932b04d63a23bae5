"""Every kind of turn as a document that a strict reader accepts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from strict_twiml import NotStrictError, read
from twilio.twiml.voice_response import VoiceResponse

from vocsurvey.interview.turn import Ask, Ending, Line, Offered, Part, Turn
from vocsurvey.telephony.characters import plain
from vocsurvey.telephony.twiml import CommentUrls, hang_up, message, render, sorry, trial, wait
from vocsurvey.telephony.url import CarrierUrls, State
from vocsurvey.telephony.voices import Voice, Voices

RULES = Path(__file__).parents[2] / "vocsurvey" / "data" / "rules"
VOICES = Voices.from_mapping(yaml.safe_load((RULES / "voices.yaml").read_text(encoding="utf-8")))
ACTION = CarrierUrls("https://voice.example.com", "s").turn(
    "tok", State("0" * 32, "en", 0, 1, 0, "q", "17", (("q", 1),))
)
LINES = (Line(Part.ACKNOWLEDGE, "Thank you."), Line(Part.SPEECH, "How was it?"), Line(Part.KEYS, "Press 1 or 2."))
YES_NO = Ask("cared", "yes_no", 1, timedelta(seconds=6), offered=(Offered("yes", "Yes", "1"), Offered("no", "No", "2")))
SCALE = Ask("nps", "scale", 2, timedelta(seconds=3), low=0, high=10)
OPEN = Ask("why", "open", 1, timedelta(seconds=5), speech=True, hints=("refund", "late, again"), max_seconds=60)
SPOKEN = replace(OPEN, max_keys=0, hints=())
MENU = Ask("menu", "menu", 1, timedelta(seconds=8))


def turn(ask: Ask | None, *, language: str = "en", lines: tuple[Line, ...] = LINES) -> Turn:
    return Turn(0, language, lines, ask, Ending.COMPLETED if ask is None else None)


def gather(ask: Ask) -> dict[str, str]:
    root = read(render(turn(ask), ACTION, VOICES))
    assert [child.tag for child in root] == ["Gather"]
    assert [say.text for say in root[0]] == [line.text for line in LINES]
    return {name: value for name, value in root[0].attrib.items() if name != "action"}


ALWAYS = {"method": "POST", "actionOnEmptyResult": "true"}


def test_a_question_of_one_key_hears_every_key() -> None:
    expected = {**ALWAYS, "input": "dtmf", "numDigits": "1", "finishOnKey": ""}
    assert gather(YES_NO) == {**expected, "timeout": "6"}
    assert gather(MENU) == {**expected, "timeout": "8"}


def test_a_longer_number_is_one_collection_that_the_hash_ends_after_the_last_digit_too() -> None:
    expected = {**ALWAYS, "input": "dtmf", "numDigits": "3", "finishOnKey": "#", "timeout": "3"}
    assert gather(SCALE) == expected


def test_words_with_a_key_to_get_out() -> None:
    expected = {**ALWAYS, "input": "dtmf speech", "numDigits": "1", "finishOnKey": "", "timeout": "5"}
    speech = {"speechTimeout": "3", "language": "en-US", "hints": "refund, late again"}
    assert gather(OPEN) == {**expected, **speech}


def test_a_pause_ends_the_words_of_a_closed_question_at_once() -> None:
    heard = gather(replace(YES_NO, speech=True, hints=("yes", "no")))
    assert (heard["speechTimeout"], heard["input"], heard["numDigits"]) == ("auto", "dtmf speech", "1")


def test_words_alone() -> None:
    expected = {**ALWAYS, "input": "speech", "speechTimeout": "3", "language": "en-US", "timeout": "5"}
    assert gather(SPOKEN) == expected


def test_an_ask_for_neither_still_hears_a_key() -> None:
    assert gather(replace(MENU, max_keys=0))["numDigits"] == "1"


@pytest.mark.parametrize(("seconds", "expected"), [(0, "1"), (0.2, "1"), (3, "3"), (3.1, "4")])
def test_time_to_answer_is_whole_seconds(seconds: float, expected: str) -> None:
    assert gather(replace(YES_NO, timeout=timedelta(seconds=seconds)))["timeout"] == expected


def test_the_action_url_survives() -> None:
    root = read(render(turn(YES_NO), ACTION + "&a=<b>", VOICES).replace("&lt;b&gt;", "b"))
    assert root[0].attrib["action"] == ACTION + "&a=b"


def test_hints_are_limited() -> None:
    hints = ("", *(f"hint {n} " + "x" * 200 for n in range(600)))
    given_hints = gather(replace(OPEN, hints=hints))["hints"].split(", ")
    assert len(given_hints) == 499
    assert max(map(len, given_hints)) == 100


@pytest.mark.parametrize("ending", list(Ending))
def test_every_ending_speaks_and_hangs_up(ending: Ending) -> None:
    root = read(render(Turn(4, "de", (Line(Part.SPEECH, "Danke."),), None, ending), ACTION, VOICES))
    assert [child.tag for child in root] == ["Say", "Hangup"]
    assert root[0].attrib == {"language": "de-DE", "voice": "Polly.Vicki"}


def test_notes_are_not_read_aloud() -> None:
    document = render(turn(YES_NO, lines=(*LINES, Line(Part.NOTE, "Do not prompt."))), ACTION, VOICES)
    assert "prompt" not in document
    assert len(read(document)[0]) == len(LINES)


def test_a_turn_without_words_still_listens() -> None:
    assert len(read(render(turn(YES_NO, lines=(Line(Part.SPEECH, " "),)), ACTION, VOICES))[0]) == 0


def test_a_long_line_is_spoken_in_pieces() -> None:
    words = " ".join(f"word{n}" for n in range(2_000)) + " " + "x" * 7_000
    root = read(render(turn(YES_NO, lines=(Line(Part.SPEECH, words),)), ACTION, VOICES))
    assert len(root[0]) > 5
    assert "".join(say.text or "" for say in root[0]).replace(" ", "") == words.replace(" ", "")


def test_a_document_that_the_carrier_would_refuse_is_not_made() -> None:
    with pytest.raises(ValueError, match="longer than"):
        render(turn(YES_NO, lines=(Line(Part.SPEECH, "ä " * 40_000),)), ACTION, VOICES)


@given(st.text(), st.sampled_from([YES_NO, SCALE, OPEN, SPOKEN, None]), st.sampled_from(["en", "de", "fr", "es", "pl"]))
def test_any_words_make_a_good_document(text: str, ask: Ask | None, language: str) -> None:
    spoken = ask and replace(ask, hints=(text,))
    root = read(render(turn(spoken, language=language, lines=(Line(Part.SPEECH, text),)), ACTION, VOICES))
    said = "".join(say.text or "" for say in root.iter("Say"))
    assert said.replace(" ", "") == plain(text).replace(" ", "")


@pytest.mark.parametrize("language", ["en", "en-GB", "de", "fr", "es", "en-AU", "pl"])
def test_sorry_is_short_and_hangs_up(language: str) -> None:
    root = read(sorry(language, VOICES))
    assert [child.tag for child in root] == ["Say", "Hangup"]
    assert 20 < len(root[0].text or "") < 150


def test_a_test_call_speaks_english_and_hangs_up() -> None:
    root = read(trial(VOICES))
    assert [child.tag for child in root] == ["Say", "Hangup"]
    assert root[0].attrib["language"] == "en-US"


def test_a_machine_gets_no_words() -> None:
    assert [child.tag for child in read(hang_up())] == ["Hangup"]


def test_a_machine_that_is_about_to_hear_its_message_gets_silence() -> None:
    root = read(wait())
    assert [(child.tag, dict(child.attrib)) for child in root] == [("Pause", {"length": "10"}), ("Hangup", {})]


MESSAGE = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Gather action="https://voice.example.com/carrier/tok/message" '
    'actionOnEmptyResult="false" finishOnKey="" input="dtmf" method="POST" numDigits="1" timeout="1">'
    '<Say language="en-US" voice="Polly.Joanna">A message from Hinz &amp; Kunz.</Say></Gather><Hangup /></Response>'
)


def test_the_message_for_a_machine() -> None:
    """One key is listened for, which no machine presses; silence falls through to the end of the call."""
    made = message("A message from Hinz & Kunz.", "en", "https://voice.example.com/carrier/tok/message", VOICES)
    assert made == MESSAGE
    root = read(made)
    assert [child.tag for child in root] == ["Gather", "Hangup"]


def test_a_message_that_cannot_be_sent_with_a_request_is_refused() -> None:
    with pytest.raises(ValueError, match="4,000 characters"):
        message("word " * 900, "en", "https://voice.example.com/carrier/tok/message", VOICES)


def test_a_voice_for_every_language() -> None:
    assert VOICES.of("en-GB").language == "en-GB"
    assert VOICES.of("en-AU").language == "en-US"
    assert VOICES.of("pl") == VOICES.of(VOICES.default)
    assert VOICES.lacking(["en", "en-AU", "de", "pl", "pt-BR"]) == ("pl", "pt-BR")


GOOD = {"language": "en-US", "voice": "Polly.Joanna", "sorry": "Sorry."}


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (None, "voices:"),
        ({"voices": []}, "voices:"),
        ({"voices": {}}, "voices:"),
        ({"voices": {"en": GOOD}}, "default:"),
        ({"voices": {"en": GOOD}, "default": "de"}, "default:"),
        ({"voices": {"en": {"language": "en-US"}}, "default": "en"}, "voices.en:"),
        ({"voices": {"en": {**GOOD, "pitch": "high"}}, "default": "en"}, "voices.en:"),
        ({"voices": {"en": {**GOOD, "voice": 3}}, "default": "en"}, "voices.en:"),
        ({"voices": {"en": {**GOOD, "voice": " "}}, "default": "en"}, "voices.en:"),
        ({"voices": {"en": {**GOOD, "language": "en"}}, "default": "en"}, "voices.en.language:"),
        ({"voices": {"en": "Joanna"}, "default": "en"}, "voices.en:"),
    ],
)
def test_a_file_of_voices_with_something_wrong(data: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Voices.from_mapping(data)


def test_a_file_of_voices() -> None:
    voices = Voices.from_mapping({"voices": {"en": GOOD}, "default": "en"})
    assert voices.of("en") == Voice("en-US", "Polly.Joanna", "Sorry.")


def sdk(**attributes: object) -> str:
    """What the SDK makes, without a complaint, of whatever it is given."""
    response = VoiceResponse()
    good = {"input": "dtmf", "action": ACTION, "method": "POST", "timeout": 5, "action_on_empty_result": True}
    response.gather(**{**good, "num_digits": 1, "finish_on_key": "", **attributes})
    return str(response)


def test_the_strict_reader_accepts_what_is_right() -> None:
    assert isinstance(read(sdk()), ElementTree.Element)


@pytest.mark.parametrize(
    "attributes",
    [
        {"num_digts": 1},
        {"input": "keys"},
        {"input": "dtmf,speech"},
        {"timeout": "soon"},
        {"timeout": 0},
        {"num_digits": 0},
        {"finish_on_key": "x"},
        {"method": "PUT"},
        {"action_on_empty_result": "yes"},
        {"action_on_empty_result": None},
        {"action": None},
        {"action": "/relative"},
        {"language": "en-US"},
        {"hints": "a"},
        {"input": "speech", "language": "english", "num_digits": None, "finish_on_key": None},
        {"input": "dtmf speech"},
        {"num_digits": None, "finish_on_key": None},
    ],
)
def test_the_strict_reader_catches_what_the_sdk_lets_pass(attributes: dict[str, object]) -> None:
    document = sdk(**attributes)
    with pytest.raises(NotStrictError):
        read(document)


HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SAY = '<Say voice="Polly.Amy" language="en-GB">'
LONG = f"{SAY}{'x' * 3_000}</Say>"


@pytest.mark.parametrize(
    "document",
    [
        "<Response><Hangup/></Response>",
        HEAD + "<Response><Hangup/>",
        HEAD + "<Answer><Hangup/></Answer>",
        HEAD + "<Response/>",
        HEAD + "<Response>hello<Hangup/></Response>",
        HEAD + "<Response><Hangup/>bye</Response>",
        HEAD + f"<Response><Hangup/>{SAY}late</Say></Response>",
        HEAD + "<Response><HangUp/></Response>",
        HEAD + "<Response><Say>no voice</Say></Response>",
        HEAD + f"<Response>{SAY}</Say></Response>",
        HEAD + f"<Response>{SAY}{'x' * 3_001}</Say></Response>",
        HEAD + f"<Response>{SAY}a<Hangup/></Say></Response>",
        HEAD + '<Response><Say voice="Polly.Amy" language="de-DE">Hallo</Say></Response>',
        HEAD + f"<Response>{LONG * 25}</Response>",
    ],
)
def test_the_strict_reader_catches_what_the_carrier_would_play_wrongly(document: str) -> None:
    with pytest.raises(NotStrictError):
        read(document)


COMMENT = CommentUrls(
    "https://voice.example.com/carrier/tok/comment?s=1", "https://voice.example.com/carrier/tok/words"
)
RECORDED = replace(OPEN, recorded=True)


def recorded(ask: Ask = RECORDED, language: str = "en", comment: CommentUrls | None = COMMENT) -> ElementTree.Element:
    root = read(render(turn(ask, language=language), ACTION, VOICES, comment=comment))
    assert [child.tag for child in root] == ["Gather", "Record", "Redirect"]
    return root


def test_a_comment_is_recorded_after_the_question_during_which_keys_are_heard() -> None:
    gathered, record, redirect = recorded()
    assert [say.text for say in gathered] == [line.text for line in LINES]
    keys = {"input": "dtmf", "numDigits": "1", "finishOnKey": "", "timeout": "1", "actionOnEmptyResult": "false"}
    assert gathered.attrib == {**keys, "method": "POST", "action": ACTION}
    assert record.attrib == {
        "action": ACTION,
        "method": "POST",
        "timeout": "5",
        "maxLength": "60",
        "finishOnKey": "*#",
        "playBeep": "true",
        "trim": "trim-silence",
        "recordingStatusCallback": COMMENT.recording,
        "recordingStatusCallbackMethod": "POST",
        "recordingStatusCallbackEvent": "completed absent",
        "transcribe": "true",
        "transcribeCallback": COMMENT.words,
    }
    assert (redirect.text, redirect.attrib) == (ACTION, {"method": "POST"})


@pytest.mark.parametrize("language", ["de", "fr", "es", "pl"])
def test_words_are_written_down_only_where_the_carrier_can(language: str) -> None:
    expected = VOICES.of(language).transcribed
    assert ("transcribe" in recorded(language=language)[1].attrib) == expected == (language == "pl")


def test_a_comment_that_is_too_long_to_be_written_down_is_recorded_all_the_same() -> None:
    document = render(turn(replace(RECORDED, max_seconds=121)), ACTION, VOICES, comment=COMMENT)
    assert "transcribe" not in document
    assert 'maxLength="121"' in document


def test_without_an_address_for_reports_it_is_recorded_all_the_same() -> None:
    attributes = recorded(replace(RECORDED, max_seconds=None), comment=None)[1].attrib
    assert attributes["maxLength"] == "30"
    assert not {name for name in attributes if "Callback" in name or name == "transcribe"}


@pytest.mark.parametrize("said", ["maybe", "true"])
def test_a_voice_is_transcribed_or_not(said: str) -> None:
    with pytest.raises(ValueError, match=r"voices\.en\.transcribed: write yes or no"):
        Voices.from_mapping({"voices": {"en": {**GOOD, "transcribed": said}}, "default": "en"})
    assert (
        not Voices.from_mapping({"voices": {"en": {**GOOD, "transcribed": "no"}}, "default": "en"}).of("en").transcribed
    )
