"""The moment as of which everything is shown: now, or one that a reader asked for.

As with the time zone of Django, whoever reads within `shown_as_of` hears the same: which editions are in force is decided in one place
(`querysets.EditionQuerySet`), and nobody on the way there can forget to hand the moment on. Nothing may be written within it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_SECOND: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[ +-]\d\d:\d\d)")
"""As the data writes moments; in an address a + that nobody escaped is a space."""
_WHOLE: Final = timedelta(microseconds=999_999)


class NoMoment(ValueError):
    """A text that names no moment, or one to come. `str()` is one line."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as it is written in an address, and the last instant that belongs to it.

    A day (of this country) lasts until it ends, a second until the next begins: what was published within it is shown.
    """

    text: str
    last: datetime

    @property
    def day(self) -> date:
        """On which day of this country it is."""
        return timezone.localdate(self.last)

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen within it any more, so that an address with it always shows the same."""
        return bool(_SECOND.fullmatch(self.text)) or self.day < timezone.localdate()


def this_second() -> Moment:
    """The moment that is now, in UTC."""
    return second(timezone.now().astimezone(UTC))


def moment(text: str) -> Moment:
    """A moment from its text: 2026-11-27, or 2026-11-27T08:00:00Z. Raises NoMoment."""
    now = timezone.now()
    try:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            found = Moment(text, timezone.make_aware(datetime.combine(day, time.max)))
            begins = timezone.make_aware(datetime.combine(day, time.min))
        elif _SECOND.fullmatch(text):
            begins = datetime.fromisoformat(text.replace(" ", "+")).astimezone(UTC)
            found = second(begins)
        else:
            raise ValueError(text)
    except (ValueError, OverflowError):
        expected = _("“{text}”不能用。请写一天（如 2026-11-27）或一个时刻（如 2026-11-27T08:00:00Z）。")
        raise NoMoment(expected.format(text=text[:40].replace("\x00", ""))) from None
    if begins > now:
        raise NoMoment(_("“{text}”还没有到。只能看现在和以前的样子。").format(text=text))
    return found


def second(at: datetime) -> Moment:
    """The second of UTC in which something is, a time of UTC."""
    whole = at.replace(microsecond=0)
    return Moment(whole.strftime("%Y-%m-%dT%H:%M:%SZ") if whole.year > 999 else whole.isoformat().replace("+00:00", "Z"), whole + _WHOLE)


_asked: ContextVar[Moment | None] = ContextVar("as_of", default=None)


def asked_for() -> Moment | None:
    """The moment as of which everything is shown; None for now."""
    return _asked.get()


@contextmanager
def shown_as_of(moment: Moment | None) -> Iterator[None]:
    """Within, everything is read as it was at this moment; None for now."""
    token = _asked.set(moment)
    try:
        yield
    finally:
        _asked.reset(token)


def today() -> date:
    """The day of what is shown."""
    shown = _asked.get()
    return timezone.localdate() if shown is None else shown.day
