"""``vocsurvey doctor``: is everything there that a campaign needs, and does it answer?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path

import click
import requests
from redis import Redis, RedisError
from sqlalchemy.exc import SQLAlchemyError

from vocsurvey import clock
from vocsurvey.cli.browser_phone import look_at
from vocsurvey.cli.call_backs import set_up
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import as_json_option, show_json
from vocsurvey.cli.trial_call import ring_once
from vocsurvey.db.reads.inquiries import doubts
from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import DatabaseTooNew, is_current
from vocsurvey.library import LibraryError, load_library
from vocsurvey.rulebook import Rulebook, RulesError, load_rulebook
from vocsurvey.runtime import Runtime, load_voices
from vocsurvey.settings import CarrierAccount, Needs, Settings
from vocsurvey.settings_form import SettingsError
from vocsurvey.spool import FOLDER as SPOOL
from vocsurvey.spool import REFUSED, Spool
from vocsurvey.supervision.embedded_redis import redis_socket
from vocsurvey.telephony.carrier import Problem
from vocsurvey.telephony.twilio import TwilioCarrier
from vocsurvey.telephony.url import CarrierUrls

PUBLIC_SECONDS = 15
NOBODY_ASKS = timedelta(minutes=10)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. The sentence says what was found, and for a problem what to do."""

    name: str
    ok: bool
    sentence: str


@click.command()
@click.option("--call", "number", metavar="NUMBER", help="Ring this phone once, and say whether it worked.")
@as_json_option
@click.pass_context
def doctor(ctx: click.Context, number: str | None, as_json: bool) -> None:
    """Check settings, database, Redis, questionnaires, rules, carrier, and whether the public address reaches us.

    Nothing is changed, unless --call rings a phone. Exit status 1 if there is any problem.

    \b
    Examples:
      vocsurvey doctor
      vocsurvey doctor --call "+44 20 7946 0123"
    """
    settings, checks = _settings()
    if settings is not None:
        looks = (_database, _kept, _doubts, _redis, _library, _rules, _events, _carrier, _public, _call_backs, _browser)
        checks += [check for look in looks for check in look(settings)]
    if number is not None:
        checks.append(_test_call(settings, checks, number))
    if as_json:
        show_json({"ok": all(check.ok for check in checks), "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            click.echo(f"{click.style('ok     ', 'green') if check.ok else click.style('PROBLEM', 'red')}  "
                       f"{check.name}: {check.sentence}")  # fmt: skip
    ctx.exit(0 if all(check.ok for check in checks) else 1)


def _settings() -> tuple[Settings | None, list[Check]]:
    """The settings as far as they can be read, and what is wrong with them."""
    needs = Needs.SECRET_KEY | Needs.SUPPRESSION_KEY | Needs.CARRIER
    try:
        settings = Settings.from_environ(needs=needs, keys_made=False)
        return settings, [Check("settings", True, "all that is needed is set.")]
    except SettingsError as error:
        checks = [Check("settings", False, str(one)) for one in error.complaints]
    try:
        return Settings.from_environ(), checks
    except SettingsError:
        return None, checks


def _database(settings: Settings) -> Iterator[Check]:
    database = Database(settings.database_url)
    shown = database.url.render_as_string(hide_password=True)
    try:
        path = database.url.database if database.is_sqlite else None
        if path is not None and not Path(path).exists():
            yield Check("database", False, f"there is none at {shown} yet. Run: vocsurvey upgrade")
        elif is_current(database):
            yield Check("database", True, f"{shown} answers and is in its present shape.")
        else:
            yield Check("database", False, f"{shown} is not in its present shape. Run: vocsurvey upgrade")
    except DatabaseTooNew as error:
        yield Check("database", False, str(error))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        yield Check("database", False, f"{shown} does not answer ({reason}). Check DATABASE_URL.")
    finally:
        database.dispose()


def _kept(settings: Settings) -> Iterator[Check]:
    """What customers said while the database did not answer; nothing is said of a spool that is empty."""
    spool = Spool(settings.data_folder / SPOOL)
    waiting, refused = len(spool.waiting()), len(list(spool.refused()))
    if waiting:
        what = f"{waiting} requests of the carrier wait in {spool.folder}; the clock hears them."
        yield Check("kept on disk", True, what)
    if refused:
        what = f"{refused} could not be heard and lie in {spool.folder / REFUSED}: look at the clock's log."
        yield Check("kept on disk", False, what)


def _doubts(settings: Settings) -> Iterator[Check]:
    """Calls of which nobody knows whether they were placed, and whether anybody asks the carrier about them."""
    database = Database(settings.database_url)
    try:
        path = database.url.database if database.is_sqlite else None
        if (path is not None and not Path(path).exists()) or not is_current(database):
            return
        with database.reading() as session:
            found = doubts(session)
    except (DatabaseTooNew, SQLAlchemyError):
        return
    finally:
        database.dispose()
    if found.since is None or found.due_at is None:
        yield Check("uncertain calls", True, "there are none.")
        return
    what = f"{found.count}, the first since {found.since:%Y-%m-%d %H:%M} UTC; their lines are held back"
    if found.due_at + NOBODY_ASKS < clock.now():
        why = f"{what}, and nobody asks the carrier. Start “vocsurvey up” or the clock."
        yield Check("uncertain calls", False, why)
    else:
        yield Check("uncertain calls", True, f"{what} until the carrier tells.")


def _redis(settings: Settings) -> Iterator[Check]:
    url = _redis_url(settings)
    if url is None:
        yield Check("redis", True, "REDIS_URL is not set; “vocsurvey up” starts one of its own.")
        return
    try:
        with Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3) as connection:
            version = connection.info("server").get("redis_version", "?")
            kept = connection.info("persistence").get("aof_enabled")
    except (RedisError, ValueError) as error:
        yield Check("redis", False, f"it does not answer ({type(error).__name__}). Check REDIS_URL, or start it.")
        return
    note = "what is queued outlives a restart" if kept else "a restart empties the queues, which the clock fills again"
    yield Check("redis", True, f"version {version} answers; {note}.")


