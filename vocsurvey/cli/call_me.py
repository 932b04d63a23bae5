"""``vocsurvey call-me``: a test interview at one's own phone, followed on the terminal."""

from __future__ import annotations

import getpass
from dataclasses import asdict, replace
from datetime import timedelta

import click
from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import as_json_option, opened, show_json
from vocsurvey.db.campaign import Case
from vocsurvey.db.reads.trial import Phase, TrialFile, trial_file
from vocsurvey.fieldwork.phone import Line, read_number
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.interview.rehearse import EXAMPLE_FACTS
from vocsurvey.jobs.calls import dial
from vocsurvey.operations.dialing import Refused
from vocsurvey.operations.standing_in import StandIn
from vocsurvey.operations.trying_out import PermittedTest, permit_test_interview
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.runtime import Runtime
from vocsurvey.settings import Needs, Settings
from vocsurvey.supervision.embedded_redis import redis_socket

LOOK_EVERY = 0.5
AFTERWARDS = timedelta(minutes=1)
HAPPENING = {
    Phase.ASKED: "the telephone company is asked to ring your phone",
    Phase.UNCERTAIN: "the telephone company did not answer clearly; if your phone rings, take the call",
    Phase.RINGING: "your phone rings",
    Phase.TALKING: "you are connected",
}


@click.command("call-me")
@click.argument("name")
@click.argument("number")
@click.option("--language", metavar="CODE", help="The language to begin in; without it, the questionnaire's first.")
@as_json_option
def call_me(name: str, number: str, language: str | None, as_json: bool) -> None:
    """Ring NUMBER, your own phone, and hold a test interview with questionnaire NAME.

    It counts in no figure, and nobody is told of it. vocsurvey must be running, so that the carrier reaches it.

    \b
    Example:
      vocsurvey call-me support-case "+44 20 7946 0123" --language de
    """
    house = _house()
    questionnaire = _questionnaire(house, name, language)
    line = read_number(number, None)
    if isinstance(line, Problem):
        raise Failure(line.sentence)
    permitted = house.database.run(lambda session: _permit(session, house, questionnaire, line, language))
    if isinstance(permitted, Refused):
        raise Failure(f"Nobody was called: {permitted.why}.")
    dial(house, permitted.permit)
    found = _followed(house, permitted.case_id, told=not as_json)
    if as_json:
        show_json(asdict(found))
    else:
        _sum_up(found)
    if found.phase is not Phase.OVER:
        raise Failure(_why_not(found))


def _house() -> Runtime:
    settings = Settings.from_environ(needs=Needs.SECRET_KEY | Needs.SUPPRESSION_KEY | Needs.CARRIER, keys_made=False)
    with opened(settings):
        socket = redis_socket(settings.data_folder)
        url = settings.redis_url or (f"unix://{socket}" if socket.exists() else None)
    if url is None:
        raise Failure("Nobody was called: start “vocsurvey up” first, so that the carrier reaches us.")
    return Runtime.from_settings(replace(settings, redis_url=url))


def _questionnaire(house: Runtime, name: str, language: str | None) -> Questionnaire:
    found = house.library.get(name)
    if found is None:
        raise Failure(f"There is no questionnaire “{name}”; there are {', '.join(sorted(house.library))}.")
    if language is not None and language not in found.languages:
        raise Failure(f"“{name}” does not speak {language}; it speaks {', '.join(found.languages)}.")
    if lacking := house.voices.lacking(found.languages):
        raise Failure(f"No voice speaks {', '.join(lacking)}; name one in voices.yaml in the folder of rules.")
    return found


def _permit(
    session: Session, house: Runtime, questionnaire: Questionnaire, line: Line, language: str | None
) -> PermittedTest | Refused:
    account = house.settings.carrier
    assert account is not None, "nothing is wired without a carrier account"
    tester = StandIn(str(EXAMPLE_FACTS["contact.name"]), _me(), None, questionnaire.language(language))
    return permit_test_interview(
        session,
        questionnaire,
        line,
        tester,
        from_number=account.from_number,
        line_hash=house.line_hash,
        now=clock.now(),
    )


def _followed(house: Runtime, case_id: int, *, told: bool) -> TrialFile:
    """The interview at its end, or as it is when that takes too long; what happens is told on the way."""
    pacing = house.rulebook.pacing
    until = clock.monotonic() + (pacing.ring_timeout + pacing.time_limit + AFTERWARDS).total_seconds()
    phase, lines = None, 0
    while True:
        with house.database.reading() as session:
            found = trial_file(session, session.get_one(Case, case_id))
        if told:
            if found.phase is not phase and found.phase in HAPPENING:
                click.echo(f"-- {HAPPENING[found.phase]}")
            talk = _talk(found)
            for line in talk[lines:]:
                click.echo(line)
            phase, lines = found.phase, len(talk)
        if not found.live or clock.monotonic() > until:
            return found
        clock.pause(LOOK_EVERY)


def _talk(found: TrialFile) -> list[str]:
    lines: list[str] = []
    for step in found.steps:
        lines += [f"vocsurvey: {one.text}" for one in step.said]
        if step.heard is not None:
            lines.append(f"you: {f'“{step.words}”' if step.words else step.heard}")
    return lines


def _sum_up(found: TrialFile) -> None:
    for answer in found.answers:
        click.echo(f"-- {answer.asked} {answer.said}{' (corrected later)' if answer.superseded else ''}")
    for flag in found.flags:
        click.echo(f"-- this would have raised: {flag.severity}, {flag.kind.replace('_', ' ')}: {flag.asked}")
    if found.phase is Phase.OVER and not found.flags:
        click.echo("-- this would have raised nothing")


def _why_not(found: TrialFile) -> str:
    if found.phase is Phase.UNSENT:
        return f"The carrier did not place the call: {found.problem or found.outcome}."
    if found.phase is Phase.UNANSWERED:
        return f"The call was not answered ({(found.outcome or 'no reason given').replace('_', ' ')})."
    return "The call has not ended in time. Look at “vocsurvey doctor”."


def _me() -> str:
    try:
        return f"{getpass.getuser()} on the command line"
    except (KeyError, OSError):
        return "the command line"
