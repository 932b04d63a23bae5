"""Metrics, scales, options and flags: what makes an answer count for something else than was meant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from mutants import Change, Original, Plain, kind
from mutants_of_names import leaves

ATTRIBUTIONS = ("agent", "product", "process", "price", "delivery", "relationship")
THINGS = {
    "en": "thing number {}",
    "de": "Sache Nummer {}",
    "fr": "chose numéro {}",
    "es": "cosa número {}",
}
CANT_SAY = {"en": "I don't know", "de": "Weiß ich nicht", "fr": "Je ne sais pas", "es": "No lo sé"}
OFTEN = (
    {"en": "always", "de": "immer", "fr": "toujours", "es": "siempre"},
    {"en": "often", "de": "oft", "fr": "souvent", "es": "a menudo"},
    {"en": "rarely", "de": "selten", "fr": "rarement", "es": "rara vez"},
    {"en": "never", "de": "nie", "fr": "jamais", "es": "nunca"},
)


def _changed(original: Original, index: int, **more: Any) -> Plain:
    data = original.fresh()
    data["questions"][index].update(more)
    return data


def _measured(original: Original, *metrics: str) -> list[int]:
    return [i for i in original.questions() if original.data["questions"][i].get("metric") in metrics]


def _nps(original: Original, place: int, **more: Any) -> tuple[Plain, Plain]:
    """The data with an NPS question at a place: the file's own, else a new one."""
    data = original.fresh()
    own = [one for one in data["questions"] if one.get("metric") == "nps"]
    say = {"en": "recommend us", "de": "uns empfehlen", "fr": "nous recommander", "es": "recomendarnos"}
    ends = {name: {"en": word, "de": word, "fr": word, "es": word} for name, word in (("0", "0"), ("10", "10"))}
    new = {"id": "nps", "kind": "scale", "metric": "nps", "dimension": "relationship", "low": 0, "high": 10}
    rule = {"rule": "detractors", "when": {"at_most": 6}, "severity": "medium"}
    question = own[0] if own else {**new, "labels": ends, "say": say, "flags": [rule]}
    data["questions"] = [one for one in data["questions"] if one is not question]
    data["questions"].insert(place % (len(data["questions"]) + 1), question)
    question.update(more)
    return data, question


@kind("NPS first", "nps-early")
def nps_first(original: Original) -> Iterator[Change]:
    yield Change("before everything", _nps(original, 0)[0])
    (cared,) = _measured(original, "cared")
    if cared:
        yield Change("just before the care", _nps(original, cared)[0])


@kind("NPS without metric", "nps-ungated")
def nps_without_metric(original: Original) -> Iterator[Change]:
    data, question = _nps(original, -1)
    del question["metric"]
    yield Change("the last question", data)
    data, question = _nps(original, -1, low=1)
    del question["metric"]
    question["labels"] = {"1": question["labels"].popitem()[1], "10": question["labels"].popitem()[1]}
    yield Change("from one to ten", data)


@kind("metric of another kind", "metric-kind")
def metric_kind(original: Original) -> Iterator[Change]:
    for index in original.pick(original.questions("yes_no"), 1):
        yield Change("csat by yes or no", _changed(original, index, metric="csat"))
    for index in original.pick(original.questions("scale"), 1):
        yield Change("cared on a scale", _changed(original, index, metric="cared"))


@kind("metric of another range", "metric-range")
def metric_range(original: Original) -> Iterator[Change]:
    for index in _measured(original, "csat", "ces", "nps"):
        question = original.data["questions"][index]
        labels = {str(key): value for key, value in question["labels"].items()}
        labels[str(question["high"] - 1)] = labels.pop(str(question["high"]))
        yield Change(question["id"], _changed(original, index, high=question["high"] - 1, labels=labels))


@kind("flags of a metric removed", "metric-unflagged")
def metric_unflagged(original: Original) -> Iterator[Change]:
    for index in _measured(original, "cared", "csat", "ces", "nps", "fcr_resolved"):
        question = original.data["questions"][index]
        yield Change(f"{question['id']}: all", _changed(original, index, flags=[]))
        for rule in question["flags"]:
            when = {"at_most": rule["when"]["at_most"] - 1} if "at_most" in rule["when"] else {"is": "yes"}
            yield Change(f"{question['id']}: one less", _changed(original, index, flags=[{**rule, "when": when}]))


@kind("best answer flagged", "metric-overflagged")
def metric_overflagged(original: Original) -> Iterator[Change]:
    for index in original.pick(_measured(original, "cared", "csat", "ces", "nps", "fcr_resolved")):
        question = original.data["questions"][index]
        when = {"at_least": question["low"]} if question["kind"] == "scale" else {"is_in": ["yes", "no"]}
        flags = [{**question["flags"][0], "when": when}]
        yield Change(question["id"], _changed(original, index, flags=flags))


