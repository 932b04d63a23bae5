"""What somebody does to a follow-up elsewhere, a program brings: the history says which."""

from __future__ import annotations

from sqlalchemy.orm import Session

_PROGRAM = "the program that brings what is done"


def brought_by(session: Session, token_id: int) -> None:
    """Until the transaction ends, what people do to follow-ups came by the program with this token."""
    session.info[_PROGRAM] = token_id


def program_of(session: Session) -> int | None:
    """The token of the program that brings what is done in this transaction, if one does."""
    found = session.info.get(_PROGRAM)
    return found if isinstance(found, int) else None
