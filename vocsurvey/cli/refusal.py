"""How the command line says no: one clear sentence, an exit status, and never a stack trace."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import click


class Failure(click.ClickException):
    """The command could not do it. The message says what is wrong and what to do; exit status 1."""


class WrongSettings(click.ClickException):
    """The command line or the settings are wrong; exit status 2."""

    exit_code = 2


# Matched by the name of the class and of its ancestors, so that no command pays for importing what it never uses.
_MEANT_FOR_PEOPLE = frozenset(
    ("RulesError", "LibraryError", "StartFailed", "FolderTaken", "NoRedis", "KeyDamaged", "DatabaseTooNew")
)


@contextmanager
def told_plainly() -> Generator[None]:
    """Turn whatever goes wrong in the block into a sentence. Raises only what click shows by itself."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
        raise
    except Exception as error:
        raise _in_words(error) from error


def _in_words(error: Exception) -> click.ClickException:
    names = {ancestor.__name__ for ancestor in type(error).__mro__}
    if "SettingsError" in names:
        lead = "Some settings are missing or wrong:\n  " if str(error).count("\n") else ""
        return WrongSettings(lead + str(error).replace("\n", "\n  "))
    if names & _MEANT_FOR_PEOPLE:
        return Failure(str(error))
    if "SQLAlchemyError" in names:
        why = _first_line(getattr(error, "orig", None) or error)
        return Failure(f"The database does not do what it was asked: {why}.")
    if "RedisError" in names:
        return Failure(f"Redis does not answer: {_first_line(error)}. Check REDIS_URL.")
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return Failure(f"{where}{error.strerror or error}.")
    return Failure(
        f"Something went wrong that should not have ({type(error).__name__}). "
        "Run it again as “vocsurvey --traceback …” and send us what it shows."
    )


def _first_line(error: object) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
