"""The steps around the questions: the right person, a good time, a call-back, and whom to ask instead."""
# ruff: noqa: DTZ001 - times local to the person on the phone have no zone here

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pytest
from questionnaires_at_random import support

from vocsurvey.interview.basis import Basis
from vocsurvey.interview.engine import play
from vocsurvey.interview.frame import answered
from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Keys, Silence, Speaks, Speech
from vocsurvey.interview.reading import Given, Withheld
from vocsurvey.interview.state import Frame, State
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Course, Ending
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Missing, Questionnaire

FACTS: Mapping[str, FactValue] = {"contact.name": "Maria Keller", "company.name": "Example Systems"}
CALL: Mapping[str, FactValue] = {"call.at": "2026-05-12T10:30"}
SHARED: Mapping[str, FactValue] = {**CALL, "call.shared": True}
OFFERED: Mapping[str, FactValue] = {
    **CALL,
    "call_back.in_an_hour": "2026-05-12T11:30",
    "call_back.tomorrow_morning": "2026-05-13T09:00",
    "call_back.days": "2026-05-13,2026-05-15,2026-05-18",
    "call_back.first_hour": 8,
    "call_back.last_hour": 17,
}


def heard_of(text: str) -> Heard:
    return Silence() if text == "-" else Speech(text[4:]) if text.startswith("say:") else Keys(text)


def course(said: str = "", occasion: Mapping[str, FactValue] = CALL, channel: Channel = Channel.IVR) -> Course:
    transcript = Transcript(channel=channel, occasions=(occasion,))
    for token in said.split("|") if said else ():
        transcript = transcript.heard(heard_of(token))
    return play(support(), FACTS, transcript)


def spoken(course: Course) -> str:
    return " ".join(line.text for line in course.turn.lines)


def test_now_is_a_good_time() -> None:
    assert course().steps == ()
    assert course("1").turn.ask.step == "cared"  # type: ignore[union-attr]


def test_without_the_hour_not_now_is_the_end() -> None:
    assert course("2", {}).ending is Ending.NOT_NOW


@pytest.mark.parametrize(
    ("said", "occasion", "at", "words"),
    [
        ("2|1", OFFERED, datetime(2026, 5, 12, 11, 30), "today at 11:30 a.m."),
        ("2|2", OFFERED, datetime(2026, 5, 13, 9), "tomorrow at 9 a.m."),
        ("2|1", CALL, datetime(2026, 5, 12, 11, 30), "today at 11:30 a.m."),
        ("2|2", CALL, datetime(2026, 5, 13, 9), "tomorrow at 9 a.m."),
        ("2|3|2|14", OFFERED, datetime(2026, 5, 15, 14), "on Friday at 2 p.m."),
        ("2|3|5|9", CALL, datetime(2026, 5, 19, 9), "on 19 May at 9 a.m."),
        ("say:no|say:tomorrow morning", OFFERED, datetime(2026, 5, 13, 9), "tomorrow at 9 a.m."),
    ],
)
def test_a_call_back_is_agreed(said: str, occasion: Mapping[str, FactValue], at: datetime, words: str) -> None:
    after = course(said, occasion)
    assert (after.ending, after.call_back) == (Ending.CALL_BACK, at)
    assert f"We will call you {words.removesuffix('.')}. Goodbye." in spoken(after)
    assert after.settled == ()


def test_the_days_are_named_with_their_keys() -> None:
    turn = course("2|3", OFFERED).turn
    assert turn.ask is not None
    assert [(one.value, one.label, one.key) for one in turn.ask.offered] == [
        ("2026-05-13", "Wednesday", "1"),
        ("2026-05-15", "Friday", "2"),
        ("2026-05-18", "Monday", "3"),
    ]
    assert "For Friday, press 2." in [line.text for line in turn.lines]
    hour = course("2|3|2", OFFERED).turn
    assert hour.ask is not None
    assert (hour.ask.low, hour.ask.high, hour.ask.max_keys) == (8, 17, 2)
    assert "From 8 to 17, then hash." in [line.text for line in hour.lines]


@pytest.mark.parametrize("said", ["2|-|-|-", "2|*|3", "2|3|-|9|9", "2|3|1|*|3", "2|3|1|77|-|99"])
def test_who_names_no_time_is_called_another_time(said: str) -> None:
    after = course(said, OFFERED)
    assert (after.ending, after.call_back) == (Ending.NOT_NOW, None)
    assert spoken(after) == "We call another time."


