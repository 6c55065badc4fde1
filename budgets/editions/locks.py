"""An edition is changed under a lock, while it may be changed; what is not allowed is an EditionError."""

from __future__ import annotations

from budgets.models import Disclosure, Edition

State = Edition.State


class EditionError(Exception):
    """What was asked for is not allowed. `str()` is one Chinese line: what is wrong and what to do."""


def lock(edition: Edition) -> Edition:
    """The edition, locked, after its disclosure: everybody locks in this order, and nobody waits for somebody who waits for him."""
    list(Disclosure.objects.select_for_update(no_key=True).filter(editions=edition))
    return Edition.objects.select_for_update(no_key=True, of=("self",)).select_related("disclosure").get(pk=edition.pk)


def try_lock(edition: Edition) -> bool:
    """Lock an edition that waits, unless somebody else has: whoever holds it may be about to lock what we hold already."""
    return bool(Edition.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=edition.pk, state=State.WAITING))


def opened(edition: Edition) -> Edition:
    """The edition, locked, as long as it may be changed. Raises EditionError."""
    edition = lock(edition)
    if not edition.is_open:
        raise EditionError(f"这一版{edition.get_state_display()}，不能再改。")
    return edition


def require(text: str, message: str) -> None:
    if not text.strip():
        raise EditionError(message)


def require_state(edition: Edition, state: Edition.State, message: str) -> None:
    if edition.state != state:
        raise EditionError(f"{message}；这一版现在是“{edition.get_state_display()}”。")
