"""Which disclosure a document says it is: read from it, resolved against the register, or left for a clerk. Never a default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from budgets.departments import NotResolved, resolve
from budgets.models import PLAUSIBLE_YEARS, Department, Disclosure, Scope, Stage

_MISSING = {
    "unit": "没有从文件里认出部门或单位名称，请确认它属于哪个部门。",
    "fiscal_year": "没有从文件里认出年度，请确认。",
    "stage": "没有从文件里认出是预算还是决算，请确认。",
    "scope": "没有从文件里认出是部门还是单位口径，请确认。",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known. `problems` says what is not: stable code → one Chinese line for a clerk."""

    department: Department | None
    fiscal_year: int | None
    stage: Stage | None
    scope: Scope | None
    problems: Mapping[str, str]


def identity_of(extraction: Mapping[str, Any]) -> Identity:
    """The identity that a document states, its department resolved by name."""
    stated = extraction["identity"]
    problems = {f"identity_{name}_missing": text for name, text in _MISSING.items() if stated[name] is None}
    year = stated["fiscal_year"] and stated["fiscal_year"]["value"]
    if year is not None and year not in PLAUSIBLE_YEARS:
        problems["identity_fiscal_year_implausible"] = f"文件写的年度是 {year}，不像是年度，请确认。"
        year = None
    department = None
    try:
        department = _department(stated)
    except NotResolved as error:
        problems[error.code] = str(error)
    return Identity(
        department=department,
        fiscal_year=year,
        stage=Stage(stated["stage"]["value"]) if stated["stage"] else None,
        scope=Scope(stated["scope"]["value"]) if stated["scope"] else None,
        problems=problems,
    )


def _department(stated: Mapping[str, Any]) -> Department | None:
    if stated["unit"] is None:
        return None
    region = stated["region"] or {}
    return resolve(stated["unit"]["value"], region.get("code"))


def differing(stated: Mapping[str, Any], disclosure: Disclosure) -> list[str]:
    """What a document says of itself otherwise than the disclosure that somebody said it is, each in words."""
    said = {name: one["value"] for name, one in stated.items() if one}
    unit = said.get("unit")
    known = not unit or disclosure.department.names.called(unit).exists()
    found: list[tuple[str, Any, Any]] = [] if known else [("部门", unit, disclosure.department.name)]
    kinds: tuple[tuple[str, str, Mapping[Any, Any]], ...] = (
        ("fiscal_year", "年度", {}),
        ("stage", "阶段", dict(Stage.choices)),
        ("scope", "口径", dict(Scope.choices)),
    )
    for name, what, labels in kinds:
        given, own = said.get(name), getattr(disclosure, name)
        if given is not None and given != own:
            found.append((what, labels.get(given, given), labels.get(own, own)))
    return [f"{what}：文件写的是{given}，定的是{own}" for what, given, own in found]
