"""What sells and what keeps people from leaving, in free words: found; what only sounds like it: not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vocsurvey.library import library_folder, load_library, read_bank, read_phrases
from vocsurvey.questionnaire.lexicon import LEXICONS

SELLS = {
    "en": (
        "We have an exclusive deal for you.",
        "May we make you a better offer?",
        "We would love to give you a special price.",
        "We will send you a little voucher.",
        "Renew for 2 years and get 10% off.",
        "Three months free if you sign up today.",
        "The first two free months are on us.",
        "Please upgrade today.",
        "There is a loyalty bonus waiting.",
        "How could we persuade you to stay?",
        "Would you reconsider?",
        "Please rethink your decision.",
        "What would change your mind?",
        "Please give us one more chance.",
        "We want to keep you as our customer.",
        "We would like to have you back.",
        "What could win you back?",
        "Is staying with us an option at a lower rate?",
        "May we introduce you to our new plan?",
        "Our sales team will call you.",
        "You would save up to 200 euros.",
        "Please extend your contract.",
    ),
    "de": (
        "Wir haben ein Sonderangebot für Sie.",
        "Dürfen wir Ihnen ein besseres Angebot machen?",
        "Wir haben exklusive Konditionen.",
        "Es gibt 10% Nachlass.",
        "Sie bekommen drei Monate kostenlos.",
        "Es gibt zwei kostenlose Monate.",
        "Es wartet ein Treuebonus.",
        "Überlegen Sie es sich noch einmal.",
        "Möchten Sie Ihre Kündigung zurücknehmen?",
        "Geben Sie uns eine zweite Chance?",
        "Was würde Sie zum Bleiben bewegen?",
        "Wir möchten Sie als Kunden behalten.",
        "Womit könnten wir Sie zurückgewinnen?",
        "Kommen Sie doch zu uns zurück.",
        "Dürfen wir Ihnen unseren neuen Tarif vorstellen?",
        "Unser Vertrieb meldet sich.",
        "Möchten Sie gleich verlängern?",
    ),
    "fr": (
        "Nous avons une offre exclusive.",
        "Pouvons-nous vous proposer une meilleure offre ?",
        "Il y a un tarif préférentiel.",
        "Vous aurez 10% de remise.",
        "Vous aurez deux mois offerts.",
        "Un cadeau de bienvenue vous attend.",
        "Voulez-vous reconsidérer votre résiliation ?",
        "Qu'est-ce qui vous ferait changer d'avis ?",
        "Laissez-nous une seconde chance.",
        "Comment vous convaincre de rester ?",
        "Nous voulons vous garder comme client.",
        "Reviendriez-vous ?",
        "Pouvons-nous vous présenter nos nouveautés ?",
        "Profitez de nos tarifs.",
    ),
    "es": (
        "Tenemos una oferta exclusiva.",
        "¿Podemos hacerle una mejor oferta?",
        "Hay un precio especial.",
        "Un 10% de descuento.",
        "Son dos meses gratis.",
        "Hay un regalo de bienvenida.",
        "¿Podría reconsiderar su decisión?",
        "¿Qué le haría cambiar de opinión?",
        "Denos otra oportunidad.",
        "¿Cómo convencerle de que se quede?",
        "¿Se quedaría con nosotros?",
        "Queremos recuperarle como cliente.",
        "¿Podemos presentarle nuestras novedades?",
        "Aproveche nuestras tarifas.",
    ),
}
LISTENS = {
    "en": (
        "Did we make you an offer in time?",
        "Did the training save you time?",
        "Did somebody introduce you to the new version?",
        "Did the upgrade to the new version go well?",
        "Could you sign up without help?",
        "What made you change your mind?",
        "Would you stay on the line?",
        "Can you order now without calling us?",
        "Is the price what you expected?",
        "How likely are you to remain a customer?",
        "What did we offer you when it broke?",
        "Thank you for staying on the line.",
        "Which special terms does your contract have?",
    ),
    "de": (
        "Konnten wir Ihnen rechtzeitig ein Angebot machen?",
        "Konnten Sie den Vertrag ohne Hilfe abschließen?",
        "Möchten Sie in der Leitung bleiben?",
        "War das nur heute so?",
        "Konnten Sie den Vertrag ohne Hilfe verlängern?",
        "Hat sich unser Techniker vorgestellt?",
        "Kommen Sie gern auf uns zurück.",
        "Wie wahrscheinlich ist es, dass Sie Kunde bleiben?",
        "Entspricht der Preis dem, was vereinbart war?",
        "Wann kommen Sie aus dem Urlaub zurück?",
    ),
    "fr": (
        "Avons-nous pu vous faire une offre à temps ?",
        "Alors nous ne vous retenons pas plus longtemps.",
        "Repensez à votre dernier appel.",
        "Souhaitez-vous rester en ligne ?",
        "Pouvons-nous vous proposer un rendez-vous ?",
        "Est-ce arrivé aujourd'hui seulement ?",
        "Le prix correspond-il à ce qui était convenu ?",
        "La formation vous a-t-elle offert ce que vous attendiez ?",
    ),
    "es": (
        "¿Pudimos hacerle una oferta a tiempo?",
        "¿Ocurrió solo hoy?",
        "¿Recibió un trato correcto?",
        "¿Volvería a contratarnos?",
        "¿Quiere permanecer en línea?",
        "¿El precio es el acordado?",
        "¿Podemos ofrecerle una cita?",
    ),
}


def pairs(sentences: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, one) for language, some in sentences.items() for one in some]


@pytest.mark.parametrize(("language", "sentence"), pairs(SELLS))
def test_what_sells_is_found(language: str, sentence: str) -> None:
    assert LEXICONS[language].selling.search(sentence)


@pytest.mark.parametrize(("language", "sentence"), pairs(LISTENS))
def test_what_asks_is_not_found(language: str, sentence: str) -> None:
    assert LEXICONS[language].selling.search(sentence) is None


def texts(value: object) -> Iterator[str]:
    """Every text anywhere in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def test_nothing_that_is_shipped_sells_in_any_language() -> None:
    shipped = [one.model_dump() for one in load_library().values()]
    bank = [one.question.model_dump() for one in read_bank(library_folder()).values()]
    phrases = [one.model_dump(exclude={"alarms"}) for one in read_phrases(library_folder()).values()]
    said = set(texts([*shipped, *bank, *phrases]))
    assert len(said) > 1000
    # The words of alarms, "cancel" and the like, are what customers say and not what we say.
    heard = set(texts([one["phrases"][language]["alarms"] for one in shipped for language in one["phrases"]]))
    found = {
        (language, text) for text in said - heard for language, words in LEXICONS.items() if words.selling.search(text)
    }
    assert found == set()