@pytest.mark.parametrize(
    ("said", "ending", "successor"),
    [
        ("2|4|2", Ending.WRONG_PERSON, None),
        ("2|4|-|-|-", Ending.WRONG_PERSON, None),
        ("2|4|*|3", Ending.WRONG_PERSON, None),
        ("2|4|1|say:Ask for Jo Brandt, please", Ending.LEFT, "Ask for Jo Brandt, please"),
        (
            "2|4|1|say:no idea, I told them to stop calling Maria",
            Ending.LEFT,
            "no idea, I told them to stop calling Maria",
        ),
        ("2|4|1|say:No idea, thank you.", Ending.LEFT, None),
        ("2|4|1|-", Ending.LEFT, None),
        ("2|4|1|#", Ending.LEFT, None),
        ("2|4|1|*|3", Ending.LEFT, None),
        ("2|4|1|5|5|5", Ending.LEFT, None),
    ],
)
def test_another_person_says_so(said: str, ending: Ending, successor: str | None) -> None:
    after = course(said)
    assert (after.ending, after.successor) == (ending, successor)
    assert spoken(after) == "Thank you, we will put that right. Goodbye."


@pytest.mark.parametrize("said", ["", "2", "2|3", "2|3|1", "2|4", "2|4|1"])
def test_not_to_be_called_again_is_heard_at_every_step_and_is_nobodys_name(said: str) -> None:
    after = course(
        "|".join(filter(None, (said, "say:Just take us off your list and never call again, will you"))), OFFERED
    )
    assert (after.ending, after.successor, after.call_back) == (Ending.OPTED_OUT, None, None)


def test_on_a_shared_line_the_person_is_asked_for_first() -> None:
    first = course("", SHARED)
    assert first.turn.ask is not None
    assert first.turn.ask.step == "right_person"
    assert "This is Example Systems. Is that Maria Keller?" in spoken(first)
    assert "Hello" not in spoken(first)
    passed_on = course("2", SHARED)
    assert spoken(passed_on).startswith("Thank you, I will wait. This is Example Systems.")
    good_time = course("2|1", SHARED)
    assert good_time.turn.ask is not None
    assert good_time.turn.ask.step == "good_time"
    assert "Is now a good time?" in spoken(good_time)
    assert course("3", SHARED).turn.ask.step == "when"  # type: ignore[union-attr]
    assert course("3|2", SHARED).ending is Ending.CALL_BACK
    assert course("-|-|-", SHARED).ending is Ending.NO_INPUT
    assert course("|".join(["*|3"] * 5), SHARED).ending is None
    assert course("|".join(["*|3"] * 8), SHARED).ending is Ending.NO_INPUT


def test_who_is_fetched_has_a_minute_to_come_to_the_phone() -> None:
    waits = {said: course(said, SHARED).turn.ask for said in ("", "2", "2|-", "2|2", "2|1")}
    seconds = {said: ask.timeout.total_seconds() for said, ask in waits.items() if ask}
    assert seconds == {"": 5, "2": 60, "2|-": 5, "2|2": 60, "2|1": 5}
    assert [said for said, ask in waits.items() if ask and ask.speech] == ["", "2|-", "2|1"]


def test_passing_the_phone_on_has_an_end() -> None:
    assert course("|".join("2" * 20), SHARED).ending is Ending.NO_INPUT


def test_the_way_back_leads_through_the_frame() -> None:
    steps = course("2|3|1|*|2|*|2|*|2|*|2", OFFERED).turn
    assert steps.ask is not None
    assert steps.ask.step == "good_time"
    assert "This is the first question." in [line.text for line in steps.lines]
    assert course("2|4|1|*|2|*|2", OFFERED).turn.ask.step == "when"  # type: ignore[union-attr]


def test_a_later_call_asks_for_the_person_and_goes_on_at_the_same_question() -> None:
    transcript = Transcript(occasions=(SHARED, SHARED)).heard(Keys("1")).heard(Keys("1")).heard(Keys("1"))
    again = play(support(), FACTS, Transcript(transcript.exchanges, 2, Channel.IVR, transcript.occasions))
    assert again.turn.ask is not None
    assert again.turn.ask.step == "resumption"
    resumed = Transcript(transcript.exchanges, 2, Channel.IVR, transcript.occasions).heard(Keys("1"))
    turn = play(support(), FACTS, resumed).turn
    assert turn.ask is not None
    assert turn.ask.step == "csat"
    assert turn.lines[0].text == "We were cut off, there."


HOLIDAYS: Mapping[str, FactValue] = {
    "call.at": "2027-03-24T10:00",  # the Wednesday before Easter, in Germany
    "call_back.days": "2027-03-25,2027-03-30,2027-03-31,2027-04-01,2027-04-02",
    "call_back.hours": "9.10.15.16,9.10,12,9.10,9.10",
}


