"""What a Gather hears in real time is what it would hear of the same acts told at once."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.sandbox.gathering import Gathered, Press, Reaction, Speech, gather
from vocsurvey.sandbox.handset import Act, Deed
from vocsurvey.sandbox.hearing import LONGEST_SPEECH, Hearing
from vocsurvey.sandbox.verbs import Gather

BEGAN = 1000.0
KEYED = Gather(timeout=3.0, num_digits=2)
BOTH = Gather(timeout=3.0, inputs=frozenset({"dtmf", "speech"}))


def live(rules: Gather, acts: list[Act]) -> Gathered:
    """Let the acts happen one after the other; the result at the moment at which it is decided."""
    hearing = Hearing(rules, BEGAN)
    for act in acts:
        # What happens at the very moment of a decision is still heard.
        if (result := hearing.result(math.nextafter(act.at, 0))) is not None:
            return result
        hearing.take(act)
    result = hearing.result(hearing.deadline)
    assert result is not None
    return result


def act(deed: Deed, at: float, text: str = "") -> Act:
    return Act(deed, BEGAN + at, text)


@given(
    keys=st.text("0123456789*#", max_size=5),
    gaps=st.lists(st.floats(0.125, 6, width=16), min_size=5, max_size=5),
    digits=st.integers(1, 4) | st.none(),
    finish=st.sampled_from(["#", "*", ""]),
    prompt=st.floats(0, 20, width=16),
    barge_in=st.booleans(),
)
def test_keys_are_heard_as_by_everybody_else(
    keys: str, gaps: list[float], digits: int | None, finish: str, prompt: float, barge_in: bool
) -> None:
    rules = Gather(num_digits=digits, finish_on_key=finish, timeout=3.0, barge_in=barge_in)
    at, presses = 0.0, []
    for key, gap in zip(keys, gaps, strict=False):
        at += gap
        presses.append(Press(at, key))
    acts = [act(Deed.KEY, press.at, press.key) for press in presses]
    acts = sorted([*acts, act(Deed.PROMPTED, prompt)], key=lambda one: one.at)
    told, heard = gather(rules, prompt, Reaction(tuple(presses))), live(rules, acts)
    assert (heard.digits, heard.finished_on, heard.seconds) == (told.digits, told.finished_on, told.seconds)


def test_nothing_is_decided_while_the_prompt_is_spoken() -> None:
    hearing = Hearing(KEYED, BEGAN)
    assert hearing.result(BEGAN + 900) is None
    hearing.take(act(Deed.PROMPTED, 900))
    assert hearing.result(BEGAN + 902.9) is None
    assert hearing.result(BEGAN + 903) == Gathered(903)


def test_words_take_their_time() -> None:
    acts = [act(Deed.PROMPTED, 1), act(Deed.SPEAKING, 2), act(Deed.SPEAKING, 2.5), act(Deed.SAID, 20, "too slow")]
    assert live(BOTH, acts) == Gathered(21, speech=Speech(2, 18, "too slow"))


def test_speech_without_an_end_is_nothing() -> None:
    hearing = Hearing(BOTH, BEGAN)
    hearing.take(act(Deed.SPEAKING, 2))
    assert hearing.interrupted
    assert not hearing.waiting
    assert hearing.result(BEGAN + 2 + LONGEST_SPEECH - 0.1) is None
    assert hearing.result(BEGAN + 2 + LONGEST_SPEECH) == Gathered(5)


def test_a_key_puts_an_end_to_words_that_were_begun() -> None:
    acts = [act(Deed.SPEAKING, 1), act(Deed.KEY, 2, "4"), act(Deed.SPEAKING, 3), act(Deed.SAID, 4, "four")]
    result = live(BOTH, acts)
    assert (result.digits, result.speech) == ("4", None)


def test_words_do_not_interrupt_where_only_keys_are_heard() -> None:
    hearing = Hearing(KEYED, BEGAN)
    hearing.take(act(Deed.SPEAKING, 1))
    hearing.take(act(Deed.SAID, 2, "ten"))
    assert not hearing.interrupted
    assert hearing.entered == ""
