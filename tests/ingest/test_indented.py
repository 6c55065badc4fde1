"""The written JSON is the one of the standard library, which is the second opinion here."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from ingest.indented import indented


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        None,
        True,
        "收支总表",
        {"空": {}, "无": [], "否": False},
        [[1, -2], [0.1, 72.0, 1e-07], [None]],
        {"label": '引号"、反斜线\\、换行\n、\u2028、\x00', "amounts": [{"yuan": "10.00", "bbox": [1.5, 2.0]}, {"yuan": None}]},
    ],
)
def test_values_are_written_as_the_standard_library_writes_them(value: Any) -> None:
    assert indented(value) == json.dumps(value, ensure_ascii=False, indent=1)


@pytest.mark.parametrize("value", [Decimal("0.10"), {"yuan": Decimal(1)}, ["a", {1, 2}], (1, 2)])
def test_what_is_no_plain_value_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="cannot be written as JSON"):
        indented(value)
