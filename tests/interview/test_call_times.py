"""When to call back, in words: days and hours in one breath, halves and quarters, and hours with a hole in them."""

from __future__ import annotations

import pytest

from vocsurvey.interview.clock_words import Part, Said, time_said
from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Heard, Keys, Speech
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Course, Ending
from vocsurvey.library import load_library
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.moment import spoken_hours

QUESTIONNAIRE = load_library()["support-case"]
CALL: dict[str, FactValue] = {
    "call.at": "2026-11-17T10:00",  # a Tuesday
    "call_back.in_an_hour": "2026-11-17T11:00",
    "call_back.tomorrow_morning": "2026-11-18T09:00",
    "call_back.days": "2026-11-18,2026-11-19,2026-11-20,2026-11-23,2026-11-24,2026-11-26",
    "call_back.hours": "9.10.11.13.14.15,9.10.11.13.14.15,9.10,9.10.11.12.13,9.10,9.10",
}

HOURS: dict[str, dict[str, tuple[int, int]]] = {
    "en": {
        **dict.fromkeys(("ten", "at ten", "10", "10 a.m.", "ten o'clock please", "around ten", "10:00"), (10, 0)),
        **dict.fromkeys(("half past ten", "10:30", "at ten thirty", "10.30 a.m.", "half ten"), (10, 30)),
        **dict.fromkeys(("quarter past ten", "a quarter past ten", "10:15", "ten fifteen"), (10, 15)),
        **dict.fromkeys(("quarter to two in the afternoon", "13:45", "1:45 pm"), (13, 45)),
        **dict.fromkeys(("three", "at three", "3 p.m.", "three in the afternoon", "15"), (15, 0)),
    },
    "de": {
        **dict.fromkeys(("zehn", "um zehn Uhr", "10 Uhr", "gegen zehn", "zehn Uhr vormittags bitte"), (10, 0)),
        **dict.fromkeys(("halb elf", "um halb elf", "10:30", "10 Uhr 30", "zehn Uhr dreißig"), (10, 30)),
        **dict.fromkeys(("viertel nach zehn", "zehn Uhr fünfzehn"), (10, 15)),
        **dict.fromkeys(("Viertel vor zwei", "dreiviertel zwei", "13:45"), (13, 45)),
        **dict.fromkeys(("drei Uhr nachmittags", "fünfzehn Uhr", "um drei"), (15, 0)),
    },
    "fr": {
        **dict.fromkeys(("dix heures", "à dix heures", "10h", "vers dix heures", "dix heures du matin"), (10, 0)),
        **dict.fromkeys(("dix heures et demie", "10h30", "dix heures trente", "à dix heures et demie"), (10, 30)),
        **dict.fromkeys(("dix heures et quart", "10h15", "dix heures quinze"), (10, 15)),
        **dict.fromkeys(("deux heures moins le quart", "13h45"), (13, 45)),
        **dict.fromkeys(("trois heures de l'après-midi", "quinze heures", "à trois heures"), (15, 0)),
    },
    "es": {
        **dict.fromkeys(("las diez", "a las diez", "a las 10", "diez de la mañana", "sobre las diez"), (10, 0)),
        **dict.fromkeys(("las diez y media", "a las diez y media", "10:30", "diez y treinta"), (10, 30)),
        **dict.fromkeys(("a las diez y cuarto", "10:15", "diez y quince"), (10, 15)),
        **dict.fromkeys(("a las dos menos cuarto", "13:45"), (13, 45)),
        **dict.fromkeys(("a las tres", "las tres de la tarde", "a las quince"), (15, 0)),
    },
}


def course(*heard: Heard | str, language: str = "en", call: dict[str, FactValue] = CALL) -> Course:
    """After this was heard to the end of "now is not a good time", a string being keys."""
    transcript = Transcript(channel=Channel.IVR, occasions=(call,))
    for one in ("2", *heard):
        transcript = transcript.heard(Keys(one) if isinstance(one, str) else one)
    return play(QUESTIONNAIRE, {"contact.name": "Ann Archer", "contact.language": language}, transcript)


def agreed(after: Course) -> str | None:
    return None if after.call_back is None else after.call_back.isoformat(timespec="minutes")


def step_of(after: Course) -> str | None:
    return None if after.turn.ask is None else after.turn.ask.step


@pytest.mark.parametrize(
    ("language", "words", "hour", "minute"),
    [(one, words, *at) for one, some in HOURS.items() for words, at in some.items()],
)
def test_the_hour_of_a_day(language: str, words: str, hour: int, minute: int) -> None:
    """On Thursday, with a lunch break between eleven and thirteen."""
    after = course("3", "2", Speech(words), language=language)
    assert agreed(after) == f"2026-11-19T{hour:02d}:{minute:02d}"


