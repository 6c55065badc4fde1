"""The second sheet of a workbook: every figure of its table with what is printed, where, and at which address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from budgets.models import Edition
from budgets.templatetags.figures import where
from budgets.titles import schedule_title
from comparisons.cells import INK_2, Look, Pen, for_print
from comparisons.changes import Point
from comparisons.export import Absolute
from comparisons.groups import Group
from comparisons.matrix import Row
from comparisons.templatetags.changes import WORDS, evidence_url, shown, source_in_words
from comparisons.templatetags.compare import line_name, scope_name

SOURCES: Final = (
    (gettext_lazy("格"), 8),
    (gettext_lazy("部门"), 30),
    (gettext_lazy("年度"), 7),
    (gettext_lazy("阶段"), 9),
    (gettext_lazy("口径"), 7),
    (gettext_lazy("编码"), 10),
    (gettext_lazy("科目"), 32),
    (gettext_lazy("键"), 22),
    (gettext_lazy("金额（元）"), 18),
    (gettext_lazy("印作"), 16),
    (gettext_lazy("单位"), 7),
    (gettext_lazy("数取自"), 34),
    (gettext_lazy("表"), 30),
    (gettext_lazy("位置"), 14),
    (gettext_lazy("印在哪里"), 46),
    (gettext_lazy("版次"), 9),
    (gettext_lazy("版本"), 40),
)
"""The heads of the second sheet and how wide their columns are."""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure that stands in a cell, with the line and the group that it is of."""

    place: str
    group: Group
    row: Row
    point: Point


def write_sources(pen: Pen, told: Iterable[Told], absolute: Absolute) -> None:
    """Every figure of the table with what is printed, where, and at which address; of a sum each of the figures that it adds."""
    letters = [get_column_letter(number) for number in range(1, len(SOURCES) + 1)]
    for letter, (name, width) in zip(letters, SOURCES, strict=True):
        pen.text(f"{letter}1", str(name), Look(size=10, colour=INK_2, rule="head"))
        pen.sheet.column_dimensions[letter].width = width
    sources = (_source(one, point, absolute) for one in told for point in (one.point, *one.point.addends))
    last = 1
    for last, values in enumerate(sources, start=2):
        for letter, value in zip(letters, values, strict=True):
            if isinstance(value, str):
                _write_words(pen, f"{letter}{last}", value)
            elif value is not None:
                pen.number(f"{letter}{last}", value, Look("0" if isinstance(value, int) else "#,##0.00##", "right", size=10))
    pen.sheet.freeze_panes = "B2"
    pen.sheet.print_title_rows = "1:1"
    pen.sheet.auto_filter.ref = f"A1:{letters[-1]}{last}"
    for_print(pen.sheet)


def _write_words(pen: Pen, place: str, text: str) -> None:
    """Words, and an address as a link."""
    if text:
        pen.text(place, text, Look(size=10))
    if text.startswith(("http://", "https://")):
        pen.link(place, text)


def _source(one: Told, point: Point, absolute: Absolute) -> Sequence[str | int | Decimal | None]:
    basis, evidence = point.basis, point.evidence
    edition = _edition(one.group, point)
    return (
        one.place,
        point.owner or one.group.department.name,
        point.year,
        str(WORDS.get(basis.stage, basis.stage)) if basis.stage else _("未写明"),
        scope_name(basis.scope) or scope_name(one.group.scope),
        one.row.code,
        line_name(one.row.label),
        one.row.key,
        point.yuan,
        point.printed or (shown(point)[0] if point.yuan is None else ""),
        basis.unit,
        source_in_words(point),
        schedule_title(basis.schedule),
        where(evidence.page, evidence.line, evidence.sheet, evidence.cell) if evidence else "",
        absolute(evidence_url(evidence)) if evidence else "",
        _("第 {number} 版").format(number=edition.number) if edition else "",
        absolute(reverse("edition", args=[edition.pk])) if edition else "",
    )


def _edition(group: Group, point: Point) -> Edition | None:
    """Of which edition a figure is: of its own year's, or of the next year's, which tells it too. None where several could be meant."""
    year = next((year for year in group.years if year.year == point.year), None)
    if year is None or point.evidence is None:
        return None
    if point in year.own:
        return group.editions.get(point.year)
    return group.editions.get(point.year + 1) if point in year.later else None