@kind("flag that never fires", "flag-shadowed")
def flag_shadowed(original: Original) -> Iterator[Change]:
    flagged = [i for i in original.questions() if original.data["questions"][i].get("flags")]
    for index in original.pick(flagged):
        flags = original.data["questions"][index]["flags"]
        yield Change(
            original.data["questions"][index]["id"],
            _changed(original, index, flags=[*flags, {**flags[0], "rule": "second", "severity": "low"}]),
        )


@kind("flag for an answer that there is not", "type-mismatch")
def flag_impossible(original: Original) -> Iterator[Change]:
    for index in original.pick(original.questions("yes_no", "scale")):
        rule = {"rule": "impossible", "when": {"is": "sometimes"}, "severity": "low"}
        flags = original.data["questions"][index].get("flags", [])
        yield Change(original.data["questions"][index]["id"], _changed(original, index, flags=[*flags, rule]))


@kind("flag for every answer", "flag-every")
def flag_every(original: Original) -> Iterator[Change]:
    flagged = [i for i in original.questions("yes_no", "scale") if original.data["questions"][i].get("flags")]
    for index in original.pick(flagged):
        data = original.fresh()
        rule = data["questions"][index]["flags"][0]
        rule.update(kind="negative")
        del rule["when"]
        yield Change(data["questions"][index]["id"], data)


@kind("flag about nothing", "no-dimension")
def no_dimension(original: Original) -> Iterator[Change]:
    flagged = [i for i in original.questions("yes_no", "scale") if original.data["questions"][i].get("flags")]
    for index in original.pick(flagged):
        data = original.fresh()
        del data["questions"][index]["dimension"]
        yield Change(data["questions"][index]["id"], data)


@kind("scale turned", "metric-range")
def scale_turned(original: Original) -> Iterator[Change]:
    scales = original.questions("scale")
    for index in scales:
        must = frozenset({"metric-range"} | ({"scale-direction"} if len(scales) > 1 else set()))
        place = original.data["questions"][index]["id"]
        yield Change(place, _changed(original, index, good_end="low"), must)


@kind("labels exchanged", "label-direction")
def labels_exchanged(original: Original) -> Iterator[Change]:
    for index in original.questions("scale"):
        for language in original.data["languages"]:
            data = original.fresh()
            ends = list(data["questions"][index]["labels"].values())
            ends[0][language], ends[-1][language] = ends[-1][language], ends[0][language]
            yield Change(f"{data['questions'][index]['id']} in {language}", data)


@kind("labels exchanged for the caller", "channels-differ")
def labels_exchanged_for_the_caller(original: Original) -> Iterator[Change]:
    for index in original.questions("scale"):
        question = original.data["questions"][index]
        for language in original.pick(original.data["languages"], turn=index):
            low, high = (one[language] for one in question["labels"].values())
            words = question["caller"][language]
            assert low in words, (original.name, question["id"], language)
            assert high in words, (original.name, question["id"], language)
            turned = words.replace(low, "\0").replace(high, low).replace("\0", high)
            caller = {**question["caller"], language: turned}
            yield Change(f"{question['id']} in {language}", _changed(original, index, caller=caller))


@kind("ends exchanged", "range")
def ends_exchanged(original: Original) -> Iterator[Change]:
    for index in original.pick(original.questions("scale")):
        question = original.data["questions"][index]
        low, high = max(question["low"], 1), question["high"]
        yield Change(question["id"], _changed(original, index, low=high, high=low))


@kind("end point unlabelled", "scale-labels")
def end_point_unlabelled(original: Original) -> Iterator[Change]:
    for index in original.questions("scale"):
        data = original.fresh()
        (end,) = original.pick(list(data["questions"][index]["labels"]), turn=index)
        del data["questions"][index]["labels"][end]
        yield Change(f"{data['questions'][index]['id']}: {end}", data)


@kind("label outside range", "label-outside")
def label_outside(original: Original) -> Iterator[Change]:
    for index in original.pick(original.questions("scale")):
        data = original.fresh()
        question = data["questions"][index]
        question["labels"][question["high"] + 1] = dict.fromkeys(data["languages"], "top")
        yield Change(question["id"], data)


def _more_options(count: int, languages: list[str]) -> list[Plain]:
    return [
        {"id": f"thing_{n}", "label": {name: THINGS[name].format(n) for name in languages}} for n in range(1, count + 1)
    ]


