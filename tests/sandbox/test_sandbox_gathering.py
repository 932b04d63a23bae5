"""What a Gather hears, rule by rule, as a function and over the wire."""

from dataclasses import replace

import pytest
from carrier_house import HAPPY, house
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.sandbox.gathering import Press, Reaction, Speech, gather
from vocsurvey.sandbox.respondent import SILENCE, keyed, said
from vocsurvey.sandbox.verbs import Gather

PROMPT = 10.0
ANY = Gather(timeout=3.0)
TWO = Gather(timeout=3.0, num_digits=2)
BOTH = Gather(timeout=3.0, inputs=frozenset({"dtmf", "speech"}))
SPOKEN = Gather(timeout=3.0, inputs=frozenset({"speech"}))


def test_numdigits_sends_at_the_last_digit() -> None:
    result = gather(TWO, PROMPT, Reaction((Press(11, "1"), Press(11.5, "0"), Press(12, "#"))))
    assert (result.digits, result.finished_on, result.seconds, result.lost) == ("10", "", 11.5, "#")


def test_the_finishing_key_is_not_part_of_the_digits() -> None:
    result = gather(TWO, PROMPT, Reaction((Press(11, "7"), Press(11.5, "#"), Press(12, "1"))))
    assert (result.digits, result.finished_on, result.seconds, result.lost) == ("7", "#", 11.5, "1")


def test_a_single_digit_waits_for_the_timeout() -> None:
    result = gather(TWO, PROMPT, Reaction((Press(11, "7"),)))
    assert (result.digits, result.seconds) == ("7", 14.0)


def test_the_next_digit_must_come_within_the_timeout() -> None:
    result = gather(TWO, PROMPT, Reaction((Press(11, "1"), Press(14.5, "0"))))
    assert (result.digits, result.seconds, result.lost) == ("1", 14.0, "0")


def test_the_timeout_begins_at_the_end_of_the_prompt() -> None:
    assert gather(ANY, PROMPT, SILENCE).seconds == 13.0
    late = gather(ANY, PROMPT, Reaction((Press(13.5, "1"),)))
    assert (late.digits, late.lost, late.empty) == ("", "1", True)


def test_a_key_interrupts_the_prompt() -> None:
    result = gather(replace(ANY, num_digits=1), PROMPT, Reaction((Press(2.0, "4"),)))
    assert (result.digits, result.seconds) == ("4", 2.0)


def test_without_barge_in_the_key_counts_at_the_end_of_the_prompt() -> None:
    result = gather(replace(ANY, num_digits=1, barge_in=False), PROMPT, Reaction((Press(2.0, "4"),)))
    assert (result.digits, result.seconds) == ("4", PROMPT)


@pytest.mark.parametrize(("finish", "keys", "digits"), [("#", "*", "*"), ("", "#", "#"), ("*", "5*", "5")])
def test_star_and_hash_can_be_digits(finish: str, keys: str, digits: str) -> None:
    assert gather(replace(ANY, finish_on_key=finish), PROMPT, keyed(keys, 11)).digits == digits


def test_the_finishing_key_alone_is_nothing() -> None:
    result = gather(ANY, PROMPT, keyed("#", 11))
    assert (result.empty, result.finished_on, result.seconds) == (True, "#", 11)


def test_the_first_heard_wins() -> None:
    speech = Speech(11.0, 2.0, "yes")
    spoken = gather(BOTH, PROMPT, Reaction((Press(11.5, "1"),), speech))
    assert (spoken.speech, spoken.digits, spoken.lost, spoken.seconds) == (speech, "", "1", 14.0)
    pressed = gather(BOTH, PROMPT, Reaction((Press(10.5, "1"),), speech))
    assert (pressed.speech, pressed.digits) == (None, "1")


def test_speech_too_late_is_not_heard() -> None:
    assert gather(SPOKEN, PROMPT, said("yes", 13.5)).empty


def test_each_input_hears_only_its_own() -> None:
    assert gather(SPOKEN, PROMPT, keyed("12", 11)).lost == "12"
    assert gather(ANY, PROMPT, said("yes", 11)).empty


def test_whoever_leaves_before_the_end_leaves_nothing() -> None:
    result = gather(TWO, PROMPT, Reaction((Press(11, "1"),), leaves_at=11.2))
    assert (result.left, result.digits, result.lost) == (True, "", "1")
    assert not gather(TWO, PROMPT, Reaction(keyed("10", 11).presses, leaves_at=12)).left


