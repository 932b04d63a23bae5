"""``vocsurvey rehearse``: hear a questionnaire in the terminal before any customer does."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import click

from vocsurvey.cli.refusal import Failure
from vocsurvey.interview.message import message_for_machine
from vocsurvey.interview.persona import Persona, Respondent, respondent
from vocsurvey.interview.rehearse import cut_off, example_facts, played
from vocsurvey.interview.script import checked, script, scripted
from vocsurvey.interview.transcript import Channel
from vocsurvey.library import bank_for, library_folder, load_library, read_phrases, read_text
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.facts import CALL_FACTS, KNOWN_FACTS
from vocsurvey.questionnaire.finding import Finding
from vocsurvey.questionnaire.load import examine
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.questionnaire.moment import read_moment

YES_OR_NO = {"yes": True, "true": True, "no": False, "false": False}
REHEARSED = {**KNOWN_FACTS, **CALL_FACTS}
HOW_TO_ANSWER = "Answer with keys (1, *, 10#), “say: words”, Enter for silence, hangup, or call again. Ctrl-D ends."


@click.command()
@click.argument("name", metavar="NAME")
@click.option("--language", metavar="CODE", help="The language to speak, such as de.")
@click.option("--channel", type=click.Choice([channel.value for channel in Channel]), default=Channel.IVR.value)
@click.option(
    "--script",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What the customer does, one thing a line; lines that begin with “# ” are comments.",
)
@click.option(
    "--persona",
    type=click.Choice([persona.value for persona in Persona]),
    help="Who answers, instead of a script or of you.",
)
@click.option("--machine", is_flag=True, help="A machine answers: hear the message that may be left on it.")
@click.option("--shared", is_flag=True, help="Several people share the line: it is asked first who is speaking.")
@click.option("--later", is_flag=True, help="A call was cut off after the first answer; this is the next one.")
@click.option("--call-back", is_flag=True, help="The customer missed our call and calls us.")
@click.option("--facts", multiple=True, metavar="KEY=VALUE", help="A fact, such as account.tier=gold; may be repeated.")
@click.option(
    "--save",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the conversation to this file too, to be read aloud; what it held is replaced.",
)
def rehearse(
    name: str,
    language: str | None,
    channel: str,
    file: Path | None,
    persona: str | None,
    machine: bool,
    shared: bool,
    later: bool,
    call_back: bool,
    facts: tuple[str, ...],
    save: Path | None,
) -> None:
    """Play the questionnaire NAME (or a YAML file) in the terminal: what is said, what is heard, which flags it raises.

    \b
    Examples:
      vocsurvey rehearse support-case
      vocsurvey rehearse relationship --language de --facts contact.decision_maker=yes
      vocsurvey rehearse support-case --persona angry --channel live --save angry.txt
      vocsurvey rehearse support-case --script mine.txt
      vocsurvey rehearse support-case --machine --language fr
      vocsurvey rehearse support-case --shared --later
      vocsurvey rehearse support-case --call-back --facts call.at=2026-05-12T17:30
    """
    if (file is not None) + (persona is not None) + machine > 1:
        raise click.UsageError("Give one of --script, --persona and --machine: only one can answer.")
    questionnaire = _questionnaire(name)
    spoken = _language(questionnaire, language)
    circumstances = {"call.shared": shared or None, "call.inbound": call_back or None}
    known = {**example_facts(spoken), **circumstances, **_facts(facts)}
    if machine:
        _left_on_a_machine(questionnaire, known, save)
        return
    answering = _answering(file, persona)
    begun = cut_off(questionnaire, known, Channel(channel)) if later else None
    with ExitStack() as stack:
        page = None if save is None else stack.enter_context(_page(save))
        if page is not None:
            page.write(_heading(questionnaire, spoken, Channel(channel), persona))
        for step in played(questionnaire, known, answering, Channel(channel), begun):
            click.echo(step.line)
            if page is not None:
                page.write(step.line + "\n")


def _left_on_a_machine(questionnaire: Questionnaire, known: Mapping[str, FactValue], save: Path | None) -> None:
    """Say the message for machines. Raises Failure where there is none."""
    message = message_for_machine(questionnaire, known)
    if message is None:
        raise Failure(f"{questionnaire.name} has no `machine_message`: nothing is ever left on a machine.")
    lines = (
        f"vocsurvey: {message.text}\n-- left once at most, and only where protocol.yaml says machine_message: true\n"
    )
    click.echo(lines, nl=False)
    if save is not None:
        with _page(save) as page:
            page.write(f"{questionnaire.title[message.language]} ({message.language}), left on a machine\n\n{lines}")


def _answering(file: Path | None, persona: str | None) -> Respondent:
    """Who answers: a persona, a script, or whoever sits at the terminal. Raises Failure for a wrong script."""
    if persona is not None:
        return respondent(Persona(persona))
    if file is not None:
        return scripted(_tokens(file))
    click.echo(HOW_TO_ANSWER, err=True)
    return scripted(_typed())


def _page(save: Path) -> TextIO:
    try:
        return save.open("w", encoding="utf-8")
    except OSError as error:
        raise Failure(f"{save} cannot be written: {error.strerror}.") from None


def _heading(questionnaire: Questionnaire, language: str, channel: Channel, persona: str | None) -> str:
    """What a saved conversation begins with: what it is of."""
    voice = "the automated voice" if channel is Channel.IVR else "a caller"
    customer = "" if persona is None else f", to a customer of the kind “{persona}”"
    return f"{questionnaire.title[language]} ({language}), spoken by {voice}{customer}\n\n"


def _questionnaire(name: str) -> Questionnaire:
    """The shipped questionnaire of that name, or the one in the file of that name. Raises Failure."""
    if name.endswith((".yaml", ".yml")):
        return _from_file(Path(name))
    library = load_library()
    if name not in library:
        raise Failure(f"There is no questionnaire {name!r}. There are: {', '.join(library)}; or name a .yaml file.")
    return library[name]


def _from_file(path: Path) -> Questionnaire:
    text = read_text(path)
    if isinstance(text, Finding):
        raise Failure(str(text))
    examined = examine(text, str(path), read_phrases(library_folder()), bank_for([text], path.absolute().parent))
    if examined.questionnaire is None or not examined.usable:
        errors = [str(finding) for finding in examined.findings if finding.severity == "error"]
        raise Failure("\n".join(["The questionnaire cannot be played before this is put right:", *errors]))
    return examined.questionnaire


def _language(questionnaire: Questionnaire, wanted: str | None) -> str:
    if wanted is not None and wanted not in questionnaire.languages:
        spoken = ", ".join(questionnaire.languages)
        raise Failure(f"{questionnaire.name} does not speak {wanted!r}. It speaks: {spoken}.")
    return questionnaire.language(wanted)


def _facts(given: tuple[str, ...]) -> dict[str, FactValue]:
    """The facts of the command line. A value that is left empty makes the fact unknown."""
    return dict(_fact(one) for one in given)


def _fact(given: str) -> tuple[str, FactValue]:
    name, equals, value = given.partition("=")
    if not equals:
        raise Failure(f"{given!r} is no fact; write it as KEY=VALUE, such as account.tier=gold.")
    fact = REHEARSED.get(name)
    if fact is None:
        raise Failure(f"There is no fact {name!r}. There are: {', '.join(REHEARSED)}.")
    if not value:
        return name, None
    if fact.kind == "yes_no":
        if value.lower() not in YES_OR_NO:
            raise Failure(f"{name} is yes or no, not {value!r}.")
        return name, YES_OR_NO[value.lower()]
    if name in CALL_FACTS and fact.kind == "moment" and read_moment(value) is None:
        raise Failure(f"{name} is a local time such as 2026-05-12T10:30, not {value!r}.")
    return name, value


def _tokens(file: Path) -> Iterator[str]:
    """The tokens of a script. Raises Failure with file and line for one that is none, before anything is played."""
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Failure(f"{file} is not UTF-8 text.") from None
    tokens: list[str] = []
    for number, token in script(text):
        try:
            tokens.append(checked(token))
        except ValueError as error:
            raise Failure(f"{file}:{number}: {error}") from None
    return iter(tokens)


def _typed() -> Iterator[str]:
    """What is typed, line by line, until the end of input; what cannot be heard is asked for again."""
    while True:
        click.echo("> ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            click.echo(err=True)
            return
        try:
            yield checked(line.strip())
        except ValueError as error:
            click.echo(f"{error}.", err=True)
