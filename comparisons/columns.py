"""What the columns of standard tables, and the fixed rows that have their keys, are called."""

from __future__ import annotations

from budgets.measures import MEASURES, measure_name

__all__ = ("MEASURES", "measure_name")
