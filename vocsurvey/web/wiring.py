"""What a page may reach of the running product: the only place that looks into Flask's ``current_app``."""

from __future__ import annotations

from flask import Flask, current_app

from vocsurvey.runtime import Runtime

_NAME = "vocsurvey"


def install(app: Flask, runtime: Runtime) -> None:
    """Give the application its runtime."""
    app.extensions[_NAME] = runtime


def runtime() -> Runtime:
    """The runtime of the application that answers the present request."""
    wired = current_app.extensions[_NAME]
    assert isinstance(wired, Runtime)
    return wired
