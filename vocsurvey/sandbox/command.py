"""The command that starts the carrier, for `python -m vocsurvey.sandbox` and for the product's own command line."""

import asyncio
import logging
import re
from pathlib import Path

import click

from vocsurvey.sandbox.cast import Cast, read_cast
from vocsurvey.sandbox.configuration import APPLICATION_SID, Configuration
from vocsurvey.sandbox.endpoint import read_endpoint
from vocsurvey.sandbox.ledger import CALL_REFERENCE
from vocsurvey.sandbox.lifetime import die_with_parent
from vocsurvey.sandbox.order import E164
from vocsurvey.sandbox.personas import described
from vocsurvey.sandbox.serving import serve_until_told
from vocsurvey.sandbox.weather import KINDS, STORM, Weather, forecast

_ACCOUNT_SID = "AC" + "5a" * 16
_AUTH_TOKEN = "sandbox-auth-token"  # noqa: S105 - guards nothing: it is printed in the help

PHONE = "+12025550198"
"""Who is at the phone in the browser, unless the options say otherwise: a number that is kept for fiction."""

_EPILOG = (
    "\b\nWho picks up, by the last two digits of the number called (name, numbers of a hundred, character, digits):\n"
    + described()
    + "\n\n\b\nKinds of weather, with their chance in a storm:\n"
    + "\n".join(f"  {kind:<20}{STORM[kind]:>5.2f}  {words}" for kind, words in KINDS.items())
)


def _weather(context: click.Context, parameter: click.Parameter, value: str) -> str:
    try:
        forecast(value, 0)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    return value


def _pattern(context: click.Context, parameter: click.Parameter, value: str) -> str:
    try:
        groups = re.compile(value).groups
    except re.error as error:
        raise click.BadParameter(f"not a regular expression: {error}") from None
    if groups < 1:
        raise click.BadParameter("needs a group that captures the token, as in /carrier/([^/]+)")
    return value


