"""Offers in return, threats, a machine that calls itself a person, and the headline question turned round."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from test_broken_questionnaires import CALLER, OPENING
from test_lint import ABOUT, CARED, THANKS, found

from vocsurvey.questionnaire.bargain import bargain, pretence, threat, uncaring

BARGAINS = {
    "en": (
        "If you stay, you get twenty percent off.",
        "Stay another year and the first month is on us.",
        "If you come back, we waive the fee.",
        "You will get a gift for answering.",
        "We pay you ten dollars for every answer.",
        "Answer and win.",
        "In return for your answers, a coffee.",
    ),
    "de": (
        "Wenn Sie bleiben, bekommen Sie zwanzig Prozent.",
        "Falls Sie zu uns zurückkommen, schenken wir Ihnen einen Monat.",
        "Bleiben Sie noch ein Jahr.",
        "Dann entfällt die Gebühr.",
        "Sie antworten, und dann erhalten Sie einen Gutschein.",
        "Mitmachen und gewinnen!",
    ),
    "fr": (
        "Si vous restez, vous aurez vingt pour cent de moins.",
        "Si vous revenez, le premier mois est pour nous.",
        "Vous recevrez un cadeau.",
        "En échange de vos réponses, un bon.",
        "Participez et gagnez !",
    ),
    "es": (
        "Si se queda, le damos un veinte por ciento.",
        "Si vuelve, el primer mes corre por nuestra cuenta.",
        "Recibirá un regalo.",
        "A cambio de sus respuestas, un vale.",
        "Participe y gane.",
    ),
}
THREATS = {
    "en": (
        "Otherwise we will close your account.",
        "If you do not answer, a fee of fifty dollars is due.",
        "Hanging up may affect your contract.",
        "We will pass it to our lawyers.",
        "Answer, or else.",
        "This may have legal consequences.",
    ),
    "de": (
        "Sonst müssen wir Ihr Konto sperren.",
        "Wenn Sie nicht antworten, wird eine Gebühr fällig.",
        "Unsere Anwälte melden sich.",
        "Das hat rechtliche Folgen.",
    ),
    "fr": (
        "Sinon nous devrons fermer votre compte.",
        "Des frais vous seront facturés.",
        "Nos avocats vous écriront.",
        "Si vous ne répondez pas, tant pis.",
    ),
    "es": (
        "De lo contrario cerraremos su cuenta.",
        "Si no responde, se le cobrará algo.",
        "Nuestros abogados le escribirán.",
        "Tendrá consecuencias legales.",
    ),
}
PRETENCES = {
    "en": ("I am a real person.", "My name is Emma.", "I am not a machine.", "You are talking to a human."),
    "de": ("Ich heiße Emma.", "Ich bin keine Maschine.", "Sie sprechen mit einem Menschen."),
    "fr": ("Je m'appelle Emma.", "Je ne suis pas un robot.", "Vous parlez à une personne."),
    "es": ("Me llamo Emma.", "No soy una máquina.", "Está hablando con una persona."),
}
UNCARING = {
    "en": (
        "Did you feel neglected by us?",
        "Were you just a number to us?",
        "Did we fail to care?",
        "Did we let you down?",
    ),
    "de": ("Haben wir Sie im Stich gelassen?", "Waren Sie uns egal?", "Waren Sie nur eine Nummer?"),
    "fr": ("Vous êtes-vous senti négligé ?", "N'étiez-vous qu'un numéro ?"),
    "es": ("¿Se sintió ignorado?", "¿Era usted solo un número?"),
}
HARMLESS = {
    "en": (
        "If you stay on the line, a colleague will pick up.",
        "Did you get what you ordered, and was the fee explained to you?",
        "Why did you decide to end your contract?",
        "You can speak with a person at any time: press star.",
        "If not, we will try another day.",
        "What should we put right first?",
        "You will get a call from Olivia.",
    ),
    "de": (
        "Sonst rufen wir an einem anderen Tag an.",
        "Warum haben Sie Ihren Vertrag gekündigt?",
        "Wie war der Preis im Vergleich?",
        "Mit der Sterntaste erreichen Sie jederzeit einen Menschen.",
        "Wurde Ihnen die Gebühr erklärt?",
    ),
    "fr": (
        "Si vous restez en ligne, une personne vous répond.",
        "Pourquoi avez-vous choisi de résilier votre contrat ?",
        "Les frais étaient-ils clairs ?",
        "Vous pouvez à tout moment parler à une personne.",
    ),
    "es": (
        "Si no, le llamaremos otro día.",
        "¿Por qué decidió cancelar su contrato?",
        "¿Le explicaron el cargo?",
        "Puede en cualquier momento hablar con una persona.",
    ),
}


@pytest.mark.parametrize(
    ("finder", "sentences"),
    [(bargain, BARGAINS), (threat, THREATS), (pretence, PRETENCES), (uncaring, UNCARING)],
    ids=("bargain", "threat", "pretence", "uncaring"),
)
def test_what_presses_is_found_in_every_language(
    finder: Callable[[str, str], str | None], sentences: dict[str, tuple[str, ...]]
) -> None:
    missed = [one for language, many in sentences.items() for one in many if finder(one, language) is None]
    assert missed == []


@pytest.mark.parametrize("language", HARMLESS)
def test_what_only_looks_like_it_is_not_found(language: str) -> None:
    for sentence in HARMLESS[language]:
        assert [finder(sentence, language) for finder in (bargain, threat, pretence, uncaring)] == [None] * 4, sentence


def test_a_language_without_lists_has_nothing_found() -> None:
    assert [finder("My name is Emma", "nl") for finder in (bargain, threat, pretence, uncaring)] == [None] * 4


BRIDGE = "  - id: bridge"
UNOWNED = (
    "",
    "ask_if: {answer: topic, is: price}, ",
    "ask_if: {not: {flagged: yes}}, ",
    "ask_if: {any: [{flagged: yes}, {answer: topic, is: price}]}, ",
    "ask_if: {answer: csat, at_least: 2}, ",
)
OWNED = (
    "ask_if: {flagged: yes}, ",
    "ask_if: {all: [{flagged: yes}, {answer: topic, is: price}]}, ",
    "ask_if: {any: [{flagged: yes}, {answer: cared, is: no}]}, ",
    "ask_if: {answer: csat, at_most: 2}, ",
)


def told(condition: str) -> str:
    """A statement that promises a call, to go before the bridge."""
    return f"  - {{id: told, kind: statement, {condition}say: {{en: Somebody will call you}}}} #!\n"


BROKEN = [
    ("selling", THANKS, THANKS.replace("Somebody", "If you stay, the first month is on us. Somebody") + " #!"),
    ("threat", ABOUT, "    say: {en: 'What was it about, or else'} #!"),
    ("machine-as-person", OPENING, OPENING.replace("Two minutes", "My name is Emma. Two minutes")[:-1] + " #!\n"),
    ("cared-turned", CARED, "    say: {en: Did you feel neglected by us} #!"),
    ("cared-turned", CARED, "    say: {en: Did you feel that we did not care} #!"),
    ("double-barrelled", ABOUT, "    say: {en: 'What was it about? Did we help?'} #!"),
    *(("promise-unowned", BRIDGE, told(condition) + BRIDGE) for condition in UNOWNED),
]


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case[0]}: {case[2].strip()[-40:]}")
def test_pressure_is_found_on_its_line(case: tuple[str, str, str]) -> None:
    text, rules, told = found(case[1:])
    marked = next(n for n, line in enumerate(text.split("\n"), 1) if "#!" in line)
    assert (case[0], marked) in rules, told


def test_a_caller_says_a_name() -> None:
    caller = (
        "  caller: {en: 'Hello {contact.name}, my name is Emma, for {company.name}. Two minutes. Stop any time.'}\n"
    )
    assert "machine-as-person" not in {rule for rule, _ in found((CALLER, caller))[1]}


@pytest.mark.parametrize("condition", OWNED)
def test_a_call_is_promised_after_a_flag(condition: str) -> None:
    assert "promise-unowned" not in {rule for rule, _ in found((BRIDGE, told(condition) + BRIDGE))[1]}


def test_a_promise_in_a_language_without_lists_is_known_by_its_time() -> None:
    silent = '  - {id: told, kind: statement, say: {en: "Then[ until {promise.by}]"}} #!\n'
    assert "promise-unowned" in {rule for rule, _ in found((BRIDGE, silent + BRIDGE))[1]}
