"""What the standard tables are called in the reader's language. A title as a document prints it is evidence, and stays as it is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from budgets.schedules import SCHEDULES


def schedule_title(schedule: str) -> str:
    """The usual name of a standard table; what is none as it is."""
    return _(SCHEDULES[schedule].title) if schedule in SCHEDULES else schedule


def schedule_titles() -> dict[str, str]:
    """Those of all standard tables by their keys."""
    return {key: schedule_title(key) for key in SCHEDULES}


def title_beside(schedule: str) -> str:
    """What to write beside the title that a document prints: the usual name where it is not in the document's language; "" else."""
    title = schedule_title(schedule)
    return title if schedule in SCHEDULES and title != SCHEDULES[schedule].title else ""
