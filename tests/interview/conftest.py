"""The option that writes the golden rehearsals anew, on purpose."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--regenerate-golden``: write what is said now as what is to be said; read the difference before committing."""
    parser.addoption("--regenerate-golden", action="store_true", help="write the golden rehearsals anew")


@pytest.fixture
def regenerated(request: pytest.FixtureRequest) -> bool:
    """Whether the golden rehearsals are to be written anew."""
    return bool(request.config.getoption("--regenerate-golden", default=False))
