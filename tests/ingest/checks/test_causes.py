"""Findings of one cause bear one phrase, and no others do."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ingest.checks import run_checks
from ingest.checks.causes import told_as_one
from ingest.shapes import Finding, Note, Page, Source, Table, TextLine
from tests.english import english
from tests.ingest.checks.builders import document, form, row, statement, table


def found(*tables: Table, **more: object) -> list[Finding]:
    """The findings on figures; what a document should contain is another matter."""
    findings, _ = run_checks(document(*tables, **more))  # type: ignore[arg-type]
    assert all(english(finding.cause) for finding in findings if finding.cause)
    return [finding for finding in findings if not finding.check.startswith(("quality.", "classification."))]


def rows(*figures: str) -> Table:
    """Two 款 of a 类 and the 合计, each split into 基本支出 and 项目支出."""
    names = ("合计", "208 社会保障和就业支出", "20801 人力资源", "20805 养老")
    return table(
        "expenditure", "total basic project", *(row(name, line) for name, line in zip(names, figures, strict=True)), title="支出总表"
    )


def test_one_wrong_figure_is_one_thing_and_is_named() -> None:
    """20805: 4.00 and 1.00 are 5.00, printed 6.00; so the 类 of 9.00 does not add up either."""
    findings = found(rows("9.00 7.00 2.00", "9.00 7.00 2.00", "4.00 3.00 1.00", "6.00 4.00 1.00"))
    assert {finding.check for finding in findings} == {"hierarchy.class_sum", "row.basic_project"}
    assert {finding.cause for finding in findings} == {
        "《支出总表》：几处不符都涉及“20805 养老”的“合计”。这一格如果是5.00万元（印的是6.00万元），几处就都对得上，可能只错这一处"
    }


def test_a_part_that_repeats_another_column_is_named_with_what_it_would_have_to_be() -> None:
    """普陀区司法局 2026: the 项目支出 of one 项 repeats that of its 款, which is right; its own row says that it has none."""
    repeated = rows("9.00 7.00 2.00", "9.00 7.00 2.00", "4.00 4.00 2.00", "5.00 3.00 2.00")
    findings = found(repeated)
    assert {finding.check for finding in findings} == {"hierarchy.class_sum", "row.basic_project"}
    assert {finding.cause for finding in findings} == {
        "《支出总表》：几处不符都涉及“20801 人力资源”的“项目支出”。这一格如果是0.00万元（印的是2.00万元），几处就都对得上，可能只错这一处"
    }
    assert all("应为" not in finding.message for finding in findings)


def test_sums_that_ask_for_different_figures_of_a_cell_name_none() -> None:
    """20801 项目支出: its row asks for 1.01, since the last digit was rounded, the 类 for 1.00."""
    findings = found(rows("5.00 3.00 2.00", "5.00 3.00 2.00", "3.01 2.00 6.00", "2.00 1.00 1.00"))
    assert {finding.check for finding in findings if finding.outcome == "mismatch"} == {"hierarchy.class_sum", "row.basic_project"}
    assert {finding.cause for finding in findings if finding.outcome == "mismatch"} == {
        "《支出总表》：几处不符都涉及“20801 人力资源”的“项目支出”，可能只错这一处"
    }


def test_two_figures_without_a_cell_in_common_are_two_things() -> None:
    """Two units: in one a row does not add up, in the other another."""
    units = table(
        "expenditure",
        "total basic project",
        row("201 一般公共服务支出", "9.00 3.00 2.00"),
        row("208 社会保障和就业支出", "5.00 3.00 2.00"),
        row("210 卫生健康支出", "5.00 3.00 2.00"),
        row("221 住房保障支出", "7.00 3.00 2.00"),
    )
    findings = found(units)
    assert [(finding.outcome, finding.cause) for finding in findings] == [("mismatch", None)] * 2


def test_one_row_in_several_columns_is_one_thing() -> None:
    """A 款 was lost: the 类 is larger than its rows in every column."""
    findings = found(rows("9.00 7.00 2.00", "9.00 7.00 2.00", "4.00 3.00 1.00", "4.00 3.00 1.00"))
    assert [finding.check for finding in findings] == ["hierarchy.class_sum"] * 2
    assert {finding.cause for finding in findings} == {"《支出总表》：几处不符都在“208 社会保障和就业支出”一行，可能出自同一处错误"}


def test_a_column_that_slipped_is_one_thing() -> None:
    """西安国资委 表6: from 301 on the totals stand one row too high. Five rows, two 类 and the 合计 do not add up."""
    slipped = table(
        "general_economic",
        "total personnel operating",
        row("合计", "11.00 2.00 9.00"),
        row("301 工资福利支出", "1.00 2.00 1.00"),
        row("30101 基本工资", "2.00 1.00 0.00"),
        row("30102 津贴补贴", "8.00 1.00 1.00"),
        row("302 商品和服务支出", "3.00 0.00 8.00"),
        row("30201 办公费", "5.00 0.00 3.00"),
        row("30202 印刷费", "5.00 0.00 5.00"),
        title="明细表",
    )
    findings = [finding for finding in found(slipped) if finding.outcome == "mismatch"]
    assert len(findings) == 8
    assert {finding.cause for finding in findings} == {"《明细表》：多处不符大多涉及“合计”一栏，可能整栏印错或错行"}
    under = tuple(replace(column, header=("2018年", *column.header)) for column in slipped.columns)
    findings = [finding for finding in found(replace(slipped, columns=under)) if finding.outcome == "mismatch"]
    assert {finding.cause for finding in findings} == {"《明细表》：多处不符大多涉及“2018年 / 合计”一栏，可能整栏印错或错行"}


def test_rounding_of_a_table_is_one_thing_and_what_is_unlikely_stands_alone() -> None:
    cells = [f"2010{number} 款" for number in range(1, 7)]
    rounded = table(
        "expenditure",
        "total basic project",
        row("201 一般公共服务支出", "6.01 3.00 3.00"),
        *(row(name, "1.00 0.50 0.50") for name in cells),
        row("208 社会保障和就业支出", "6.03 3.01 3.02"),
        *(row(name.replace("201", "208", 1), "1.00 0.50 0.50") for name in cells),
        title="支出总表",
    )
    findings = found(rounded)
    assert {finding.outcome for finding in findings} == {"rounding"}
    alone = [finding for finding in findings if finding.cause is None]
    assert [finding.unlikely for finding in alone] == [True] * len(alone) != []
    assert {finding.cause for finding in findings if not finding.unlikely} == {"《支出总表》：各格分别四舍五入，相加差在末位"}


def test_the_same_answer_for_many_forms_is_one_thing() -> None:
    projects = table("projects", "total", *(row(name, "1.00") for name in ("甲", "乙", "丙")))
    forms = [form(name, "10000") for name in ("甲", "乙", "丙", "丁", "戊")]
    findings = [finding for finding in found(projects, forms=forms) if finding.check == "forms.form"]
    assert [finding.cause for finding in findings] == ["项目申报表：每张申报表都有对应的项目吗？"] * 2


def test_what_is_wrong_with_single_forms_is_not_one_thing() -> None:
    """大同: six forms whose periods do not fit their years are six slips."""
    forms = [form(name, "10000", "90000", years=2) for name in ("甲", "乙")]
    findings = [finding for finding in found(forms=forms) if finding.check == "forms.period"]
    assert [finding.cause for finding in findings] == [None, None]


def test_one_doubt_behind_many_questions_is_one_thing() -> None:
    """Meetings and training stand in the table too: whether they are in the totals is not said, of no unit."""
    units = table(
        "three_public",
        "total abroad reception vehicles meetings training",
        *(row(name, "9.00 1.00 1.00 1.00 1.00 1.00") for name in "甲乙"),
    )
    findings = [finding for finding in found(units) if finding.check == "three_public.parts"]
    assert [finding.outcome for finding in findings] == ["not_evaluable"] * 2
    assert {finding.cause for finding in findings} == {"《three_public表》：表中还有会议费、培训费，合计不一定只是“三公”经费"}


def test_a_doubt_that_names_its_table_is_not_told_with_it_twice() -> None:
    twice = table(
        "expenditure",
        "total basic project",
        row("合计", "9.00 6.00 3.00"),
        row("208 社会保障和就业支出", "2.00 1.00 1.00"),
        row("20801 人力资源", "2.00 1.00 1.00"),
        row("20801 人力资源", "2.00 1.00 1.00"),
        title="支出总表",
    )
    causes = {finding.cause for finding in found(twice) if finding.check == "hierarchy.total"}
    (phrase,) = causes
    assert phrase is not None
    assert phrase.count("《支出总表》") == 1


def test_sentences_stand_alone() -> None:
    spoken = [statement(name, "1.00", change="1.00", direction="increase") for name in ("培训费", "会议费")]
    assert [finding.cause for finding in found(statements=spoken)] == [None, None]


def test_two_tables_are_two_things() -> None:
    one = rows("9.00 7.00 2.00", "9.00 7.00 2.00", "4.00 3.00 1.00", "4.00 3.00 1.00")
    other = rows("8.00 7.00 1.00", "8.00 7.00 1.00", "4.00 3.00 1.00", "3.00 3.00 1.00")
    findings = found(one, replace(other, title="另一张", schedule="general_expenditure"))
    own = [finding for finding in findings if finding.check == "hierarchy.class_sum" and finding.cause]
    assert {finding.cause.split("：")[0] for finding in own if finding.cause} == {"《支出总表》", "《另一张》"}


def test_no_finding_is_taken_away_or_changed_but_for_its_cause() -> None:
    broken = rows("9.00 7.00 2.00", "9.00 7.00 2.00", "4.00 3.00 1.00", "6.00 4.00 1.00")
    given = [Finding("row.sources", "mismatch", "a", "甲"), Finding("text.share", "soft", "b", "乙", sources=(Source(line=9999),))]
    assert told_as_one((broken,), given) == tuple(given)
    findings, _ = run_checks(document(broken))
    assert told_as_one((broken,), findings) == findings


def test_a_sentence_that_contradicts_the_table_and_itself_is_one_thing() -> None:
    """普陀区司法局 2026: 57.80万元 where the table has 56.12, up from 57.43 and called a fall of 2.27 %."""
    said = Source(page=6, bbox=(311.4, 489.3, 331.7, 498.2))
    other = replace(said, page=7)
    names = ("text.figure", "text.percent", "text.direction")
    findings = [Finding(name, "mismatch", "行政单位离退休", "…", sources=(said,)) for name in names]
    findings.append(Finding("text.percent", "mismatch", "购房补贴", "…", sources=(other,)))
    findings.append(Finding("text.percent", "rounding", "行政单位离退休", "…", sources=(said,)))
    assert [finding.cause for finding in told_as_one((), findings)] == [
        *["行政单位离退休：同一句话几处对不上，可能出自同一个数"] * 3,
        None,
        None,
    ]


def test_where_the_amount_of_the_table_makes_a_sentence_right_it_is_told() -> None:
    """普陀区司法局 2026: 56.12万元 of the table is 2.27 % less than 57.43, as the sentence says; its own 57.80 is not."""
    said = statement(
        "行政单位离退休", amount="57.80", base="57.43", percent="2.27", percent_kind="change", direction="decrease", unit="万元"
    )
    findings = [
        Finding("text.figure", "mismatch", "行政单位离退休", "…", Decimal("561240"), Decimal("578000"), sources=(said.source,)),
        Finding("text.percent", "mismatch", "行政单位离退休", "…", sources=(said.source,)),
    ]
    right = "行政单位离退休：同一句话几处对不上。这个数如果是56.124万元（印的是57.80万元），几处就都对得上，可能只错这一处"
    assert {finding.cause for finding in told_as_one((), findings, (said,))} == {right}
    rising = replace(said, direction="increase")
    assert {finding.cause for finding in told_as_one((), findings, (rising,))} == {"行政单位离退休：同一句话几处对不上，可能出自同一个数"}


def test_a_page_that_prints_an_error_is_one_thing_and_a_missing_page_another() -> None:
    """Both ways of telling of page 34 are one thing; that a page is missing before page 40 is another."""
    error = Page(34, (), first_line=2764, kind="error", furniture=(TextLine(2764, "500 Internal Server Error"),))
    lost = Note("warning", "lost_page", "第 34 个页面印的是服务器错误信息。", Source(page=34, line=2764))
    gap = Note("warning", "lost_page", "缺 1 页。", Source(page=40, line=2900))
    findings, _ = run_checks(document(pages=(error,), notes=(lost, gap)))
    told = [(one.subject, one.cause) for one in findings if one.check == "quality.pages"]
    cause = "第 34 页的内容丢失"
    assert told == [("document lost_page", cause), ("document lost_page", None), ("document error_page", cause)]
    assert english(next(one.cause or "" for one in findings if one.cause == cause)) == "What should stand on page 34 is lost"


def test_a_page_that_could_not_be_read_is_not_called_a_servers_error() -> None:
    unread = Page(3, (), first_line=9, kind="error")
    note = Note("error", "unreadable_page", "第 3 页读不出来，这一页的内容没有采用。", Source(page=3))
    findings, _ = run_checks(document(pages=(unread,), notes=(note,)))
    assert [one.message for one in findings if one.check == "quality.pages"] == [f"{note.text}文件可能不完整，请核对原件。"]


def test_a_form_that_lost_a_page_is_one_thing_with_the_row_that_it_belongs_to() -> None:
    """Two of three forms are whole; of the third, the money of the row cannot be checked, nor the form's fields."""
    rows = [row(name, amount) for name, amount in (("甲项目", "1.00"), ("乙项目", "2.00"), ("丙项目", "3.00"))]
    whole = [form("甲项目", "10000", "10000", 1), form("乙项目", "20000", "20000", 1)]
    broken = form("丙项目", complete=False, missing=("填报日期",))
    findings, _ = run_checks(document(table("projects", "total", *rows), forms=(*whole, broken)))
    told = {(one.check, one.cause) for one in findings if one.check in ("forms.row", "forms.amount", "forms.fields") and one.cause}
    assert told >= {(check, "项目“丙项目”的申报表缺页，读不全") for check in ("forms.amount", "forms.fields")}
