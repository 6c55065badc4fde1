"""How documents become facts: read, recognise, check (pure), then store."""

from typing import Final

PARSER_VERSION: Final = "2026.11.12"
"""Which reading of a document this is. Raise it whenever the same file may now be read differently: (document, version) decides."""
