"""What a skip means where everything was installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TESTS = """
import pytest
def test_runs(): pass
def test_skips(): pytest.skip("no such program")
@pytest.mark.xfail
def test_fails_as_expected(): raise ValueError
"""


def outcome(folder: Path, tests: str, require_all: str) -> tuple[int, str]:
    (folder / "test_it.py").write_text(tests)
    options = ["-p", "tests.require_all", "-p", "no:django", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(folder)]
    environment = os.environ | {"REQUIRE_ALL": require_all, "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_a_skip_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    status, told = outcome(tmp_path, TESTS, "1")
    assert status == 1
    assert "1 failed, 1 passed, 1 xfailed" in told
    assert "no such program" in told


def test_a_module_skipped_as_a_whole_is_a_failure(tmp_path: Path) -> None:
    status, told = outcome(tmp_path, 'import pytest\npytest.skip("no such module", allow_module_level=True)\n', "1")
    assert status != 0
    assert "no such module" in told


@pytest.mark.parametrize("require_all", ["", "0"])
def test_elsewhere_it_is_a_skip(tmp_path: Path, require_all: str) -> None:
    status, told = outcome(tmp_path, TESTS, require_all)
    assert status == 0
    assert "1 passed, 1 skipped, 1 xfailed" in told
