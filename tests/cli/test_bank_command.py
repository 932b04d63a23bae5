"""``vocsurvey bank`` as a person uses it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from vocsurvey.cli.bank import WIDTH
from vocsurvey.cli.commands import program
from vocsurvey.library import library_folder, read_bank

BANK = read_bank(library_folder())


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["bank", *arguments])


def test_every_question_is_listed_under_its_theme() -> None:
    result = _run()
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")][:-1] == list(
        dict.fromkeys(one.theme for one in BANK.values())
    )
    assert {line.split()[0] for line in lines if line.startswith("  ") and not line.startswith("   ")} == set(BANK)
    assert lines[-1].startswith(f"{len(BANK)} of {len(BANK)} questions. To see one: vocsurvey bank show ")
    assert max(len(line) for line in lines) <= WIDTH


def test_words_are_searched_in_every_language() -> None:
    assert "  delivery_on_time  " in _run("livraison", "PROMIS").stdout
    assert _run("livraison", "promis").stdout.splitlines()[-1].startswith(f"1 of {len(BANK)} questions.")


def test_one_question_is_shown_ready_to_be_pasted() -> None:
    result = _run("show", "one_contact")
    assert result.exit_code == 0
    assert result.stdout == (
        "  # Use when: Directly after resolved, to know whether one contact was enough.\n"
        "  # Do not use when: The work needs several contacts by its nature, as a repair with a visit does.\n"
        "  # Source: First contact resolution as the customer reports it, second half.\n"
        "  # Needs, asked before it: resolved\n"
        "  # Instead of copying it you may write: - include: one_contact\n"
        "  - id: one_contact\n"
        "    kind: yes_no\n"
        "    metric: fcr_one_contact\n"
        "    dimension: process\n"
        "    ask_if:\n"
        "      answer: resolved\n"
        "      is: yes\n"
        "    say:\n"
        "      en: Was it enough to contact us once?\n"
        "      de: Genügte dafür ein einziger Kontakt?\n"
        "      fr: Un seul contact a-t-il suffi ?\n"
        "      es: ¿Bastó con contactarnos una sola vez?\n"
    )
    assert "Needs" not in _run("show", "cared").stdout


def test_the_same_for_programs() -> None:
    listed = json.loads(_run("--json", "renewal").stdout)
    assert {"renewal_likely", "cancel_reason"} <= {one["name"] for one in listed}
    assert json.loads(_run("--json", "xyzzy").stdout) == []
    (one,) = [each for each in json.loads(_run("--json").stdout) if each["name"] == "cared"]
    shown = json.loads(_run("show", "cared", "--json").stdout)
    assert shown == {**one, "yaml": shown["yaml"]}
    assert (one["kind"], one["metric"], one["dimension"], one["needs"]) == ("yes_no", "cared", "service", [])
    assert set(one["say"]) == {"en", "de", "fr", "es"}
    assert shown["yaml"].startswith("  - id: cared\n")


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["xyzzy", "moon"], 1, "No question of the bank holds 'xyzzy' and 'moon'. Try fewer words."),
        (["show", "card"], 1, "There is no question 'card' in the bank. Did you mean 'cared'?"),
        (["show", "Still-opened"], 1, "There is no question 'Still-opened' in the bank. Did you mean 'still_open'?"),
        (["show", "xyzzy"], 1, "There is no question 'xyzzy' in the bank. They are listed by: vocsurvey bank"),
        (["show"], 2, "Name one question, such as: vocsurvey bank show cared"),
        (["show", "cared", "reason"], 2, "Name one question, such as: vocsurvey bank show cared"),
    ],
)
def test_what_cannot_be_shown_is_told_in_a_sentence(arguments: list[str], status: int, told: str) -> None:
    result = _run(*arguments)
    assert result.exit_code == status
    assert told in result.stderr
    assert result.stdout == ""
