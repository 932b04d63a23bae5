"""``vocsurvey bank``: well-written questions to include or to copy, each with when to use it and when not."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

import click

from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import as_json_option, show_json
from vocsurvey.library import library_folder, read_bank
from vocsurvey.questionnaire.bank import Bank, BankQuestion, as_yaml, closest, search

WIDTH = 110


@click.command(options_metavar="[--json]")
@click.argument("words", nargs=-1, metavar="[WORDS…] | show NAME")
@as_json_option
def bank(words: tuple[str, ...], as_json: bool) -> None:
    """List the questions of the bank, or those that hold all of the WORDS in their name, wording or advice.

    `show NAME` prints one question with its advice, ready to be put into the `questions:` of a questionnaire.

    \b
    Examples:
      vocsurvey bank
      vocsurvey bank renewal
      vocsurvey bank show cared
    """
    questions = read_bank(library_folder())
    if words[:1] == ("show",):
        _show(questions, words[1:], as_json)
        return
    found = search(questions, words)
    if as_json:
        show_json([_plain(one) for one in found])
        return
    if not found:
        raise Failure(f"No question of the bank holds {' and '.join(repr(word) for word in words)}. Try fewer words.")
    for line in _listed(found):
        click.echo(line)
    click.echo(f"\n{len(found)} of {len(questions)} questions. To see one: vocsurvey bank show {found[0].question.id}")


def _show(questions: Bank, names: Sequence[str], as_json: bool) -> None:
    if len(names) != 1:
        raise click.UsageError("Name one question, such as: vocsurvey bank show cared")
    (name,) = names
    if name not in questions:
        close = closest(questions, name)
        hint = f"Did you mean {close!r}?" if close else "They are listed by: vocsurvey bank"
        raise Failure(f"There is no question {name!r} in the bank. {hint}")
    one = questions[name]
    if as_json:
        show_json({**_plain(one), "yaml": as_yaml(one)})
        return
    for line in _card(one):
        click.echo(line)
    click.echo(as_yaml(one), nl=False)


def _listed(found: Sequence[BankQuestion]) -> Iterator[str]:
    """The questions theme by theme, as the files of the bank group them."""
    widest = max(len(one.question.id) for one in found)
    for place, (theme, ones) in enumerate(groupby(found, key=lambda one: one.theme)):
        if place:
            yield ""
        yield theme
        for one in ones:
            lead = f"  {one.question.id:<{widest}}  "
            yield textwrap.fill(_spoken(one), WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))


def _card(one: BankQuestion) -> Iterator[str]:
    """The advice as comments of YAML, so that it can be pasted with the question."""
    for label, text in (
        ("Use when", one.advice.use_when),
        ("Do not use when", one.advice.do_not_use_when),
        ("Source", one.advice.source),
        ("Needs, asked before it", ", ".join(one.needs)),
        ("Instead of copying it you may write", f"- include: {one.question.id}"),
    ):
        if text:
            yield textwrap.fill(f"{label}: {text}", WIDTH, initial_indent="  # ", subsequent_indent="  #   ")


def _spoken(one: BankQuestion) -> str:
    say = one.question.say
    return say.get("en") or next(iter(say.values()))


def _plain(one: BankQuestion) -> dict[str, object]:
    question = one.question
    return {
        "name": question.id,
        "theme": one.theme,
        "kind": question.kind,
        "metric": question.metric,
        "dimension": question.dimension,
        "say": dict(question.say),
        "needs": one.needs,
        **one.advice.model_dump(),
    }
