"""How a call to a webhook is signed: Standard Webhooks (standardwebhooks.com), for which receivers have libraries. Pure.

`webhook-signature` is `v1,` and the Base64 of HMAC-SHA256 over `id.timestamp.body`; the secret is `whsec_` and the Base64 of its bytes.
"""

from __future__ import annotations

import base64
import hmac
import random
from typing import Final

_BEGINS: Final = "whsec_"
_FIRST, _FACTOR, _LONGEST = 60, 4, 12 * 3600
MOST_ATTEMPTS: Final = 8
"""Of one delivery: the last some 30 hours after the first."""


def shown(secret: bytes) -> str:
    """A secret as its owner is shown it once."""
    return _BEGINS + base64.b64encode(secret).decode()


def signed(secret: bytes, event: str, seconds: int, body: str) -> dict[str, str]:
    """The headers of one call. `seconds` is when it is made (Unix time), `event` stays the same however often it is tried."""
    digest = hmac.digest(secret, f"{event}.{seconds}.{body}".encode(), "sha256")
    return {
        "webhook-id": event,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def wait(attempts: int, chance: float | None = None) -> float:
    """Seconds until it is tried again after so many attempts: 1, 4, 16, 64 minutes …, at most 12 hours, and up to a fifth more or less.

    Receivers that were down together are not all called at the same moment.
    """
    chance = random.random() if chance is None else chance  # noqa: S311  it hides nothing
    seconds: int = min(_FIRST * _FACTOR ** (attempts - 1), _LONGEST)
    return round(seconds * (0.8 + 0.4 * chance), 3)