@kind("options too many", "options")
def options_too_many(original: Original) -> Iterator[Change]:
    for count, must in original.pick(((6, "options-many"), (8, "options"), (10, "too-many"), (1, "too-few")), 2):
        data = original.fresh()
        options = _more_options(count, data["languages"])
        say = {"en": "Which?", "de": "Welche?", "fr": "Laquelle ?", "es": "¿Cuál?"}
        data["questions"].insert(1, {"id": "which", "kind": "choice", "say": say, "options": options})
        yield Change(f"{count}", data, frozenset({must}))


@kind("option that says what key 0 says", "option-cant-say")
def option_cant_say(original: Original) -> Iterator[Change]:
    for index in original.questions("choice"):
        for language in original.pick(original.data["languages"]):
            data = original.fresh()
            data["questions"][index]["options"][-1]["label"][language] = CANT_SAY[language]
            yield Change(f"in {language}", data)


@kind("rest read out among the others", "other-moves")
def other_moves(original: Original) -> Iterator[Change]:
    for index in original.questions("choice"):
        data = original.fresh()
        for option in data["questions"][index]["options"]:
            option.pop("stays", None)
        yield Change(data["questions"][index]["id"], data)


@kind("scale rotated", "rotate-ordered")
def scale_rotated(original: Original) -> Iterator[Change]:
    data = original.fresh()
    options = [{"id": f"often_{n}", "label": dict(label)} for n, label in enumerate(OFTEN)]
    say = {"en": "How often?", "de": "Wie oft?", "fr": "À quelle fréquence ?", "es": "¿Con qué frecuencia?"}
    data["questions"].insert(1, {"id": "often", "kind": "choice", "rotate": "yes", "say": say, "options": options})
    yield Change("how often", data)


@kind("keys of a list exchanged", "key-meaning")
def keys_of_list(original: Original) -> Iterator[Change]:
    for index in original.questions("choice"):
        data = original.fresh()
        first = data["questions"][index]
        first.pop("rotate")
        data["questions"].insert(index + 1, {**first, "id": "again", "options": first["options"][::-1]})
        yield Change("a second list, the other way round", data)
    data = original.fresh()
    labels = ({"en": "no", "de": "nein", "fr": "non", "es": "no"}, {"en": "yes", "de": "ja", "fr": "oui", "es": "sí"})
    options = [{"id": f"answer_{n}", "label": dict(label)} for n, label in enumerate(labels)]
    say = {"en": "Agreed?", "de": "Einverstanden?", "fr": "Entendu ?", "es": "¿Conforme?"}
    data["questions"].insert(1, {"id": "agreed", "kind": "choice", "say": say, "options": options})
    yield Change("no before yes", data)


@kind("attributions exchanged", "attribution-crossed")
def attributions_exchanged(original: Original) -> Iterator[Change]:
    for index in original.questions("choice"):
        named = [n for n, one in enumerate(original.data["questions"][index]["options"]) if one.get("attribution")]
        for one, two in original.pick([pair for pair in pairwise(named) if _telling(original, index, pair)]):
            data = original.fresh()
            options = data["questions"][index]["options"]
            first, second = options[one], options[two]
            first["attribution"], second["attribution"] = second["attribution"], first["attribution"]
            yield Change(f"{first['id']} and {second['id']}", data)


def _telling(original: Original, index: int, pair: tuple[int, int]) -> bool:
    """Whether one of the two options is named after what it is about."""
    options = original.data["questions"][index]["options"]
    return any(options[n]["id"] in ATTRIBUTIONS for n in pair)


@kind("the rest attributed", "attribution-crossed")
def rest_attributed(original: Original) -> Iterator[Change]:
    for index in original.questions("choice"):
        data = original.fresh()
        rest = [one for one in data["questions"][index]["options"] if one.get("stays")]
        for option in rest:
            (option["attribution"],) = original.pick(ATTRIBUTIONS)
            yield Change(option["id"], data)


@kind("flags of a question without metric removed")
def plain_unflagged(original: Original) -> Iterator[Change]:
    said = [original.data["questions"][index].get("ask_if") for index in original.questions("statement")]
    promised_after = {leaf.get("answer") for condition in said for leaf in leaves(condition)}
    for index in original.questions("yes_no", "scale"):
        question = original.data["questions"][index]
        if question.get("flags") and not question.get("metric"):
            # A statement that is made because of the answer promises a call, which nobody would keep.
            must = "promise-unowned" if question["id"] in promised_after else "answer-idle"
            yield Change(question["id"], _changed(original, index, flags=[]), frozenset({must}))


@kind("flags of the bank dropped", "include-unflagged")
def bank_unflagged(original: Original) -> Iterator[Change]:
    data = original.fresh()
    (name,) = original.pick(("delivery_on_time", "delivery_complete", "delivery_condition"))
    data["questions"].insert(1, {"include": name, "flags": []})
    yield Change(name, data)
