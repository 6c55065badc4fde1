#!/usr/bin/env python
"""Django's command line for 明账."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.terminal import run  # noqa: PLC0415  # not before the settings are named

    run(sys.argv)


if __name__ == "__main__":
    main()
