"""Classification code → name, parent, level, by year. Pure; the data stands in `budgets/reference/`, each file with its source.

Three classifications, told apart by the first digit: 功能分类 functional (2…: 类 3, 款 5, 项 7 digits),
部门预算支出经济分类 (3…: 类 3, 款 5 digits) and 政府预算支出经济分类 (5…: likewise).
The lists hold what published disclosures printed; a code that is missing is unknown, never wrong.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal, get_args

System = Literal["function", "economic_department", "economic_government"]
Certainty = Literal["standard", "strong", "medium", "weak"]
Kind = Literal["rename", "move", "split", "merge", "start"]
Comparable = Literal["yes", "class", "no"]

REFERENCE: Final = Path(__file__).resolve().parent / "reference"
SYSTEM_OF_FIRST_DIGIT: Final[dict[str, System]] = {"2": "function", "3": "economic_department", "5": "economic_government"}
LEVEL_OF_LENGTH: Final = {3: 1, 5: 2, 7: 3}
PERSONNEL: Final = ("301", "303")
OPERATING: Final = ("302", "307", "309", "310", "399")
"""The 类 of the economic classification that are 人员经费, and 公用经费, of 基本支出."""
SHORTEST_CUT_NAME: Final = 4
REMEMBERED: Final = 8192
"""How many printed words a question about them is remembered for: documents print the same few in row after row and table after table."""

_NUMBER: Final = re.compile(r"^[0-9]{1,2}、")
_ORDINAL: Final = re.compile(r"^([(][〇一二三四五六七八九十]+[)]|[〇一二三四五六七八九十]+、)")


@dataclass(frozen=True, slots=True)
class CodeName:
    """A name that a code had from one year to another, both included; None is open. `synonyms` are other spellings of it."""

    code: str
    name: str
    since: int | None
    until: int | None
    certainty: Certainty
    synonyms: tuple[str, ...] = ()

    def holds_in(self, year: int | None) -> bool:
        """Whether the name was in use in that year; without a year, whether it is today."""
        if year is None:
            return self.until is None
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)

    @property
    def is_certain(self) -> bool:
        """Sure enough to contradict what a document prints."""
        return self.certainty in ("standard", "strong")


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of a code from `year` on. `successor` is None where it was spread over several codes and the shares are unknown.

    `code` is "" where `successor` was set up that year, with all below it (`start`). `comparable`: "yes" the figures of both codes form a
    series, "class" only taken together at the level of 款, "no" never. `source` is the document that says so.
    """

    code: str
    successor: str | None
    year: int
    kind: Kind
    comparable: Comparable
    note: str
    source: str


def system_of(code: str) -> System | None:
    """Which classification a code belongs to; None for what is no code of these three (income codes, unit codes)."""
    return SYSTEM_OF_FIRST_DIGIT.get(code[:1]) if level_of(code) is not None else None


def level_of(code: str) -> int | None:
    """1 类, 2 款, 3 项, by the length of the code and never by its indentation; None where the text is no code."""
    level = LEVEL_OF_LENGTH.get(len(code)) if code.isascii() and code.isdigit() else None
    return None if level == 3 and code[0] in "35" else level


def parent_of(code: str) -> str | None:
    """The 款 of a 项, the 类 of a 款; None for a 类 and for what is no code."""
    return code[:-2] if (level_of(code) or 0) > 1 else None


def name_of(code: str, year: int | None = None) -> str | None:
    """The name of a code in a year, without a year today's; None where it is unknown, not sure, or was not in use."""
    names = [entry for entry in _names_of(code) if entry.holds_in(year) and entry.certainty != "weak"]
    return max(names, key=lambda entry: entry.since or 0).name if names else None


def names_in(system: System, year: int | None = None) -> dict[str, str]:
    """The name of each code of a classification in a year, without a year today's; without those not in use, or not sure."""
    found = {code: name_of(code, year) for code in _names() if system_of(code) == system}
    return {code: name for code, name in found.items() if name is not None}


def every_name(system: System) -> tuple[CodeName, ...]:
    """Every name that a code of a classification has had, in the order of the codes; without those that are not sure."""
    known = (entry for code, entries in _names().items() if system_of(code) == system for entry in entries)
    return tuple(sorted((entry for entry in known if entry.certainty != "weak"), key=lambda entry: (entry.code, entry.since or 0)))


def classes(system: System) -> tuple[CodeName, ...]:
    """Those of its 类."""
    return tuple(entry for entry in every_name(system) if level_of(entry.code) == 1)


def agrees(code: str, printed_name: str, year: int | None = None) -> bool | None:
    """Whether a document's name for a code is the one of the classification of its year; None where we do not know.

    Ordinals, spaces and widths of characters are ignored; synonyms are accepted, and names cut short by a wrapped cell or with a remark
    in brackets behind.
    """
    names = [entry for entry in _names_of(code) if entry.holds_in(year)]
    if not names or not folded(printed_name):
        return None
    if any(_is_name(printed_name, entry) for entry in names):
        return True
    return False if all(entry.is_certain for entry in names) else None


