"""The shipped words that must not wait, against what people say."""

from __future__ import annotations

import pytest

from vocsurvey.interview.alarm import alarm_in
from vocsurvey.library import load_library

SAID = {
    "en": {
        "The machine is on fire": "safety",
        "there was a fire in the warehouse": "safety",
        "I burned my hand": "safety",
        "our driver was burnt": "safety",
        "he ended up in hospital": "safety",
        "one of our people was killed": "safety",
        "somebody could have died": "safety",
        "we are taking this to our legal team": "legal",
        "I'm going to report you to the regulator": "legal",
        "please cancel": "leaving",
        "We’re terminating.": "leaving",
        "we are terminating": "leaving",
        "we are not going to renew": "leaving",
        "all good, thank you": None,
        "the person was friendly and fast": None,
        "we fired up the new system": None,
    },
    "de": {
        "es gab ein Feuer": "safety",
        "ein Mitarbeiter liegt im Krankenhaus": "safety",
        "er hat sich die Hand verbrannt": "safety",
        "ein Stromunfall": "safety",
        "da ist jemand gestorben": "safety",
        "wir wechseln den Anbieter": "leaving",
        "wir verlängern nicht": "leaving",
        "der Verbrennungsmotor läuft gut": None,
        "alles bestens, danke": None,
    },
    "fr": {
        "quelqu'un est à l'hôpital": "safety",
        "il y a eu un feu": "safety",
        "nous allons partir": "leaving",
        "tout va bien, merci": None,
    },
    "es": {
        "está en el hospital": "safety",
        "hay riesgo de muerte": "safety",
        "queremos cancelar": "leaving",
        "voy a cancelar": "leaving",
        "todo bien, gracias": None,
    },
}


@pytest.mark.parametrize("language", SAID)
def test_what_people_say_is_known_for_what_it_is(language: str) -> None:
    alarms = load_library()["support-case"].phrases[language].alarms
    assert {words: alarm_in(words, alarms) for words in SAID[language]} == SAID[language]
