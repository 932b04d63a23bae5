"""What every answer tells the browser: run only our own scripts, be framed by nobody, keep no copy of a page.

The desk alone may use the microphone and reach the telephone company, where the phone in the browser is set up.
"""

from __future__ import annotations

from flask import Flask, Response, request

from vocsurvey.telephony.voice_token import NOWHERE, Reach
from vocsurvey.web.wiring import runtime

DESK = "/desk"


def content_security_policy(phone: Reach = NOWHERE) -> str:
    """The policy of a page; ``phone``: what it may reach besides, to be a phone."""
    rules = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # Bootstrap draws its small arrows and ticks as data: images.
        "img-src 'self' data:",
        "font-src 'self'",
        # Recorded comments and voices, which are served by our own routes to whoever may read the words.
        " ".join(("media-src 'self'", *phone.sounds)),
        " ".join(("connect-src 'self'", *phone.lines)),
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
    return "; ".join(rules)


CONTENT_SECURITY_POLICY = content_security_policy()


def install(app: Flask) -> None:
    """Put the headers on every answer of the application."""
    app.after_request(_with_headers)


def _with_headers(response: Response) -> Response:
    headers = response.headers
    phone = runtime().phone_reach if request.path == DESK or request.path.startswith(f"{DESK}/") else NOWHERE
    headers["Content-Security-Policy"] = content_security_policy(phone)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    if request.blueprint == "advance_notice":
        # The address is the key to the page: no other site, and no search engine, may learn it.
        headers["Referrer-Policy"] = "no-referrer"
        headers["X-Robots-Tag"] = "noindex, nofollow"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    microphone = "(self)" if phone.lines else "()"
    headers["Permissions-Policy"] = f"camera=(), geolocation=(), microphone={microphone}"
    if request.endpoint == "static":
        # Kept, but asked for again each time: an upgrade must not meet last week's style sheet.
        headers["Cache-Control"] = "no-cache"
    elif request.endpoint == "comments.sound":
        headers["Cache-Control"] = "private, no-store"
    elif request.endpoint != "recordings.sound" or response.status_code >= 400:
        headers["Cache-Control"] = "no-store"
    return response
