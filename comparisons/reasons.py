"""Why, in the words of the document: the official reason beside each change, or that none is given. Pure.

A reason is quoted, never judged. That it stands there word for word in several years says that the words are the same, nothing more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from budgets.codes import flat
from comparisons.changes import Change, Changes, Evidence
from comparisons.indicators import WHOLES
from comparisons.stated import Claim, Said, evidence_of, tells, tells_amount, tells_another

Given = Literal["given", "of_fund", "by_part", "of_same", "of_whole", "no_reason", "no_sentence"]
"""`of_fund`: the reason is given for the total of a source of funds that has the very amount and change. `by_part`: a single part moved, by
all of the difference, and its reason is given. `of_same`: last year's figure is not known, and a total that has this year's very amount is
told with a change of its own and its reason. `of_whole`: the reason for a figure that it is a part of names it. `no_reason`: a sentence
speaks of the change and gives none. `no_sentence`: no sentence speaks of it. The last two are "no reason given"."""

CHANGED: Final = ("increase", "decrease")
_OF_BOTH: Final = re.compile("收入?[、和及]?支")
"""Subjects such as 收支总计: income and expenditure in one amount, and one reason for both."""

MAY_BE_ALL: Final = (
    *("fiscal_income", "fiscal_expenditure", "general_income", "general_expenditure"),
    *("current_income", "current_expenditure"),
)
"""Totals of sources of funds, and of the year without what was carried over (`subjects.SPOKEN`): where one has the amount of all income
or expenditure, it is all of it, this year. What it was last year says nothing of last year's whole."""

_TELLING: Final = 4
"""A name of so many characters says which line is meant."""

_THIS_YEAR: Final = "〔本年〕"
_LAST_YEAR: Final = "〔上年〕"


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as the document words it, the line that it is given for, and where it stands."""

    key: str
    label: str
    year: int
    text: str
    evidence: Evidence
    said: Said


@dataclass(frozen=True, slots=True)
class Quoted:
    """A reason beside a change. `of_another_change` says that its sentence tells another difference than that one."""

    reason: Reason
    of_another_change: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """A change and every reason that the document gives for it, each once. `silent` are sentences on it without a reason.

    Where none is given for it: `of_fund` are those for the total of a source of funds that is the same figure, `part` is the only part
    that moved and has a reason, `of_same` are those of `Given` for totals of this year's amount, `of_whole` those that name it as a part.
    """

    change: Change
    reasons: tuple[Reason, ...]
    silent: tuple[Evidence, ...] = ()
    of_fund: tuple[Reason, ...] = ()
    part: Change | None = None
    of_same: tuple[Reason, ...] = ()
    of_whole: tuple[Reason, ...] = ()

    @property
    def given(self) -> Given:
        """Whether there is a reason; where there is none, whether any sentence speaks of the change at all."""
        if self.reasons:
            return "given"
        if self.of_fund:
            return "of_fund"
        if self.part is not None:
            return "by_part"
        if self.of_same:
            return "of_same"
        if self.of_whole:
            return "of_whole"
        return "no_reason" if self.silent else "no_sentence"

    @property
    def quoted(self) -> tuple[Quoted, ...]:
        """The reasons to quote: its own, else those of another total that is the same figure, else those of its whole that name it."""
        told = self.reasons or self.of_fund or self.of_same
        own = tuple(Quoted(reason, tells_another(reason.said, self.change)) for reason in told)
        return own or tuple(Quoted(reason, False) for reason in self.of_whole)

    @property
    def is_given(self) -> bool:
        """Whether the document says why, in one way or another."""
        return self.given not in ("no_reason", "no_sentence")


@dataclass(frozen=True, slots=True)
class Repeated:
    """One reason for changes of one line, word for word the same in several years, oldest first."""

    key: str
    label: str
    reasons: tuple[Reason, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """In which years it is given."""
        return tuple(reason.year for reason in self.reasons)


def is_about(claim: Claim, key: str) -> bool:
    """Whether a sentence speaks of a line: one of both, which is a claim of income, speaks of expenditure too."""
    of_both = key == "total_expenditure" and claim.key == "total_income" and _OF_BOTH.search(claim.said.subject)
    return claim.key == key or bool(of_both)


def reasons(claims: Iterable[Claim]) -> tuple[Reason, ...]:
    """The reasons that a document gives for changes, in the order of its text; the same words for one line once.

    Only sentences that say that something rose or fell are asked: 与上年持平 needs no reason.
    """
    found: dict[object, Reason] = {}
    for claim in claims:
        said = claim.said
        if said.reason and said.direction in CHANGED and said.year is not None:
            reason = Reason(claim.key, claim.label, said.year, said.reason, evidence_of(said), said)
            found.setdefault((claim.key, said.year, wording(said.reason, said.year)), reason)
    return tuple(found.values())


def explained(changes: Iterable[Change], claims: Sequence[Claim], *, whole: bool = True) -> tuple[Explained, ...]:
    """Each change of a figure with the reasons for it. Lines that did not change, and lines without a later figure's year, have no entry.

    `claims` are those of the later document, also on totals of sources of funds. A change that is only new, ended or unlike also has an
    entry: a document may say why. `whole` says that no part of a line was left out of `changes`.
    """
    listed = Changes(tuple(changes))
    asked = [change for change in listed.lines if change.kind in ("changed", "new", "ended", "unlike")]
    found = {change.key: _explained(change, claims) for change in asked}
    same = {change.key: one for change in listed.lines if (one := _of_same(change, claims)) is not None}
    every = found | same
    ordered = (every[change.key] for change in listed.lines if change.key in every)
    told = (replace(one, part=_only_part(one, listed, found)) if whole else one for one in ordered)
    return tuple(one if one.is_given else replace(one, of_whole=_naming(one.change, listed, found)) for one in told)


def _naming(change: Change, changes: Changes, found: Mapping[str, Explained]) -> tuple[Reason, ...]:
    """The reasons for the nearest figure that a line is a part of which name the line (…相应安排公务用车购置费减少)."""
    name = flat(change.label)
    above = (found[key] for key in changes.above(change.key) if key in found)
    given = next((one.reasons for one in above if one.reasons), ())
    return tuple(reason for reason in given if len(name) >= _TELLING and name in flat(reason.text))


def _explained(change: Change, claims: Sequence[Claim]) -> Explained:
    about = [claim for claim in claims if is_about(claim, change.key)]
    unsaid = (claim.said for claim in about if claim.said.direction in CHANGED and not claim.said.reason)
    own, silent = reasons(about), tuple(dict.fromkeys(evidence_of(said) for said in unsaid))
    if own or change.key not in WHOLES:
        return Explained(change, own, silent)
    return Explained(change, own, silent, _once(reasons(one for one in claims if one.key in MAY_BE_ALL and tells(one.said, change))))


def _of_same(change: Change, claims: Iterable[Claim]) -> Explained | None:
    """All income or expenditure of which last year's figure is not known, with what is told of a total of its side with the same amount."""
    if change.key not in WHOLES or change.before is not None or change.after is None:
        return None
    side = change.key.removeprefix("total_")
    same = (one for one in claims if one.key in MAY_BE_ALL and one.key.endswith(side) and tells_amount(one.said, change.after))
    found = _once(reasons(same))
    return Explained(change, (), of_same=found) if found else None


