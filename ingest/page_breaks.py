"""Rows of a table that a page break cuts in two: their halves made one again. Pure.

A wrapped name may end on the next page, where its row has nothing else; or the figures stand there, with or without the code. Names
without figures are also rows of their own (a unit over its items, a blank item): two halves are one row only where the code says so,
since every other row has one, where together they have the name of a classification that one half alone has not, or where every other
row has figures: the last is likely and not sure, and said so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Final, Literal

from budgets.codes import System, agrees, codes_named
from budgets.schedules import is_total
from budgets.worded import _
from ingest.recognise import NAMES, Role
from ingest.shapes import Cell, Note

_SYSTEMS: Final[tuple[System, ...]] = ("function", "economic_department", "economic_government")
_FEW: Final = 3  # rows with codes, or with figures, from which on a row without is told apart
_MARK: Final = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[、.．）)]|其中|[合总小]\s*计")
"""What a name begins with that is no end of another."""

Row = Sequence[Cell]
Sureness = Literal["no", "likely", "sure"]


@dataclass(frozen=True, slots=True)
class _Half:
    """What a row has in one block."""

    code: str
    label: str
    has_figures: bool
    columns: frozenset[int]
    names: Mapping[int, str]


@dataclass(frozen=True)
class _Usual:
    """What every row of the table has, but for totals and the few next to a page break."""

    body: Sequence[Row]
    roles: Sequence[Role]

    @cached_property
    def is_coded(self) -> bool:
        """Whether it has a code."""
        halves = [_half(row, self.roles, block) for row in self.body for block in self._blocks]
        named = [half for half in halves if half.label and half.has_figures and not is_total(half.label)]
        return sum(bool(half.code) for half in named) >= max(_FEW, len(named) - 2)

    @cached_property
    def has_figures(self) -> bool:
        """Whether it has figures: of the rows that no page begins with each one."""
        inner = [_half(row, self.roles, block) for above, row in pairwise(self.body) if not _breaks(above, row) for block in self._blocks]
        named = [half for half in inner if half.label]
        return len(named) >= _FEW and all(half.has_figures for half in named)

    @property
    def _blocks(self) -> set[int]:
        return {role.block for role in self.roles}


def rejoined(body: Sequence[Row], roles: Sequence[Role]) -> tuple[tuple[Row, ...], tuple[Note, ...]]:
    """The rows, those cut by a page break whole again, and a note for each."""
    if not any(_breaks(above, row) for above, row in pairwise(body)):
        return tuple(body), ()
    usual = _Usual(body, roles)
    rows: list[Row] = []
    notes: list[Note] = []
    for row in body:
        sureness = _are_one(rows[-1], row, usual) if rows and _breaks(rows[-1], row) else "no"
        if sureness == "no":
            rows.append(row)
            continue
        rows[-1] = tuple(_cell(before, after) for before, after in zip(rows[-1], row, strict=True))
        notes.append(_note(rows[-1], row, roles, is_sure=sureness == "sure"))
    return tuple(rows), tuple(notes)


def _note(whole: Row, row: Row, roles: Sequence[Role], *, is_sure: bool) -> Note:
    name = _half(whole, roles, roles[0].block).label
    text = _("第 {page} 页表格的第一行接着上一页的最后一行（{name}），已合成一行").format(page=_page(row), name=name)
    source = _first(row).source
    if is_sure:
        return Note("info", "row_over_pages", _("{text}。").format(text=text), source)
    return Note(
        "warning",
        "row_over_pages",
        _("{text}：这一行没有数，而表中别的行都有，名称也不是单独的科目；请对照原文。").format(text=text),
        source,
    )


def _first(row: Row) -> Cell:
    return next(cell for cell in row if cell.text)


def _page(row: Row) -> int | None:
    return next((cell.source.page for cell in row if cell.text), None)


def _breaks(above: Row, row: Row) -> bool:
    before, after = _page(above), _page(row)
    return before is not None and after == before + 1


def _half(row: Row, roles: Sequence[Role], block: int) -> _Half:
    own = [(at, role, row[at].text) for at, role in enumerate(roles) if role.block == block and row[at].text]
    names = {at: text for at, role, text in own if role.kind in NAMES or (role.kind == "code" and not text.isdecimal())}
    return _Half(
        code="".join(text for _, role, text in own if role.kind == "code" and text.isdecimal()),
        label="".join(text for at, text in names.items() if roles[at].kind != "organisation"),
        has_figures=any(role.kind == "figure" for _, role, _ in own),
        columns=frozenset(at for at, _, _ in own),
        names=names,
    )


def _are_one(above: Row, row: Row, usual: _Usual) -> Sureness:
    """Whether each block of the second row goes on what stands above it."""
    blocks = [(_half(above, usual.roles, block), _half(row, usual.roles, block)) for block in {role.block for role in usual.roles}]
    found = {_is_one(before, after, usual) for before, after in blocks if after.columns}
    return next((sureness for sureness in ("no", "likely", "sure") if sureness in found), "no")


def _is_one(above: _Half, row: _Half, usual: _Usual) -> Sureness:
    if (above.code and row.code) or (above.has_figures and row.has_figures) or not above.columns:
        return "no"
    if is_total(above.label) or is_total(row.label) or not (above.label or above.code):
        return "no"
    code, name = above.code or row.code, above.label + row.label
    if code:
        sure = bool(above.code) and (not row.label or agrees(code, above.label) is not True) and usual.is_coded
        return "sure" if sure or agrees(code, name) is True else "no"
    if row.has_figures or not row.names:
        return "no"
    ends = [(above.names.get(at, ""), end) for at, end in row.names.items()]
    if any(_is_known(begin + end) and not _is_known(end) and not _is_known(begin) for begin, end in [*ends, (above.label, row.label)]):
        return "sure"
    return "likely" if _is_rest(above, row) and usual.has_figures else "no"


def _is_rest(above: _Half, row: _Half) -> bool:
    """Whether what a row without figures prints may be the ends of names above it."""
    own = any(_is_known(end) or _MARK.match(end) for end in row.names.values())
    return above.has_figures and row.columns <= above.columns and not own


def _is_known(name: str) -> bool:
    return any(codes_named(name, None, system) for system in _SYSTEMS)


def _cell(above: Cell, row: Cell) -> Cell:
    if not row.text:
        return above
    return replace(above, text=above.text + row.text, raw=above.raw + row.raw) if above.text else row
