"""The word lists of every language, on sentences that people would write: what is found, and what is not."""

from __future__ import annotations

from dataclasses import fields

import pytest
from pydantic import TypeAdapter

from vocsurvey.questionnaire import lexicon_de, lexicon_en, lexicon_es, lexicon_fr
from vocsurvey.questionnaire.check import check_parts
from vocsurvey.questionnaire.finding import nowhere
from vocsurvey.questionnaire.lexicon import LEXICONS, Lexicon, lexicon
from vocsurvey.questionnaire.model import AnyQuestion, Closing, Consent, Opening, Spoken, YesNo
from vocsurvey.questionnaire.part import Part

QUESTION: TypeAdapter[Spoken] = TypeAdapter(AnyQuestion)

QUESTIONS: dict[str, list[tuple[str, str]]] = {
    "en": [
        ("leading", "Don't you agree that it was quick?"),
        ("selling", "Would you like to renew with a 10 % discount?"),
        ("forced-answer", "Please do not skip this one. Did it work?"),
        ("key-in-wording", "Did it work? Press one for yes."),
        ("double-negative", "Is it so that it was never not clear?"),
        ("double-negative", "Were you not dissatisfied?"),
        ("negation", "Did we never call you back?"),
        ("negation", "Weren't you called back?"),
        ("double-barrelled", "Was our support friendly and competent?"),
        ("double-barrelled", "Are you happy with the price or the quality?"),
        ("double-barrelled", "Did we call and did it help?"),
        ("loaded", "Was our award-winning team of use?"),
        ("hypothetical", "If you could start again, would you choose us?"),
        ("hypothetical", "Imagine that it were twice the price. Would you stay?"),
        ("agreement", "The visit was of use. Do you agree?"),
        ("acronym", "Was the RFP of use?"),
    ],
    "de": [
        ("leading", "War es schnell, nicht wahr?"),
        ("selling", "Möchten Sie verlängern, mit Rabatt?"),
        ("forced-answer", "Sie müssen antworten: Hat es geholfen?"),
        ("key-in-wording", "Hat es geholfen? Drücken Sie die 1 für Ja."),
        ("double-negative", "Waren Sie nicht unzufrieden?"),
        ("double-negative", "Haben wir Sie nie nicht zurückgerufen?"),
        ("negation", "Haben wir Sie nicht zurückgerufen?"),
        ("negation", "Gab es keinen Rückruf?"),
        ("double-barrelled", "War unser Support freundlich und kompetent?"),
        ("double-barrelled", "Sind Sie mit dem Preis und der Qualität zufrieden?"),
        ("double-barrelled", "Haben wir angerufen und war das hilfreich und wie zufrieden sind Sie?"),
        ("loaded", "War unser hervorragendes Team für Sie da?"),
        ("hypothetical", "Wenn Sie noch einmal wählen könnten, würden Sie uns wählen?"),
        ("hypothetical", "Angenommen, es wäre teurer: Blieben Sie?"),
        ("agreement", "Der Besuch war von Nutzen. Stimmen Sie dem zu?"),
        ("acronym", "War das RFP von Nutzen?"),
    ],
    "fr": [
        ("leading", "C'était rapide, n'est-ce pas ?"),
        ("selling", "Souhaitez-vous renouveler avec une remise ?"),
        ("forced-answer", "Vous devez répondre : est-ce que cela a aidé ?"),
        ("key-in-wording", "Est-ce que cela a aidé ? Appuyez sur la touche 1."),
        ("double-negative", "N'êtes-vous pas mécontent ?"),
        ("negation", "Est-ce que nous ne vous avons pas rappelé ?"),
        ("negation", "N'avez-vous reçu aucun appel ?"),
        ("double-barrelled", "Notre équipe a-t-elle été aimable et compétente ?"),
        ("double-barrelled", "Êtes-vous content du prix et de la qualité ?"),
        ("double-barrelled", "Avons-nous rappelé et êtes-vous content ?"),
        ("loaded", "Notre formidable équipe vous a-t-elle aidé ?"),
        ("hypothetical", "Si vous pouviez choisir encore, est-ce que ce serait nous ?"),
        ("agreement", "La visite a été utile. Êtes-vous d'accord ?"),
        ("acronym", "Est-ce que le RFP a été utile ?"),
    ],
    "es": [
        ("leading", "Fue rápido, ¿no es verdad?"),
        ("selling", "¿Desea renovar con un descuento?"),
        ("forced-answer", "Debe responder: ¿le ayudó?"),
        ("key-in-wording", "¿Le ayudó? Pulse el 1."),
        ("double-negative", "¿No estaba insatisfecho?"),
        ("negation", "¿No le llamamos?"),
        ("negation", "¿No ha recibido nunca una llamada?"),
        ("double-barrelled", "¿Fue nuestro equipo amable y competente?"),
        ("double-barrelled", "¿Está contento con el precio y la calidad?"),
        ("double-barrelled", "¿Le llamamos y cómo fue?"),
        ("loaded", "¿Le ayudó nuestro magnífico equipo?"),
        ("hypothetical", "Si pudiera elegir otra vez, ¿nos elegiría?"),
        ("agreement", "La visita fue útil. ¿Está de acuerdo?"),
        ("acronym", "¿Fue útil el RFP?"),
    ],
}

