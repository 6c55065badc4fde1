"""Rows as lines of CSV."""

from __future__ import annotations

import csv
import io
from datetime import date

from dumps.lines import line


def test_null_and_an_empty_text_stay_apart_and_nothing_breaks_a_line() -> None:
    assert line([None, "", True, False, 3, date(2026, 1, 2), ["甲"], {"a": None}]) == (
        ',"",true,false,3,2026-01-02,"[""甲""]","{""a"": null}"\n'.encode()
    )
    words = ['a"b', "c,d", "e\nf", "g\rh", "平"]
    assert next(csv.reader(io.StringIO(line(words).decode(), newline=""))) == words


def test_words_that_a_spreadsheet_would_compute_are_marked_where_that_is_asked_for() -> None:
    assert line(["=1+1", "-1+1", "-1.00", "@x", -3], harmless=True) == b"'=1+1,'-1+1,-1.00,'@x,-3\n"
    assert line(["=1+1", "-1+1"]) == b"=1+1,-1+1\n"
