"""What a seller or a bully writes: offers in return, threats, a voice that pretends, the headline turned round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mutants import LANGUAGES, Change, Original, kind

STAY: Mapping[str, str] = {
    "en": "If you stay, you get twenty percent off.",
    "de": "Wenn Sie bleiben, schenken wir Ihnen einen Monat.",
    "fr": "Si vous restez, le premier mois est pour nous.",
    "es": "Si se queda, el primer mes corre por nuestra cuenta.",
}
ELSE: Mapping[str, str] = {
    "en": "If you do not answer, we will close your account.",
    "de": "Wenn Sie nicht antworten, müssen wir Ihr Konto sperren.",
    "fr": "Si vous ne répondez pas, nous devrons fermer votre compte.",
    "es": "Si no responde, cerraremos su cuenta.",
}
EMMA: Mapping[str, str] = {
    "en": "My name is Emma.",
    "de": "Ich heiße Emma.",
    "fr": "Je m'appelle Emma.",
    "es": "Me llamo Emma.",
}
NEGLECTED: Mapping[str, str] = {
    "en": "Did you feel neglected by us?",
    "de": "Haben Sie sich von uns vernachlässigt gefühlt?",
    "fr": "Vous êtes-vous senti négligé par nous ?",
    "es": "¿Se sintió desatendido por nosotros?",
}
AND_YOU: Mapping[str, str] = {
    "en": " Was it quick?",
    "de": " Ging es schnell?",
    "fr": " Était-ce rapide ?",
    "es": " ¿Fue rápido?",
}

CALLED = {
    "en": "Somebody will call you about it.",
    "de": "Jemand ruft Sie deswegen an.",
    "fr": "Quelqu'un vous appellera à ce sujet.",
    "es": "Alguien le llamará sobre esto.",
}


@kind("a call promised to everybody", "promise-unowned")
def promised_to_all(original: Original) -> Iterator[Change]:
    data = original.fresh()
    data["questions"].append({"id": "told_all", "kind": "statement", "say": CALLED})
    yield Change("after the last question", data)


@kind("an offer in return", "selling")
def offered(original: Original) -> Iterator[Change]:
    (language,) = original.pick(LANGUAGES)
    data = original.fresh()
    data["closing"]["say"][language] += f" {STAY[language]}"
    yield Change(f"closing in {language}", data)


@kind("a threat", "threat")
def threatened(original: Original) -> Iterator[Change]:
    (language,) = original.pick(LANGUAGES)
    data = original.fresh()
    data["opening"]["not_now"]["say"][language] += f" {ELSE[language]}"
    yield Change(f"not now in {language}", data)


@kind("a voice with a name", "machine-as-person")
def pretending(original: Original) -> Iterator[Change]:
    (language,) = original.pick(LANGUAGES)
    data = original.fresh()
    data["opening"]["say"][language] += f" {EMMA[language]}"
    yield Change(f"opening in {language}", data)


@kind("the headline question turned round", "cared-turned")
def headline_turned(original: Original) -> Iterator[Change]:
    (language,) = original.pick(LANGUAGES)
    data = original.fresh()
    question = next(one for one in data["questions"] if one.get("metric") == "cared")
    question["say"][language] = NEGLECTED[language]
    yield Change(language, data)


@kind("a second question", "double-barrelled")
def second_question(original: Original) -> Iterator[Change]:
    (language,) = original.pick(LANGUAGES)
    (index,) = original.pick(original.questions("yes_no", "open", "choice"))
    data = original.fresh()
    say = data["questions"][index]["say"]
    say[language] = say[language].rstrip() + AND_YOU[language]
    yield Change(f"{data['questions'][index]['id']} in {language}", data)
