"""Which addresses on the network we may send to on somebody's behalf: the open internet, and what was named.

Whoever can name an address must not be able to reach what only this machine can reach: other services behind the same
wall, the metadata of a cloud, this machine itself. So the addresses behind a name are looked at, and the very address
that was looked at is connected to.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
_NAT64 = IPv6Network("64:ff9b::/96")
_LONGEST = 1000
_EXAMPLE = "https://crm.example.com/voice"


class Forbidden(Exception):
    """Not an address that we send to; the text is a sentence for people."""


def networks(text: str | None) -> tuple[Network, ...]:
    """The internal networks that somebody named, separated by commas. Raises ValueError."""
    return tuple(ip_network(one.strip()) for one in (text or "").split(",") if one.strip())


def read_url(url: str, allowed: Sequence[Network]) -> SplitResult:
    """The parts of an address that may be sent to, as far as it can be told without asking for its host.

    Raises Forbidden.
    """
    if len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise Forbidden(f"Write the address like {_EXAMPLE}, in at most {_LONGEST} plain characters.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("https", "http") or port == 0:
        raise Forbidden(f"That is no address of a web server; write it like {_EXAMPLE}.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Forbidden("Leave user, password and everything after # out of the address; messages are signed.")
    literal = _literal(host)
    if literal is None and (host == "localhost" or host.endswith((".localhost", ".local", ".internal"))):
        literal = IPv4Address("127.0.0.1")
    if literal is not None and not open_to_us(literal, allowed):
        raise Forbidden(_internal(host))
    named = literal is not None and any(_inside(literal, one) for one in allowed)
    if parts.scheme == "http" and not named:
        raise Forbidden("Over the internet messages travel by https only; give an address that begins with https.")
    return parts


def resolve(host: str, port: int, allowed: Sequence[Network]) -> Address:
    """The address behind a name, to be connected to as it is. Raises Forbidden when any of them is internal, and
    OSError when there is none.
    """
    found = [
        ip_address(str(one[4][0]).partition("%")[0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ]
    if not found or not all(open_to_us(one, allowed) for one in found):
        raise Forbidden(_internal(host))
    return found[0]


def open_to_us(address: Address, allowed: Sequence[Network]) -> bool:
    """Whether the address is on the open internet, or in a network that was named."""
    if any(_inside(address, one) for one in allowed):
        return True
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return open_to_us(inner, allowed)
    return address.is_global and not address.is_multicast


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        # What inet_aton takes for an address, such as 2130706433 or 0x7f.1, a resolver may take for one too.
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _inside(address: Address, network: Network) -> bool:
    return address.version == network.version and address in network


def _internal(host: str) -> str:
    return (
        f"“{host}” is inside a network of its own, and we send to the open internet only; "
        "an operator can allow a network in VOCSURVEY_WEBHOOK_NETWORKS."
    )
