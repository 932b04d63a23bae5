"""The rules folder as one frozen value: what is shipped, overridden file by file by a customer's own folder.

YAML is read by the 1.2 rules for plain words, so that ``NO`` is Norway and ``09:00`` is not a number.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast, get_type_hints

import yaml
from pydantic import BaseModel, ValidationError

from vocsurvey.fieldwork import outcome
from vocsurvey.fieldwork.account_error import AccountErrors
from vocsurvey.fieldwork.advance_notice import NoticeRules
from vocsurvey.fieldwork.allowance import AllowanceRules
from vocsurvey.fieldwork.calendar import Holidays, HoursRules
from vocsurvey.fieldwork.caller_number import CallerNumbers
from vocsurvey.fieldwork.consent import ConsentRules
from vocsurvey.fieldwork.desk import DeskRules
from vocsurvey.fieldwork.disposition import Dispositions
from vocsurvey.fieldwork.fatigue import FatigueRules
from vocsurvey.fieldwork.inquiry import Inquiries
from vocsurvey.fieldwork.language import Languages
from vocsurvey.fieldwork.notice_words import NoticeWords
from vocsurvey.fieldwork.pacing import Pacing
from vocsurvey.fieldwork.permission import CallRules
from vocsurvey.fieldwork.protocol import Protocol
from vocsurvey.fieldwork.reachability import ReachRules
from vocsurvey.fieldwork.reception import Reception
from vocsurvey.fieldwork.retention import RetentionRules
from vocsurvey.fieldwork.review import ReviewRules
from vocsurvey.fieldwork.trigger import LifecycleRules
from vocsurvey.fieldwork.wrapping_up import WrapUpRules
from vocsurvey.followup.deadlines import Ladder
from vocsurvey.followup.escalation import EscalationRules
from vocsurvey.followup.ownership import OwnershipRules
from vocsurvey.followup.verification import VerificationRules
from vocsurvey.reporting.attribution import AttributionRules
from vocsurvey.reporting.coaching import ServiceStandards

SHIPPED = Path(__file__).parent / "data" / "rules"
DEMO = Path(__file__).parent / "data" / "demo" / "rules"

Model = TypeVar("Model", bound=BaseModel)


class RulesError(Exception):
    """Rules that cannot be used; ``problems`` holds every sentence, each of which begins with the file's name."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Rulebook:
    """Every rule in force. ``digest`` is the SHA-256 (hex) of the files that it was read from."""

    hours: HoursRules
    holidays: Holidays
    consent: ConsentRules
    protocol: Protocol
    severity: Ladder
    escalation: EscalationRules
    ownership: OwnershipRules
    verification: VerificationRules
    dispositions: Dispositions
    pacing: Pacing
    inquiry: Inquiries
    account_errors: AccountErrors
    languages: Languages
    reception: Reception
    fatigue: FatigueRules
    allowance: AllowanceRules
    retention: RetentionRules
    lifecycle: LifecycleRules
    caller_numbers: CallerNumbers
    reach: ReachRules
    advance_notice: NoticeRules
    notice_words: NoticeWords
    desk: DeskRules
    wrapping_up: WrapUpRules
    review: ReviewRules
    attribution: AttributionRules
    service_standards: ServiceStandards
    digest: str

    @property
    def calling(self) -> CallRules:
        """The rules that ``may_call`` asks for, besides the hours."""
        return CallRules(self.protocol, self.consent, self.fatigue, self.allowance)


def load_rulebook(overrides: Path | None = None) -> Rulebook:
    """Read the shipped rules; a file of the same name in ``overrides`` stands in for the shipped one.

    Raises RulesError with every problem of every file at once.
    """
    problems: list[str] = []
    sources = _sources(overrides, problems)
    digest = hashlib.sha256()
    parts: dict[str, BaseModel | None] = {}
    for name, model in _MODELS.items():
        data = _bytes(sources[name], problems)
        digest.update(f"{name}\0{len(data or b'')}\0".encode() + (data or b""))
        parts[name] = _read(sources[name], data, model, problems)
    table, wrapping_up = parts["dispositions"], parts["wrapping_up"]
    chosen = {one.code for one in wrapping_up.choices} if isinstance(wrapping_up, WrapUpRules) else set()
    if isinstance(table, Dispositions) and (
        lacking := sorted(c for c in outcome.CODES | chosen if table.of(c) is None)
    ):
        problems.append(f"dispositions.yaml: the codes {', '.join(lacking)} are missing, and calls end with them.")
    pacing, inquiry = parts["pacing"], parts["inquiry"]
    if isinstance(pacing, Pacing) and isinstance(inquiry, Inquiries):
        # Until then a request may still leave: a list that lacks its call would prove nothing.
        if inquiry.list_settles <= pacing.sending_patience:
            problems.append("inquiry.yaml: list_settles must be longer than sending_patience in pacing.yaml.")
        if pacing.uncertain_patience <= inquiry.list_settles:
            problems.append("pacing.yaml: uncertain_patience must be longer than list_settles in inquiry.yaml.")
    problems += _unworded(parts["advance_notice"], parts["notice_words"])
    if problems:
        raise RulesError(tuple(problems))
    return Rulebook(**parts, digest=digest.hexdigest())  # type: ignore[arg-type]


