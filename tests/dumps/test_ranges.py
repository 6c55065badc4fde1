"""Which bytes of a file are asked for."""

from __future__ import annotations

import pytest

from dumps.ranges import NotThere, asked_range


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("bytes=0-9", range(10)),
        ("bytes=90-", range(90, 100)),
        ("bytes=90-1000", range(90, 100)),
        ("bytes=-10", range(90, 100)),
        ("bytes=-1000", range(100)),
        ("", None),
        ("bytes=-", None),
        ("bytes=9-3", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-9", None),
        ("bytes=²-9", None),
        ("bytes=" + "9" * 40 + "-", None),
    ],
)
def test_one_range_is_understood_and_everything_else_is_the_whole_file(header: str, wanted: range | None) -> None:
    assert asked_range(header, 100) == wanted


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_bytes_that_there_are_not_are_refused(header: str) -> None:
    with pytest.raises(NotThere):
        asked_range(header, 100)
