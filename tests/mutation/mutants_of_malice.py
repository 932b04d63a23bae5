"""What a hostile author writes: phrases that mislead, openings that let nobody out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from breaking_words import MAY_WE
from mutants import LANGUAGES, Change, Original, house_phrases, kind
from mutants_of_course import OTHER_WORDS
from mutants_of_opening import phrased

CROSSED_ENDS: Mapping[str, str] = {
    "en": "For {low_label}, press {high}. For {high_label}, press {low}.",
    "de": "Für {low_label} die {high}, für {high_label} die {low}.",
    "fr": "Pour {low_label}, tapez {high}. Pour {high_label}, tapez {low}.",
    "es": "Para {low_label}, marque {high}. Para {high_label}, marque {low}.",
}
CALLED_AGAIN: Mapping[str, str] = {
    "en": "Of course. We will call you again next week.",
    "de": "Selbstverständlich. Wir rufen Sie nächste Woche wieder an.",
    "fr": "C'est entendu. Nous vous rappellerons la semaine prochaine.",
    "es": "Por supuesto. Le llamaremos la semana que viene.",
}
CHEER: Mapping[str, str] = {"en": "Great!", "de": "Wunderbar!", "fr": "Parfait !", "es": "¡Estupendo!"}
BAD_TIME: Mapping[str, str] = {
    "en": "Is this a bad time?",
    "de": "Passt es Ihnen gerade schlecht?",
    "fr": "Est-ce un mauvais moment ?",
    "es": "¿Es mal momento?",
}
IMPROVING: Mapping[str, str] = {
    "en": "We never stop improving. Press hash.",
    "de": "Wir hören nie auf, besser zu werden. Drücken Sie Raute.",
    "fr": "Nous ne cessons jamais de progresser. Tapez dièse.",
    "es": "Nunca dejamos de mejorar. Marque almohadilla.",
}
RECOMMENDING: Mapping[str, str] = {
    "en": "Would you recommend us?",
    "de": "Würden Sie uns weiterempfehlen?",
    "fr": "Nous recommanderiez-vous ?",
    "es": "¿Nos recomendaría?",
}
INFORMAL = {"de": "Bist du zufrieden mit uns?", "fr": "Es-tu content de nous ?", "es": "¿Estás contento con nosotros?"}
MINE = {"en": "Was this useful?", "de": "War das nützlich?", "fr": "Utile ?", "es": "¿Útil?"}
NINETY = {"en": "ninety minutes", "de": "neunzig Minuten", "fr": "quatre-vingt-dix minutes", "es": "noventa minutos"}
SECONDS = {"en": "15 seconds", "de": "15 Sekunden", "fr": "15 secondes", "es": "15 segundos"}
TIMED = re.compile(r"\w+ minut\w*", re.IGNORECASE)
UNKIND = {"en": "Are you sure?", "de": "Wie schade.", "fr": "Dommage.", "es": "¡Qué lástima!"}
BY_HEART = {
    "en": "Somebody will call you within two days.",
    "de": "Jemand ruft Sie morgen an.",
    "fr": "Quelqu'un vous rappellera demain.",
    "es": "Alguien le llamará mañana.",
}
SECRET = {
    "en": "What is your password?",
    "de": "Wie lautet Ihr Passwort?",
    "fr": "Quel est votre mot de passe ?",
    "es": "¿Cuál es su contraseña?",
}
SHALL_NOT = {
    "en": "Shall we not quote you?",
    "de": "Sollen wir Sie nicht zitieren?",
    "fr": "Ne devons-nous pas vous citer ?",
    "es": "¿No debemos citarle?",
}
LEAST = {"en": "never", "de": "nie", "fr": "jamais", "es": "nunca"}
MOST = {"en": "gladly", "de": "gern", "fr": "volontiers", "es": "con gusto"}


@kind("ends of a scale exchanged in the phrase", "keys-crossed")
def ends_exchanged(original: Original) -> Iterator[Change]:
    for language in original.pick(LANGUAGES):
        yield Change(language, phrased(original, language, {"scale_keys": CROSSED_ENDS[language]}))


@kind("a person and the end exchanged in the menu", "keys-crossed")
def menu_exchanged(original: Original) -> Iterator[Change]:
    for language in original.pick(LANGUAGES):
        menu = house_phrases()[language].menu
        turned = menu.replace("4", "#").replace("9", "4").replace("#", "9")
        yield Change(language, phrased(original, language, {"menu": turned}))


@kind("opt-out answered with a call", "phrase-untrue")
def opt_out_denied(original: Original) -> Iterator[Change]:
    for language in original.pick(LANGUAGES):
        yield Change(language, phrased(original, language, {"opted_out": CALLED_AGAIN[language]}))


@kind("complaint cheered", "cheerful-reply")
def complaint_cheered(original: Original) -> Iterator[Change]:
    for language in original.pick(LANGUAGES):
        kept = house_phrases()[language].acknowledge[0]
        yield Change(language, phrased(original, language, {"acknowledge": [CHEER[language], kept]}))


@kind("good time turned round", "good-time-turned")
def good_time_turned(original: Original) -> Iterator[Change]:
    for language in original.pick(LANGUAGES):
        data = original.fresh()
        data["opening"]["good_time"]["say"][language] = BAD_TIME[language]
        yield Change(language, data)


@kind("a way out that is none", "no-opt-out")
def no_way_out(original: Original) -> Iterator[Change]:
    for language in original.pick(LANGUAGES):
        data = original.fresh()
        kept, _, _ = data["opening"]["say"][language].rpartition(". ")
        data["opening"]["say"][language] = f"{kept}. {IMPROVING[language]}"
        yield Change(language, data)


@kind("shared line not told that it is a machine", "no-automated-notice")
def shared_line_deceived(original: Original) -> Iterator[Change]:
    said = {"keys": "If you are, press 1. To pass the phone on, press 2. If that is not possible, press 3."}
    yield Change("en", phrased(original, "en", {"right_person": said}))


@kind("recommending asked round the gate", "nps-ungated")
def recommending_ungated(original: Original) -> Iterator[Change]:
    scale = {"kind": "scale", "low": 1, "high": 7, "labels": {1: LEAST, 7: MOST}}
    for shape in ({"kind": "yes_no"}, scale):
        data = original.fresh()
        data["questions"].append({"id": "tip", "say": RECOMMENDING, **shape})
        yield Change(str(shape["kind"]), data)


@kind("text left in another language", "other-language")
def other_language(original: Original) -> Iterator[Change]:
    for turn, (language,) in enumerate((original.pick(LANGUAGES), original.pick(LANGUAGES, turn=1))):
        other = LANGUAGES[LANGUAGES.index(language) - 1]
        data = original.fresh()
        place = (data["opening"], data["closing"]["flagged"])[turn]
        place["say"][language] = place["say"][other]
        yield Change(f"{other} under {language}", data)


@kind("letters that only look alike", "strange-letters")
def strange_letters(original: Original) -> Iterator[Change]:
    data = original.fresh()
    (language,) = original.pick(LANGUAGES)
    (index,) = original.pick(original.questions())
    say = data["questions"][index]["say"]
    say[language] = re.sub(r"e(?![^{]*\})", "\u0435", say[language], count=1)
    yield Change(f"{data['questions'][index]['id']} in {language}", data)


@kind("one sentence informal", "address-mixed")
def address_mixed(original: Original) -> Iterator[Change]:
    (language,) = original.pick(LANGUAGES[1:])
    (index,) = original.pick(original.questions())
    data = original.fresh()
    data["questions"][index]["say"][language] = INFORMAL[language]
    yield Change(f"{data['questions'][index]['id']} in {language}", data)


@kind("wording of another question", "wording-astray")
def wording_astray(original: Original) -> Iterator[Change]:
    data = original.fresh()
    (language,) = original.pick(LANGUAGES)
    data["questions"][0]["say"][language] = OTHER_WORDS[language]
    data["questions"][1]["say"][language] = MINE[language]
    data["questions"][1]["caller"] = {language: OTHER_WORDS[language]}
    yield Change(f"the second question in {language}", data)


@kind("end points of one meaning", "label-same")
def ends_alike(original: Original) -> Iterator[Change]:
    for index in original.pick(original.questions("scale")):
        data = original.fresh()
        labels = data["questions"][index]["labels"]
        for point in labels:
            labels[point] = MOST
        yield Change(data["questions"][index]["id"], data)


@kind("end points without words", "label-wordless")
def ends_wordless(original: Original) -> Iterator[Change]:
    for index in original.pick(original.questions("scale")):
        data = original.fresh()
        labels = data["questions"][index]["labels"]
        for point in labels:
            labels[point] = dict.fromkeys(LANGUAGES, str(point))
        yield Change(data["questions"][index]["id"], data)


@kind("length that is not true", "length-untrue")
def length_untrue(original: Original) -> Iterator[Change]:
    for turn, words in enumerate((NINETY, SECONDS)):
        (language,) = original.pick(LANGUAGES, turn=turn)
        data = original.fresh()
        said = data["opening"]["say"][language]
        data["opening"]["say"][language] = TIMED.sub(words[language], said)
        assert data["opening"]["say"][language] != said, (original.name, language)
        yield Change(f"{words[language]} in {language}", data)


@kind("complaint disputed", "unkind-words")
def complaint_disputed(original: Original) -> Iterator[Change]:
    (language,) = original.pick(LANGUAGES)
    data = original.fresh()
    data["opening"]["not_now"]["say"][language] = UNKIND[language]
    yield Change(f"not_now in {language}", data)


@kind("time promised by heart", "time-fixed")
def time_promised(original: Original) -> Iterator[Change]:
    for turn in range(2):
        (language,) = original.pick(LANGUAGES, turn=turn)
        data = original.fresh()
        data["closing"]["say"][language] += f" {BY_HEART[language]}"
        yield Change(f"closing in {language}", data)


@kind("closing that asks", "reply-asks")
def closing_asks(original: Original) -> Iterator[Change]:
    (language,) = original.pick(LANGUAGES)
    data = original.fresh()
    data["closing"]["say"][language] += f" {RECOMMENDING[language]}"
    yield Change(language, data)


@kind("secret asked for", "secret-asked")
def secret_asked(original: Original) -> Iterator[Change]:
    (language,) = original.pick(LANGUAGES)
    (index,) = original.pick(original.questions())
    data = original.fresh()
    data["questions"][index]["say"][language] = SECRET[language]
    yield Change(f"{data['questions'][index]['id']} in {language}", data)


@kind("consent turned round", "consent-turned")
def consent_turned(original: Original) -> Iterator[Change]:
    (language,) = original.pick(LANGUAGES)
    data = original.fresh()
    say = {**MAY_WE, language: SHALL_NOT[language]}
    data["questions"].append({"id": "may_quote", "kind": "consent", "purpose": "quote", "say": say})
    yield Change(language, data)


@kind("alarms silenced", "alarm-words")
def alarms_silenced(original: Original) -> Iterator[Change]:
    (language,) = original.pick(LANGUAGES)
    yield Change(language, phrased(original, language, {"alarms": {"safety": []}}))
