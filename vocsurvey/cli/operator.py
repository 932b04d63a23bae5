"""Who typed a command, for the record."""

from __future__ import annotations

import getpass


def me() -> str:
    """Whoever typed this, as the operating system knows them."""
    try:
        return f"{getpass.getuser()} on the command line"
    except (KeyError, OSError):
        return "the command line"
