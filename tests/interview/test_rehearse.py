"""Rehearsals: the shipped questionnaires as they are heard, and what a script may hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from questionnaires_at_random import support

from vocsurvey.interview.heard import Asked, Command, Heard, Keys, Silence, Speech
from vocsurvey.interview.rehearse import EXAMPLE_FACTS, checked, heard_of, rehearse, script
from vocsurvey.interview.transcript import Channel
from vocsurvey.library import load_library
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.facts import KNOWN_FACTS

GOLDEN = Path(__file__).parent / "golden"
AS_PLAYED: dict[tuple[str, str], tuple[Channel, dict[str, FactValue]]] = {
    ("support-case", "happy"): (Channel.IVR, {}),
    ("support-case", "angry"): (Channel.IVR, {"contact.decision_maker": True}),
    ("support-case", "interrupted"): (Channel.IVR, {"touchpoint.subject": None, "owner.name": None}),
    ("relationship", "happy"): (Channel.IVR, {}),
    ("relationship", "angry"): (Channel.IVR, {"contact.language": "de"}),
    ("relationship", "live"): (Channel.LIVE, {}),
    **{(name, "english"): (Channel.IVR, {}) for name in ("support-case", "relationship")},
    **{(name, "german"): (Channel.IVR, {"contact.language": "de"}) for name in ("support-case", "relationship")},
}


@pytest.mark.parametrize(("name", "case"), AS_PLAYED)
def test_a_shipped_questionnaire_is_heard_as_agreed(name: str, case: str, regenerated: bool) -> None:
    channel, facts = AS_PLAYED[name, case]
    tokens = [token for _, token in script((GOLDEN / name / f"{case}.script").read_text("utf-8"))]
    heard = "\n".join(rehearse(load_library()[name], {**EXAMPLE_FACTS, **facts}, tokens, channel)) + "\n"
    agreed = GOLDEN / name / f"{case}.txt"
    if regenerated:
        agreed.write_text(heard, "utf-8")
    assert heard == agreed.read_text("utf-8")


def test_every_shipped_questionnaire_has_two_golden_rehearsals_and_every_script_is_played() -> None:
    scripts = {(path.parent.name, path.stem) for path in GOLDEN.glob("*/*.script")}
    assert scripts == set(AS_PLAYED)
    for name in load_library():
        assert sum(1 for played, _ in scripts if played == name) >= 2


def test_the_example_facts_are_the_known_facts() -> None:
    assert set(EXAMPLE_FACTS) == set(KNOWN_FACTS)


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("1", Keys("1")),
        (" 10# ", Keys("10#")),
        ("*", Keys("*")),
        ("#", Keys("#")),
        ("silence", Silence()),
        ("", Silence()),
        ("say: Not at all.", Speech("Not at all.")),
        ("say:", Speech("")),
        ("ask: not now", Asked(Command.NOT_NOW)),
        ("ask: back", Asked(Command.BACK)),
    ],
)
def test_tokens(token: str, expected: Heard) -> None:
    assert heard_of(token) == expected


@pytest.mark.parametrize(
    ("token", "told"),
    [("shout", "'shout' is nothing that can be heard; write keys"), ("ask: why", "'why' is no command; write one of")],
)
def test_what_is_no_token_is_told(token: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        checked(token)


def test_hanging_up_and_calling_again_are_tokens() -> None:
    assert [checked(token) for token in ("hangup", "call again")] == ["hangup", "call again"]


def test_a_script_leaves_comments_and_blank_lines_out_but_not_the_hash_key() -> None:
    assert list(script("# a comment\n\n1\n#\n  10#\n")) == [(3, "1"), (4, "#"), (5, "10#")]


def _played(*tokens: str, channel: Channel = Channel.IVR) -> list[str]:
    return list(rehearse(support(), EXAMPLE_FACTS, tokens, channel))


def test_what_is_heard_is_shown_with_its_meaning() -> None:
    lines = _played("1", "2", "*", "2", "*", "*", "*", "8", "say: Yes!", "silence", "ask: person")
    assert [line for line in lines if line.startswith("customer")] == [
        "customer: presses 1 (yes)",
        "customer: presses 2 (no)",
        "customer: presses * (menu)",
        "customer: presses 2 (back)",
        "customer: presses * (menu)",
        "customer: presses * (back to the question)",
        "customer: presses * (menu)",
        "customer: presses 8",
        "customer: says “Yes!”",
        "customer: says nothing",
        "customer: asks: person",
    ]
    assert "-- flag: negative, not_cared, high, service, for customer success" in lines
    assert "-- no longer counts: cared = no" in lines
    assert "-- answer: cared = yes" in lines
    assert lines[-3:] == ["-- ended: person; the interview is: break off", "--   cared = yes", "-- flags: 0"]


def test_a_missing_value_and_the_gate_are_shown_for_what_they_are() -> None:
    lines = _played("1", "2", "0", "7", "#")
    assert "-- answer: csat = (dont_know)" in lines
    assert "-- answer: nps is held back by the NPS gate" in lines
    assert "-- answer: words = (refused)" in lines
    assert lines[-2:] == ["-- flags: 1", "--   cared: negative, not_cared, high, service, for customer success"]


def test_a_flag_about_nothing_in_particular_names_no_dimension() -> None:
    assert "-- flag: negative, unhappy, high, for customer success" in _played("1", "1", "2")


def test_hanging_up_breaks_off_and_calling_again_goes_on() -> None:
    lines = _played("1", "1", "hangup", "5", "call again", "5")
    assert "-- nobody is on the line any more: '5' is not heard" in lines
    second = lines.index("-- call 2")
    assert lines[second + 1] == "vocsurvey: We were cut off, Maria."
    assert "-- ended: broken off; the interview is: complete" in lines


def test_after_an_end_that_is_not_for_ever_only_a_new_call_is_heard() -> None:
    lines = _played("2", "1", "call again", "1")
    assert "-- nobody is on the line any more: '1' is not heard" in lines
    assert lines.count("vocsurvey: Hello Maria.") == 2


def test_the_rehearsal_takes_nothing_more_after_the_end_for_ever() -> None:
    def tokens() -> Iterator[str]:
        yield from ("*", "9")
        raise AssertionError("asked for more after the end")

    assert list(rehearse(support(), {}, tokens()))[-2].startswith("-- ended: opted out; the interview is: contacted")


def test_a_caller_speaks_on_a_live_call_and_sees_the_note() -> None:
    lines = _played("1", "2", channel=Channel.LIVE)
    assert "caller: Hello, I am a person." in lines
    assert "-- note: Wait for Maria." in lines
