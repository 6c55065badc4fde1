"""Forms in texts: cut into fields by the labels with which lines begin."""

from ingest.forms.counted.reading import read_counted

__all__ = ["read_counted"]
