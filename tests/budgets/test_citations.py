"""Citations as the standards write them: GB/T 7714—2015 (题名[R/OL]. 出版者, 年: 引文页码(更新日期)[引用日期]. 路径) and APA 7."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from budgets.citations import Source, View, of_source, of_view, title_of

READ = date(2026, 11, 27)
VIEW = View(
    "大同市应急管理局2022年与2023年收入总计比较",
    "大同市应急管理局: total income, 2022 and 2023 compared",
    date(2026, 11, 20),
    READ,
    "https://mz.example/compare/?d=1&as_of=2026-11-27T08%3A00%3A00Z",
)
FIGURE = Source(
    "大同市应急管理局",
    "2023年部门预算公开报告",
    date(2023, 2, 10),
    "https://yjglj.dt.gov.cn/2023.pdf",
    2,
    READ,
    "https://mz.example/evidence/facts/7/",
    page=5,
    place="第 5 页",
    place_in_english="page 5",
)


def test_a_view_is_a_database_online() -> None:
    found = of_view(VIEW)
    assert found.gb == (
        "明账. 大同市应急管理局2022年与2023年收入总计比较[DB/OL]. (2026-11-20)[2026-11-27]. "
        "https://mz.example/compare/?d=1&as_of=2026-11-27T08%3A00%3A00Z."
    )
    assert found.apa == (
        "Mingzhang. (2026, November 20). 大同市应急管理局2022年与2023年收入总计比较 "
        "[大同市应急管理局: total income, 2022 and 2023 compared] [Data set]. "
        "Retrieved November 27, 2026, from https://mz.example/compare/?d=1&as_of=2026-11-27T08%3A00%3A00Z"
    )


def test_what_is_not_known_is_left_out() -> None:
    found = of_view(replace(VIEW, updated=None, english=VIEW.title))
    assert found.gb.startswith("明账. 大同市应急管理局2022年与2023年收入总计比较[DB/OL]. [2026-11-27]. https://")
    assert found.apa.startswith("Mingzhang. (n.d.). 大同市应急管理局2022年与2023年收入总计比较 [Data set]. Retrieved")


def test_a_figure_is_cited_from_the_departments_document_with_its_page() -> None:
    found = of_source(FIGURE)
    assert found.gb == (
        "大同市应急管理局. 2023年部门预算公开报告[R/OL]. 大同市应急管理局, 2023: 5(2023-02-10)[2026-11-27]. "
        "https://yjglj.dt.gov.cn/2023.pdf. 读于明账, 第2版: https://mz.example/evidence/facts/7/."
    )
    assert found.apa == (
        "大同市应急管理局. (2023, February 10). 2023年部门预算公开报告 (p. 5). https://yjglj.dt.gov.cn/2023.pdf "
        "Read in Mingzhang, edition 2, on November 27, 2026: https://mz.example/evidence/facts/7/"
    )


def test_an_edition_is_cited_whole() -> None:
    found = of_source(replace(FIGURE, page=None, place="", place_in_english="", address="https://mz.example/editions/3/"))
    assert found.gb == (
        "大同市应急管理局. 2023年部门预算公开报告[R/OL]. (2023-02-10)[2026-11-27]. "
        "https://yjglj.dt.gov.cn/2023.pdf. 读于明账, 第2版: https://mz.example/editions/3/."
    )
    assert found.apa == (
        "大同市应急管理局. (2023, February 10). 2023年部门预算公开报告. https://yjglj.dt.gov.cn/2023.pdf "
        "Read in Mingzhang, edition 2, on November 27, 2026: https://mz.example/editions/3/"
    )


def test_without_origin_and_day_only_where_it_was_read_is_told() -> None:
    found = of_source(replace(FIGURE, published=None, origin="", page=None, place="第 12 行", place_in_english="line 12"))
    assert found.gb == (
        "大同市应急管理局. 2023年部门预算公开报告[R/OL]. 大同市应急管理局: 第 12 行[2026-11-27]. "
        "明账, 第2版: https://mz.example/evidence/facts/7/."
    )
    assert found.apa == (
        "大同市应急管理局. (n.d.). 2023年部门预算公开报告 (line 12). Mingzhang, edition 2. "
        "Retrieved November 27, 2026, from https://mz.example/evidence/facts/7/"
    )


def test_a_sample_is_never_cited_as_an_official_document() -> None:
    found = of_source(replace(FIGURE, is_sample=True))
    assert "2023年部门预算公开报告（演示排版，非官方原件）[R/OL]" in found.gb
    assert "[Sample typeset by Mingzhang, not an official document]" in found.apa


def test_a_view_of_samples_says_so() -> None:
    found = of_view(replace(VIEW, has_samples=True))
    assert found.gb.startswith("明账. 大同市应急管理局2022年与2023年收入总计比较（演示排版，非官方原件）[DB/OL]. (2026-11-20)")
    assert "[Data set, with samples typeset by Mingzhang, not official documents]. Retrieved" in found.apa


@pytest.mark.parametrize(
    ("name", "title"),
    [("2023年部门预算.pdf", "2023年部门预算"), ("报告.PDF", "报告"), ("附件1.收支总表", "附件1.收支总表"), (".pdf", ".pdf")],
)
def test_the_title_is_the_name_without_its_kind(name: str, title: str) -> None:
    assert title_of(name) == title
