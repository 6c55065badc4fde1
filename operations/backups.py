"""When the last backup was made."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.dateparse import parse_datetime

LATEST: Final = "latest.json"


def folder() -> Path | None:
    """Where backups are kept (`BACKUPS_DIR`); None where that is not set."""
    kept = getattr(settings, "BACKUPS_DIR", None)
    return Path(kept) if kept else None


def last_backup() -> datetime | None:
    """When the last one was finished, as `latest.json` beside them says; None where it says nothing, or nothing that can be read."""
    kept = folder()
    try:
        told = json.loads((kept / LATEST).read_bytes())["finished_at"] if kept else ""
        found = parse_datetime(told)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if found is not None and found.tzinfo is not None else None
