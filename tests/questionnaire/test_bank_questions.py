"""Every question of the shipped bank, in a small questionnaire of its own: it loads, and nothing is wrong with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from specimen import PHRASES

from vocsurvey.library import library_folder, read_bank
from vocsurvey.questionnaire.bank import BankQuestion, as_yaml, examine_bank
from vocsurvey.questionnaire.digest import digest
from vocsurvey.questionnaire.load import examine, load
from vocsurvey.questionnaire.model import Choice, Metric, Open, Questionnaire, Scale, Statement
from vocsurvey.questionnaire.part import Part, texts
from vocsurvey.questionnaire.wording import word_count

BANK = read_bank(library_folder())
LANGUAGES = ("en", "de", "fr", "es")
FILES = sorted((library_folder() / "bank").glob("*.yaml"))

HEAD = """\
format: 1
name: minimal
title: {en: Minimal, de: Klein, fr: Minimal, es: Mínimo}
languages: [en, de, fr, es]
opening:
  say:
    en: >-
      Hello {contact.name}, this is an automated call from {company.name}. It takes two minutes. Press star to stop
      these calls.
    de: >-
      Guten Tag, {contact.name}. Dies ist ein automatischer Anruf von {company.name}. Er dauert zwei Minuten. Mit der
      Sterntaste beenden Sie diese Anrufe.
    fr: >-
      Bonjour {contact.name}, ceci est un appel automatique de {company.name}. Il dure deux minutes. La touche étoile
      permet d'arrêter ces appels.
    es: >-
      Hola, {contact.name}. Esta es una llamada automática de {company.name}. Son dos minutos. Con la tecla asterisco
      puede poner fin a estas llamadas.
  caller:
    en: Hello {contact.name}, I am calling for {company.name}. It takes two minutes, and we can stop at any time.
    de: Guten Tag, {contact.name}. Ich rufe für {company.name} an. Es dauert zwei Minuten, wir können aufhören.
    fr: Bonjour {contact.name}, j'appelle pour {company.name}. Cela prend deux minutes, et nous pouvons arrêter.
    es: Hola, {contact.name}. Llamo de parte de {company.name}. Son dos minutos, y podemos terminar cuando quiera.
  good_time:
    say: {en: "Is now a good time?", de: "Passt es gerade?", fr: "Avez-vous un moment ?", es: "¿Le viene bien ahora?"}
  not_now:
    say: {en: Goodbye., de: Auf Wiederhören., fr: Au revoir., es: Adiós.}
closing:
  say:
    en: Thank you, {contact.name}.
    de: Danke, {contact.name}.
    fr: Merci, {contact.name}.
    es: Gracias, {contact.name}.
  flagged:
    say:
      en: Thank you, {contact.name}. Somebody will call you[ by {promise.by}].
      de: Danke, {contact.name}. Jemand wird Sie[ bis {promise.by}] anrufen.
      fr: Merci, {contact.name}. Quelqu'un vous appellera[ au plus tard {promise.by}].
      es: Gracias, {contact.name}. Alguien le llamará[ a más tardar {promise.by}].
"""


FILTERS = ("tried_help",)


def minimal(one: BankQuestion, written: str | None = None) -> str:
    """A questionnaire that asks the question, what it needs before it, and what every questionnaire has to ask."""
    before = [need for name in one.needs for need in (*BANK[name].needs, name)]
    cared = [] if one.question.metric is Metric.CARED else ["cared"]
    probes = ["attribution"] if one.question.id == "what_happened" else ["attribution", "reason"]
    names = dict.fromkeys([*cared, *before, one.question.id, *probes])
    asked = "".join(written if written and name == one.question.id else f"  - include: {name}\n" for name in names)
    core = one.question.id if one.question.metric is Metric.CARED else "cared"
    return f"{HEAD}core: [{core}]\nquestions:\n{asked}"


@pytest.mark.parametrize("name", BANK)
def test_question_is_sound_in_all_four_languages(name: str) -> None:
    found = examine(minimal(BANK[name]), "minimal.yaml", PHRASES, BANK)
    # Whether somebody tried is there for what is asked next, and says so when nothing is.
    assert [finding.rule for finding in found.findings] == ["answer-idle"] * (name in FILTERS), found.findings
    assert found.questionnaire is not None
    assert found.questionnaire.question(name) == BANK[name].question


def test_a_filter_has_its_use() -> None:
    assert set(FILTERS) == {name for one in BANK.values() for name in one.needs if not BANK[name].question.flags}


@pytest.mark.parametrize("name", BANK)
def test_question_is_the_same_included_and_pasted(name: str) -> None:
    pasted = load(minimal(BANK[name], as_yaml(BANK[name])), "minimal.yaml", PHRASES, BANK)
    named = load(minimal(BANK[name]), "minimal.yaml", PHRASES, BANK)
    assert isinstance(pasted, Questionnaire), pasted
    assert isinstance(named, Questionnaire), named
    assert digest(pasted) == digest(named)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_of_the_bank_is_clean(path: Path) -> None:
    assert examine_bank(path.read_text("utf-8"), path.name).findings == ()


def test_there_are_enough_for_every_occasion() -> None:
    assert len(BANK) >= 40
    assert len({one.theme for one in BANK.values()}) >= 10
    assert {one.question.metric for one in BANK.values()} == {*Metric, None}


@pytest.mark.parametrize("name", BANK)
def test_question_is_short_and_says_when_and_when_not_and_whence(name: str) -> None:
    one = BANK[name]
    advice = one.advice
    assert all(len(text.split()) >= 2 for text in (advice.use_when, advice.do_not_use_when)), advice
    assert advice.source.strip()
    assert advice.use_when != advice.do_not_use_when
    question = one.question
    assert one.question.dimension is not None or question.kind in ("consent", "open", "choice")
    for text in texts(Part((), question, LANGUAGES)):
        assert word_count(text.words) <= 25, text
    assert set(question.say) == set(LANGUAGES)
    if isinstance(question, Scale):
        assert question.caller is not None, "a caller reads the ends of the scale out"
    if isinstance(question, Open | Choice):
        assert question.note is not None, "a caller is told how to take the answer down"
    assert not isinstance(question, Statement)


def test_names_of_flags_are_used_once() -> None:
    rules = [rule.rule for one in BANK.values() for rule in one.question.flags]
    assert len(rules) == len(set(rules))


def test_what_a_question_needs_is_there() -> None:
    assert [need for one in BANK.values() for need in one.needs if need not in BANK] == []


def test_every_question_stands_in_its_table_of_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "bank.md").read_text("utf-8")
    tables = {part.splitlines()[0]: part for part in page.split("\n### ")[1:]}
    for one in BANK.values():
        words = one.question.say["en"].replace("|", "\\|")
        assert f"| `{one.question.id}` | {words} |\n" in tables[one.theme]
    assert sum(part.count("| `") for part in tables.values()) == len(BANK)


def test_the_examples_of_the_page_are_sound() -> None:
    page = (Path(__file__).parents[2] / "docs" / "bank.md").read_text("utf-8")
    including, own = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    examined = examine_bank(own, "bank.md")
    assert examined.findings == ()
    assert list(examined.questions) == ["visit_on_time"]
    whole = examine(f"{HEAD}core: [cared]\n{including}", "bank.md", PHRASES, BANK)
    assert whole.findings == ()
    assert whole.questionnaire is not None
    assert whole.questionnaire.question("what_first").dimension == "relationship"
