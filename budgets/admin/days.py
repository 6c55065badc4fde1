"""Days as clerks enter them: how they may be written, and which can be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.models import PLAUSIBLE_YEARS

WRITTEN: Final = ("%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y.%m.%d")
NO_DAY: Final = _("这不是日期，请写年月日，例如 2025-12-31。")
REPUBLIC: Final = date(1949, 10, 1)
"""No department of today is older than the state."""
FIRST: Final = date(PLAUSIBLE_YEARS.start, 1, 1)
BEFORE_ITS_YEAR: Final = 2
"""A budget is approved in its year or at the end of the year before; a year more for what is read generously."""
_WHITE: Final = re.compile(r"\s+")


class DayField(forms.DateField):
    """A day in any of the usual ways of writing it, as lists show it too."""

    input_formats = WRITTEN
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": NO_DAY}

    def to_python(self, value: Any) -> date | None:
        return super().to_python(_WHITE.sub("", unicodedata.normalize("NFKC", value)) if isinstance(value, str) else value)


def soon() -> date:
    """A year from today: what is decided becomes known some months before it happens."""
    return timezone.localdate() + timedelta(days=365)


def refuse_outside(day: date | None, first: date, last: date) -> None:
    """Raises ValidationError for a day that cannot be."""
    if day is not None and not first <= day <= last:
        raise ValidationError(_("日期应在 %(first)s 到 %(last)s 之间，请核对。"), params={"first": first, "last": last})


def check_disclosed(form: forms.BaseForm, fiscal_years: Iterable[int]) -> None:
    """Tell of a form's `approved_on` and `published_on` what cannot be: in the future, long before the year, published before approved."""
    first = max(FIRST, date(min(fiscal_years, default=FIRST.year) - BEFORE_ITS_YEAR, 1, 1))
    for name in ("approved_on", "published_on"):
        try:
            refuse_outside(form.cleaned_data.get(name), first, timezone.localdate())
        except ValidationError as error:
            form.add_error(name, error)
    approved, published = form.cleaned_data.get("approved_on"), form.cleaned_data.get("published_on")
    if approved and published and published < approved:
        form.add_error("published_on", _("公开日期在批复日期之前，请核对。"))