def _once(given: Iterable[Reason]) -> tuple[Reason, ...]:
    """The same words for several totals are one reason: that of the first."""
    found: dict[str, Reason] = {}
    for reason in given:
        found.setdefault(wording(reason.text, reason.year), reason)
    return tuple(found.values())


def _only_part(one: Explained, changes: Changes, found: Mapping[str, Explained]) -> Change | None:
    """The part that made all of a change, where every other stayed as it was and a reason is given for it or for its own only part."""
    parts = changes.parts(one.change.key)
    moved = [part for part in parts if part.contribution != 0]
    if one.reasons or one.change.difference is None or len(moved) != 1 or moved[0].contribution != one.change.difference:
        return None
    part = found.get(moved[0].key)
    if part is None:
        return None
    return part.change if part.reasons else _only_part(part, changes, found)


def repeated(given: Iterable[Reason]) -> tuple[Repeated, ...]:
    """Reasons of one line that are worded the same in at least two years, by the order in which they were first given."""
    by_words: dict[tuple[str, str], dict[int, Reason]] = {}
    for reason in given:
        words = wording(reason.text, reason.year)
        if words:
            by_words.setdefault((reason.key, words), {}).setdefault(reason.year, reason)
    several = (tuple(years[year] for year in sorted(years)) for years in by_words.values() if len(years) > 1)
    return tuple(Repeated(found[-1].key, found[-1].label, found) for found in several)


def wording(text: str, year: int) -> str:
    """A reason as it is compared with that of another year: NFKC, without white space and punctuation (the point inside a number stays).

    The document's own year and the one before it are named by what they are to it (2023 in a document of 2023 is this year), as 较2022年
    in 2023 and 较2023年 in 2024 say the same. No other figure is masked: 增加3人 and 增加15人 are two reasons.
    """
    folded = unicodedata.normalize("NFKC", text)
    named = re.sub(rf"(?<!\d){year}(?=年)", _THIS_YEAR, re.sub(rf"(?<!\d){year - 1}(?=年)", _LAST_YEAR, folded))
    return "".join(character for at, character in enumerate(named) if _counts(named, at))


def _counts(text: str, at: int) -> bool:
    character = text[at]
    if character in "〔〕":
        return True
    if character == "." and 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit():
        return True
    return unicodedata.category(character)[0] not in "PZC"
