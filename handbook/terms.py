"""The glossary in the reader's language, and the classes of the classifications with the years of their names."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.codes import CodeName, System, classes
from budgets.schedules import SCHEDULES
from budgets.titles import schedule_title
from comparisons.glossary import TERMS, THEMES, Term
from handbook import entries

SYSTEMS: Final[dict[System, object]] = {
    "function": gettext_lazy("支出功能分类的类"),
    "economic_department": gettext_lazy("部门预算支出经济分类的类"),
    "economic_government": gettext_lazy("政府预算支出经济分类的类"),
}
SECTIONS: Final = {"checks": gettext_lazy("全部核对"), "signals": gettext_lazy("全部信号")}
"""Parts of the page of methods that a term may lead to as a whole."""


@dataclass(frozen=True, slots=True)
class TermTold:
    """A term. `tables` are the standard tables in which it stands, each by its name and its Chinese one; `methods` anchors of the page of
    methods with names."""

    key: str
    name: str
    chinese: str
    meaning: str
    source: str
    aliases: tuple[str, ...]
    tables: tuple[tuple[str, str], ...]
    methods: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """Terms that belong together."""

    key: str
    name: str
    terms: tuple[TermTold, ...]


@dataclass(frozen=True, slots=True)
class Class:
    """A class of a classification with its names, the latest first."""

    code: str
    names: tuple[CodeName, ...]


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of one classification."""

    system: System
    name: str
    classes: tuple[Class, ...]


def themes() -> tuple[Theme, ...]:
    """The terms by what they are about."""
    names = method_names()
    return tuple(Theme(key, _(name), tuple(_term(term, names) for term in TERMS if term.theme == key)) for key, name in THEMES.items())


def method_names() -> dict[str, str]:
    """The anchors of the page of methods that a term may lead to, with what they are called."""
    return {
        **{one.key: one.name for one in entries.indicators()},
        **{one.key: one.name for one in entries.methods()},
        **{one.key: one.question for one in entries.checks()},
        **{one.key: one.title for one in entries.signals()},
        **{key: str(name) for key, name in SECTIONS.items()},
    }


def _term(term: Term, names: dict[str, str]) -> TermTold:
    return TermTold(
        term.key,
        _(term.name),
        term.name,
        _(term.meaning),
        _(term.source) if term.source else "",
        term.aliases,
        tuple((schedule_title(key), SCHEDULES[key].title) for key in term.schedules),
        tuple((key, names[key]) for key in term.methods),
    )


def code_classes() -> tuple[Classes, ...]:
    """The classes that our lists know for certain."""
    return tuple(Classes(system, str(name), _classes(system)) for system, name in SYSTEMS.items())


def _classes(system: System) -> tuple[Class, ...]:
    found = groupby(classes(system), key=lambda one: one.code)
    return tuple(Class(code, tuple(sorted(names, key=lambda one: -(one.since or 0)))) for code, names in found)
