"""What published budgets say of a basis that changed, from the PDF to the words of the caution. Sentences and pages read by a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from comparisons.indicators import BY_KEY
from comparisons.stated import Said, other_basis
from ingest.extract import extract

DEV = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "dev"

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not DEV.exists(), reason="the corpus is not beside the checkout")]

CASES = {
    "江苏省_江苏省高级人民法院_2017_预算_e397b0": (
        "agency_running",
        2017,
        24,
        "本年机关运行经费统计口径与上年不一致",
        "故上下年数据无可比性",
    ),
    "江苏省_江苏省高级人民法院_2018_预算_dc6477": (
        "agency_running",
        2018,
        23,
        "本年机关运行经费统计口径与上年不一致",
        "故上下年数据无可比性",
    ),
    "江苏省_江苏省政协办公厅_2018_预算_b67b5c": ("agency_running", 2018, 15, "今年此表统计口径发生变化", "不再列入其中"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_words_are_found_for_the_figure_that_they_are_about_and_for_no_other(name: str) -> None:
    found: dict[tuple[str, int | None, int | None], str] = {}
    for number, one in enumerate(extract(DEV / f"{name}.pdf").statements):
        words = other_basis(Said(number, one.subject, one.text, one.year, base_year=one.base_year, reason=one.reason or ""))
        about = [key for key, known in BY_KEY.items() if known.is_meant_by(one.subject, one.part_of or "", one.section or "")]
        found |= {(key, one.year, one.source.page): words for key in about if words}
    key, year, page, begins, ends = CASES[name]
    assert set(found) == {(key, year, page)}
    words = found[key, year, page]
    assert words.startswith(begins)
    assert words.endswith(ends)