def test_no_two_days_have_one_name() -> None:
    days = course("2|3", HOLIDAYS).turn.ask
    assert days is not None
    named = ["Thursday", "Tuesday", "Wednesday 31 March", "Thursday 1 April", "Friday 2 April"]
    assert [one.label for one in days.offered] == named
    assert course("2|3|say:Thursday|9", HOLIDAYS).call_back == datetime(2027, 3, 25, 9)
    assert course("2|3|say:Thursday 1 April|9", HOLIDAYS).call_back == datetime(2027, 4, 1, 9)


@pytest.mark.parametrize(("key", "refused"), [("12", True), ("9", False), ("16", False), ("11", True), ("8", True)])
def test_only_hours_at_which_we_can_call_are_taken(key: str, refused: bool) -> None:
    after = course(f"2|3|1|{key}", HOLIDAYS)
    assert (after.call_back is None) is refused
    asked = course("2|3|1", HOLIDAYS).turn.ask
    assert asked is not None
    assert (asked.low, asked.high) == (9, 16)
    assert course("2|3|1|12|12|12", HOLIDAYS).ending is Ending.NOT_NOW, "an automated call has an end"


def test_where_there_is_only_one_hour_it_is_not_asked_for() -> None:
    assert course("2|3|3", HOLIDAYS).call_back == datetime(2027, 3, 31, 12)


def test_where_no_day_is_open_none_is_offered() -> None:
    assert course("2|3", {**CALL, "call_back.days": "", "call_back.hours": ""}).ending is Ending.NOT_NOW


FRIDAY: Mapping[str, FactValue] = {
    "call.at": "2026-11-27T16:40",
    "call_back.in_an_hour": "2026-11-30T09:00",
    "call_back.tomorrow_morning": "2026-11-30T09:00",
    "call_back.days": "2026-11-30,2026-12-01",
    "call_back.hours": "9.10,9.10",
}


@pytest.mark.parametrize("key", ["1", "2"])
def test_nobody_is_told_that_they_asked_for_monday_when_they_asked_for_tomorrow(key: str) -> None:
    asked = course(f"2|{key}", FRIDAY)
    assert (asked.ending, asked.call_back) == (None, None)
    assert asked.turn.ask is not None
    assert asked.turn.ask.step == "day"
    assert [line.text for line in asked.turn.lines][:2] == ["We cannot call then.", "Which day?"]
    assert course(f"2|{key}|1|9", FRIDAY).call_back == datetime(2026, 11, 30, 9)


def test_no_time_is_offered_to_a_caller_at_which_nobody_can_be_called() -> None:
    def offers(occasion: Mapping[str, FactValue]) -> tuple[list[tuple[object, str]], str]:
        transcript = Transcript(channel=Channel.LIVE, occasions=(occasion,)).heard(Coded(value="no"))
        turn = play(support(), FACTS, transcript).turn
        assert turn.ask is not None
        assert turn.ask.step == "when"
        return [(one.value, one.key) for one in turn.ask.offered], " ".join(line.text for line in turn.lines)

    after = [("another_time", "3"), ("another_person", "4")]
    refused, said = offers(FRIDAY)
    assert refused == after, "and the keys of the others stay"
    assert "hour" not in said
    assert offers(OFFERED)[0] == [("in_an_hour", "1"), ("tomorrow_morning", "2"), *after]
    later = {**OFFERED, "call_back.in_an_hour": "2026-05-13T09:00"}
    assert offers(later)[0] == [("tomorrow_morning", "2"), *after]


def test_a_questionnaire_that_was_pinned_before_there_were_words_for_it_asks_for_the_day() -> None:
    phrases = {name: one.model_copy(update={"not_then": None}) for name, one in support().phrases.items()}
    transcript = Transcript(occasions=(FRIDAY,)).heard(Keys("2")).heard(Keys("1"))
    turn = play(support().model_copy(update={"phrases": phrases}), FACTS, transcript).turn
    assert turn.lines[0].text == "Which day?"


def later(
    keys: str, occasion: Mapping[str, FactValue], before: str = "1|1", whole: Questionnaire | None = None
) -> Course:
    """The course of a second call, after the questions had begun in the first."""
    transcript = Transcript(occasions=(CALL, occasion))
    for key in before.split("|"):
        transcript = transcript.heard(Keys(key))
    transcript = Transcript(transcript.exchanges, 2, Channel.IVR, transcript.occasions)
    for key in filter(None, keys.split("|")):
        transcript = transcript.heard(Keys(key))
    return play(whole or support(), FACTS, transcript)


