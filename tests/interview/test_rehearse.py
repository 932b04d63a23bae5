"""Rehearsals: the shipped questionnaires as they are heard, and what a script may hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from questionnaires_at_random import support

from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Keys, Recorded, Silence, Speaks, Speech
from vocsurvey.interview.persona import Move, Respondent, Scene
from vocsurvey.interview.rehearse import EXAMPLE_FACTS, Kind, Speaker, Step, cut_off, example_facts, played, rehearse
from vocsurvey.interview.script import checked, heard_of, script, scripted
from vocsurvey.interview.transcript import Channel
from vocsurvey.library import Library, load_library
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.facts import KNOWN_FACTS

GOLDEN = Path(__file__).parent / "golden"
AS_PLAYED: dict[tuple[str, str], tuple[Channel, dict[str, FactValue]]] = {
    ("support-case", "happy"): (Channel.IVR, {}),
    ("support-case", "angry"): (Channel.IVR, {"contact.decision_maker": True}),
    ("support-case", "interrupted"): (Channel.IVR, {"touchpoint.subject": None, "owner.name": None}),
    ("support-case", "goes-quiet"): (Channel.IVR, {}),
    ("support-case", "no-more-calls"): (Channel.IVR, {}),
    ("support-case", "asks-back"): (Channel.IVR, {}),
    ("relationship", "happy"): (Channel.IVR, {}),
    ("relationship", "angry"): (Channel.IVR, {"contact.language": "de"}),
    ("relationship", "live"): (Channel.LIVE, {}),
    **{(name, "english"): (Channel.IVR, {}) for name in ("support-case", "relationship")},
    **{(name, "german"): (Channel.IVR, {"contact.language": "de"}) for name in ("support-case", "relationship")},
}


@cache
def shipped() -> Library:
    """The shipped questionnaires, read once: that takes seconds."""
    return load_library()


@pytest.mark.parametrize(("name", "case"), AS_PLAYED)
def test_a_shipped_questionnaire_is_heard_as_agreed(name: str, case: str, regenerated: bool) -> None:
    channel, facts = AS_PLAYED[name, case]
    tokens = [token for _, token in script((GOLDEN / name / f"{case}.script").read_text("utf-8"))]
    known = {**example_facts(str(facts.get("contact.language", "en"))), **facts}
    heard = "\n".join(rehearse(shipped()[name], known, tokens, channel)) + "\n"
    agreed = GOLDEN / name / f"{case}.txt"
    if regenerated:
        agreed.write_text(heard, "utf-8")
    assert heard == agreed.read_text("utf-8")


def test_every_script_is_lines() -> None:
    assert {(path.parent.name, path.stem) for path in GOLDEN.glob("*/*.script")} == set(AS_PLAYED)


def test_the_example_facts_are_the_known_facts_and_the_hour_of_the_call() -> None:
    assert set(EXAMPLE_FACTS) == set(KNOWN_FACTS) | {"call.at"}


def test_the_example_facts_are_in_the_language_where_we_have_its_words() -> None:
    assert example_facts("en") == EXAMPLE_FACTS
    for language in ("de", "fr", "es", "de-AT"):
        assert example_facts(language)["contact.language"] == language
        assert example_facts(language)["touchpoint.subject"] != EXAMPLE_FACTS["touchpoint.subject"]
    assert example_facts("nl") == {**EXAMPLE_FACTS, "contact.language": "nl"}


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
        ("record: 9", Recorded("rehearsed", 9, "#")),
    ],
)
def test_tokens(token: str, expected: Heard) -> None:
    assert heard_of(token) == expected


@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("shout", "'shout' is nothing that can be heard; write keys"),
        ("ask: why", "'why' is no command; write one of"),
        ("record: long", "no length"),
    ],
)
def test_what_is_no_token_is_told(token: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        checked(token)


def test_hanging_up_and_calling_again_are_tokens() -> None:
    assert [checked(token) for token in ("hangup", "call again")] == ["hangup", "call again"]


def test_a_script_leaves_comments_and_blank_lines_out_but_not_the_hash_key() -> None:
    assert list(script("# a comment\n\n1\n#\n  10#\n")) == [(3, "1"), (4, "#"), (5, "10#")]


def _lines(*tokens: str, channel: Channel = Channel.IVR) -> list[str]:
    return list(rehearse(support(), EXAMPLE_FACTS, tokens, channel))


def test_what_is_heard_is_shown_with_its_meaning() -> None:
    lines = _lines("1", "2", "*", "2", "*", "*", "*", "8", "say: Yes!", "silence", "ask: person")
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
        "customer: asks to speak with somebody else",
    ]
    assert "-- flag: negative, not_cared, high, service, for customer success" in lines
    assert "-- no longer counts: cared = no" in lines
    assert "-- answer: cared = yes" in lines
    assert lines[-3:] == ["-- ended: person; the interview is: break off", "--   cared = yes", "-- flags: 0"]


def test_a_missing_value_and_the_gate_are_shown_for_what_they_are() -> None:
    lines = _lines("1", "2", "0", "7", "#")
    assert "-- answer: csat = (dont_know)" in lines
    assert "-- answer: nps is held back by the NPS gate" in lines
    assert "-- answer: words = (refused)" in lines
    assert lines[-2:] == ["-- flags: 1", "--   cared: negative, not_cared, high, service, for customer success"]


def test_a_flag_about_nothing_in_particular_names_no_dimension() -> None:
    assert "-- flag: negative, unhappy, high, for customer success" in _lines("1", "1", "2")


def test_hanging_up_breaks_off_and_calling_again_goes_on() -> None:
    lines = _lines("1", "1", "hangup", "5", "call again", "1", "5")
    assert "-- nobody is on the line any more: the customer presses 5, and is not heard" in lines
    second = lines.index("-- call 2")
    assert lines[second + 1] == "vocsurvey: This is Example Systems, once more for Maria Keller. Shall we go on?"
    assert lines[second + 4] == "vocsurvey: We were cut off, Maria."
    assert "-- ended: broken off; the interview is: complete" in lines


def test_after_an_end_that_is_not_for_ever_only_a_new_call_is_heard() -> None:
    lines = _lines("ask: not now", "1", "call again", "1")
    assert "-- nobody is on the line any more: the customer presses 1, and is not heard" in lines
    assert lines.count("vocsurvey: Hello Maria.") == 2


def test_the_rehearsal_takes_nothing_more_after_the_end_for_ever() -> None:
    def tokens() -> Iterator[str]:
        yield from ("*", "9")
        raise AssertionError("asked for more after the end")

    assert list(rehearse(support(), {}, tokens()))[-2].startswith("-- ended: opted out; the interview is: contacted")


def test_a_caller_speaks_on_a_live_call_and_sees_the_note() -> None:
    lines = _lines("1", "2", channel=Channel.LIVE)
    assert "caller: Hello, I am a person." in lines
    assert "-- note: Wait for Maria." in lines


def _steps(*moves: Heard | Move, channel: Channel = Channel.LIVE) -> list[Step]:
    return list(played(support(), EXAMPLE_FACTS, doing(*moves), channel))


def doing(*moves: Heard | Move) -> Respondent:
    """A respondent that does one thing after the other."""
    left = iter(moves)
    return lambda scene: next(left, None)


def _uttered(*moves: Heard | Move, channel: Channel = Channel.LIVE) -> list[str]:
    return [step.text for step in _steps(*moves, channel=channel) if step.speaker is Speaker.CUSTOMER]


def test_what_a_caller_enters_is_what_the_person_said() -> None:
    assert _uttered(
        Coded("yes"), Coded("no"), Coded(3), Coded("price"), Coded(2), Coded(verbatim="Call me."), channel=Channel.LIVE
    ) == ["answers yes", "answers no", "answers 3", "answers The price", "answers 2", "says “Call me.”"]
    assert _uttered(Coded("yes"), Coded("yes"), Coded(5))[-1] == "answers 5 (very satisfied)"
    assert _uttered(Coded("yes"), Coded(missing="dont_know"))[-1] == "cannot say"
    assert _uttered(Coded("yes"), Coded(missing="refused"))[-1] == "would rather not say"
    assert _uttered(Coded(), Speaks("de"), Silence()) == ["says nothing", "would rather speak de", "says nothing"]


@pytest.mark.parametrize("command", Command)
def test_every_request_is_put_into_words(command: Command) -> None:
    (words,) = _uttered(Asked(command))
    assert words.startswith(("asks to ", "asks not "))


def test_a_step_says_who_speaks_which_language() -> None:
    steps = _steps(Coded("yes"), Speaks("de"), Coded("ja"), Coded("no"))
    assert [step.language for step in steps if step.speaker is Speaker.CUSTOMER] == ["en", "en", "de", "de"]
    assert {step.speaker for step in steps if step.language} == {Speaker.CALLER, Speaker.CUSTOMER, Speaker.STAGE}
    assert all(step.kind is Kind.NOTE for step in steps if step.speaker is Speaker.STAGE and step.language)
    keyed = _steps(Keys("1"), channel=Channel.IVR)
    assert {step.speaker for step in keyed if step.language} == {Speaker.VOICE, Speaker.CUSTOMER}


def test_answers_and_flags_are_values_too() -> None:
    steps = _steps(Coded("yes"), Coded("no"), Coded(5))
    flagged = next(step for step in steps if step.kind is Kind.FLAG)
    assert flagged.flag is not None
    assert flagged.flag.rule == "not_cared"
    assert flagged.answer is not None
    assert flagged.answer.value == "no"
    final = [step.answer for step in steps if step.kind is Kind.FINAL_ANSWER and step.answer]
    assert [(one.question, one.value) for one in final] == [("cared", "no"), ("csat", 5), ("nps", None)]
    finally_flagged = [step for step in steps if step.kind is Kind.FINAL_FLAG]
    assert [step.flag for step in finally_flagged] == [flagged.flag]
    for step in steps:
        assert (step.flag is not None) is (step.kind in (Kind.FLAG, Kind.FINAL_FLAG))


def test_what_was_agreed_is_told_at_the_end() -> None:
    agreed = _lines("2", "1")
    assert agreed[-2] == "-- agreed: we call again at 2026-05-12 11:30"
    left = _lines("2", "4", "1", "say: Paula Brandt")
    assert left[-2] == "-- to ask for instead: “Paula Brandt”"


def test_a_promise_is_told_at_the_end() -> None:
    whole = support()
    promising = whole.closing.flagged.model_copy(update={"say": {"en": "We call[ by {promise.by}].", "de": "Danke."}})
    closing = whole.closing.model_copy(update={"flagged": promising})
    questionnaire = whole.model_copy(update={"closing": closing})
    lines = list(rehearse(questionnaire, EXAMPLE_FACTS, ["1", "2", "5", "7", "silence"]))
    assert "-- promised: a call by 2026-05-13 12:00" in lines
    calm = list(rehearse(questionnaire, EXAMPLE_FACTS, ["1", "1", "5", "9", "7", "silence"]))
    assert not any("promised" in line for line in calm)


def test_the_respondent_sees_where_it_stands() -> None:
    seen: list[Scene] = []
    moves: list[Heard | Move | None] = [Keys("1"), Move.HANG_UP, Keys("5"), None]

    def responds(scene: Scene) -> Heard | Move | None:
        seen.append(scene)
        return moves[len(seen) - 1]

    list(played(support(), EXAMPLE_FACTS, responds))
    assert [scene.on_the_line for scene in seen] == [True, True, False, False]
    assert [scene.transcript.position for scene in seen] == [0, 1, 1, 1]
    assert [scene.live for scene in seen] == [False] * 4
    assert seen[1].course.turn.ask is not None
    assert seen[1].course.turn.ask.step == "cared"


def test_a_script_gives_what_its_lines_stand_for() -> None:
    scene: list[Scene] = []

    def watched(inner: Respondent) -> Respondent:
        def responds(now: Scene) -> Heard | Move | None:
            scene.append(now)
            return inner(now)

        return responds

    list(played(support(), EXAMPLE_FACTS, watched(scripted([" hangup ", "call again", "1"]))))
    given = scripted([" hangup ", "call again", "1"])
    assert [given(scene[0]) for _ in range(4)] == [Move.HANG_UP, Move.CALL_AGAIN, Keys("1"), None]
    with pytest.raises(ValueError, match="nothing that can be heard"):
        scripted(["shout"])(scene[0])


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("name", ["support-case", "relationship", "verification"])
def test_a_later_call_begins_after_the_first_answer(name: str, shared: bool, channel: Channel) -> None:
    facts = {**example_facts("fr"), "call.shared": shared}
    begun = cut_off(shipped()[name], facts, channel)
    steps = [one.text for one in played(shipped()[name], facts, scripted(["1"]), channel, begun)]
    assert (begun.leg, steps[0]) == (2, "call 2")
    assert "Nous avions commencé" in steps[1]
    assert len([one for one in steps if one.startswith("flags: ") or " = " in one]) == 1


def test_where_one_answer_is_all_the_later_call_begins_before_it() -> None:
    whole = shipped()["support-case"]
    only = whole.model_copy(update={"questions": (whole.question("resolved"),), "core": ("resolved",)})
    begun = cut_off(only, EXAMPLE_FACTS)
    assert ([one.heard for one in begun.exchanges], begun.leg) == ([Keys("1")], 2)