NATURAL = {
    "en": [
        "When you hung up, did you feel that we genuinely cared about you and your business?",
        "Was one contact enough, or did you have to call again?",
        "Did the person who helped you keep their promise?",
        "Is everything from {company.name} up and running?",
        "Have you told us everything that we should know, one way or another?",
    ],
    "de": [
        "Hatten Sie beim Auflegen das Gefühl, dass Sie und Ihr Unternehmen uns wirklich am Herzen liegen?",
        "Wenn Sie an die letzten drei Monate denken, liegen Sie und Ihr Unternehmen uns wirklich am Herzen?",
        "Hat unser Techniker den Fehler gefunden und behoben?",
        "Passt es Ihnen gerade?",
        "Wurde gehalten, was wir Ihnen versprochen haben?",
    ],
    "fr": [
        "En raccrochant, avez-vous eu le sentiment que vous comptiez vraiment pour nous ?",
        "Un seul contact a-t-il suffi ?",
        "Votre demande est-elle réglée ?",
        "Avez-vous reçu la commande à la date prévue ?",
        "Est-ce que vous et votre entreprise êtes importants à nos yeux ?",
    ],
    "es": [
        "Al colgar, ¿sintió que usted y su empresa nos importan de verdad?",
        "¿Bastó con un solo contacto?",
        "¿Está resuelta su solicitud?",
        "¿Recibió el pedido en la fecha acordada?",
        "¿Cumplió la persona que le atendió lo que prometió?",
    ],
}

CLOSINGS = {
    "en": ["Our {owner.name|manager} will call you.", "Somebody will be in touch.", "You will hear from us."],
    "de": [
        "Jemand aus unserem Team ruft Sie an.",
        "Wir melden uns bei Ihnen.",
        "Jemand wird Sie zurückrufen.",
    ],
    "fr": ["Quelqu'un vous rappellera.", "Nous reviendrons vers vous.", "Nous allons vous rappeler."],
    "es": ["Alguien le llamará.", "Nos pondremos en contacto con usted.", "Un compañero se pondrá al teléfono."],
}

RECORDED = {
    "en": ("May we record what you say next?", "May we go on?"),
    "de": ("Dürfen wir Ihre Antwort aufzeichnen?", "Dürfen wir weitermachen?"),
    "fr": ("Pouvons-nous enregistrer votre réponse ?", "Pouvons-nous continuer ?"),
    "es": ("¿Podemos grabar su respuesta?", "¿Podemos seguir?"),
}


def rules(value: Spoken, language: str, path: tuple[str | int, ...] = ("questions", 0)) -> set[str]:
    """The rules that the part breaks; what a whole questionnaire would need besides is left out."""
    found = check_parts([Part(path, value, (language,))], nowhere("it.yaml"))
    return {finding.rule for finding in found}


@pytest.mark.parametrize(
    ("language", "rule", "words"), [(lang, *one) for lang, some in QUESTIONS.items() for one in some]
)
def test_what_no_question_should_say(language: str, rule: str, words: str) -> None:
    assert rule in rules(YesNo(id="q", kind="yes_no", say={language: words}), language)


@pytest.mark.parametrize(("language", "words"), [(lang, one) for lang, some in NATURAL.items() for one in some])
def test_what_people_write_is_fine(language: str, words: str) -> None:
    assert rules(YesNo(id="q", kind="yes_no", say={language: words}), language) == set()
    assert rules(YesNo(id="q", kind="yes_no", say={f"{language}-XX": words}), f"{language}-XX") == set()


@pytest.mark.parametrize(("language", "words"), [(lang, one) for lang, some in CLOSINGS.items() for one in some])
def test_a_promise_is_heard(language: str, words: str) -> None:
    thanks = {"en": "Thank you", "de": "Danke", "fr": "Merci", "es": "Gracias"}[language] + ", {contact.name}. "
    promised = Closing(say={language: thanks}, flagged=Spoken(say={language: thanks + words + "[ {promise.by}]"}))
    vague = Closing(say={language: thanks}, flagged=Spoken(say={language: thanks + words}))
    silent = Closing(say={language: thanks}, flagged=Spoken(say={language: thanks}))
    assert rules(promised, language, ("closing",)) == set()
    assert rules(silent, language, ("closing",)) == rules(vague, language, ("closing",)) == {"no-promise"}


@pytest.mark.parametrize("language", RECORDED)
def test_a_recording_is_announced(language: str) -> None:
    said, unsaid = RECORDED[language]
    for words, expected in ((said, set()), (unsaid, {"no-recording-notice"})):
        asked = Consent.model_validate({"id": "q", "kind": "consent", "purpose": "recording", "say": {language: words}})
        assert rules(asked, language) == expected


