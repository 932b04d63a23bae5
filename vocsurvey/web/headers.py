"""What every answer tells the browser: run only our own scripts, be framed by nobody, keep no copy of a page."""

from __future__ import annotations

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # Bootstrap draws its small arrows and ticks as data: images.
        "img-src 'self' data:",
        "font-src 'self'",
        # Recorded comments and voices, which are served by our own routes to whoever may read the words.
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


def install(app: Flask) -> None:
    """Put the headers on every answer of the application."""
    app.after_request(_with_headers)


def _with_headers(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    if request.blueprint == "advance_notice":
        # The address is the key to the page: no other site, and no search engine, may learn it.
        headers["Referrer-Policy"] = "no-referrer"
        headers["X-Robots-Tag"] = "noindex, nofollow"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.endpoint == "static":
        # Kept, but asked for again each time: an upgrade must not meet last week's style sheet.
        headers["Cache-Control"] = "no-cache"
    elif request.endpoint == "comments.sound":
        headers["Cache-Control"] = "private, no-store"
    elif request.endpoint != "recordings.sound" or response.status_code >= 400:
        headers["Cache-Control"] = "no-store"
    return response
