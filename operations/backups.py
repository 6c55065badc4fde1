"""When the last backup was made."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.dateparse import parse_datetime

from backups.kept import latest


def last_backup() -> datetime | None:
    """When the last one in `BACKUPS_DIR` was finished; None where none was, or nothing that can be read says so."""
    told = latest(settings.BACKUPS_DIR)
    try:
        found = parse_datetime(told["finished_at"]) if told else None
    except (ValueError, KeyError, TypeError):
        return None
    return found if found is not None and found.tzinfo is not None else None
