"""What is said: languages, fills, length, and words that lead, sell or confuse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from breaking_words import MAY_WE, RECORDED, SENSITIVE, STEMS
from mutants import LANGUAGES, Change, Making, Original, Plain, kind
from mutants_of_course import OTHER_WORDS


def at(data: Plain, *path: str | int) -> Any:
    """The value at a path."""
    value: Any = data
    for step in path:
        value = value[step]
    return value


def _wordings(original: Original) -> list[tuple[str | int, ...]]:
    """Where texts by language stand that every language has to have."""
    places: list[tuple[str | int, ...]] = [
        ("title",),
        ("opening", "say"),
        ("opening", "good_time", "say"),
        ("opening", "not_now", "say"),
        ("closing", "say"),
        ("closing", "flagged", "say"),
    ]
    for index, question in enumerate(original.data["questions"]):
        here = ("questions", index)
        places.append((*here, "say"))
        places += [(*here, "note")] if "note" in question else []
        places += [(*here, "labels", key) for key in question.get("labels", {})]
        places += [(*here, "options", n, "label") for n in range(len(question.get("options", [])))]
    return places


@kind("language missing", "language-gap")
def language_missing(original: Original) -> Iterator[Change]:
    places = _wordings(original)
    for n, place in enumerate(original.pick(places, 4)):
        (language,) = original.pick(LANGUAGES, turn=n)
        data = original.fresh()
        del at(data, *place)[language]
        yield Change(f"{'.'.join(map(str, place))} in {language}", data)


@kind("language too many", "language-unknown")
def language_too_many(original: Original) -> Iterator[Change]:
    (place,) = original.pick(_wordings(original)[1:])
    data = original.fresh()
    at(data, *place)["it"] = "Grazie."
    yield Change(".".join(map(str, place)), data)


@kind("language taken from the list", "language-unknown")
def language_taken(original: Original) -> Iterator[Change]:
    data = original.fresh()
    (language,) = original.pick(LANGUAGES)
    data["languages"].remove(language)
    yield Change(language, data)


@kind("language without phrases", "no-phrases")
def language_without_phrases(original: Original) -> Iterator[Change]:
    data = original.fresh()
    data["languages"].append("it")
    yield Change("it", data)


@kind("empty text", "empty-text")
def empty_text(original: Original) -> Iterator[Change]:
    for n, place in enumerate(original.pick(_wordings(original)[1:])):
        (language,) = original.pick(LANGUAGES, turn=n)
        data = original.fresh()
        at(data, *place)[language] = "  "
        yield Change(f"{'.'.join(map(str, place))} in {language}", data)


def _appended(original: Original, place: tuple[str | int, ...], words: str, turn: int = 0) -> Change:
    (language,) = original.pick(LANGUAGES, turn=turn)
    data = original.fresh()
    at(data, *place)[language] += words
    return Change(f"{'.'.join(map(str, place))} in {language}", data)


@kind("unknown fill", "unknown-fill")
def unknown_fill(original: Original) -> Iterator[Change]:
    for n, place in enumerate(original.pick(_wordings(original)[1:])):
        yield _appended(original, place, " {contact.nickname}", n)


@kind("fill without fallback", "fill-without-fallback")
def fill_without_fallback(original: Original) -> Iterator[Change]:
    yield _appended(original, ("questions", 0, "say"), " {agent.name}")
    data = original.fresh()
    texts = data["closing"]["flagged"]["say"]
    (language,) = original.pick(LANGUAGES)
    if original.turn % 2:
        texts[language] = texts[language].replace("[", "").replace("]", "")
    else:
        before, _, after = texts[language].partition("|")
        texts[language] = before + "}" + after.partition("}")[2]
    yield Change(f"closing.flagged in {language}", data)


@kind("fill of yes or no", "fill-of-yes-no")
def fill_of_yes_no(original: Original) -> Iterator[Change]:
    yield _appended(original, ("closing", "say"), " {follow_up.open}")


@kind("bracket unbalanced", "wording-syntax")
def bracket_unbalanced(original: Original) -> Iterator[Change]:
    for n, stray in enumerate(original.pick(("[", "}", " [or so]"), 2)):
        yield _appended(original, ("questions", 0, "say"), stray, n)


@kind("question over 40 words", "too-long")
def question_over_40(original: Original) -> Iterator[Change]:
    for language in original.pick(LANGUAGES):
        (index,) = original.pick(original.questions())
        data = original.fresh()
        say = data["questions"][index]["say"]
        say[language] = " ".join([OTHER_WORDS[language]] * 5)
        yield Change(f"{data['questions'][index]['id']} in {language}", data)


@kind("question over 25 words", "long")
def question_over_25(original: Original) -> Iterator[Change]:
    for language in original.pick(LANGUAGES):
        (index,) = original.pick(original.questions("yes_no"))
        data = original.fresh()
        data["questions"][index]["say"][language] = " ".join(["word"] * 26) + "?"
        yield Change(f"{data['questions'][index]['id']} in {language}", data)


@kind("opening over 50 words", "long")
def opening_over_50(original: Original) -> Iterator[Change]:
    yield _appended(original, ("opening", "say"), " " + " ".join(["word"] * 30))


@kind("prompt over 20 seconds", "prompt-long")
def prompt_over_20_seconds(original: Original) -> Iterator[Change]:
    options = [{"id": f"part_{n}", "label": {one: f"{OTHER_WORDS[one]} {n}" for one in LANGUAGES}} for n in range(1, 6)]
    say = {"en": "Which?", "de": "Welche?", "fr": "Laquelle ?", "es": "¿Cuál?"}
    data = original.fresh()
    data["questions"].insert(1, {"id": "which", "kind": "choice", "say": say, "options": options})
    yield Change("a choice of whole sentences", data)


def _said(name: str) -> Making:
    """The mutants in which a closed question says one of the sentences, instead of what it says."""
    rule, sentences = STEMS[name]
    place = list(STEMS).index(name)

    def make(original: Original) -> Iterator[Change]:
        asked = [i for i in original.questions("yes_no") if original.data["questions"][i].get("metric") != "ces"]
        (language,) = original.pick(LANGUAGES, turn=place)
        (index,) = original.pick(asked, turn=place)
        words = sentences[language][original.turn // len(LANGUAGES) % 2]
        data = original.fresh()
        data["questions"][index]["say"][language] = words
        yield Change(f"{language}: {words}", data, frozenset({rule}))

    return make


for _name in STEMS:
    kind(_name, STEMS[_name][0])(_said(_name))


@kind("sensitive question first", "sensitive-first")
def sensitive_first(original: Original) -> Iterator[Change]:
    (language,) = original.pick(LANGUAGES)
    words = SENSITIVE[language][original.turn // len(LANGUAGES) % 2]
    data = original.fresh()
    data["questions"].insert(0, {"id": "first", "kind": "open", "say": {**OTHER_WORDS, language: words}})
    yield Change(f"{language}: {words}", data)


@kind("channels ask for different things", "channels-differ")
def channels_differ(original: Original) -> Iterator[Change]:
    said = {
        "en": ("Was it solved?", "Was it not solved?", "Was it solved within 3 days?"),
        "de": ("Ist es gelöst?", "Ist es nicht gelöst?", "Ist es in 3 Tagen gelöst?"),
        "fr": ("Est-ce réglé ?", "Ce n'est pas réglé ?", "Est-ce réglé en 3 jours ?"),
        "es": ("¿Se solucionó?", "¿No se solucionó?", "¿Se solucionó en 3 días?"),
    }
    (language,) = original.pick(LANGUAGES)
    (index,) = original.pick(original.questions("yes_no"))
    say, *others = said[language]
    other = others[original.turn // len(LANGUAGES) % 2]
    data = original.fresh()
    data["questions"][index]["say"][language] = say
    data["questions"][index]["caller"] = {language: other}
    yield Change(f"{language}: {other}", data)
    data = original.fresh()
    (index,) = original.pick(original.questions("yes_no"))
    say = data["questions"][index]["say"]["en"]
    data["questions"][index]["caller"] = {"en": f"{{account.name}}: {say}"}
    yield Change("en: a fact more", data)


@kind("some prompts recorded", "audio-gap")
def audio_gap(original: Original) -> Iterator[Change]:
    data = original.fresh()
    (index,) = original.pick(original.questions())
    data["questions"][index]["audio"] = {"en": "prompt.mp3"}
    yield Change(data["questions"][index]["id"], data)


@kind("one recording of two texts", "audio-shared")
def audio_shared(original: Original) -> Iterator[Change]:
    data = original.fresh()
    for question in data["questions"][:2]:
        question["audio"] = {"en": "prompt.mp3"}
    yield Change("the first two questions", data)
    data = original.fresh()
    data["questions"][0]["audio"] = {"en": "prompt.mp3", "de": "prompt.mp3"}
    yield Change("the first question in two languages", data)


@kind("two recordings of one text", "audio-twice")
def audio_twice(original: Original) -> Iterator[Change]:
    data = original.fresh()
    one, two = data["questions"][:2]
    two["say"] = {**two["say"], "en": one["say"]["en"]}
    for question, file in ((one, "one.mp3"), (two, "two.mp3")):
        question.pop("ivr", None)
        question["audio"] = {"en": file}
    yield Change("the first two questions", data)


@kind("recording of no known kind", "audio-name")
def audio_name(original: Original) -> Iterator[Change]:
    for file in ("prompt.ogg", "../prompt.wav"):
        data = original.fresh()
        (index,) = original.pick(original.questions())
        data["questions"][index]["audio"] = {"en": file}
        yield Change(f"{data['questions'][index]['id']}: {file}", data)


@kind("a name recorded", "audio-varies")
def audio_varies(original: Original) -> Iterator[Change]:
    (language,) = original.pick(LANGUAGES)
    data = original.fresh()
    data["opening"]["audio"] = {language: "opening.wav"}
    yield Change(f"the opening in {language}", data)


@kind("consent without notice", "no-recording-notice")
def consent_without_notice(original: Original) -> Iterator[Change]:
    for language in original.pick(LANGUAGES):
        data = original.fresh()
        say = {one: f"{RECORDED[one]} {MAY_WE[one]}" for one in LANGUAGES} | {language: MAY_WE[language]}
        consent = {"id": "may_record", "kind": "consent", "purpose": "recording", "say": say}
        data["questions"].insert(0, consent)
        yield Change(language, data)


@kind("consent after the words", "consent-idle")
def consent_idle(original: Original) -> Iterator[Change]:
    data = original.fresh()
    say = {one: f"{RECORDED[one]} {MAY_WE[one]}" for one in LANGUAGES}
    data["questions"].append({"id": "may_record", "kind": "consent", "purpose": "recording", "say": say})
    yield Change("the last question", data)
