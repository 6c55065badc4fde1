"""Findings of one cause are one thing to look at: told once, with all of them inside. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

T = TypeVar("T")
_TELLS_OF: Final = {"damaged_form": "forms.fields"}
"""Notes of a loss, and the check whose finding at the same place tells of the same in other words."""


class Finding(Protocol):
    """What is asked of a stored finding."""

    @property
    def pk(self) -> Any: ...
    @property
    def document_id(self) -> Any: ...
    @property
    def outcome(self) -> str: ...
    @property
    def cause(self) -> str: ...


F = TypeVar("F", bound=Finding)


class Place(Protocol):
    """Where a stored finding or note stands."""

    @property
    def document_id(self) -> Any: ...
    @property
    def page(self) -> Any: ...
    @property
    def line(self) -> Any: ...
    @property
    def sheet(self) -> Any: ...
    @property
    def cell(self) -> Any: ...


class Told(Place, Protocol):
    """What is asked of a finding that may tell what a note tells."""

    @property
    def check_code(self) -> str: ...
    @property
    def message(self) -> str: ...


class Note(Place, Protocol):
    """What is asked of a stored note."""

    @property
    def code(self) -> str: ...
    @property
    def text(self) -> str: ...


N = TypeVar("N", bound=Note)


@dataclass(frozen=True, slots=True)
class Thing(Generic[T]):
    """One thing to look at: a finding that stands for itself (`cause` is ""), or all findings of a cause, in their order."""

    cause: str
    members: tuple[T, ...]

    @property
    def first(self) -> T:
        """The finding that comes first; the only one where there is no cause."""
        return self.members[0]


def things(findings: Iterable[F]) -> list[Thing[F]]:
    """Findings as things to look at, each where its first finding stands. Nothing is left out."""
    return things_of(findings, lambda finding: finding)


def things_of(items: Iterable[T], finding: Callable[[T], Finding]) -> list[Thing[T]]:
    """The same for what has a finding (and a number, say). Those of two documents or two outcomes are never one."""
    found: dict[Hashable, list[T]] = {}
    for item in items:
        own = finding(item)
        key: Hashable = (own.document_id, own.outcome, own.cause) if own.cause else own.pk
        found.setdefault(key, []).append(item)
    return [Thing(finding(members[0]).cause if len(members) > 1 else "", tuple(members)) for members in found.values()]


def untold(notes: Iterable[N], findings: Iterable[Told]) -> list[N]:
    """The notes of a reading that tell what no finding tells: the others are of the same loss, and are not counted once more."""
    messages: dict[Hashable, list[Told]] = {}
    for finding in findings:
        messages.setdefault(_place(finding), []).append(finding)
    return [note for note in notes if not any(_tells(finding, note) for finding in messages.get(_place(note), ()))]


def _tells(finding: Told, note: Note) -> bool:
    return note.text in finding.message or finding.check_code == _TELLS_OF.get(note.code)


def _place(one: Place) -> Hashable:
    return one.document_id, one.page, one.line, one.sheet, one.cell