@given(
    keys=st.text("0123456789*#", max_size=6),
    gaps=st.lists(st.floats(0.1, 6), min_size=6, max_size=6),
    digits=st.integers(1, 4) | st.none(),
    finish=st.sampled_from(["#", "*", ""]),
    prompt=st.floats(0, 20),
    barge_in=st.booleans(),
)
def test_no_key_is_ever_made_up_or_counted_twice(
    keys: str, gaps: list[float], digits: int | None, finish: str, prompt: float, barge_in: bool
) -> None:
    at, presses = 0.0, []
    for key, gap in zip(keys, gaps, strict=False):
        at += gap
        presses.append(Press(at, key))
    rules = Gather(num_digits=digits, finish_on_key=finish, timeout=3.0, barge_in=barge_in)
    result = gather(rules, prompt, Reaction(tuple(presses)))
    assert result.digits + result.finished_on + result.lost == keys
    assert not finish or finish not in result.digits
    assert digits is None or len(result.digits) <= digits
    assert result.seconds >= 0


def test_over_the_wire_a_number_is_collected_in_one_gather() -> None:
    gathered = (
        "<Gather numDigits='2' timeout='3' finishOnKey='#' action='turn'><Say>From 0 to 10.</Say></Gather>"
        "<Redirect>empty</Redirect>"
    )
    for step, digits, finished in (("10", "10", ""), ("7#", "7", "#"), ("7", "7", ""), ("*", "*", "")):
        with house(cast={HAPPY: [step]}) as home:
            home.customer.says("/carrier/t1/answer", gathered)
            home.customer.says("/carrier/t1/turn", "<Hangup/>")
            home.call()
            ledger = home.quiet()
            form = home.customer.at("/carrier/t1/turn")[0].form
            assert (form["Digits"], form["FinishedOnKey"], form["msg"]) == (digits, finished, "Gather End")
            assert [(entry["digits"], entry["url_path"], entry["sequence"]) for entry in ledger["delivered"]] == [
                (digits, "/carrier/t1/turn", 0)
            ]


@pytest.mark.parametrize(
    ("attribute", "path", "digits"), [("", "empty", None), ("actionOnEmptyResult='true'", "turn", "")]
)
def test_silence_falls_through_unless_the_action_wants_it(attribute: str, path: str, digits: str | None) -> None:
    with house(cast={HAPPY: ["silence"]}) as home:
        home.customer.says(
            "/carrier/t1/answer",
            f"<Gather {attribute} numDigits='1' action='turn'><Say>Press 1.</Say></Gather><Redirect>empty</Redirect>",
        )
        home.customer.says("/carrier/t1/turn", "<Hangup/>")
        home.customer.says("/carrier/t1/empty", "<Hangup/>")
        home.call()
        ledger = home.quiet()
        (received,) = home.customer.at(f"/carrier/t1/{path}")
        assert received.form.get("Digits") == digits
        assert ledger["delivered"] == []


def test_without_an_action_the_document_itself_is_asked() -> None:
    with house(cast={HAPPY: ["1", "hangup"]}) as home:
        home.customer.says("/carrier/t1/answer", "<Gather numDigits='1'><Say>Press 1.</Say></Gather>")
        home.call()
        home.quiet()
        assert [received.form.get("Digits") for received in home.customer.at("/carrier/t1/answer")] == [None, "1"]


def test_speech_is_sent_with_its_confidence() -> None:
    with house(cast={HAPPY: ["It was slow"]}) as home:
        home.customer.says(
            "/carrier/t1/answer", "<Gather input='speech dtmf' language='en-GB' action='turn'><Say>Why?</Say></Gather>"
        )
        home.customer.says("/carrier/t1/turn", "<Hangup/>")
        home.call()
        ledger = home.quiet()
        form = home.customer.at("/carrier/t1/turn")[0].form
        assert (form["SpeechResult"], form["Language"]) == ("It was slow", "en-GB")
        assert 0 < float(form["Confidence"]) <= 1
        assert "Digits" not in form
        assert [entry["speech"] for entry in ledger["delivered"]] == ["It was slow"]


def test_keys_between_two_gathers_are_lost() -> None:
    with house(cast={HAPPY: ["123"]}) as home:
        home.customer.says("/carrier/t1/answer", "<Gather numDigits='1' action='turn'><Say>Press.</Say></Gather>")
        home.customer.says("/carrier/t1/turn", "<Hangup/>")
        home.call()
        ledger = home.quiet()
        assert home.customer.at("/carrier/t1/turn")[0].form["Digits"] == "1"
        assert [entry["keys"] for entry in ledger["lost_keys"]] == ["23"]
