"""When to call back, in words: days and hours in one breath, halves and quarters, and hours with a hole in them."""

from __future__ import annotations

from collections.abc import Mapping

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


LEFT: dict[str, FactValue] = {**CALL, "call_back.today": "11.13.14.15.16"}
NOT_THEN = {
    "en": "I am sorry, we cannot call then.",
    "de": "Dann können wir leider nicht anrufen.",
    "fr": "Désolés, nous ne pouvons pas appeler à ce moment-là.",
    "es": "Lo sentimos, entonces no podemos llamar.",
}


def said_first(after: Course) -> str:
    return after.turn.lines[0].text


SHUT = {
    "en": ("Friday afternoon", "Thursday evening", "tonight", "in two hours", "on Thursday at noon"),
    "de": ("Freitagnachmittag", "Freitag Nachmittag", "Donnerstagabend", "heute Abend", "in einer halben Stunde"),
    "fr": ("vendredi après-midi", "jeudi soir", "ce soir", "dans deux heures", "dans une demi-heure"),
    "es": ("el viernes por la tarde", "esta noche", "dentro de dos horas", "en media hora"),
}
FAR = {
    "en": ("Saturday", "at the weekend", "next month", "the week after next", "in two weeks", "in 12 days"),
    "de": ("am Samstag", "am Wochenende", "nächsten Monat", "übernächste Woche", "heute in zwei Wochen"),
    "fr": ("samedi", "le week-end", "le mois prochain", "dans quinze jours", "samedi matin"),
    "es": ("el sábado", "el fin de semana", "el mes que viene", "dentro de dos semanas", "en quince días"),
}
WEEK = {
    "en": ("next week", "some time next week", "could you call me back next week please", "later this week"),
    "de": ("nächste Woche", "irgendwann nächste Woche", "können Sie mich nächste Woche zurückrufen"),
    "fr": ("la semaine prochaine", "rappelez-moi la semaine prochaine", "au début de la semaine prochaine"),
    "es": ("la semana que viene", "la próxima semana", "me puede llamar la semana que viene"),
}
OPEN_TODAY = {
    "en": ("this afternoon", "today at one", "in three hours", "call me this afternoon please"),
    "de": ("heute Nachmittag", "heute um eins", "in drei Stunden", "rufen Sie mich heute Nachmittag an"),
    "fr": ("cet après-midi", "aujourd'hui à treize heures", "dans trois heures", "rappelez-moi cet après-midi"),
    "es": ("esta tarde", "hoy a la una", "dentro de tres horas", "llámeme esta tarde"),
}
IN_TWO_DAYS = {
    "en": ("in two days", "in 2 days' time", "the day after tomorrow", "call me the day after tomorrow"),
    "de": ("in zwei Tagen", "übermorgen", "rufen Sie mich übermorgen an", "melden Sie sich übermorgen wieder"),
    "fr": ("dans deux jours", "après-demain", "rappelez-moi après-demain", "vous pouvez me rappeler dans 2 jours"),
    "es": ("en dos días", "dentro de 2 días", "pasado mañana", "llámeme pasado mañana"),
}


def each(table: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, words) for language, some in table.items() for words in some]


@pytest.mark.parametrize(("language", "words"), each(SHUT))
def test_a_part_of_a_day_or_an_hour_that_is_shut_leads_to_the_hours_of_that_day(language: str, words: str) -> None:
    for before in ((), ("3",)):
        after = course(*before, Speech(words), language=language, call=LEFT)
        assert (step_of(after), agreed(after), said_first(after)) == ("hour", None, NOT_THEN[language])


@pytest.mark.parametrize(("language", "words"), each(FAR))
def test_a_day_that_is_not_offered_is_answered_with_those_that_are(language: str, words: str) -> None:
    listed = [line.text for line in course("3", language=language, call=LEFT).turn.lines]
    for before in ((), ("3",)):
        after = course(*before, Speech(words), language=language, call=LEFT)
        assert (step_of(after), said_first(after)) == ("day", NOT_THEN[language])
        assert [line.text for line in after.turn.lines[1:]] == listed


