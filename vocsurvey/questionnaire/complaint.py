"""What does not fit the model, in plain words: every error of the validation as one sentence with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from vocsurvey.questionnaire.condition import BRANCHES, Test
from vocsurvey.questionnaire.condition_example import example, example_of_test
from vocsurvey.questionnaire.finding import LONGEST_SHOWN, Finding, Marks, Path, guess, listed, shown
from vocsurvey.questionnaire.model import (
    Alarms,
    Allowance,
    Choice,
    Closing,
    Consent,
    FlagRule,
    FramePhrase,
    MachineMessage,
    Number,
    Open,
    Opening,
    Option,
    Phrases,
    Questionnaire,
    Scale,
    Spoken,
    Statement,
    YesNo,
)

KINDS: Mapping[str, type[BaseModel]] = {
    "yes_no": YesNo,
    "scale": Scale,
    "choice": Choice,
    "number": Number,
    "open": Open,
    "consent": Consent,
    "statement": Statement,
}
_PARTS: Mapping[str, type[BaseModel]] = {
    "opening": Opening,
    "good_time": Spoken,
    "not_now": Spoken,
    "closing": Closing,
    "flagged": Spoken,
    "machine_message": MachineMessage,
    "flags": FlagRule,
    "when": Test,
    "options": Option,
    "allow": Allowance,
}
_ORDINALS = {
    "questions": "question",
    "flags": "flag",
    "options": "option",
    "allow": "allowance",
    "all": "part",
    "any": "part",
}
_CONDITIONS = ("ask_if", "not", "all", "any")


@dataclass(frozen=True, slots=True)
class _Misfit:
    """One error of the validation: the deepest value of the file that it is about, and the key that it names."""

    path: Path
    key: str
    kind: str
    value: object
    context: Mapping[str, object]
    owner: object
    where: str

    @property
    def named(self) -> str:
        """The key with its place: ``question 3: `say```."""
        if self.path and isinstance(self.path[-1], int):
            return place_name(self.path)
        return f"{self.where}: {shown(self.key)}"

    @property
    def hollow(self) -> bool:
        """Whether a list is called too short only because of its entries, each of which is told by itself."""
        least = self.context.get("min_length")
        return isinstance(self.value, list) and isinstance(least, int) and len(self.value) >= least


def complaints(error: ValidationError, data: object, marks: Marks, at: Path = ()) -> Iterator[Finding]:
    """The findings for a failed validation of ``data``, one for each place. ``at`` is where ``data`` stands."""
    told: set[Path] = set()
    for one in error.errors(include_url=False):
        misfit = _misfit(one, data, at)
        place = (*misfit.path, misfit.key) if misfit.kind == "missing" else misfit.path
        if place not in told and not misfit.hollow:
            told.add(place)
            rule, message = _SENTENCES.get(misfit.kind, _strange)(misfit)
            yield marks.error((*misfit.path, "kind") if rule == "unknown-kind" else misfit.path, rule, message)


def _misfit(error: ErrorDetails, data: object, at: Path) -> _Misfit:
    # The location also names branches of unions; a step that leads nowhere in the data is such a branch.
    kind, loc = error["type"], error["loc"]
    path: list[str | int] = list(at)
    value, owner = data, data
    for place, step in enumerate(loc, start=len(at)):
        inside = _inside(value, step)
        tag = place == 2 and path[:-1] == ["questions"] and step in KINDS
        if inside is not None and not tag:
            owner, value = value, inside
            path.append(step)
    key = str(loc[-1]) if kind == "missing" else str(path[-1]) if path else "the file"
    where = tuple(path) if kind == "missing" else tuple(path[:-1])
    context = error.get("ctx", {})
    return _Misfit(tuple(path), key, kind, error["input"], context, owner, place_name(where))


def _inside(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def place_name(path: Path) -> str:
    """A place in words: ``question 3, flag 1``, ``opening, good_time``, or ``the questionnaire``."""
    words: list[str] = []
    for before, step in zip(("", *path), path, strict=False):
        if isinstance(step, int) and before in _ORDINALS:
            words[-1:] = [f"{_ORDINALS[str(before)]} {step + 1}"]
        else:
            words.append(f"entry {step + 1}" if isinstance(step, int) else str(step)[:40])
    return ", ".join(words) or "the questionnaire"


def keys_at(path: Path, owner: object) -> tuple[str, ...]:
    """The keys that the mapping at ``path`` may have."""
    model = _model_at(path, owner)
    return tuple(field.alias or name for name, field in model.model_fields.items()) if model else ()


def _model_at(path: Path, owner: object) -> type[BaseModel] | None:
    if not path:
        return Questionnaire
    name = str(next((step for step in reversed(path) if isinstance(step, str)), ""))
    if path[:-1] == ("questions",) and isinstance(owner, dict):
        return KINDS.get(str(owner.get("kind")))
    if name in _CONDITIONS and isinstance(owner, dict):
        return next((BRANCHES[str(key)] for key in owner if key in BRANCHES), None)
    if path[0] == "phrases":
        inside = Phrases.model_fields[str(path[2])].annotation if path[2:] else Phrases
        return inside if inside in (Phrases, FramePhrase, Alarms) else None
    return _PARTS.get(name)


def _missing(it: _Misfit) -> tuple[str, str]:
    if it.key.isdigit():
        return "too-few", f"{it.where} needs one entry more"
    return "missing-key", f"{it.where} has no {shown(it.key)}"


def _unknown(it: _Misfit) -> tuple[str, str]:
    known = keys_at(it.path[:-1], it.owner)
    return "unknown-key", f"{it.where} cannot have {shown(it.key)}{guess(it.key, known) or _choices(known)}"


def _choices(known: tuple[str, ...]) -> str:
    return f"; its keys are {listed(known)}" if known else ""


def _key(it: _Misfit) -> tuple[str, str]:
    return "wrong-type", f"{place_name(it.path)}: the key {shown(it.value)} must be text; put it in quotes"


def _kind(it: _Misfit) -> tuple[str, str]:
    if it.kind == "union_tag_invalid":
        return unknown_kind(it.value.get("kind") if isinstance(it.value, dict) else None)
    if not isinstance(it.value, dict):
        such = "" if it.path[:-1] == ("questions",) else f"; write for example {shown(example(it.value))}"
        return "wrong-type", f"{place_name(it.path)} must be a group of keys, not {shown(it.value)}{such}"
    if it.path[:-1] == ("questions",):
        return "missing-key", f"{place_name(it.path)} has no `kind`; the kinds are {listed(KINDS)}"
    close = next((close for key in it.value if (close := guess(key, BRANCHES))), "")
    such = close or f"; write for example {shown(example(it.value))}"
    return "not-a-condition", f"{place_name(it.path)} is no condition; it has one of {listed(BRANCHES)}{such}"


def unknown_kind(kind: object) -> tuple[str, str]:
    """Rule and sentence for a question of a kind that there is not."""
    return "unknown-kind", f"`kind:` {shown(kind)} is not a kind; the kinds are {listed(KINDS)}{guess(kind, KINDS)}"


def _text(it: _Misfit) -> tuple[str, str]:
    if it.key in ("is", "is_in") or "is_in" in it.path:
        return "wrong-type", f"{it.named} must be text or a whole number"
    if isinstance(it.value, int):
        return "wrong-type", f"{it.named} must be text; put {shown(it.value)} in quotes"
    return "wrong-type", f"{it.named} must be text"


def _whole(it: _Misfit) -> tuple[str, str]:
    if isinstance(it.value, (dict, list)) and it.path[-2:-1] != ("labels",):
        return "wrong-type", f"{it.named} must be a whole number"
    return "wrong-type", f"{it.named} must be a whole number such as 7, without quotes{_typed_anew(it.value)}"


def _typed_anew(value: object) -> str:
    """What to type where the signs only look like what is wanted, as full-width digits do; else empty."""
    typed = value[:LONGEST_SHOWN] if isinstance(value, str) else ""
    plain = normalize("NFKC", typed)
    return f"; the signs only look alike, type {shown(plain)}" if plain != typed else ""


def _several(it: _Misfit) -> tuple[str, str]:
    return "wrong-type", f"{it.named} must be a list, one entry to a line, each beginning with `-`"


def _group(it: _Misfit) -> tuple[str, str]:
    if it.path[-1:] and it.path[-1] in ("say", "ivr", "caller", "inbound", "title", "label", "note"):
        return "wrong-type", f"{it.named} must give the wording by language, such as `en: …`"
    if it.path[-1:] == ("when",):
        return "wrong-type", f"{it.named} must be a group of keys; write for example {shown(example_of_test(it.value))}"
    return "wrong-type", f"{it.named} must be a group of keys"


def _code(it: _Misfit) -> tuple[str, str]:
    known = str(it.context.get("expected", "")).replace(" or ", ", ").replace("'", "").split(", ")
    close = _typed_anew(it.value) or guess(it.value, known)
    return "unknown-word", f"{it.named} cannot be {shown(it.value)}; it is one of {listed(known)}{close}"


def _pattern(it: _Misfit) -> tuple[str, str]:
    mark = "hyphens" if it.key == "name" else "underscores"
    rule = f"small letters a to z, digits and {mark}, beginning with a letter, not too long"
    return "bad-name", f"{it.named} is {shown(it.value)}; use {rule}"


def _short(it: _Misfit) -> tuple[str, str]:
    least = it.context.get("min_length", 1)
    return "too-few", f"{it.named} needs at least {least} {'entry' if least == 1 else 'entries'}"


def _long(it: _Misfit) -> tuple[str, str]:
    return "too-many", f"{it.named} may have {it.context.get('max_length', 'fewer')} entries at most"


def _brief(it: _Misfit) -> tuple[str, str]:
    least = it.context.get("min_length", 1)
    return "too-short", f"{it.named} is only {shown(it.value)}; say it in at least {least} characters"


def _low(it: _Misfit) -> tuple[str, str]:
    return "out-of-range", f"{it.named} is {shown(it.value)}; it must be {it.context.get('ge')} or more"


def _high(it: _Misfit) -> tuple[str, str]:
    return "out-of-range", f"{it.named} is {shown(it.value)}; it must be {it.context.get('le')} or less"


def _truth(it: _Misfit) -> tuple[str, str]:
    return "wrong-type", f"{it.named} must be yes or no"


def _strange(it: _Misfit) -> tuple[str, str]:
    return "wrong-type", f"{it.named} cannot be {shown(it.value)}"


_SENTENCES: Mapping[str, Callable[[_Misfit], tuple[str, str]]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "invalid_key": _key,
    "union_tag_invalid": _kind,
    "union_tag_not_found": _kind,
    "string_type": _text,
    "int_type": _whole,
    "int_parsing": _whole,
    "tuple_type": _several,
    "mapping_type": _group,
    "dict_type": _group,
    "model_type": _group,
    "model_attributes_type": _group,
    "literal_error": _code,
    "enum": _code,
    "string_pattern_mismatch": _pattern,
    "too_short": _short,
    "string_too_short": _brief,
    "too_long": _long,
    "greater_than_equal": _low,
    "less_than_equal": _high,
    "bool_parsing": _truth,
    "bool_type": _truth,
}