MOMENTS: dict[str, dict[str, str]] = {
    "en": {
        **dict.fromkeys(("Thursday at three", "at three on Thursday", "on Thursday at 3 p.m."), "2026-11-19T15:00"),
        **dict.fromkeys(("Thursday morning", "day after tomorrow at nine"), "2026-11-19T09:00"),
        **dict.fromkeys(("tomorrow afternoon", "tomorrow after lunch"), "2026-11-18T13:00"),
        **dict.fromkeys(("tomorrow at half past ten", "tomorrow 10:30", "half past ten tomorrow"), "2026-11-18T10:30"),
    },
    "de": {
        **dict.fromkeys(("Donnerstag um drei", "am Donnerstag um 15 Uhr", "übermorgen um drei"), "2026-11-19T15:00"),
        **dict.fromkeys(("morgen Nachmittag", "morgen nach dem Mittagessen"), "2026-11-18T13:00"),
        **dict.fromkeys(("morgen um halb elf", "morgen 10:30 Uhr bitte", "Mittwoch um halb elf"), "2026-11-18T10:30"),
    },
    "fr": {
        **dict.fromkeys(("jeudi à trois heures", "le jeudi à 15h", "après-demain à quinze heures"), "2026-11-19T15:00"),
        **dict.fromkeys(("demain après-midi", "demain après le déjeuner"), "2026-11-18T13:00"),
        **dict.fromkeys(("demain à dix heures et demie", "mercredi à 10h30"), "2026-11-18T10:30"),
    },
    "es": {
        **dict.fromkeys(
            ("el jueves a las tres", "jueves a las quince", "pasado mañana a las tres"), "2026-11-19T15:00"
        ),
        **dict.fromkeys(("mañana por la tarde", "mañana después de comer"), "2026-11-18T13:00"),
        **dict.fromkeys(("mañana a las diez y media", "el miércoles a las diez y media"), "2026-11-18T10:30"),
    },
}


@pytest.mark.parametrize(
    ("language", "words", "at"), [(one, words, at) for one, some in MOMENTS.items() for words, at in some.items()]
)
def test_a_day_and_an_hour_in_one_breath(language: str, words: str, at: str) -> None:
    assert agreed(course(Speech(words), language=language)) == at
    assert agreed(course("3", Speech(words), language=language)) == at


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "the day after tomorrow"), ("de", "übermorgen"), ("fr", "après-demain"), ("es", "pasado mañana")],
)
def test_a_day_alone_leads_to_its_hours(language: str, words: str) -> None:
    after = course(Speech(words), language=language)
    assert (step_of(after), agreed(after)) == ("hour", None)
    assert agreed(course(Speech(words), "14", language=language)) == "2026-11-19T14:00"


def test_the_offer_is_said_as_it_is_and_an_hour_in_the_hole_is_called_one_at_which_nobody_can_call() -> None:
    said = [line.text for line in course("3", "2").turn.lines]
    assert said[1].startswith("Enter the hour by the 24-hour clock, 9 to 11 or 13 to 15,")
    for shut in ("12", Speech("twelve"), Speech("at noon"), Speech("half past eleven"), Speech("five in the evening")):
        after = course("3", "2", shut)
        assert (step_of(after), after.turn.lines[0].text) == ("hour", "I am sorry, we cannot call then.")
        assert [line.text for line in after.turn.lines[1:]] == said
    assert course("3", "2", "12", "12", "12").ending is Ending.NOT_NOW


def test_a_shut_hour_of_a_day_that_was_named_leads_to_the_hours_of_that_day() -> None:
    after = course(Speech("Thursday at noon"))
    assert (step_of(after), after.turn.lines[0].text) == ("hour", "I am sorry, we cannot call then.")
    assert agreed(course(Speech("Thursday at noon"), Speech("half past nine"))) == "2026-11-19T09:30"


@pytest.mark.parametrize(
    "words", ["Saturday at three", "Sunday", "Thursday or Friday at three", "three or four", "at some time"]
)
def test_what_is_not_offered_or_not_certain_is_asked_again(words: str) -> None:
    assert agreed(course("3", Speech(words))) is None
    assert agreed(course("3", Speech(words, 0.4))) is None


def test_a_part_of_the_day_that_is_not_open_is_asked_again_and_a_distant_day_needs_its_date() -> None:
    assert step_of(course("3", Speech("Friday afternoon"))) == "day"
    assert (
        step_of(course(Speech("tomorrow afternoon"), call={"call.at": "2026-11-17T10:00", "call_back.days": ""}))
        is None
    )
    assert agreed(course(Speech("Thursday at nine"))) == "2026-11-19T09:00"


def test_at_the_first_question_a_time_is_a_not_now() -> None:
    occasions = ({**CALL},)
    after = play(QUESTIONNAIRE, {}, Transcript(occasions=occasions).heard(Speech("Thursday at three")))
    assert agreed(after) == "2026-11-19T15:00"
    tomorrow = play(QUESTIONNAIRE, {}, Transcript(occasions=occasions).heard(Speech("Wednesday morning")))
    assert agreed(tomorrow) is None, "it is the one that is offered, in its own words, at the next step"
    unknown = play(QUESTIONNAIRE, {}, Transcript().heard(Speech("Thursday at three")))
    assert agreed(unknown) is None


def test_words_that_are_no_time_and_languages_without_a_clock() -> None:
    assert time_said("", "en") is None
    assert time_said("three", "pl") is None
    assert time_said(" ".join(["three"] * 13), "en") is None
    assert time_said("half past one", "en") == Said(hour=1, minute=30)
    assert time_said("halb eins", "de") == Said(hour=12, minute=30)
    assert time_said("twenty-five", "en") is None
    assert time_said("after lunch", "en") == Said(part=Part.AFTERNOON)


@pytest.mark.parametrize(
    ("hours", "language", "said"),
    [
        ((9, 10, 11, 13, 14, 15), "en", "9 to 11 or 13 to 15"),
        ((9, 10, 12, 14, 15), "de", "9 bis 10, 12 oder 14 bis 15"),
        ((9, 10, 11), "fr", "de 9 à 11"),
        ((9, 12), "es-MX", "9 o 12"),
        ((9, 10, 11), "pl", "9 to 11"),
    ],
)
def test_hours_are_said_as_runs(hours: tuple[int, ...], language: str, said: str) -> None:
    assert spoken_hours(hours, language) == said
