"""Projects that are perhaps the same under another name. Pure. They are proposed, never merged: contributions stay those of the names.

Names are compared without what changes from year to year by its nature: year numbers, ordinals of a phase or batch, and a bracket at the
end. What is left must be equal to the last character, and say something.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from comparisons.changes import Change, Changes
from comparisons.projects import projects_of

Because = Literal["code", "spelling", "year", "ordinal", "bracket"]
"""In what the two names agree or differ: the same code; white space and marks only; year numbers; ordinals; a bracket at the end."""

_YEARS: Final = re.compile(r"(?:(?:19|20)\d\d|\d\d(?=年))(?:[-—–~至、和](?:19|20)?\d\d)*(?:年度|年)?")
_COUNTED: Final = r"[0-9一二三四五六七八九十百]+"
_ORDINALS: Final = re.compile(
    rf"第{_COUNTED}(?:期|批次?|次|轮|年度?|阶段|标段|季度)|{_COUNTED}期|^[(]?{_COUNTED}[)、.]|[①-⑳]|(?<![a-z0-9])[ivx]+期?$", re.IGNORECASE
)
_BRACKET: Final = re.compile(r"\([^()]*\)$|\[[^\[\]]*\]$|【[^【】]*】$")
_MARKS: Final = re.compile(r"[\s“”\"'‘’·,，.。、:：;；\-—_/]+")
GENERIC: Final = frozenset(
    ("项目", "经费", "专项", "其他", "其他项目", "项目经费", "专项经费", "专项资金", "工作经费", "补助资金", "补助", "资金", "业务费")
)
"""Names that say nothing of a project once years and ordinals are gone: two of them are no reason to think of one project."""

_SHORTEST: Final = 2


@dataclass(frozen=True, slots=True)
class Perhaps:
    """A project that ended and one that began, which are perhaps one.

    `because` says in what their names agree or differ. `rivals` counts the other pairs that one of the two is part of: where there are any,
    nobody can tell from the names which is which.
    """

    ended: Change
    began: Change
    because: tuple[Because, ...]
    rivals: int = 0


def perhaps_same(changes: Changes) -> tuple[Perhaps, ...]:
    """Pairs of an ended and a new line that are perhaps one project, in the order of the new ones. Sums of projects are left out."""
    lines = projects_of(changes)
    ended = [change for change in lines if change.kind == "ended"]
    pairs = [pair for began in lines if began.kind == "new" for pair in _pairs(ended, began)]
    often = Counter(id(side) for pair in pairs for side in (pair.ended, pair.began))
    return tuple(Perhaps(one.ended, one.began, one.because, often[id(one.ended)] + often[id(one.began)] - 2) for one in pairs)


def _pairs(ended: Iterable[Change], began: Change) -> list[Perhaps]:
    found = []
    for one in ended:
        because = alike(_code(one), one.label, _code(began), began.label)
        if because:
            found.append(Perhaps(one, began, because))
    return found


def _code(change: Change) -> str:
    point = change.after or change.before
    return point.code if point is not None else ""


def alike(code: str, name: str, other_code: str, other_name: str) -> tuple[Because, ...]:
    """Why two projects are perhaps one; nothing where there is no reason to think so.

    A code counts only where it is a project's: those of the functional classification (3, 5 or 7 digits) are shared by many projects.
    """
    if code and code == other_code and len(code) not in (3, 5, 7):
        return ("code",)
    if _spelled(name) == _spelled(other_name):
        return ("spelling",)
    steps: Sequence[tuple[Because, re.Pattern[str]]] = (("year", _YEARS), ("ordinal", _ORDINALS), ("bracket", _BRACKET))
    one, other, because = _folded(name), _folded(other_name), []
    for kind, pattern in steps:
        if _taken(pattern, one) != _taken(pattern, other):
            because.append(kind)
        one, other = pattern.sub("", one), pattern.sub("", other)
        if because and _spelled(one) == _spelled(other):
            return tuple(because) if _says_something(_spelled(one)) else ()
    return ()


def _taken(pattern: re.Pattern[str], text: str) -> list[str]:
    return [found.group() for found in pattern.finditer(text)]


def _folded(name: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))


def _spelled(name: str) -> str:
    return _MARKS.sub("", _folded(name)).casefold()


def _says_something(rest: str) -> bool:
    return len(rest) >= _SHORTEST and rest not in GENERIC
