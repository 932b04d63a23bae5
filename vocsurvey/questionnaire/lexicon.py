"""Word lists per language: what an opening has to say, and what no wording may say.

They are data. A list that forbids holds only phrases that cannot be meant otherwise; whatever needs an ear is left to
people. A language without lists is reported, never passed in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language: words of which one has to be there, and words of which none may."""

    automated: re.Pattern[str]
    opt_out: re.Pattern[str]
    length: re.Pattern[str]
    thanks: re.Pattern[str]
    leading: re.Pattern[str]
    selling: re.Pattern[str]


def _any_of(*phrases: str) -> re.Pattern[str]:
    """Any of the phrases, at the beginning of a word, whatever the spaces and the case. A phrase may end in ``\\b``."""
    return re.compile(r"\b(?:" + "|".join(phrase.replace(" ", r"\s+") for phrase in phrases) + ")", re.IGNORECASE)


LEXICONS: Mapping[str, Lexicon] = {
    "en": Lexicon(
        automated=_any_of("automated", "automatic", "recorded voice", "computer voice", "synthetic voice", "a machine"),
        opt_out=_any_of(
            r"stop\b",
            "do not (?:want (?:us|me) to )?call",
            "don't (?:want (?:us|me) to )?call",
            "(?:not|never) (?:to )?(?:be called|call(?:ed)?|phone)",
            "no more calls",
            "opt out",
            "not take part",
        ),
        length=_any_of(r"minutes?\b", r"seconds\b"),
        thanks=_any_of("thank", "grateful", "we appreciate"),
        leading=_any_of(
            "don't you (?:agree|think|find)",
            "do you not (?:agree|think|find)",
            "wouldn't you (?:agree|say)",
            "would you not (?:agree|say)",
            "isn't it",
            "aren't we",
            "didn't we",
            "how (?:great|good|excellent|wonderful|amazing|fantastic|happy|pleased|delighted) (?:was|were|is|are)",
            "surely",
            "you must agree",
            "everyone knows",
        ),
        selling=_any_of(
            "special offers?",
            "limited[- ]time",
            r"discounts?\b",
            "promotion",
            "upgrade now",
            "upgrade your (?:plan|contract|package)",
            "buy now",
            r"\d+ ?(?:%|per ?cent) off",
            "free trial",
            "would you like to (?:buy|order|renew|upgrade)",
            "interested in (?:buying|our offer|an offer|our latest)",
            "renew today",
            "before you (?:cancel|leave)",
            "stay with us",
        ),
    ),
    "de": Lexicon(
        automated=_any_of("automatisch", "computerstimme", "sprachcomputer", "aufgezeichnete stimme"),
        opt_out=_any_of(
            "nicht (?:mehr|wieder|noch einmal) (?:an(?:ge)?rufen|angerufen)",
            "keine (?:weiteren )?anrufe",
            "nicht teilnehmen",
            "beenden",
            "aufhören",
            "abbrechen",
            "abmelden",
        ),
        length=_any_of("minute", "sekunden"),
        thanks=_any_of("dank", "vielen dank", "danke"),
        leading=_any_of(
            "finden sie nicht auch",
            "meinen sie nicht auch",
            "sind sie nicht auch der meinung",
            "stimmen sie nicht zu",
            r"nicht wahr\b",
            "oder etwa nicht",
            "wie (?:toll|großartig|hervorragend|ausgezeichnet|gut|begeistert) (?:war|waren|ist|sind)",
            "sie werden zustimmen",
            "sicherlich",
        ),
        selling=_any_of(
            "sonderangebot",
            "sonderaktion",
            "rabatt",
            "schnäppchen",
            "nur für kurze zeit",
            "jetzt (?:kaufen|bestellen|verlängern|wechseln)",
            r"\d+ ?(?:%|prozent) (?:günstiger|nachlass|billiger)",
            "kostenlos testen",
            "möchten sie (?:kaufen|bestellen|verlängern)",
            "interesse an (?:unserem|einem) angebot",
            "bevor sie (?:kündigen|gehen)",
            "bleiben sie (?:bei uns|unser kunde)",
        ),
    ),
}


def lexicon(language: str) -> Lexicon | None:
    """The lists for a language code; ``de-AT`` is judged by ``de``. None when there are none."""
    return LEXICONS.get(language) or LEXICONS.get(language.partition("-")[0])
