"""What happens here and others may want to know: signals, so that this package knows none of those who listen."""

from __future__ import annotations

from typing import Final

from django.dispatch import Signal

published: Final = Signal()
"""An edition was published. Sent with `edition`, inside the transaction that publishes it: a listener that fails keeps it from being so."""

ended: Final = Signal()
"""What had been published was withdrawn, or a superseded edition is in force again. Sent with `edition`, inside the transaction."""
