"""``python -m vocsurvey``: the same as the command ``vocsurvey``."""

from __future__ import annotations

from vocsurvey.cli import main

if __name__ == "__main__":
    main()
