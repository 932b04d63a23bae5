"""A hostile author: what is dishonest or unpleasant, and what only looks like it.

Each case breaks the good questionnaire in one place, as in ``test_lint``; sentences are tried in all four languages.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from test_broken_questionnaires import CALLER, OPENING
from test_lint import ABOUT, CORE, PHRASE, THANKS, found

from vocsurvey.library import load_library
from vocsurvey.questionnaire.check import check
from vocsurvey.questionnaire.check_frame import person_honest
from vocsurvey.questionnaire.check_kindness import consent_straight
from vocsurvey.questionnaire.check_letters import phrase_letters_plain
from vocsurvey.questionnaire.check_replies import keys_beside, keys_told, phrases_fair, replies_true
from vocsurvey.questionnaire.check_times import times_kept
from vocsurvey.questionnaire.check_tongue import address_kept
from vocsurvey.questionnaire.clause import plain, tells_how_to_stop
from vocsurvey.questionnaire.finding import Finding, nowhere
from vocsurvey.questionnaire.kindness import secret, unkind
from vocsurvey.questionnaire.lexicon import LEXICONS
from vocsurvey.questionnaire.model import Closing, Consent, Questionnaire, Spoken, Statement
from vocsurvey.questionnaire.part import Part, parts_of, texts
from vocsurvey.questionnaire.spelt_number import lengths_in, number_of
from vocsurvey.questionnaire.tongue import strange_tongue, word_set

GOOD_TIME = "    say: {en: Is now a good time}"
NO_STAR = "    en: Hello {contact.name}, an automated call from {company.name}. Two minutes. %s\n"


def phrased(name: str, words: str) -> tuple[str, str]:
    """The change that gives a standing phrase other words."""
    key, _, field = name.partition(".")
    inside = f"{key}: {words} #!" if not field else f"{key}:\n      {field}: {words} #!"
    return CORE, PHRASE + inside


REPLIES = [
    ("keys-crossed", *phrased("scale_keys", '"For {low_label}, press {high}. For {high_label}, press {low}."')),
    ("keys-crossed", *phrased("scale_keys_hash", '"{low} is {high_label}, {high} is {low_label}, then hash."')),
    (
        "keys-crossed",
        *phrased(
            "menu",
            '"To hear that again, press 1. To go back, press 2. To skip it, press 3. To speak with a person, press 9. '
            'If you do not want us to call you again, press 4."',
        ),
    ),
    (
        "keys-crossed",
        *phrased(
            "when.keys", '"In an hour, press 2. Tomorrow, press 1. Another time, press 3. Not the person, press 4."'
        ),
    ),
    ("keys-crossed", *phrased("when.answers", "[tomorrow, in an hour, another time, wrong number]")),
    ("keys-crossed", *phrased("right_person.keys", '"Automated. Not possible: 1. To pass it on, 2. If you are, 3."')),
    ("keys-crossed", *phrased("yes_no_keys", "Press 1 for no and 2 for yes.")),
    ("phrase-keys", *phrased("scale_keys", '"{low_label}: {low}. {high_label}: {high}. Most people press 5."')),
    ("phrase-fill", *phrased("scale_keys", '"{low_label}: {low}. {high_label}: the other end."')),
    ("phrase-keys", *phrased("number_keys", "Enter the number.")),
    ("phrase-keys", *phrased("fetched", "I will wait.")),
    ("phrase-keys", *phrased("who.answers", "[no longer works here]")),
    (
        "phrase-keys",
        *phrased("menu", '"Again, press 1. Back, press 2. Skip, press 3. A person, press 4. Else, press 9."'),
    ),
    ("phrase-keys", *phrased("menu", '"Again: 1. Back: 2. Skip: 3. Sales: 4. Do not call me again: 9."')),
    ("phrase-untrue", *phrased("opted_out", "We will call you again next week.")),
    ("phrase-untrue", *phrased("opted_out", "We will not call you again, but we will call you next year.")),
    ("phrase-untrue", *phrased("opted_out", "Thank you, and goodbye.")),
    ("phrase-untrue", *phrased("opted_out_owed", '"We will not call you with questions again[, {promise.by}]."')),
    ("phrase-untrue", *phrased("opted_out_owed", '"Of course. Ada will call you[ by {promise.by}]."')),
    ("phrase-untrue", *phrased("owed", '"Nobody will call you[ by {promise.by}]."')),
    ("phrase-fill", *phrased("owed", '"{owner.name} will call you[ by {promise.by}]."')),
    ("phrase-fill", *phrased("owed", "Somebody will call you.")),
    ("phrase-untrue", *phrased("person", "Nobody is here. Goodbye.")),
    ("phrase-untrue", *phrased("call_back", '"We will not call {call_back.at}."')),
    ("phrase-untrue", *phrased("cant_say_key", "If you are delighted, press 0.")),
    ("cheerful-reply", *phrased("acknowledge", "[Great!, Thank you.]")),
    ("cheerful-reply", *phrased("acknowledge", "[We are sorry., We are glad to hear that.]")),
    ("cheerful-reply", THANKS, THANKS.replace("Thank you,", "Wonderful, thank you,") + " #!"),
    ("selling", *phrased("skipped", "Ask about our special offer.")),
    ("leading", *phrased("acknowledge", '["Surely it was not that bad.", "Thank you."]')),
    ("forced-answer", *phrased("skipped", "You must answer this.")),
    ("no-identification", *phrased("right_person.ask", '"Is that {contact.name}?"')),
    ("no-automated-notice", *phrased("right_person.keys", '"If you are, 1. To pass it on, 2. If not possible, 3."')),
    ("no-automated-notice", *phrased("right_person_inbound.keys", '"You are, 1. Pass it on, 2. If not possible, 3."')),
    ("no-opt-out", *phrased("right_person.keys", '"Automated. If you are, 1. To pass it on, 2. If not possible, 3."')),
    (
        "no-opt-out",
        *phrased("right_person.keys", '"Automated. Star. If you are, 1. Pass it on, 2. If not possible, 3."'),
    ),
    (
        "no-opt-out",
        *phrased(
            "right_person_inbound.keys", '"An automated voice. If you are, 1. Pass it on, 2. If not possible, 3."'
        ),
    ),
]

OPENINGS = [
    ("no-opt-out", OPENING, NO_STAR % "Press star. We never stop improving. #!"),
    ("no-opt-out", OPENING, NO_STAR % "Press hash to stop these calls. #!"),
    ("no-opt-out", OPENING, NO_STAR % "Press hash. #!"),
    ("no-opt-out", OPENING, NO_STAR % "Press star. You cannot stop these calls. #!"),
    (
        "no-opt-out",
        OPENING,
        OPENING + "  inbound: {en: 'An automated voice of {company.name}. Two minutes. Listen.'} #!\n",
    ),
    ("no-opt-out", *phrased("resumption.keys", '"An automated call. To stop these calls, hang up. 1, 2, 3."')),
    ("person-as-machine", CALLER, "", OPENING, OPENING[:-1] + " #!\n"),
    ("person-as-machine", CALLER, CALLER.replace("a call", "an automated call")[:-1] + " #!\n"),
    ("good-time-turned", GOOD_TIME, "    say: {en: Is now a bad time} #!"),
    ("good-time-turned", GOOD_TIME, "    say: {en: Is now not a good time} #!"),
    ("good-time-turned", GOOD_TIME, "    say: {en: Is it fine}\n    caller: {en: Do I disturb you} #!"),
]

BRIDGE = "  - id: bridge\n"
TIP = "  - {id: tip, kind: yes_no, metric: fcr_one_contact, say: {en: "
RECOMMENDING = [
    ("nps-ungated", BRIDGE, f"{TIP}Would you recommend us}}}} #!\n{BRIDGE}"),
    ("nps-ungated", BRIDGE, f"{TIP}Would you speak well of us}}}} #!\n{BRIDGE}"),
    ("nps-ungated", BRIDGE, f"{TIP}Did we help}}, caller: {{en: Will you refer us}}}} #!\n{BRIDGE}"),
    (
        "nps-ungated",
        "{en: Why is that}}",
        "{en: Why is that}}\n  - {id: r, kind: open, ask_if: {any: [{answer: nps, is: 9},"
        " {flagged: yes}]}, say: {en: Would you recommend us}} #!",
    ),
]

LABEL = "      5: {en: good}"
TEXTS = [
    ("empty-text", ABOUT, "    say: {en: None} #!"),
    ("empty-text", ABOUT, '    say: {en: "?"} #!'),
    ("empty-text", ABOUT, "    say: {en: What was it about}\n    caller: {en: n/a} #!"),
    ("empty-text", *phrased("skipped", '"..."')),
    ("control-character", ABOUT, "    say: {en: What was \u202eit about} #!"),
    ("control-character", ABOUT, "    say: {en: What was it a\u200bbout} #!"),
    ("control-character", ABOUT, '    say: {en: "What was it a\\u00adbout"} #!'),
    ("strange-letters", ABOUT, "    say: {en: What was it \u0430b\u043eut} #!"),
    ("strange-letters", ABOUT, "    say: {en: Was \u0430 visit enough} #!"),
    ("strange-letters", ABOUT, "    say: {en: What was it \uff41\uff42out} #!"),
    ("strange-letters", ABOUT, "    say: {en: What was the cafe\u0301 about} #!"),
    ("strange-letters", ABOUT, "    say: {en: What was it ab\u200dout} #!"),
    ("strange-letters", ABOUT, "    say: {en: What was it about \U0001f600} #!"),
    ("strange-letters", *phrased("skipped", "We le\u0430ve that out.")),
    ("other-language", ABOUT, "    say: {en: Worum ging es bei uns und Ihnen} #!"),
    ("other-language", *phrased("skipped", "Das ist nicht schlimm, wir lassen das aus.")),
    (
        "other-language",
        "languages: [en]",
        "languages: [en, nl]\nphrases: {nl: <PHRASES>}",
        ABOUT,
        "    say:\n      en: Product Alpha Beta Gamma\n      nl: Product Alpha Beta Gamma #!",
    ),
    ("address-mixed", "languages: [en]", "languages: [en, de]", ABOUT, "    say: {en: Which, de: Was war mit dir} #!"),
    ("wording-astray", ABOUT, ABOUT + "\n    caller: {en: Did you feel that somebody genuinely cared} #!"),
    ("label-same", LABEL, "      5: {en: Bad!} #!"),
    ("label-wordless", LABEL, '      5: {en: "5"} #!'),
    ("label-wordless", LABEL, "      5: {en: five} #!"),
    ("label-wordless", "        label: {en: price}", '        label: {en: "2"} #!'),
    ("length-untrue", OPENING, OPENING.replace("Two minutes", "Ninety minutes")[:-1] + " #!\n"),
    ("length-untrue", OPENING, OPENING.replace("Two minutes", "10 minutes")[:-1] + " #!\n"),
    ("length-untrue", OPENING, OPENING.replace("Two minutes", "It takes half an hour, or 30 minutes")[:-1] + " #!\n"),
    ("length-untrue", OPENING, OPENING.replace("Two minutes", "Twenty seconds")[:-1] + " #!\n"),
]

NOT_NOW = "{say: {en: Then another time. Goodbye.}}"
CONSENT = "questions:\n  - {id: may, kind: consent, purpose: quote, say: {en: %s}} #!\n"
KINDNESS = [
    ("unkind-words", *phrased("acknowledge", '["That is not true.", "Thank you."]')),
    ("unkind-words", NOT_NOW, "{say: {en: But it only takes a minute.}} #!"),
    ("unkind-words", THANKS, THANKS.replace("Somebody", "It was your own fault. Somebody") + " #!"),
    ("reply-asks", *phrased("skipped", "Why?")),
    ("reply-asks", THANKS, THANKS.replace("Thank you,", "How was it? Thank you,") + " #!"),
    ("reply-asks", NOT_NOW, "{say: {en: 'Then when?'}} #!"),
    ("secret-asked", ABOUT, "    say: {en: What is your credit card number} #!"),
    ("consent-turned", "questions:\n", CONSENT % "Shall we not quote you"),
    ("alarm-words", *phrased("alarms.safety", "[]")),
    ("alarm-words", *phrased("alarms.legal", "[la]")),
    ("long", *phrased("skipped", "We leave that one out. " * 15)),
    ("no-promise", THANKS, THANKS.replace("Somebody", "Nobody") + " #!"),
    ("time-fixed", NOT_NOW, "{say: {en: Then we call you tomorrow.}} #!"),
    ("time-fixed", THANKS, THANKS.replace("you[", "you within two days[") + " #!"),
    ("time-fixed", *phrased("skipped", "Somebody will ring you on Monday.")),
    ("no-automated-notice", OPENING, OPENING.replace("an automated", "a not automated")[:-1] + " #!\n"),
    ("strange-letters", ABOUT, "    say: {en: What was <b>it</b> about} #!"),
    ("strange-letters", ABOUT, "    say: {en: 'What was it about, see https://example.com'} #!"),
    ("label-direction", "    labels:\n      1: {en: bad}", "    labels: #!\n      1: {en: very good}"),
    ("forced-answer", ABOUT, "    say: {en: You are legally obliged to answer} #!"),
]

AUTHORED = [*KINDNESS, *TEXTS, *RECOMMENDING, *REPLIES, *OPENINGS]


@pytest.mark.parametrize("case", AUTHORED, ids=lambda case: f"{case[0]}: {str(case[2]).strip()[-60:]}")
def test_what_a_hostile_author_writes_is_found_on_its_line(case: tuple[str | int, ...]) -> None:
    text, rules, told = found(case[1:])
    marked = next((n for n, line in enumerate(text.split("\n"), 1) if "#!" in line), None)
    line = case[-1] if isinstance(case[-1], int) else marked
    assert (case[0], line) in rules, told


MENU = "Press 1 to hear it again, 2 to go back, 3 to skip, 4 for a colleague, 9 and we never call you again."
HONEST = [
    phrased("scale_keys", '"Press {low} for {low_label}, up to {high} for {high_label}."'),
    phrased("scale_keys", '"From {low} to {high}: {low_label} to {high_label}."'),
    phrased("menu", f'"{MENU}"'),
    phrased("yes_no_keys", "Press 1 for yes or 2 for no."),
    phrased("when.keys", '"If you like it in an hour, 1, or tomorrow, 2. At a time you choose, 3. Not me, 4."'),
    phrased("when.answers", "[soon, early, later, never]"),
    phrased("number_keys", '"Enter the number, such as 7, then press the pound key."'),
    phrased("opted_out", "Of course, we will not phone, write to you or call you again."),
    phrased("opted_out", "We have taken your number off our list. Goodbye."),
    phrased("person", "Somebody will be in touch."),
    phrased("cant_say_key", "To leave it out, press 0."),
    phrased("acknowledge", '["That is not great, we know.", "Have a good day all the same."]'),
    (GOOD_TIME, "    say: {en: 'Is now a good time? If not, we call another day.'}"),
    ("{en: Why is that}", "{en: Why would you not recommend us}"),
    (
        "closing:\n",
        "  - {id: same, kind: consent, purpose: quote, ask_if: {all: [{answer: nps, is: 9}, {flagged: no}]},"
        " say: {en: May we say that you recommend us}}\nclosing:\n",
    ),
    (ABOUT, "    say: {en: What was the caf\u00e9 with the \u03b1 about}"),
    (ABOUT, "    say: {en: 'What, {contact.name}?'}"),
    (ABOUT, "    say: {en: Did you have to tell your password to somebody}"),
    ("closing:\n", (CONSENT % "'May we quote you, so that it is not lost?'")[11:] + "closing:\n"),
    ("closing:\n", (CONSENT % "'We do not give your name. May we quote you?'")[11:] + "closing:\n"),
    (OPENING, OPENING.replace("an automated call", "not a person but an automated call")),
    phrased("alarms.leaving", "[]"),
    (ABOUT, ABOUT + "\n    caller: {en: 'Was it something between us, people or price'}"),
    (
        OPENING,
        OPENING.replace("Two minutes", "Our training lasted 90 minutes. This takes two minutes"),
        CALLER,
        CALLER.replace("Two minutes", "Our training lasted 90 minutes. This takes two minutes"),
    ),
    (OPENING, NO_STAR % "With star you can stop whenever you like."),
    (OPENING, NO_STAR % "If you would rather not be called, press star."),
]


@pytest.mark.parametrize("changes", HONEST, ids=lambda changes: changes[1].strip()[-60:])
def test_what_an_honest_author_writes_is_fine(changes: tuple[str, ...]) -> None:
    _, rules, told = found(changes)
    assert rules == set(), told


STOPS = {
    "en": (
        "Press star to stop these calls.",
        "We can stop whenever you like.",
        "If you don't want {company.name} to call, press star.",
        "You may opt out at any time.",
        "You need not take part.",
    ),
    "de": (
        "Mit der Sterntaste beenden Sie diese Anrufe.",
        "Sie können jederzeit aufhören.",
        "Wenn Sie nicht mehr angerufen werden möchten, drücken Sie Stern.",
        "Um sich abzumelden, drücken Sie Stern.",
        "Sie bekommen dann keine weiteren Anrufe.",
    ),
    "fr": (
        "La touche étoile arrête ces appels : elle permet d'arrêter.",
        "Nous pouvons arrêter quand vous voulez.",
        "Si vous ne souhaitez plus que nous vous appelions, tapez étoile.",
        "Appuyez sur étoile pour ne plus être appelé.",
        "Vous pouvez raccrocher à tout moment.",
    ),
    "es": (
        "Con asterisco puede poner fin a estas llamadas.",
        "Podemos terminar la llamada cuando quiera.",
        "Si no quiere que le llamemos, marque asterisco.",
        "Pulse asterisco para no recibir más llamadas.",
        "Puede darse de baja.",
    ),
}
GOES_ON = {
    "en": (
        "We never stop improving.",
        "Press hash.",
        "You cannot stop these calls.",
        "Please stop by our office.",
        "To stop improving is to fall behind.",
        "We do not call often.",
    ),
    "de": (
        "Wir hören nie auf, besser zu werden.",
        "Wir können nicht aufhören, uns zu verbessern.",
        "Diese Anrufe können Sie nicht beenden.",
        "Drücken Sie Raute.",
        "Wir haben die Arbeit beendet.",
    ),
    "fr": (
        "Nous ne cessons jamais de progresser.",
        "Vous ne pouvez pas arrêter ces appels.",
        "Cela dure plus de trois minutes pour cet appel.",
        "Tapez dièse.",
    ),
    "es": (
        "Nunca dejamos de mejorar.",
        "No puede poner fin a estas llamadas.",
        "Recibirá más llamadas.",
        "Pulse almohadilla.",
    ),
}


def pairs(sentences: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, one) for language, some in sentences.items() for one in some]


@pytest.mark.parametrize(("language", "words"), pairs(STOPS))
def test_how_to_stop_is_heard(language: str, words: str) -> None:
    assert tells_how_to_stop(words, LEXICONS[language])


@pytest.mark.parametrize(("language", "words"), pairs(GOES_ON))
def test_what_stops_nothing_is_no_way_out(language: str, words: str) -> None:
    assert not tells_how_to_stop(words, LEXICONS[language])


BAD_TIME = {
    "en": ("Is this an inconvenient time?", "Am I disturbing you?"),
    "de": ("Störe ich gerade?", "Passt es Ihnen gerade nicht?"),
    "fr": ("Est-ce que je vous dérange ?", "Est-ce un mauvais moment ?"),
    "es": ("¿Le molesto?", "¿Es mal momento?"),
}


def checked(whole: Questionnaire) -> tuple[Finding, ...]:
    """What is wrong with it."""
    return check(whole, nowhere("it.yaml"))


@pytest.mark.parametrize(("language", "words"), pairs(BAD_TIME))
def test_a_bad_time_is_not_asked_for(language: str, words: str) -> None:
    whole = load_library()["support-case"]
    asked = whole.opening.good_time.model_copy(update={"say": {**whole.opening.good_time.say, language: words}})
    changed = whole.model_copy(update={"opening": whole.opening.model_copy(update={"good_time": asked})})
    assert [one.rule for one in checked(changed)] == ["good-time-turned"]


CHEER = {
    "en": ("Great!", "Never mind."),
    "de": ("Das freut uns.", "Kein Problem."),
    "fr": ("Très bien.", "Ce n'est pas grave."),
    "es": ("¡Genial!", "No pasa nada."),
}
SOBER = {
    "en": ("That is not nice to hear.", "Have a lovely day."),
    "de": ("Das ist nicht schön.", "Danke schön."),
    "fr": ("Ce n'est pas parfait, nous le savons.", "Nous vous entendons."),
    "es": ("Eso no está muy bien.", "Le pedimos disculpas."),
}


def acknowledged(language: str, words: str) -> Questionnaire:
    """A shipped questionnaire that answers a complaint so."""
    whole = load_library()["support-case"]
    said = whole.phrases[language].model_copy(update={"acknowledge": (words, *whole.phrases[language].acknowledge[1:])})
    return whole.model_copy(update={"phrases": {**whole.phrases, language: said}})


@pytest.mark.parametrize(("language", "words"), pairs(CHEER))
def test_no_complaint_is_cheered(language: str, words: str) -> None:
    assert [one.rule for one in checked(acknowledged(language, words))] == ["cheerful-reply"]


@pytest.mark.parametrize(("language", "words"), pairs(SOBER))
def test_a_complaint_may_be_answered_in_any_sober_words(language: str, words: str) -> None:
    assert checked(acknowledged(language, words)) == ()


def test_phrases_in_a_language_without_lists_are_judged_by_what_needs_none() -> None:
    whole = load_library()["support-case"]
    english = whole.phrases["en"]
    crossed = english.model_copy(
        update={"scale_keys": "{low_label}: {high}. {high_label}: {low}.", "opted_out": "Tot."}
    )
    foreign = whole.model_copy(update={"phrases": {"nl": crossed}})
    rules = (keys_told, keys_beside, replies_true, person_honest, phrases_fair)
    assert [one.rule for rule in rules for one in rule(foreign, nowhere("it"))] == ["keys-crossed"]


def test_a_version_that_was_pinned_without_inbound_phrases_has_none_to_look_at() -> None:
    whole = load_library()["support-case"]
    without = {"right_person_inbound": None, "resumption": None, "resumption_inbound": None}
    phrases = {language: one.model_copy(update=without) for language, one in whole.phrases.items()}
    older = whole.model_copy(update={"phrases": phrases})
    assert [*keys_beside(older, nowhere("it")), *person_honest(older, nowhere("it"))] == []


RECOMMENDS = {
    "en": (
        "Would you recommend us?",
        "How likely are you to recommend {company.name} to a colleague?",
        "Would you be willing to recommend our service?",
        "Would you tell your colleagues about us?",
    ),
    "de": (
        "Würden Sie uns weiterempfehlen?",
        "Wie wahrscheinlich ist es, dass Sie {company.name} im Kollegenkreis empfehlen?",
        "Empfehlen Sie uns weiter?",
    ),
    "fr": (
        "Nous recommanderiez-vous ?",
        "Est-il probable que vous recommandiez {company.name} à un collègue ?",
        "Seriez-vous prêt à nous recommander ?",
    ),
    "es": (
        "¿Nos recomendaría?",
        "¿Recomendaría {company.name} a un colega?",
        "¿Estaría dispuesto a recomendar nuestros servicios?",
    ),
}
ADVISES = {
    "en": (
        "Did we recommend the right product?",
        "Did you get what our technician recommended?",
        "Have you read our recommendations?",
        "Who recommended us to you?",
    ),
    "de": ("Haben wir Ihnen das richtige Produkt empfohlen?", "Wer hat uns empfohlen?"),
    "fr": ("Vous avons-nous bien conseillé ?", "Qui nous a recommandés ?", "Le produit recommandé convient-il ?"),
    "es": ("¿Le recomendamos el producto adecuado?", "¿Quién nos recomendó?", "¿Le sirvió la recomendación?"),
}


@pytest.mark.parametrize(("language", "words"), pairs(RECOMMENDS))
def test_who_asks_for_a_recommendation_in_any_form_is_found(language: str, words: str) -> None:
    assert LEXICONS[language].recommending.search(plain(words))


@pytest.mark.parametrize(("language", "words"), pairs(ADVISES))
def test_advice_is_no_recommendation_of_us(language: str, words: str) -> None:
    assert LEXICONS[language].recommending.search(plain(words)) is None


LENGTHS = {
    "en": (("ninety minutes", 5400), ("forty-five seconds", 45), ("half an hour", 1800), ("an hour", 3600)),
    "de": (
        ("neunzig Minuten", 5400),
        ("fünfundzwanzig Minuten", 1500),
        ("eine Viertelstunde", 900),
        ("12 Minuten", 720),
    ),
    "fr": (
        ("quatre-vingt-dix minutes", 5400),
        ("vingt-cinq minutes", 1500),
        ("une demi-heure", 1800),
        ("10 minutes", 600),
    ),
    "es": (("noventa minutos", 5400), ("treinta y cinco minutos", 2100), ("media hora", 1800), ("un minuto", 60)),
}


@pytest.mark.parametrize(
    ("language", "words", "seconds"), [(name, *one) for name, some in LENGTHS.items() for one in some]
)
def test_a_length_is_read_in_digits_and_in_words(language: str, words: str, seconds: int) -> None:
    assert [length.total_seconds() for _, length in lengths_in(f"({words})", f"{language}-XX")] == [seconds]
    assert list(lengths_in("a few minutes, ein paar Minuten, quelques minutes, unos minutos", language)) == []


def test_numbers_are_read_where_the_language_is_known() -> None:
    assert [number_of(words, "en") for words in ("12", "twenty one", "many")] == [12, 21, None]
    assert [number_of(words, "nl") for words in ("12", "twaalf")] == [12, None]
    assert list(lengths_in("90 minuten", "nl")) == []


def test_alphabets_are_not_mixed_in_a_language_without_lists_either() -> None:
    said = {"skipped": "W\u0435 slaan dat over.", "no_way_back": "Dit is \u0434\u0430."}
    dutch = load_library()["support-case"].phrases["en"].model_copy(update=said)
    foreign = load_library()["support-case"].model_copy(update={"phrases": {"nl": dutch}})
    assert [one.path[-1] for one in phrase_letters_plain(foreign, nowhere("it"))] == ["skipped"]


INFORMAL = {"de": "Hast du noch etwas für uns?", "fr": "Qu'en penses-tu ?", "es": "¿Qué opinas tú?"}


@pytest.mark.parametrize("language", INFORMAL)
def test_who_is_addressed_formally_stays_so(language: str) -> None:
    whole = load_library()["support-case"]
    first, *rest = whole.questions
    asked = first.model_copy(update={"say": {**first.say, language: INFORMAL[language]}, "caller": None})
    changed = whole.model_copy(update={"questions": (asked, *rest)})
    assert [one.rule for one in checked(changed)] == ["address-mixed"]
    # On first-name terms throughout, nothing is mixed.
    alone: dict[str, object] = {"languages": (language,), "questions": (asked,), "phrases": {}, "machine_message": None}
    bare = changed.model_copy(update={**alone, "opening": whole.opening.model_copy(update=HUSHED), "closing": SILENT})
    assert [*address_kept(bare, nowhere("it"))] == []


HUSHED: dict[str, object] = {
    "say": {},
    "inbound": None,
    "caller": None,
    "good_time": Spoken(say={}),
    "not_now": Spoken(say={}),
}
SILENT = Closing(say={}, flagged=Spoken(say={}))


def test_every_shipped_text_is_in_its_own_language_and_long_ones_in_no_other() -> None:
    said = [
        (text.words, text.language) for one in load_library().values() for part in parts_of(one) for text in texts(part)
    ]
    assert [one for one in said if strange_tongue(*one)] == []
    long = [(words, language) for words, language in set(said) if len(word_set(words)) >= 8]
    found = [strange_tongue(words, other) for words, own in long for other in LEXICONS if other != own]
    assert sum(one is not None for one in found) > 0.95 * len(found) > 900


UNKIND = {
    "en": "Are you sure?",
    "de": "Das ist Ihre eigene Schuld.",
    "fr": "Vous êtes le seul à le dire.",
    "es": "Por favor, no cuelgue.",
}
SECRET = {
    "en": "Please tell us your security code.",
    "de": "Wie lautet bitte Ihre IBAN?",
    "fr": "Quel est votre numéro de carte ?",
    "es": "¿Cuál es su contraseña?",
}


@pytest.mark.parametrize("language", LEXICONS)
def test_unkind_words_and_secrets_are_heard_in_every_language(language: str) -> None:
    assert unkind(UNKIND[language], language)
    assert unkind(SECRET[language], language) is None
    assert secret(SECRET[language], f"{language}-XX")
    assert secret(UNKIND[language], language) is None
    assert unkind(UNKIND[language], "nl") is None


def test_a_consent_and_an_opening_in_a_language_without_lists_are_not_judged_by_ear() -> None:
    asked = Consent.model_validate({"id": "q", "kind": "consent", "purpose": "quote", "say": {"nl": "Mogen we niet?"}})
    assert [*consent_straight(Part(("questions", 0), asked, ("nl",)), nowhere("it"))] == []


LEADS = {
    "en": (
        "You loved it, didn't we say so, and wasn't it quick?",
        "How much did you love our service?",
        "Most customers say that we are quick. Are we?",
        "We hope that you were happy. Were you?",
        "Please give us a ten: my bonus depends on it.",
    ),
    "de": (
        "Sie waren doch sicher zufrieden, oder?",
        "Die meisten unserer Kunden finden uns schnell. Sie auch?",
        "Wir hoffen, dass Sie zufrieden waren.",
        "Geben Sie uns bitte eine Zehn.",
    ),
    "fr": (
        "Vous êtes sûrement content ?",
        "La plupart de nos clients sont contents. Et vous ?",
        "Nous espérons que vous êtes content.",
        "Mettez-nous un dix.",
    ),
    "es": (
        "Seguramente está contento, ¿verdad?",
        "La mayoría de nuestros clientes está contenta. ¿Y usted?",
        "Esperamos que esté contento.",
        "Pónganos un diez.",
    ),
}
ASKS = {
    "en": (
        "Would you agree to be quoted?",
        "Was the training more than you hoped for?",
        "How easy was it to reach us?",
        "Did we give you what we promised?",
    ),
    "de": ("War das Paket für Sie bestimmt?", "Wie zufrieden sind Sie mit uns?", "Wie gern arbeiten Sie mit uns?"),
    "fr": ("Avez-vous reçu ce que vous espériez ?", "Comment jugez-vous notre aide ?"),
    "es": ("¿Sintió que nos importaba de verdad?", "¿Recibió lo que esperaba?"),
}


@pytest.mark.parametrize(("language", "words"), pairs(LEADS))
def test_what_leads_is_found(language: str, words: str) -> None:
    assert LEXICONS[language].leading.search(words)


@pytest.mark.parametrize(("language", "words"), pairs(ASKS))
def test_what_asks_openly_is_not_found(language: str, words: str) -> None:
    assert LEXICONS[language].leading.search(words) is None


TIMED = {
    "en": ["Someone will call you today", "We will get back to you in two working days", "We'll ring you on Friday"],
    "de": ["Wir rufen Sie morgen an", "Jemand meldet sich binnen zwei Tagen", "Wir rufen Sie bis Freitag an"],
    "fr": [
        "On vous rappellera demain",
        "Quelqu'un vous appellera dans deux jours",
        "On vous rappellera lundi prochain",
    ],
    "es": ["Le llamaremos hoy", "Alguien le llamará en dos días", "Le llamaremos antes del viernes"],
}
UNTIMED = {
    "en": [
        "Someone will call you",
        "We will not call you again today",
        "Shall we call you today?",
        "As of today",
    ],
    "de": ["Guten Morgen, wir rufen Sie an", "Wir rufen Sie heute nicht an", "Rufen wir Sie morgen an?", "Bis morgen"],
    "fr": ["Quelqu'un vous rappellera", "Nous ne vous rappellerons pas demain", "À demain"],
    "es": ["Alguien le llamará", "No le llamaremos mañana", "Hasta mañana"],
    "nl": ["Wij bellen u morgen"],
}


def timed(said: str, language: str) -> bool:
    """Whether a statement that says this promises a call at a time of its own."""
    statement = Statement.model_validate({"id": "s", "kind": "statement", "say": {language: said}})
    found = times_kept(Part(("questions", 0), statement, (language,)), nowhere("it"))
    return [one.rule for one in found] == ["time-fixed"]


@pytest.mark.parametrize(("language", "said"), [(one, said) for one, every in TIMED.items() for said in every])
def test_a_promise_with_a_time_of_its_own_is_found(language: str, said: str) -> None:
    assert timed(f"Thank you. {said}.", language)


@pytest.mark.parametrize(("language", "said"), [(one, said) for one, every in UNTIMED.items() for said in every])
def test_a_time_without_a_promise_and_a_promise_without_a_time_pass(language: str, said: str) -> None:
    assert not timed(f"{said}" if said.endswith("?") else f"{said}.", language)