@pytest.mark.parametrize(("language", "words"), each(WEEK))
def test_a_week_is_answered_with_its_days_to_choose_from(language: str, words: str) -> None:
    listed = [line.text for line in course("3", language=language).turn.lines]
    for before in ((), ("3",)):
        after = course(*before, Speech(words), language=language)
        assert (step_of(after), [line.text for line in after.turn.lines]) == ("day", listed)
    assert step_of(course("3", "2", Speech(words), language=language)) == "hour"


def test_the_only_day_of_a_week_is_understood_and_a_week_without_one_is_not_offered() -> None:
    one: dict[str, FactValue] = {**CALL, "call_back.days": "2026-11-19,2026-11-24", "call_back.hours": "9.10,9.10"}
    for before in ((), ("3",)):
        after = course(*before, Speech("next week"), Speech("at ten"), call=one)
        assert agreed(after) == "2026-11-24T10:00"
        assert agreed(course(*before, Speech("this week"), Speech("at ten"), call=one)) == "2026-11-19T10:00"
    none: dict[str, FactValue] = {**CALL, "call_back.days": "2026-11-24", "call_back.hours": "9.10"}
    for before in ((), ("3",)):
        after = course(*before, Speech("this week"), call=none)
        assert (step_of(after), said_first(after)) == ("day", NOT_THEN["en"])


@pytest.mark.parametrize(("language", "words"), each(OPEN_TODAY))
def test_what_is_left_of_today_can_be_had(language: str, words: str) -> None:
    for before in ((), ("3",)):
        assert agreed(course(*before, Speech(words), language=language, call=LEFT)) == "2026-11-17T13:00"


def test_an_hour_of_today_that_is_over_or_never_was_is_not_agreed() -> None:
    for words in ("today at nine", "today at nine in the morning"):
        after = course(Speech(words), call=LEFT)
        assert (step_of(after), said_first(after)) == ("hour", NOT_THEN["en"])
    for words in ("today", "this afternoon", "today at three"):
        after = course(Speech(words))
        assert (step_of(after), said_first(after)) == ("day", NOT_THEN["en"]), "nothing is left of today"
    assert agreed(course(Speech("today"), "14", call=LEFT)) == "2026-11-17T14:00"


@pytest.mark.parametrize(("language", "words"), each(IN_TWO_DAYS))
def test_a_day_by_how_far_it_is_leads_to_its_hours_at_the_step_of_the_day_too(language: str, words: str) -> None:
    for before in ((), ("3",), ("3", "1")):
        assert agreed(course(*before, Speech(words), "14", language=language)) == "2026-11-19T14:00"


def test_another_day_may_be_named_at_the_hour() -> None:
    assert agreed(course("3", "1", Speech("Thursday"), "14")) == "2026-11-19T14:00"
    assert agreed(course("3", "1", Speech("Thursday at three"))) == "2026-11-19T15:00"
    assert agreed(course("3", "1", Speech("tomorrow"), "14")) == "2026-11-18T14:00"
    after = course("3", "1", Speech("Saturday"))
    assert (step_of(after), said_first(after)) == ("day", NOT_THEN["en"])


def test_an_hour_from_now_is_the_one_that_is_offered_unless_the_days_were_asked_for() -> None:
    assert agreed(course(Speech("in one hour"))) == "2026-11-17T11:00"
    assert agreed(course("3", Speech("in one hour"), call=LEFT)) == "2026-11-17T11:00"


def test_a_day_with_one_hour_is_not_agreed_for_another_hour() -> None:
    single: dict[str, FactValue] = {**CALL, "call_back.days": "2026-11-20", "call_back.hours": "9"}
    after = course(Speech("Friday afternoon"), call=single)
    assert (step_of(after), agreed(after), said_first(after)) == ("hour", None, NOT_THEN["en"])


def test_of_two_days_of_one_name_neither_is_taken() -> None:
    assert agreed(course(Speech("Tuesday at nine"))) is None, "today is a Tuesday, and the one offered is a week away"


def test_a_distant_day_needs_its_date_and_without_days_there_is_no_call_back() -> None:
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