def _redis_url(settings: Settings) -> str | None:
    """The server in the settings, else the one that ``up`` is running now."""
    socket = redis_socket(settings.data_folder)
    return settings.redis_url or (f"unix://{socket}" if socket.exists() else None)


def _library(_settings: Settings) -> Iterator[Check]:
    try:
        names = ", ".join(sorted(load_library()))
        yield Check("questionnaires", True, f"{names}.")
    except LibraryError as error:
        yield from (Check("questionnaires", False, str(finding)) for finding in error.findings)


def _rules(settings: Settings) -> Iterator[Check]:
    loaders: tuple[Callable[[], object], ...] = (
        lambda: load_rulebook(settings.rules_folder),
        lambda: load_voices(settings.rules_folder),
    )
    problems: list[str] = []
    for load in loaders:
        try:
            load()
        except RulesError as error:
            problems += error.problems
    yield from (Check("rules", False, problem) for problem in problems)
    if not problems:
        own = f"; those in {settings.rules_folder} take the place of ours" if settings.rules_folder else ""
        yield Check("rules", True, f"they load{own}.")


def _carrier(settings: Settings) -> Iterator[Check]:
    if settings.carrier is None:
        return
    found = _speaking_with(settings.carrier).check_account()
    if isinstance(found, Problem):
        yield Check("carrier", False, found.sentence)
    elif found.status != "active":
        yield Check("carrier", False, f"the account is {found.status}; have it made active at the carrier.")
    else:
        yield Check("carrier", True, f"{settings.carrier.api_url} knows us as {found.name} ({found.kind}).")


def _speaking_with(account: CarrierAccount) -> TwilioCarrier:
    urls = CarrierUrls(account.public_url, "no state is signed while asking for the account")
    return TwilioCarrier(account.account_sid, account.auth_tokens[0], account.api_url, urls)


def _public(settings: Settings) -> Iterator[Check]:
    """Ask for our own health through the address that the carrier uses."""
    if settings.carrier is None:
        return
    url = f"{settings.carrier.public_url}/health"
    try:
        answer = requests.get(url, timeout=PUBLIC_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        hint = "Start the web server, and check VOCSURVEY_PUBLIC_URL and what stands between."
        yield Check("public address", False, f"{url} cannot be reached ({type(error).__name__}). {hint}")
        return
    if answer.text.strip().replace(" ", "") == '{"status":"well"}':
        yield Check("public address", True, f"{url} reaches us.")
    elif "unwell" in answer.text[:100]:
        yield Check("public address", False, f"{url} reaches us, but our database or Redis does not answer there.")
    else:
        what = f"answers with status {answer.status_code}, and not as we do"
        yield Check("public address", False, f"{url} {what}. Check VOCSURVEY_PUBLIC_URL.")


def _call_backs(settings: Settings) -> Iterator[Check]:
    """Whether the carrier asks us what to say to somebody who calls back. Not a fault: phoning works without it."""
    if settings.carrier is not None:
        for sentence in set_up(settings.carrier, _rulebook(settings)):
            yield Check("call-backs", True, sentence)


def _browser(settings: Settings) -> Iterator[Check]:
    """Whether callers can call in the browser."""
    found = look_at(settings)
    if found is not None:
        yield Check("browser phone", *found)


def _events(settings: Settings) -> Iterator[Check]:
    """Whether what events lead to can be asked; nothing is said where the rules or the questionnaires do not load."""
    rules = _rulebook(settings)
    try:
        names = load_library()
    except LibraryError:
        return
    yield from (
        Check("events", False, problem.sentence) for problem in (rules.lifecycle.unknown(names) if rules else ())
    )


def _rulebook(settings: Settings) -> Rulebook | None:
    try:
        return load_rulebook(settings.rules_folder)
    except RulesError:  # told elsewhere
        return None


def _test_call(settings: Settings | None, checks: list[Check], number: str) -> Check:
    if settings is None or not all(check.ok for check in checks):
        return Check("test call", False, "nobody was rung: put the other problems right first.")
    url = _redis_url(settings)
    if url is None:
        return Check("test call", False, "nobody was rung: start “vocsurvey up” first, so that the carrier reaches us.")
    house = Runtime.from_settings(replace(settings, redis_url=url))
    try:
        return Check("test call", True, ring_once(house, number))
    except Failure as refused:
        return Check("test call", False, refused.message)
