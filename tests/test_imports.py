"""The contracts in pyproject.toml (`lint-imports`) say which way imports go. Here: that no module escapes them."""

from __future__ import annotations

import pkgutil
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DJANGO = {"admin", "api", "apps", "management", "migrations", "models", "tasks", "templatetags", "urls", "views"}
# What needs Django or Celery beside their own modules; everything else is pure, and stands in the contract.
FRAMEWORK = {
    "backups": {"database", "documents", "kept", "making", "restoring"},
    "budgets": {
        "answers",
        "assignments",
        "bare",
        "copying",
        "departments",
        "derivation",
        "measures",
        "told",
        "desk",
        "editions",
        "events",
        "evidence",
        "four_eyes",
        "groups",
        "identities",
        "lookups",
        "mergers",
        "moved",
        "moments",
        "neighbours",
        "page_images",
        "pages",
        "prepared",
        "languages",
        "querysets",
        "queue",
        "queue_page",
        "reporting",
        "reports",
        "retold",
        "revised",
        "second_factor",
        "sheets",
        "throttles",
        "titles",
        "trail",
    },
    "comparisons": {
        "among",
        "chart_files",
        "asked",
        "columns",
        "compare",
        "comparison",
        "contents",
        "demanded",
        "department",
        "disclosures",
        "export",
        "feeds",
        "findings",
        "gathering",
        "groups",
        "headline",
        "indexing",
        "inenglish",
        "listing",
        "makeup",
        "named",
        "news",
        "observed",
        "pinned",
        "pivot",
        "places",
        "rank_export",
        "rank_listing",
        "ranked",
        "rankings",
        "report",
        "search",
        "searching",
        "settled",
        "standings",
        "stored",
        "takeaway",
        "wanted",
        "workbook",
        "workbook_sources",
    },
    "dumps": {"changes", "kept", "package", "tables", "writing"},
    "handbook": {"asking", "entries", "examples", "terms"},
    "ingest": {"addresses", "failed", "review", "store", "tasks", "uploads"},
    "subscribers": {"asking", "authentication", "hooks", "keys", "letters", "outbox", "sending", "usage"},
    "operations": {
        "backups",
        "direct",
        "logs",
        "metrics",
        "readiness",
        "reporting",
        "requests",
        "standing",
        "tracing",
        "workers",
    },
}


@pytest.mark.parametrize("package", FRAMEWORK)
def test_every_module_is_pure_by_contract_or_known_to_need_a_framework(package: str) -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    pure = next(contract for contract in contracts if contract["id"] == "pure")["source_modules"]
    modules = {module.name for module in pkgutil.iter_modules(import_module(package).__path__)}
    assert {module for module in modules if f"{package}.{module}" not in pure} <= DJANGO | FRAMEWORK[package]
