"""What a WSGI server imports: ``vocsurvey.wsgi:app``, made from the environment."""

from __future__ import annotations

from vocsurvey.app import create_app
from vocsurvey.runtime import Runtime
from vocsurvey.settings import Needs, Settings

app = create_app(Runtime.from_settings(Settings.from_environ(needs=Needs.PROCESSES)))