def _keys(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    keys = dict(value.partition(":")[::2] for value in values)
    if any(not sid or not secret for sid, secret in keys.items()):
        raise click.BadParameter("an API key is given as SID:SECRET")
    return keys


def _numbers(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not E164.fullmatch(value):
            raise click.BadParameter(f"{value!r} is not a number such as {PHONE}")
    return values


def _url(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and isinstance(fault := read_endpoint(value), str):
        raise click.BadParameter(f"{value!r} {fault}")
    return value


def _cast(path: Path | None, phones: tuple[str, ...], seed: int) -> Cast:
    if path is None:
        return Cast(seed).with_phones(phones)
    try:
        return read_cast(path.read_text(encoding="utf-8"), seed).with_phones(phones)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{path}: {error}") from None


@click.command(name="sandbox", epilog=_EPILOG)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=0, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same answers and weather.")
@click.option("--speed", default=1.0, show_default=True, type=click.FloatRange(min=0.01),
              help="How many times faster people and telephones are; the network is never sped up.")  # fmt: skip
@click.option("--weather", default="fair", show_default=True, callback=_weather,
              help="fair, storm, or NAME[=CHANCE][,…]; see below.")  # fmt: skip
@click.option("--account-sid", default=_ACCOUNT_SID, show_default=True, help="The account's SID.")
@click.option("--auth-token", default=_AUTH_TOKEN, show_default=True, help="Its token: signs the webhooks.")
@click.option("--api-key", "api_keys", multiple=True, callback=_keys, metavar="SID:SECRET",
              help="An API key that may sign in too; repeatable.")  # fmt: skip
@click.option("--from-number", "own_numbers", multiple=True,
              help="A number of the account; repeatable. Without any, every From is accepted.")  # fmt: skip
@click.option("--inbound-url", metavar="URL", callback=_url,
              help="The voice URL of the account's numbers: asked when somebody rings one, or rings back.")  # fmt: skip
@click.option("--inbound-fallback-url", metavar="URL", callback=_url, help="Asked when that one fails.")
@click.option("--inbound-status-url", metavar="URL", callback=_url, help="Told when such a call has ended.")
@click.option("--application-sid", default=APPLICATION_SID, show_default=True,
              help="The application that phones in a browser call.")  # fmt: skip
@click.option("--application-url", metavar="URL", callback=_url, help="Its voice URL: asked when such a phone calls.")
@click.option("--application-status-url", metavar="URL", callback=_url, help="Told when such a call has ended.")
@click.option("--cast", "cast_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="JSON file that decides who is at which number: a persona, or a list of steps.")  # fmt: skip
@click.option("--phone", "phones", multiple=True, default=(PHONE,), show_default=True, callback=_numbers,
              help="A number that rings in the browser, at the page /phone; repeatable.")  # fmt: skip
@click.option("--cps", default=1000.0, show_default=True, type=click.FloatRange(min=0.01), help="Calls per second.")
@click.option("--queue-limit", default=10_000, show_default=True, type=click.IntRange(min=0),
              help="Calls that may wait for their second; beyond it 429.")  # fmt: skip
@click.option("--webhook-timeout", default=15.0, show_default=True, type=click.FloatRange(min=0.01),
              help="Seconds that the customer has to answer a webhook; never sped up.")  # fmt: skip
@click.option("--late", default=2.0, show_default=True, help="Seconds that late and slow webhooks take at most.")
@click.option("--hold", default=2.0, show_default=True, help="Seconds that create_hung holds the connection.")
@click.option("--list-lag", default=2.0, show_default=True, help="Seconds that list_late hides a new call at most.")
@click.option("--events-after", default=0.0, show_default=True,
              help="Seconds after its end before the events of a call are shown; Twilio takes 15 minutes.")  # fmt: skip
@click.option("--recording-delay", "recording", default=0.5, show_default=True, type=click.FloatRange(min=0),
              help="Seconds until a recording can be fetched, and again until its words are there.")  # fmt: skip
@click.option("--longest-page", default=1000, show_default=True, type=click.IntRange(1, 1000),
              help="Calls or events on a page at most, however many are asked for.")  # fmt: skip
@click.option("--token-pattern", default=CALL_REFERENCE, show_default=True, callback=_pattern,
              help="Where the customer's token is in its URLs: the first group.")  # fmt: skip
@click.option("--die-with-parent", "dying", is_flag=True, help="End when the starting process is gone (Linux).")
def sandbox(
    host: str, port: int, seed: int, speed: float, weather: str, account_sid: str, auth_token: str,
    api_keys: dict[str, str], own_numbers: tuple[str, ...], inbound_url: str | None,
    inbound_fallback_url: str | None, inbound_status_url: str | None, application_sid: str,
    application_url: str | None, application_status_url: str | None, cast_file: Path | None, phones: tuple[str, ...],
    cps: float, queue_limit: int, webhook_timeout: float, late: float,
    hold: float, list_lag: float, events_after: float, longest_page: int, recording: float, token_pattern: str,
    dying: bool,
) -> None:  # fmt: skip
    """A telephone company on this machine that speaks Twilio: it rings nobody, and people answer all the same.

    Callbacks go to https URLs, and to plain http on loopback hosts only. Take a call yourself: open the page /phone at
    the address that is printed, and have the number of --phone called.
    """
    if dying:
        die_with_parent()
    logging.basicConfig(level=logging.WARNING, format="sandbox carrier: %(message)s")
    forecasted: Weather = forecast(weather, seed)
    configuration = Configuration(
        account_sid=account_sid, auth_token=auth_token, api_keys=api_keys, own_numbers=own_numbers, seed=seed,
        speed=speed, weather=forecasted, cast=_cast(cast_file, phones, seed), calls_per_second=cps,
        longest_queue=queue_limit, webhook_seconds=webhook_timeout, late_seconds=late, hold_seconds=hold,
        list_seconds=list_lag, events_seconds=events_after, longest_page=longest_page, recording_seconds=recording,
        token_pattern=token_pattern, inbound_url=inbound_url, inbound_fallback_url=inbound_fallback_url,
        inbound_status_url=inbound_status_url, application_sid=application_sid, application_url=application_url,
        application_status_url=application_status_url,
    )  # fmt: skip
    try:
        asyncio.run(serve_until_told(configuration, host, port, _announce))
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror or error}") from None


def _announce(url: str) -> None:
    click.echo(f"sandbox carrier listening on {url}")
