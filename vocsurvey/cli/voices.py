"""``vocsurvey voices``: what to record so that a human voice speaks, and what has no recording yet."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import as_json_option, show_json
from vocsurvey.library import AUDIO, bank_for, library_folder, load_library, places_of, read_phrases, read_text
from vocsurvey.questionnaire.finding import Finding
from vocsurvey.questionnaire.load import examine
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.questionnaire.recording import Prompt, all_prompts, content_type

WIDTH = 100
HERE, TO_RECORD, UNNAMED, VARIES = "recorded", "to record", "not named", "cannot be recorded"
"""How it stands with a prompt: its file is there; is named and is not there; is not named; its words vary."""


@dataclass(frozen=True)
class Place:
    """A questionnaire and the folder of its recorded voices, which need not exist."""

    questionnaire: Questionnaire
    folder: Path

    def standing(self, prompt: Prompt) -> str:
        """How it stands with a prompt."""
        if not prompt.recordable:
            return VARIES
        if prompt.file is None:
            return UNNAMED
        places = places_of(self.folder.parent, self.questionnaire.name, prompt.file)
        return HERE if content_type(prompt.file) and any(path.is_file() for path in places) else TO_RECORD


@click.group()
def voices() -> None:
    """Recorded voices: a human being instead of the synthetic voice, prompt by prompt.

    Name the files under `audio:` of a prompt and put them into audio/NAME/ beside the questionnaire; those of standing
    phrases under `audio:` of the phrases of a language. The synthetic voice says what has no recording, and what
    holds a fact such as a name, or an answer and its key.

    \b
    Example:
      vocsurvey voices script support-case --language en
    """


@voices.command()
@click.argument("name", metavar="NAME")
@click.option("--language", metavar="CODE", help="Only this language, such as de.")
@as_json_option
def script(name: str, language: str | None, as_json: bool) -> None:
    """Print what to record for the questionnaire NAME (or a YAML file), in the order in which it is heard.

    \b
    Examples:
      vocsurvey voices script support-case
      vocsurvey voices script my.yaml --language de
    """
    place = _place(name)
    whole = place.questionnaire
    if language is not None and language not in whole.languages:
        raise Failure(f"{whole.name} does not speak {language!r}. It speaks: {', '.join(whole.languages)}.")
    spoken = [language] if language else list(whole.languages)
    if as_json:
        show_json([_plain(place, number, one) for each in spoken for number, one in _numbered(whole, each)])
        return
    for each in spoken:
        for line in _script(place, each):
            click.echo(line)
    click.echo(f"The files belong into {place.folder}")


@voices.command()
@click.argument("name", metavar="NAME")
@as_json_option
def missing(name: str, as_json: bool) -> None:
    """List the prompts of the questionnaire NAME (or a YAML file) that have no recording and could have one.

    Ends with 1 when there are any. A prompt that holds a fact, such as a name, is not listed: no recording can say it.
    The standing phrases come last.

    \b
    Example:
      vocsurvey voices missing support-case
    """
    place = _place(name)
    whole = place.questionnaire
    lacking = [
        (number, one)
        for language in whole.languages
        for number, one in _numbered(whole, language)
        if place.standing(one) in (TO_RECORD, UNNAMED)
    ]
    if as_json:
        show_json([_plain(place, number, one) for number, one in lacking])
    else:
        for _, one in lacking:
            why = f"{one.file} is not there" if one.file else "names no file"
            click.echo(f"{one.language}  {one.place}: {why}")
        click.echo(_sum(place, len(lacking)))
    raise SystemExit(1 if lacking else 0)


def _sum(place: Place, lacking: int) -> str:
    if not lacking:
        return "Every prompt that can be recorded is recorded."
    prompt = "prompt has" if lacking == 1 else "prompts have"
    return f"{lacking} {prompt} no recording in {place.folder}; the synthetic voice says them."


def _place(name: str) -> Place:
    """The questionnaire of that name, or the one in that file, with its folder of voices. Raises Failure."""
    if not name.endswith((".yaml", ".yml")):
        library = load_library()
        if name not in library:
            raise Failure(f"There is no questionnaire {name!r}. There are: {', '.join(library)}; or name a .yaml file.")
        return Place(library[name], library_folder() / AUDIO / name)
    path = Path(name)
    text = read_text(path)
    if isinstance(text, Finding):
        raise Failure(str(text))
    examined = examine(text, str(path), read_phrases(library_folder()), bank_for([text], path.absolute().parent))
    if examined.questionnaire is None or not examined.usable:
        errors = [str(finding) for finding in examined.findings if finding.severity == "error"]
        raise Failure("\n".join(["The questionnaire cannot be recorded before this is put right:", *errors]))
    return Place(examined.questionnaire, path.parent / AUDIO / examined.questionnaire.name)


def _numbered(whole: Questionnaire, language: str) -> Iterator[tuple[int, Prompt]]:
    return enumerate(all_prompts(whole, language), 1)


def _script(place: Place, language: str) -> Iterator[str]:
    whole = place.questionnaire
    yield f"{whole.title[language]} ({whole.name}, {language})"
    yield ""
    for number, one in _numbered(whole, language):
        standing = place.standing(one)
        file = {
            VARIES: f"cannot be recorded: it says {', '.join(one.facts)}",
            HERE: f"{one.proposed_file}, recorded already",
            UNNAMED: f"{one.proposed_file}, to be named under `audio:`",
        }.get(standing, one.proposed_file)
        yield f"{number:>3}. {one.place}: {file}"
        yield textwrap.fill(one.words, WIDTH, initial_indent="     ", subsequent_indent="     ")
        yield ""


def _plain(place: Place, number: int, one: Prompt) -> dict[str, object]:
    return {
        "number": number,
        "language": one.language,
        "place": one.place,
        "standing": place.standing(one),
        "file": one.proposed_file if one.recordable else None,
        "words": one.words,
        "facts": one.facts,
    }
