"""Findings of one cause are one thing to look at: told once, with all of them inside. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")


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
