"""How the file is written: keys, kinds, values of another kind, and what YAML allows and we do not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mutants import Change, Original, kind


def _text(original: Original, pattern: str, by: str) -> str:
    changed, count = re.subn(pattern, by, original.text, count=1, flags=re.MULTILINE)
    assert count == 1, pattern
    return changed


@kind("kind misspelt", "unknown-kind")
def kind_misspelt(original: Original) -> Iterator[Change]:
    spelt = {"yes_no": "yesno", "scale": "scales", "choice": "chioce", "open": "opened", "statement": "say"}
    for index in original.pick(original.questions(*spelt)):
        data = original.fresh()
        question = data["questions"][index]
        question["kind"] = spelt[question["kind"]]
        yield Change(question["id"], data)


@kind("unknown key", "unknown-key")
def unknown_key(original: Original) -> Iterator[Change]:
    (index,) = original.pick(original.questions())
    data = original.fresh()
    data["questions"][index]["require"] = "yes"
    yield Change("a question", data)
    data = original.fresh()
    data["closing"]["offer"] = {"en": "More?"}
    yield Change("the closing", data)


@kind("key left out", "missing-key")
def key_left_out(original: Original) -> Iterator[Change]:
    (key,) = original.pick(("format", "name", "title", "languages", "core", "opening", "questions", "closing"))
    data = original.fresh()
    del data[key]
    yield Change(key, data)
    data = original.fresh()
    (index,) = original.pick(original.questions())
    del data["questions"][index]["say"]
    yield Change("say of a question", data)
    data = original.fresh()
    del data["closing"]["flagged"]
    yield Change("closing.flagged", data)


@kind("duplicate key", "duplicate-key")
def duplicate_key(original: Original) -> Iterator[Change]:
    yield Change("name", _text(original, r"^name: (.*)$", r"name: \1\nname: \1"))
    yield Change("a kind", _text(original, r"^    kind: (.*)$", r"    kind: \1\n    kind: \1"))


@kind("tab", "tab")
def tab(original: Original) -> Iterator[Change]:
    yield Change("before a key", _text(original, r"^    kind:", "\tkind:"))


@kind("quote left open", "yaml-syntax")
def quote_left_open(original: Original) -> Iterator[Change]:
    yield Change("the name", _text(original, r"^name: (.*)$", r'name: "\1'))


@kind("alias", "yaml-anchor")
def alias(original: Original) -> Iterator[Change]:
    yield Change("the languages", _text(original, r"^languages: (.*)$", r"languages: &all \1"))


@kind("tag", "yaml-tag")
def tag(original: Original) -> Iterator[Change]:
    yield Change("the name", _text(original, r"^name: (.*)$", r"name: !!str \1"))


@kind("second document", "yaml-documents")
def second_document(original: Original) -> Iterator[Change]:
    yield Change("at the end", original.text + "\n---\nformat: 1\n")


@kind("value of another kind", "wrong-type")
def value_of_another_kind(original: Original) -> Iterator[Change]:
    data = original.fresh()
    data["core"] = data["core"][0]
    yield Change("core is a word", data)
    data = original.fresh()
    data["closing"]["say"] = "Thank you."
    yield Change("the closing is one text", data)
    for index in original.questions("scale")[:1]:
        data = original.fresh()
        data["questions"][index]["high"] = "five"
        yield Change("high is a word", data)


@kind("unknown word", "unknown-word")
def unknown_word(original: Original) -> Iterator[Change]:
    flagged = [i for i in original.questions() if original.data["questions"][i].get("flags")]
    ((key, word),) = original.pick((("severity", "urgent"), ("kind", "complaint"), ("dimension", "weather")))
    data = original.fresh()
    data["questions"][original.pick(flagged)[0]]["flags"][0][key] = word
    yield Change(f"{key} of a flag", data)
    data = original.fresh()
    data["questions"][0]["metric"] = "happiness"
    yield Change("a metric", data)


@kind("bad name", "bad-name")
def bad_name(original: Original) -> Iterator[Change]:
    data = original.fresh()
    data["name"] = "After A Case"
    yield Change("the name", data)
    data = original.fresh()
    data["questions"][original.pick(original.questions())[0]]["id"] = "Question 1"
    yield Change("an id", data)


@kind("not a condition", "not-a-condition")
def not_a_condition(original: Original) -> Iterator[Change]:
    data = original.fresh()
    data["questions"][original.pick(original.questions())[0]]["ask_if"] = {"when": "yes"}
    yield Change("ask_if", data)


@kind("out of range", "out-of-range")
def out_of_range(original: Original) -> Iterator[Change]:
    for index in original.pick(original.questions("open")):
        data = original.fresh()
        data["questions"][index]["max_seconds"] = 600
        yield Change(f"{data['questions'][index]['id']}.max_seconds", data)
    for index in original.pick(original.questions("scale")):
        data = original.fresh()
        data["questions"][index]["high"] = 100
        yield Change(f"{data['questions'][index]['id']}.high", data)


@kind("no questions", "too-few")
def no_questions(original: Original) -> Iterator[Change]:
    for key in ("questions", "core"):
        data = original.fresh()
        data[key] = []
        yield Change(key, data)


@kind("allowance that cannot be", "allowance-refused")
def allowance_refused(original: Original) -> Iterator[Change]:
    data = original.fresh()
    data["allow"] = [{"rule": "no-opt-out", "reason": "Our customers like to be called."}]
    yield Change("no-opt-out", data)


@kind("allowance without a reason", "too-short")
def allowance_without_reason(original: Original) -> Iterator[Change]:
    data = original.fresh()
    data["allow"] = [{"rule": "long", "reason": "because"}]
    yield Change("long", data)


@kind("allowance for nothing", "allowance-idle")
def allowance_idle(original: Original) -> Iterator[Change]:
    data = original.fresh()
    data["allow"] = [{"rule": "leading", "at": "opening", "reason": "Read to five customers, who took it well."}]
    yield Change("leading", data)


@kind("allowance misspelt", "allowance-unknown")
def allowance_unknown(original: Original) -> Iterator[Change]:
    data = original.fresh()
    data["allow"] = [{"rule": "leeding", "reason": "Read to five customers, who took it well."}]
    yield Change("leeding", data)
