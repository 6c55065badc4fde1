"""What stands, or shall stand, in a place that can be corrected, in words for people."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.measures import measure_name
from budgets.overlay import JOINED, REMOVED, SPLIT, Second, is_split
from budgets.titles import schedule_title

ROW_WORDS: Final[dict[str, Any]] = {
    "": gettext_lazy("单独一行"),
    REMOVED: gettext_lazy("不是数据行，不要"),
    JOINED: gettext_lazy("与下一行是同一行"),
    SPLIT: gettext_lazy("其实是两行，拆开"),
}
"""What may become of a row."""


def in_words(field: str, value: str) -> str:
    """The value of a field of `budgets.overlay.Step`."""
    if field == "row" and is_split(value):
        second = Second.of(value)
        told = " ".join(filter(None, (second.code, second.label, *(text for _column, text in sorted(second.figures.items())))))
        return _("拆成两行，第二行是：{row}").format(row=told)
    if field == "row":
        return str(ROW_WORDS.get(value, value))
    if field == "measure":
        return measure_name(value) if value else _("照印出的栏目")
    if field == "schedule":
        return schedule_title(value) if value else _("不是标准表")
    return value or _("空白")