@pytest.mark.parametrize("before", ["1|1", "1|1|*|4"])
@pytest.mark.parametrize("occasion", [OFFERED, SHARED])
def test_a_later_call_makes_sure_of_the_person_and_of_the_time(before: str, occasion: Mapping[str, FactValue]) -> None:
    first = later("", occasion, before)
    assert first.turn.ask is not None
    assert (first.turn.ask.step, first.ending) == ("resumption", None)
    assert [one.value for one in first.turn.ask.offered] == ["speaking", "passed_on", "unavailable"]
    assert later("2", occasion, before).turn.ask.step == "resumption"  # type: ignore[union-attr]
    assert later("3", {}, before).ending is Ending.NOT_NOW, "what time it is there is not known"
    assert later("*|9", occasion, before).ending is Ending.OPTED_OUT
    assert later("*|3|*|3", occasion, before).turn.ask.step == "resumption", "it is not left out"  # type: ignore[union-attr]
    assert later("|".join(["*|3"] * 9), occasion, before).ending is Ending.NO_INPUT


def test_who_is_called_again_at_a_bad_time_is_asked_when_and_can_go_back() -> None:
    assert later("3", OFFERED).turn.ask.step == "when"  # type: ignore[union-attr]
    assert later("3|1", OFFERED).ending is Ending.CALL_BACK
    assert later("3|*|2", OFFERED).turn.ask.step == "resumption"  # type: ignore[union-attr]
    assert later("3|*|2|1", OFFERED).turn.ask.step == "csat"  # type: ignore[union-attr]


def test_another_language_is_offered_on_a_later_call_too() -> None:
    around = {**CALL, "contact.languages": "de,en"}
    assert later("", around).turn.lines[-1].language == "de"
    assert later("8", around).turn.language == "de"


def test_a_questionnaire_that_was_pinned_before_there_were_words_for_it_makes_sure_of_the_person() -> None:
    phrases = {name: one.model_copy(update={"resumption": None}) for name, one in support().phrases.items()}
    whole = support().model_copy(update={"phrases": phrases})
    assert later("", OFFERED, whole=whole).turn.ask.step == "right_person"  # type: ignore[union-attr]
    gone_on = later("1", OFFERED, whole=whole)
    assert gone_on.turn.ask.step == "csat"  # type: ignore[union-attr]
    assert gone_on.turn.lines[0].text == "We were cut off, there."


def test_what_is_known_in_one_language_is_not_said_in_another() -> None:
    say = {
        "en": "Hello, about your case[ about {touchpoint.subject}].",
        "de": "Guten Tag[, Stichwort {touchpoint.subject}].",
    }
    whole = support().model_copy(update={"opening": support().opening.model_copy(update={"say": say})})
    facts = {**FACTS, "contact.language": "de", "touchpoint.subject": "Etikettendrucker"}
    transcript = Transcript(occasions=({**CALL, "contact.languages": "en,de"},))
    german, english = (play(whole, facts, one).turn for one in (transcript, transcript.heard(Keys("8"))))
    assert german.lines[0].text == "Guten Tag, Stichwort Etikettendrucker."
    assert (english.language, english.lines[0].text) == ("en", "Hello, about your case.")
    back = play(whole, facts, transcript.heard(Keys("8")).heard(Keys("8"))).turn
    assert back.lines[0].text == german.lines[0].text


def test_each_call_has_its_own_hour() -> None:
    later = Transcript(occasions=(OFFERED, {"call.at": "2026-05-15T16:00"})).heard(Keys("2")).heard(Keys("1"))
    second = Transcript(later.exchanges, 2, Channel.IVR, later.occasions).heard(Keys("2")).heard(Keys("2"))
    assert play(support(), FACTS, second).call_back == datetime(2026, 5, 16, 9)


def test_another_language_is_offered_in_its_own_words() -> None:
    around = {**CALL, "contact.languages": "de,fr,en"}
    first = course("", around)
    offer = first.turn.lines[-1]
    assert (offer.text, offer.language) == ("For this language, press 8.", "de")
    german = course("8", around)
    assert german.turn.language == "de"
    assert spoken(german).startswith("Guten Tag. Passt es?")
    assert german.turn.lines[-1].language == "en"
    assert course("8|1", around).turn.language == "de"
    assert course("8|8", around).turn.language == "en"


def test_the_key_of_a_language_is_a_key_like_others_later_on() -> None:
    around = {**CALL, "contact.languages": "de,en"}
    assert course("1|8", around).turn.language == "en"
    assert course("7", around).turn.language == "en"
    assert course("8").turn.language == "en"


