"""What `make bench-ingest` says of its rounds, and what it refuses in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ingest.management.bench.ingesting import One, Round
from ingest.management.commands.bench_ingest import figures


def test_the_figures_are_those_of_one_worker_and_the_ratio_of_both() -> None:
    read = [One(total=1.0 + number / 100, extract=1.0, stored=0.01, facts=500, others=0) for number in range(1, 101)]
    nothing = One(total=2.0, extract=2.0, stored=1.0, facts=0, others=3)
    found = {one.name: one for one in figures(Round(1, 100.0, [*read, nothing], 0, 1, []), Round(2, 50.0, read, 0, 0, []))}
    assert found["facts stored a second"].value == 50_000  # what stored no facts has no share in their speed
    assert found["outside extract, p95"].value == pytest.approx(950, abs=10)
    assert (found["outside extract, p95"].holds, found["two workers / one"].value, found["two workers / one"].holds) == (False, 2.0, True)


def test_a_folder_without_files_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有文件可读"):
        call_command("bench_ingest", docs=tmp_path)