ENDS = [
    ("en", "very dissatisfied", "very satisfied"),
    ("en", "not at all likely", "extremely likely"),
    ("en", "strongly disagree", "strongly agree"),
    ("de", "sehr unzufrieden", "sehr zufrieden"),
    ("de", "gar keine Zustimmung", "volle Zustimmung"),
    ("de", "überhaupt nicht wahrscheinlich", "äußerst wahrscheinlich"),
    ("de", "sehr schwierig", "sehr einfach"),
    ("fr", "très insatisfaisante", "très satisfaisante"),
    ("fr", "pas du tout d'accord", "tout à fait d'accord"),
    ("fr", "pas du tout probable", "extrêmement probable"),
    ("es", "muy insatisfactoria", "muy satisfactoria"),
    ("es", "nada de acuerdo", "totalmente de acuerdo"),
    ("es", "muy difícil", "muy fácil"),
]


@pytest.mark.parametrize(("language", "bad", "good"), ENDS)
def test_the_ends_of_a_scale_are_told_apart(language: str, bad: str, good: str) -> None:
    scale = {"id": "q", "kind": "scale", "metric": "ces", "low": 1, "high": 7, "say": {language: "x"}}
    scale |= {"dimension": "process", "flags": [{"rule": "r", "when": {"at_most": 3}}]}
    right = {"labels": {1: {language: bad}, 7: {language: good}}}
    wrong = {"labels": {1: {language: good}, 7: {language: bad}}}
    assert rules(QUESTION.validate_python(scale | right), language) == set()
    assert rules(QUESTION.validate_python(scale | wrong), language) == {"label-direction"}
    assert rules(QUESTION.validate_python(scale | wrong | {"good_end": "low", "metric": None}), language) <= {
        "agreement"
    }


OPENINGS = {
    "fr": "Bonjour {contact.name}, appel automatique de {company.name}. Trois minutes. "
    "Appuyez sur étoile pour ne plus être appelé.",
    "es": "Hola {contact.name}, llamada automática de {company.name}. Tres minutos. "
    "Pulse asterisco para no recibir más llamadas.",
}


@pytest.mark.parametrize("language", OPENINGS)
def test_openings_in_french_and_spanish(language: str) -> None:
    part = Spoken(say={language: "ok"})
    whole = Opening(say={language: OPENINGS[language]}, good_time=part, not_now=part)
    bare = Opening(say={language: "{company.name}"}, good_time=part, not_now=part)
    assert rules(whole, language, ("opening",)) == set()
    assert rules(bare, language, ("opening",)) == {"no-automated-notice", "no-opt-out", "no-length"}


DUTCH = {
    "a question": {
        "id": "q",
        "kind": "yes_no",
        "say": {"nl": "Vindt u niet?"},
        "caller": {"nl": "Vindt u dat 5 keer?"},
    },
    "a consent": {"id": "q", "kind": "consent", "purpose": "recording", "say": {"nl": "Mag dat?"}},
    "a choice": {
        "id": "q",
        "kind": "choice",
        "rotate": True,
        "say": {"nl": "Wat?"},
        "options": [{"id": "a", "label": {"nl": "nooit"}}, {"id": "b", "label": {"nl": "anders"}}],
    },
    "a scale": {"id": "q", "kind": "scale", "low": 1, "high": 5, "say": {"nl": "Hoe?"}}
    | {"labels": {1: {"nl": "goed"}, 5: {"nl": "slecht"}}},
}


@pytest.mark.parametrize("name", DUTCH)
def test_a_language_without_lists_is_not_judged_by_ear(name: str) -> None:
    assert lexicon("nl") is None
    assert rules(QUESTION.validate_python(DUTCH[name]), "nl") == set()


def test_an_opening_without_lists_is_not_judged_by_ear() -> None:
    part = Spoken(say={"nl": "Ja"})
    opening = Opening(say={"nl": "{company.name}"}, good_time=part, not_now=part)
    assert rules(opening, "nl", ("opening",)) == set()


def test_every_language_has_every_list() -> None:
    named = {field.name for field in fields(Lexicon)} - {"pair", "spelt_number", "numbers"} | {
        "paired",
        "joint",
        "article",
    }
    for data in (lexicon_de, lexicon_en, lexicon_es, lexicon_fr):
        assert set(data.LISTS) == named
        assert all(data.LISTS.values())
        assert len(data.NUMBERS) == len(lexicon_en.NUMBERS)
    assert set(LEXICONS) == {"de", "en", "es", "fr"}


def test_a_label_in_a_language_without_lists_means_nothing_certain() -> None:
    options = [
        {"id": "prijs", "label": {"nl": "product", "de": "der Preis"}, "attribution": "price"},
        {"id": "rest", "label": {"nl": "overig", "de": "etwas anderes"}},
    ]
    asked = QUESTION.validate_python({"id": "q", "kind": "choice", "say": {"nl": "x", "de": "x"}, "options": options})
    part = Part(("questions", 0), asked, ("nl", "de"))
    assert [one for one in check_parts([part], nowhere("it")) if one.rule == "attribution-crossed"] == []
