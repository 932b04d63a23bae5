"""Another program that speaks with the API: a client with a token, which sends and gets JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cast import Cast
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from vocsurvey.db.followup import FollowUp

API = "/api/v1"
PERSON: dict[str, Any] = {
    "account": {"external_id": "A9", "name": "Quince Foods", "country": "GB", "tier": "gold", "yearly_value": 12000.5},
    "name": "Nell North",
    "phone": "020 7946 0123",
    "role": "decision maker",
    "language": "en",
    "automated_voice_consent": True,
}


@dataclass(frozen=True)
class Program:
    """A program with a token; an empty one for none."""

    app: Flask
    secret: str

    @classmethod
    def with_scopes(cls, app: Flask, cast: Cast, *scopes: str) -> Program:
        """A program whose token has these scopes, or all of them."""
        return cls(app, cast.api_token(*scopes).secret)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """One request; headers by their names with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            named["Authorization"] = f"Bearer {self.secret}"
        content = {"json": body} if body is not None else {}
        return self.app.test_client().open(API + path, method=method, headers=named, **content)

    def get(self, path: str, **query: str) -> TestResponse:
        """Read something."""
        words = "&".join(f"{name}={value}" for name, value in query.items())
        return self.ask("GET", path + (f"?{words}" if words else ""))


def open_follow_up(cast: Cast) -> tuple[int, str]:
    """An open follow-up, and the address of whoever has it."""
    with cast.runtime.database.reading() as session:
        wanted = select(FollowUp).where(FollowUp.closed_at.is_(None), FollowUp.owner_id.is_not(None))
        row = session.scalars(wanted.order_by(FollowUp.id)).first()
        assert row is not None
        assert row.owner is not None
        return row.id, row.owner.email