@lru_cache(REMEMBERED)
def codes_named(name: str, year: int | None, system: System, within: str | None = None) -> tuple[str, ...]:
    """All codes that have this name in that year, sorted; `within` keeps those below a code (其他支出 within 399)."""
    codes = {entry.code for entry in _codes_by_name(system).get(folded(name), ()) if entry.holds_in(year)}
    return tuple(sorted(code for code in codes if within is None or (code.startswith(within) and code != within)))


def code_named(name: str, year: int | None, system: System, within: str | None = None) -> str | None:
    """The one code with this name, for tables that print names only; None where there is none or more than one."""
    codes = codes_named(name, year, system, within)
    return codes[0] if len(codes) == 1 else None


@lru_cache(REMEMBERED)
def class_named(name: str) -> str:
    """The one 类 of the functional classification that had this name in any year, for tables that print no code; "" where there is none.

    Besides ordinals (十四、 and 15、), 支出 may be missing at the end: so some tables print the longer names.
    """
    text = _NUMBER.sub("", folded(name))
    spellings = (text, f"{text}支出") if len(text) >= SHORTEST_CUT_NAME else (text,)
    entries = (entry for spelling in spellings for entry in _codes_by_name("function").get(spelling, ()))
    codes = {entry.code for entry in entries if level_of(entry.code) == 1}
    return codes.pop() if len(codes) == 1 else ""


def successors(code: str, since: int | None = None) -> tuple[Succession, ...]:
    """What became of a code, oldest first; `since` leaves out what happened up to and including that year."""
    return tuple(break_ for break_ in _breaks() if break_.code == code and (since is None or break_.year > since))


def changes_of(since: int, until: int) -> tuple[Succession, ...]:
    """What became of codes after one year and up to another, oldest first."""
    return tuple(break_ for break_ in _breaks() if since < break_.year <= until)


def predecessors(code: str) -> tuple[Succession, ...]:
    """From which codes a code took over, oldest first."""
    return tuple(break_ for break_ in _breaks() if break_.successor == code and break_.code)


def government_codes(department_code: str) -> frozenset[str]:
    """政府 economic codes that may stand beside a 部门 one (财预〔2017〕98号, and pairs seen in disclosures); empty where unknown."""
    return _crosswalk().get(department_code, frozenset())


def flat(text: str) -> str:
    """A text for matching only: NFKC, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(REMEMBERED)
def folded(name: str) -> str:
    """The same without an ordinal in front (二十三、灾害防治及应急管理支出)."""
    return _ORDINAL.sub("", flat(name))


def _is_name(printed: str, entry: CodeName) -> bool:
    text = folded(printed)
    return any(_same_but_cut(text, folded(name)) for name in (entry.name, *entry.synonyms))


def _same_but_cut(text: str, name: str) -> bool:
    return text == name or (len(text) >= SHORTEST_CUT_NAME and name.startswith(text)) or text.startswith(f"{name}(")


def read_rows(file_name: str) -> list[list[str]]:
    """The rows of a file of `budgets/reference`, remarks and header left out."""
    lines = (REFERENCE / file_name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


def source_of_rows(file_name: str) -> str:
    """Where a file of `budgets/reference` says that its rows come from: its remark `# Source:`."""
    lines = (REFERENCE / file_name).read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix("# Source:").strip() for line in lines if line.startswith("# Source:"))


@cache
def _names() -> dict[str, tuple[CodeName, ...]]:
    names: dict[str, tuple[CodeName, ...]] = {}
    for code, name, since, until, certainty, synonyms in read_rows("codes.tsv"):
        entry = CodeName(code, name, _year(since), _year(until), _certainty(certainty), tuple(filter(None, synonyms.split(";"))))
        names[code] = (*names.get(code, ()), entry)
    return names


def _names_of(code: str) -> tuple[CodeName, ...]:
    return _names().get(code, ())


@cache
def _codes_by_name(system: System) -> dict[str, tuple[CodeName, ...]]:
    found: dict[str, tuple[CodeName, ...]] = {}
    for entry in (entry for entries in _names().values() for entry in entries if system_of(entry.code) == system):
        for name in {folded(name) for name in (entry.name, *entry.synonyms)}:
            found[name] = (*found.get(name, ()), entry)
    return found


@cache
def _breaks() -> tuple[Succession, ...]:
    rows = read_rows("code_breaks.tsv")
    breaks = [Succession(code, to or None, int(year), _kind(kind), _comparable(how), *said) for code, to, year, kind, how, *said in rows]
    return tuple(sorted(breaks, key=lambda break_: break_.year))


@cache
def _crosswalk() -> dict[str, frozenset[str]]:
    pairs: dict[str, frozenset[str]] = {}
    for department, government, _source in read_rows("economic_crosswalk.tsv"):
        pairs[department] = pairs.get(department, frozenset()) | {government}
    return pairs


def _year(text: str) -> int | None:
    return int(text) if text else None


def _certainty(text: str) -> Certainty:
    return next(value for value in get_args(Certainty) if value == text)


def _kind(text: str) -> Kind:
    return next(value for value in get_args(Kind) if value == text)


def _comparable(text: str) -> Comparable:
    return next(value for value in get_args(Comparable) if value == text)
