"""Which finding an answer is for: by what the finding is and what it says, never by its number or its wording. Pure.

A finding is known by its document, its check, its subject and the cells that it speaks of. A newer reading may put a cell some hair's
breadths aside: that is the same cell. An answer stands as long as its finding says the same; where that has other figures, or another
outcome, somebody has to look again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

_NEAR: Final = 3.0
"""Points by which an edge of a cell may be elsewhere in a newer reading."""
_EXACT: Final = ("document", "page", "line", "span", "sheet", "table", "row", "cell")
Place = Mapping[str, Any]


class Said(Protocol):
    """A finding, or the memory of one in an answer."""

    @property
    def document(self) -> Any: ...
    @property
    def check_code(self) -> Any: ...
    @property
    def subject(self) -> Any: ...
    @property
    def sources(self) -> Any: ...
    @property
    def outcome(self) -> Any: ...
    @property
    def message(self) -> Any: ...
    @property
    def expected(self) -> Any: ...
    @property
    def actual(self) -> Any: ...
    @property
    def difference(self) -> Any: ...


class Answered(Said, Protocol):
    """An answer; a blank verdict takes back what was answered before."""

    @property
    def verdict(self) -> Any: ...


F = TypeVar("F", bound=Said)
A = TypeVar("A", bound=Answered)


@dataclass(frozen=True, slots=True)
class Misfit(Generic[A, F]):
    """An answer that stands for nothing any more: `now` is what its finding says today, None where there is none."""

    answer: A
    now: F | None


@dataclass(frozen=True, slots=True)
class Matched(Generic[A, F]):
    """Findings with their answers, in the order of the findings, and answers without a finding that says what they were told."""

    pairs: tuple[tuple[F, A], ...]
    misfits: tuple[Misfit[A, F], ...]


def matched(findings: Iterable[F], answers: Iterable[A]) -> Matched[A, F]:
    """Which of the answers, in the order in which they were given, stands for which finding."""
    stand = [answer for answer in standing(answers) if answer.verdict]
    groups: dict[tuple[str, ...], list[A]] = {}
    for answer in stand:
        groups.setdefault(_kind(answer), []).append(answer)
    pairs, about, used = [], {}, set()
    for finding in findings:
        for answer in groups.get(_kind(finding), ()):
            if not is_same(answer, finding):
                continue
            about[id(answer)] = finding
            if says_the_same(answer, finding):
                pairs.append((finding, answer))
                used.add(id(answer))
                break
    misfits = tuple(Misfit(answer, about.get(id(answer))) for answer in stand if id(answer) not in used)
    return Matched(tuple(pairs), misfits)


def standing(answers: Iterable[A]) -> list[A]:
    """Of all that was answered to one finding the last; those too that take something back."""
    found: dict[tuple[str, ...], list[A]] = {}
    for answer in answers:
        before = found.setdefault(_kind(answer), [])
        before[:] = [one for one in before if not (is_same(one, answer) and says_the_same(one, answer))]
        before.append(answer)
    return [answer for group in found.values() for answer in group]


def is_same(one: Said, other: Said) -> bool:
    """Whether both are of the same check, subject and cells of the same document."""
    if _kind(one) != _kind(other) or len(one.sources) != len(other.sources):
        return False
    places, others = _places(one), _places(other)
    return all(any(_is_near(place, beside) for beside in others) for place in places) and all(
        any(_is_near(place, beside) for beside in places) for place in others
    )


def says_the_same(one: Said, other: Said) -> bool:
    """Whether both have the same outcome and figures; where there are none, the same words."""
    numbers = [(said.expected, said.actual, said.difference) for said in (one, other)]
    if one.outcome != other.outcome or numbers[0] != numbers[1]:
        return False
    return numbers[0] != (None, None, None) or one.message == other.message


def key_of(finding: Said) -> str:
    """A short name of what a finding is and says, so that a form can tell which one its writer saw."""
    numbers = [
        None if number is None else format(number.normalize(), "f") for number in (finding.expected, finding.actual, finding.difference)
    ]
    places = [dict(sorted(place.items())) for place in _places(finding)]
    told = [*_kind(finding), finding.outcome, finding.message, numbers, places]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:20]


def _kind(said: Said) -> tuple[str, ...]:
    return said.document.sha256, said.check_code, said.subject


def _places(said: Said) -> list[dict[str, Any]]:
    """The sources, each with its document: where several files are checked as one, sources name it."""
    return [
        {"document": source.get("sha256") or said.document.sha256, **{k: v for k, v in source.items() if k != "sha256"}}
        for source in said.sources
    ]


def _is_near(one: Place, other: Place) -> bool:
    if any(one.get(name) != other.get(name) for name in _EXACT):
        return False
    box, beside = one.get("bbox"), other.get("bbox")
    if not box or not beside:
        return not box and not beside
    return all(abs(edge - edge_beside) <= _NEAR for edge, edge_beside in zip(box, beside, strict=True))
