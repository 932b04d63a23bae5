"""A webhook's address as the customer gave it: URL, method, and the connection overrides in its fragment.

Source of the overrides: Twilio, "Webhooks: connection overrides": `#ct=…&rt=…&tt=…&rc=…&rp=…`, milliseconds, a
retry count and a retry policy. The fragment is neither sent nor signed. Plain http is allowed for loopback hosts
only, because that is where the tests and the demo of a customer live; everything else must be https.
"""

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

_LIMITS = {"ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000), "rc": (0, 5)}
_POLICIES = frozenset({"4xx", "5xx", "ct", "rt", "all"})


@dataclass(frozen=True)
class Overrides:
    """How a webhook is connected and retried; None means the carrier's own limit. Times in seconds."""

    connect_seconds: float | None = None
    read_seconds: float | None = None
    total_seconds: float | None = None
    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})

    def retried(self, failure: str) -> bool:
        """Whether a failure of this kind (ct, rt, 4xx, 5xx) is worth another try."""
        return failure in self.policy or "all" in self.policy


@dataclass(frozen=True)
class Endpoint:
    """An absolute URL without its fragment, a method, and what the fragment asked for."""

    url: str
    method: str = "POST"
    overrides: Overrides = field(default_factory=Overrides)


def loopback(host: str) -> bool:
    """Whether a host name can only be this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _fault_of(url: str) -> str | None:
    if any(character.isspace() or ord(character) < 33 for character in url):
        return "contains a space or a control character"
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "cannot be read"
    if parts.scheme not in {"http", "https"} or not host:
        return "must be absolute, starting with https://"
    if parts.scheme == "http" and not loopback(host):
        return "must be https (plain http is for loopback hosts only)"
    if "_" in host:
        return "must not have an underscore in its host name"
    return None


def _milliseconds(values: dict[str, str], name: str) -> float | None:
    return int(values[name]) / 1000 if name in values else None


def _override_fault(values: dict[str, str]) -> str | None:
    for name, value in values.items():
        if name == "rp":
            if not value or not set(value.split(",")) <= _POLICIES:
                return f"has an unknown retry policy {value!r}"
        elif name not in _LIMITS:
            return f"has an unknown connection override {name!r}"
        elif not value.isascii() or not value.isdigit() or not _LIMITS[name][0] <= int(value) <= _LIMITS[name][1]:
            return f"needs {name} between {_LIMITS[name][0]} and {_LIMITS[name][1]}"
    return None


def read_endpoint(url: str, method: str = "POST", base: str | None = None) -> Endpoint | str:
    """The endpoint of `url` (relative to `base`, if there is one), or what is wrong with it as part of a sentence."""
    absolute = urljoin(base, url) if base else url
    if fault := _fault_of(absolute):
        return fault
    bare, fragment = urldefrag(absolute)
    pairs = parse_qsl(fragment, keep_blank_values=True)
    values = dict(pairs)
    if fragment and (not pairs or len(values) != len(pairs)):
        return "has a fragment that is not a list of connection overrides"
    if fault := _override_fault(values):
        return fault
    overrides = Overrides(
        connect_seconds=_milliseconds(values, "ct"),
        read_seconds=_milliseconds(values, "rt"),
        total_seconds=_milliseconds(values, "tt"),
        retries=int(values.get("rc", "1")),
        policy=frozenset(values.get("rp", "ct").split(",")),
    )
    return Endpoint(bare, method, overrides)
