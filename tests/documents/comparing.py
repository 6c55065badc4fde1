"""A file of expectations: its head, its lines, and where a reading differs from them, in few words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final

from tests.documents.written import digest

MARKS: Final = {"read": "°", "unknown": "¿", "contradicted": "¡"}
"""Behind a figure that no reconciled table of the truth confirms: read the same elsewhere, found nowhere, disputed."""

_UNMARKED: Final = str.maketrans("", "", "".join(MARKS.values()))
_PLACE: Final = re.compile(r" (?:@(\d+):(-?\d+)-(-?\d+)|x(-?\d+)-(-?\d+))$")
_NEAR: Final = 2  # points
_MOST: Final = 24  # lines of a report
_EYE: Final = re.compile(r"eye (table|statements|form) (\d+)(?:-(\d+))?(?: (#\w+))?$")


@dataclass(frozen=True, slots=True)
class Expected:
    """A golden file. `head` says how it was verified, `lines` what is expected."""

    head: tuple[str, ...]
    lines: tuple[str, ...]


def parsed(text: str) -> Expected:
    lines = text.splitlines()
    end = lines.index("") if "" in lines else len(lines)
    return Expected(tuple(lines[:end]), tuple(lines[end + 1 :]))


def bare(line: str) -> str:
    """The line without marks and without its place."""
    return _PLACE.sub("", line.translate(_UNMARKED))


def near(one: str, other: str) -> bool:
    """Whether two lines name the same place within what rounding and another version of the PDF engine may move."""
    places = [found.groups() if (found := _PLACE.search(line)) else () for line in (one, other)]
    pairs = list(zip_longest(*places))
    same_page = not pairs or pairs[0][0] == pairs[0][1]
    return same_page and all(a == b or (a is not None and b is not None and abs(int(a) - int(b)) <= _NEAR) for a, b in pairs)


def differences(expected: Sequence[str], actual: Sequence[str]) -> list[str]:
    """Which table, which cell, what was expected and what was read; a long report is cut."""
    found = list(_differences(expected, actual))
    return [*found[:_MOST], f"… and {len(found) - _MOST} more"] if len(found) > _MOST else found


def _differences(expected: Sequence[str], actual: Sequence[str]) -> Iterator[str]:
    said = ""
    for tag, a0, a1, b0, b1 in _opcodes(expected, actual):
        head = _head(expected, a0)
        report = list(_moved(expected[a0:a1], actual[b0:b1]) if tag == "equal" else _changed(expected[a0:a1], actual[b0:b1]))
        if report and head != said:
            said = head
            yield head
        yield from report


def _opcodes(expected: Sequence[str], actual: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    before, after = ([bare(line) for line in lines] for lines in (expected, actual))
    if before == after:
        return [("equal", 0, len(expected), 0, len(actual))]
    return list(SequenceMatcher(None, before, after, autojunk=False).get_opcodes())


def _head(lines: Sequence[str], at: int) -> str:
    """The table, form or list in which a line stands."""
    return next((line for line in reversed(lines[: at + 1]) if line and not line.startswith(" ")), "")


def _moved(expected: Sequence[str], actual: Sequence[str]) -> Iterator[str]:
    for one, other in zip(expected, actual, strict=True):
        if not near(one, other):
            places = [found.group().strip() if (found := _PLACE.search(line)) else "no place" for line in (one, other)]
            yield f"  {bare(one).split(' | ')[0].strip()}: expected {places[0]}, got {places[1]}"


def _changed(expected: Sequence[str], actual: Sequence[str]) -> Iterator[str]:
    for one, other in zip_longest(expected, actual):
        cells = [bare(line).strip().split(" | ") for line in (one, other) if line is not None]
        if len(cells) == 2 and len(cells[0]) == len(cells[1]) and cells[0][0] == cells[1][0]:
            yield from (f"  {cells[0][0]}, {at}: expected {a}, got {b}" for at, (a, b) in enumerate(zip(*cells, strict=True)) if a != b)
            continue
        if one is not None:
            yield f"  - {one.strip()}"
        if other is not None:
            yield f"  + {other.strip()}"


# Rewriting


def kept(expected: Sequence[str], actual: Sequence[str]) -> list[str]:
    """The lines to write: those that say the same stay as they are, so that a difference shows what changed and nothing else."""
    lines: list[str] = []
    for tag, a0, a1, b0, b1 in _opcodes(expected, actual):
        pairs = zip(expected[a0:a1], actual[b0:b1], strict=True) if tag == "equal" else ()
        lines += [_older(one, other) for one, other in pairs] or actual[b0:b1]
    return lines


def _older(one: str, other: str) -> str:
    return one if near(one, other) and _PLACE.sub("", one) == _PLACE.sub("", other) else other


def seen(head: Sequence[str], lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Each line of the head on what somebody looked at, with the digest of what stands there now, and whether that is what was seen."""
    for line in head:
        if found := _EYE.match(line):
            kind, first, last, was = found.groups()
            now = digest("\n".join(_block(lines, kind, int(first), int(last or first))))
            span = f"{first}-{last}" if last else first
            yield f"eye {kind} {span} {now}", was in (None, now)


def _block(lines: Sequence[str], kind: str, first: int, last: int) -> list[str]:
    start = f"{kind} {first} " if kind != "statements" else kind
    at = next((index for index, line in enumerate(lines) if line == start or line.startswith(f"{kind} {first} ")), len(lines))
    end = next((index for index in range(at + 1, len(lines)) if not lines[index].startswith(" ")), len(lines))
    block = [bare(line) for line in lines[at:end]]
    return block[first : last + 1] if kind == "statements" else block
