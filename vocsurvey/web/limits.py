"""How often somebody may try something; counted in Redis, so that every web process counts together."""

from __future__ import annotations

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

# When Redis does not answer, each process counts for itself: signing in goes on, and so does the limit.
limiter = Limiter(get_remote_address, in_memory_fallback_enabled=True, headers_enabled=False)


def address_and_person() -> str:
    """Who tries to be whom: many people may share an address, and one address may try many people."""
    return f"{get_remote_address()} {request.form.get('email', '').strip().lower()[:200]}"


def storage(redis_url: str | None) -> str:
    """The Redis of the product as the limiter names it; the memory of this process when there is none."""
    if redis_url is None:
        return "memory://"
    return f"redis+{redis_url}" if redis_url.startswith("unix:") else redis_url