def read_rules(path: Path, model: type[Model]) -> Model:
    """One file of rules that is not in force; raises RulesError with every problem of it, each with its line."""
    problems: list[str] = []
    found = _read(path, _bytes(path, problems), model, problems)
    if found is None:
        raise RulesError(tuple(problems))
    return found


_MODELS: dict[str, type[BaseModel]] = {
    name: model for name, model in get_type_hints(Rulebook).items() if issubclass(model, BaseModel)
}
"""What each file is read as, in the order of the rulebook."""


def _unworded(rules: BaseModel | None, words: BaseModel | None) -> list[str]:
    """The deferrals that a language has no words for."""
    if not isinstance(rules, NoticeRules) or not isinstance(words, NoticeWords):
        return []
    names = {one.name for one in rules.deferrals}
    lacking = {code: sorted(names - one.deferrals.keys()) for code, one in words.languages.items()}
    return [
        f"notice_words.yaml: {code}: the deferrals {', '.join(missing)} of advance_notice.yaml have no words."
        for code, missing in lacking.items()
        if missing
    ]


def _sources(overrides: Path | None, problems: list[str]) -> dict[str, Path]:
    """Which file each set of rules is read from."""
    known = {path.name for path in SHIPPED.glob("*.yaml")}
    sources = {name: SHIPPED / f"{name}.yaml" for name in _MODELS}
    if overrides is None:
        return sources
    if not overrides.is_dir():
        problems.append(f"{overrides}: this folder of rules does not exist; create it or leave the setting out.")
        return sources
    for path in sorted(overrides.iterdir()):
        if path.stem in sources and path.suffix == ".yaml":
            sources[path.stem] = path
        elif path.suffix in (".yaml", ".yml") and path.name not in known:
            problems.append(f"{path}: there are no rules of this name; the names are {', '.join(sorted(known))}.")
    return sources


def _bytes(path: Path, problems: list[str]) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        problems.append(f"{path}: the file cannot be read ({error.strerror}).")
        return None


def _read(path: Path, data: bytes | None, model: type[Model], problems: list[str]) -> Model | None:
    """One file as its model; None with the problems noted when it cannot be used."""
    if data is None:
        return None
    try:
        return cast(Model, _understood(model, data))
    except yaml.YAMLError as error:
        problems.append(f"{path}{_place(error)}: {_sentence(error)}.")
    except ValidationError as error:
        root = yaml.compose(data, Loader=_RulesLoader)
        for fault in error.errors(include_url=False, include_context=False):
            where = " > ".join(str(part) for part in fault["loc"]) or "the whole file"
            place = f"{path}:{_line(root, fault['loc'])}"
            told = _TOLD.get(fault["type"], fault["msg"].removeprefix("Value error, "))
            problems.append(f"{place}: {where}: {told}.")
    return None


@lru_cache(maxsize=256)
def _understood(model: type[BaseModel], data: bytes) -> BaseModel:
    """What a file says: values that never change, so the same bytes are understood once in a process."""
    return model.model_validate(_parsed(data))


_TOLD = {
    "missing": "this rule is missing; the shipped file of the same name has it",
    "extra_forbidden": "there is no rule of this name; check its spelling, or remove it",
}


def _line(node: yaml.Node | None, steps: tuple[int | str, ...]) -> int:
    """The line (from 1) of what the steps lead to in a file, or of the last thing on the way that is there."""
    line = 1 if node is None else node.start_mark.line + 1
    for step in steps:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = (node.value[step], node.value[step])
        if found is None:
            return line
        key, node = found
        line = key.start_mark.line + 1
    return line


def _parsed(data: bytes) -> object:
    """The values of a file. The parser in C is several times as fast; the other one says better what is wrong."""
    try:
        return yaml.load(data, Loader=_QuickLoader)
    except yaml.YAMLError:
        return yaml.load(data, Loader=_RulesLoader)


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f":{mark.line + 1}:{mark.column + 1}" if mark else ""


def _sentence(error: yaml.YAMLError) -> str:
    return getattr(error, "problem", None) or "this is not YAML in UTF-8"


class _PlainWords(yaml.constructor.SafeConstructor, yaml.resolver.Resolver):
    """Safe loading with the plain words of YAML 1.2 and without keys that are given twice."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - the name and type are PyYAML's

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A mapping; raises ConstructorError for a key that is given twice."""
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} is given twice", key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


for _tag, _words, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", ["n", "~", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),  # what begins with 0 is a word, like the code of a place
    ("float", r"[-+]?[0-9]+\.[0-9]+", "-+0123456789"),
):
    _PlainWords.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_words})$"), list(_first))


class _RulesLoader(_PlainWords, yaml.SafeLoader):
    """With the parser in Python."""


class _QuickLoader(_PlainWords, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """With the parser in C, where there is one."""
