"""What the sentence of a finding says of its numbers beside them. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from budgets.money import YUAN_PER_UNIT

_PRINTED: Final = re.compile(r"印的是(−?[\d,]+(?:\.\d+)?)([^\d，。]+)，相差")
"""As `ingest.checks.results` writes it: the number that is printed, in its unit."""


def unit_of(message: str, actual: Decimal | None) -> str | None:
    """The unit of a finding's numbers: 元 of money (whatever unit the document prints it in), else % or a measure word.

    None where there are no numbers, or where the sentence does not say the same number: then it cannot be told.
    """
    found = _PRINTED.search(message)
    if found is None or actual is None:
        return None
    number, unit = Decimal(found[1].replace(",", "").replace("−", "-")), found[2]
    is_it = number * YUAN_PER_UNIT.get(unit, Decimal(1)) == actual
    return ("元" if unit in YUAN_PER_UNIT else unit) if is_it else None
