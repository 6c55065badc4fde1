"""Signals on disclosures themselves: late, missing, empty, or without a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from budgets.schedules import SCHEDULES
from comparisons.formulas import gettext_noop as _
from comparisons.roster import Entry, Lacking
from comparisons.signals.shapes import Material, Signal

STAGES: Final = {"budget": _("预算"), "final_accounts": _("决算")}
SCOPES: Final = {"department": _("部门"), "unit": _("单位")}


def late(material: Material) -> Iterator[Signal]:
    """A disclosure that was published more than 20 days after its approval. Without both dates nothing is told."""
    for entry in material.entries:
        published = entry.published
        if published.timing == "late":
            values = {
                **_kind(entry),
                "approved": str(published.approved_on),
                "published": str(published.published_on),
                "days": str(published.days_late),
            }
            message = _("{year} 年{scope}{stage}：{approved} 批复，{published} 公开，比批复后 20 日晚 {days} 日。")
            editions = (entry.disclosed.id,) if entry.disclosed is not None else ()
            yield Signal("disclosure.late", _key(entry), entry.due.year, (message,), values, editions=editions)


def missing(material: Material) -> Iterator[Signal]:
    """A disclosure that is expected and was not collected. What asks for it is named: the list or rule, else the years around it."""
    for entry in material.entries:
        if entry.state == "missing" and entry.listed is not None:
            message = _("{year} 年{scope}{stage}：没有收录；应当有，依据是{source}（{reference}）。")
            values = {**_kind(entry), "source": entry.listed.source, "reference": entry.listed.reference}
            yield Signal("disclosure.missing", _key(entry), entry.due.year, (message,), values)
        elif entry.state == "missing" and entry.between is not None:
            before, after = map(str, entry.between)
            message = _("{year} 年{scope}{stage}：没有收录；{before} 年和 {after} 年的都有。")
            yield Signal("disclosure.missing", _key(entry), entry.due.year, (message,), {**_kind(entry), "before": before, "after": after})


def empty(material: Material) -> Iterator[Signal]:
    """A disclosure without any table, or whose tables print no figure."""
    for entry in material.entries:
        if entry.state in ("no_tables", "empty") and entry.disclosed is not None:
            message = (
                _("{year} 年{scope}{stage}：没有读到表格。")
                if entry.state == "no_tables"
                else _("{year} 年{scope}{stage}：表格里没有一个数字。")
            )
            yield Signal("disclosure.empty", _key(entry), entry.due.year, (message,), _kind(entry), editions=(entry.disclosed.id,))


def lacking(material: Material) -> Iterator[Signal]:
    """A standard table that a disclosure does not have, or one that the department has in other years."""
    for entry in material.entries:
        for table in entry.lacking:
            yield _lacking(entry, table)


def _lacking(entry: Entry, table: Lacking) -> Signal:
    title = SCHEDULES[table.schedule].title if table.schedule in SCHEDULES else table.schedule
    values = {**_kind(entry), "table": title, "years": "、".join(map(str, table.in_years))}
    sentences = [
        _("{year} 年{scope}{stage}：没有读到{table}；{years} 年的文件有。")
        if table.in_years
        else _("{year} 年{scope}{stage}：没有读到{table}，财预〔2016〕143号的目录里有它。")
    ]
    if entry.may_be_unrecognised:
        sentences.append(_("文件里还有没认出的表，可能就是它。"))
    editions = (entry.disclosed.id,) if entry.disclosed is not None else ()
    return Signal(
        "disclosure.table_missing", f"{_key(entry)}:{table.schedule}", entry.due.year, tuple(sentences), values, editions=editions
    )


def _key(entry: Entry) -> str:
    return f"{entry.due.year}:{entry.due.stage}:{entry.due.scope}"


def _kind(entry: Entry) -> dict[str, str]:
    due = entry.due
    return {"year": str(due.year), "scope": SCOPES.get(due.scope, due.scope), "stage": STAGES.get(due.stage, due.stage)}