def test_switching_to_and_fro_has_an_end() -> None:
    around = {**CALL, "contact.languages": "de,en"}
    assert course("|".join("8" * 20), around).ending is Ending.NO_INPUT


def test_a_caller_may_switch_the_language_at_any_time() -> None:
    transcript = Transcript(channel=Channel.LIVE, occasions=(CALL,)).heard(Coded("yes")).heard(Speaks("de"))
    turn = play(support(), FACTS, transcript).turn
    assert (turn.language, turn.ask.step if turn.ask else None) == ("de", "cared")
    unknown = Transcript(channel=Channel.LIVE, occasions=(CALL,)).heard(Speaks("xx"))
    assert play(support(), FACTS, unknown).turn.language == "en"


def test_a_caller_agrees_a_time_with_the_same_steps() -> None:
    transcript = Transcript(channel=Channel.LIVE, occasions=(OFFERED,))
    for value in ("no", "another_time", "2026-05-18", 10):
        transcript = transcript.heard(Coded(value))
    assert play(support(), FACTS, transcript).call_back == datetime(2026, 5, 18, 10)
    assert play(support(), FACTS, Transcript(channel=Channel.LIVE).heard(Asked(Command.NOT_NOW))).ending is (
        Ending.NOT_NOW
    )


def test_words_that_must_not_wait_make_a_negative_answer_critical() -> None:
    said = Transcript(channel=Channel.LIVE).heard(Coded("yes")).heard(Coded("no", verbatim="My lawyer will call you"))
    [answer] = play(support(), FACTS, said).settled
    assert answer.flag is not None
    assert (answer.flag.kind, answer.flag.severity, answer.negative) == ("negative", "critical", True)


@pytest.mark.parametrize(
    ("said", "gone", "dropped"),
    [
        ("", None, None),
        ("2", None, Ending.NOT_NOW),
        ("2|4|1", Ending.LEFT, Ending.LEFT),
        ("2|*", None, Ending.NOT_NOW),
        ("2|3|*", None, Ending.NOT_NOW),
        ("2|4|1|*", Ending.LEFT, Ending.LEFT),
        ("1|*", None, None),
        ("2|4|1|*|2", None, Ending.NOT_NOW),
        ("2|4|1|*|2|1", Ending.LEFT, Ending.LEFT),
        ("2|4|1|-|-|-", Ending.LEFT, Ending.LEFT),
        ("2|4|1|*|9", Ending.LEFT, Ending.OPTED_OUT),
        ("2|4|2", Ending.WRONG_PERSON, Ending.WRONG_PERSON),
        ("2|4|-|-|-", Ending.WRONG_PERSON, Ending.WRONG_PERSON),
    ],
)
def test_what_stands_if_the_line_drops_here(said: str, gone: Ending | None, dropped: Ending | None) -> None:
    after = course(said)
    assert (after.gone, after.dropped) == (gone, dropped)


def test_who_is_fetched_after_all_has_not_left() -> None:
    transcript = Transcript(channel=Channel.IVR, occasions=(CALL, SHARED))
    for token in ("2", "4", "1"):
        transcript = transcript.heard(heard_of(token))
    later = Transcript(transcript.exchanges, 2, Channel.IVR, transcript.occasions)
    assert play(support(), FACTS, later).gone is Ending.LEFT
    assert play(support(), FACTS, later.heard(Keys("1"))).gone is None


def test_without_the_hour_a_time_that_is_known_is_agreed_and_no_day_is_a_no() -> None:
    at = datetime(2026, 5, 12, 11, 30)
    basis = Basis(support(), FACTS, {"call_back.in_an_hour": at.isoformat()}, "en")
    agreed = answered(basis, State(frame=Frame.WHEN), Given("in_an_hour"))
    assert agreed is not None
    assert (agreed.ending, agreed.call_back) == (Ending.CALL_BACK, at)
    declined = answered(basis, State(frame=Frame.DAY), Withheld(Missing.REFUSED))
    assert declined is not None
    assert declined.ending is Ending.NOT_NOW


@pytest.mark.parametrize(
    ("said", "confirmed"),
    [
        ("", False),
        ("1", True),
        ("1|1|1", True),
        ("1|*", True),
        ("2", False),
        ("3", False),
        ("1|2", True),
        ("1|2|4", False),
        ("1|2|4|1", False),
        ("3|*|2|1", False),
    ],
)
def test_who_said_that_it_is_they_is_known_for_this_call(said: str, confirmed: bool) -> None:
    assert course(said, SHARED).confirmed is confirmed
    assert not later("", SHARED, "1|1|1").confirmed, "somebody else may answer the next one"
    assert later("1", CALL).confirmed
    assert not later("2", CALL).confirmed
