"""REQUIRE_ALL=1, where everything was installed: then a skip is a failure. The corpus beside the checkout is no package:

where it is absent, the tests marked `shared` are left out, and the report's head says so.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def required() -> bool:
    return os.environ.get("REQUIRE_ALL") == "1"


def without_corpus() -> bool:
    return required() and not CORPUS.is_dir()


def pytest_report_header() -> str:
    return "corpus: absent, the tests marked shared are left out" if without_corpus() else ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs the corpus, where it is absent."""
    left_out = [item for item in items if without_corpus() and item.get_closest_marker("shared")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that was skipped has failed."""
    report = yield
    if required() and report.skipped and not hasattr(report, "wasxfail"):
        _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A module that was skipped as a whole, too."""
    report = yield
    if required() and report.skipped:
        _fail(report)
    return report


def _fail(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"REQUIRE_ALL=1 时不得跳过：{reason.removeprefix('Skipped: ')}"
