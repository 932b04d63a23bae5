"""``vocsurvey check``: is this questionnaire fit to be phoned with?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import click

from vocsurvey.cli.durations import bars, figures
from vocsurvey.library import (
    AUDIO,
    BANK,
    PHRASES,
    LibraryError,
    bank_for,
    library_folder,
    read_phrases,
    read_text,
    unrecorded,
)
from vocsurvey.questionnaire.bank import examine_bank
from vocsurvey.questionnaire.check_length import too_long
from vocsurvey.questionnaire.duration import Duration, durations
from vocsurvey.questionnaire.finding import Finding, nowhere
from vocsurvey.questionnaire.load import Examined, Loaded, examine, load_marked, load_phrases
from vocsurvey.questionnaire.model import Phrases, Questionnaire
from vocsurvey.questionnaire.recording import files_of

UNSOUND = frozenset({"language-gap", "range"})
ESTIMATED = "How long it takes is estimated here, from words alone; with --measured, what calls took counts."


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--durations", "timed", is_flag=True, help="Print how long each route and each question takes.")
@click.option("--measured", is_flag=True, help="Print the durations, by what calls took where there were 20 completes.")
def check(files: tuple[Path, ...], as_json: bool, timed: bool, measured: bool) -> None:
    """Read questionnaires and say everything that is wrong with them, each as file:line:col: severity rule: message.

    Ends with 1 when there is any error, and with 0 when there are none or only warnings. A file named phrases.yaml is
    read as standing phrases, and a file in a folder named bank as questions of the bank. Recorded voices are looked for
    beside the questionnaire, in audio/ and its name.

    How long a questionnaire takes is estimated, unless --measured looks into the database: what calls with it took
    counts there from 20 complete interviews on, in each language on each channel, as it does when a campaign is
    launched.

    \b
    Examples:
      vocsurvey check questionnaires/*.yaml
      vocsurvey check my.yaml --durations
      vocsurvey check my.yaml --measured
    """
    try:
        phrases = read_phrases(library_folder())
        examined = {str(path): _examined(path, phrases) for path in files}
    except LibraryError as error:
        raise click.ClickException(f"the phrases or the bank of questions cannot be read\n{error}") from None
    with _timing(measured) as timing:
        wanted = examined if timed or measured else {}
        estimates = {file: _estimates(one, timing) for file, one in wanted.items()}
    overrun = [finding for file, one in estimates.items() for finding in _overruns(file, one)]
    findings = sorted([*overrun, *(finding for one in examined.values() for finding in one.findings)])
    errors = sum(1 for finding in findings if finding.severity == "error")
    if as_json:
        click.echo(json.dumps(_summary(len(examined), errors, findings, estimates), ensure_ascii=False))
    else:
        _print(len(examined), errors, findings, estimates)
        if any(estimates.values()) and not measured:
            click.echo(ESTIMATED)
    raise SystemExit(1 if errors else 0)


Timed = tuple[tuple[str, str, Duration], ...]
Timing = Callable[[Questionnaire], Timed]
Estimates = Mapping[str, Timed]


def _timing(measured: bool) -> AbstractContextManager[Timing]:
    """How it is found out how long a questionnaire takes.

    Nothing of the database is loaded where only the words are to be judged: an author waits a third as long.
    """
    if not measured:
        return nullcontext(_by_words)
    opened: AbstractContextManager[Timing] = import_module("vocsurvey.cli.measuring").measuring()
    return opened


def _by_words(whole: Questionnaire) -> Timed:
    return tuple(
        (language, channel, durations(whole, language, channel == "live"))
        for language in whole.languages
        for channel in ("ivr", "live")
    )


def _examined(path: Path, phrases: Mapping[str, Phrases]) -> Examined:
    text = read_text(path)
    if isinstance(text, Finding):
        return Examined(None, (text,))
    if path.name == PHRASES:
        found = load_phrases(text, str(path))
        return Examined(None, found if isinstance(found, tuple) else ())
    if path.absolute().parent.name == BANK:
        return Examined(None, examine_bank(text, str(path)).findings)
    folder = path.absolute().parent
    bank = bank_for([text], folder)
    examined = examine(text, str(path), phrases, bank)
    whole = examined.questionnaire
    loaded = load_marked(text, str(path), phrases, bank) if whole is not None and files_of(whole) else ()
    lost = unrecorded(loaded, path.parent / AUDIO) if isinstance(loaded, Loaded) else ()
    return Examined(examined.questionnaire, tuple(sorted((*examined.findings, *lost))))


def _estimates(examined: Examined, timing: Timing) -> Timed:
    whole = examined.questionnaire
    unsound = whole is None or any(finding.rule in UNSOUND for finding in examined.findings)
    return () if whole is None or unsound else timing(whole)


def _overruns(file: str, timed: Timed) -> Iterator[Finding]:
    """What takes too long by what was measured; what is estimated, the lint has judged already."""
    for language, channel, duration in timed:
        message = too_long(duration, language, live=channel == "live") if duration.completes else None
        if message is not None:
            yield nowhere(file).error(("questions",), "over-budget", message)


def _print(files: int, errors: int, findings: list[Finding], estimates: Estimates) -> None:
    for finding in findings:
        click.echo(str(finding))
    for file, timed in estimates.items():
        for language, channel, estimate in timed:
            for line in bars(file, language, channel, estimate):
                click.echo(line)
    warnings = len(findings) - errors
    click.echo(f"{_count(files, 'file')}, {_count(errors, 'error')}, {_count(warnings, 'warning')}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _summary(files: int, errors: int, findings: list[Finding], estimates: Estimates) -> dict[str, object]:
    summary: dict[str, object] = {
        "files": files,
        "errors": errors,
        "warnings": len(findings) - errors,
        "findings": [asdict(finding) for finding in findings],
    }
    if estimates:
        summary["durations"] = [
            {"file": file, "language": language, "channel": channel, **figures(estimate)}
            for file, timed in estimates.items()
            for language, channel, estimate in timed
        ]
    return summary
