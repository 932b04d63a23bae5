"""What a carrier is started with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from vocsurvey.sandbox.cast import Cast
from vocsurvey.sandbox.ledger import CALL_REFERENCE
from vocsurvey.sandbox.switchboard import GRACE_SECONDS
from vocsurvey.sandbox.weather import Weather

APPLICATION_SID = "AP" + "5a" * 16
"""The one application of the account, which phones in a browser call."""


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """All times in real seconds; only simulated people and telephones are sped up, by `speed`."""

    account_sid: str
    auth_token: str
    api_keys: Mapping[str, str] = field(default_factory=dict)
    application_sid: str = APPLICATION_SID
    application_url: str | None = None
    application_status_url: str | None = None
    own_numbers: tuple[str, ...] = ()
    inbound_url: str | None = None
    inbound_fallback_url: str | None = None
    inbound_status_url: str | None = None
    seed: int = 1
    speed: float = 1.0
    weather: Weather = field(default_factory=Weather)
    cast: Cast = field(default_factory=Cast)
    calls_per_second: float = 1000.0
    longest_queue: int = 10_000
    webhook_seconds: float = 15.0
    connect_seconds: float = 5.0
    late_seconds: float = 2.0
    hold_seconds: float = 2.0
    list_seconds: float = 2.0
    events_seconds: float = 0.0
    recording_seconds: float = 0.5
    longest_page: int = 1000
    token_pattern: str = CALL_REFERENCE
    grace_seconds: float = GRACE_SECONDS
