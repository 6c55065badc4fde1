"""What a second file of a disclosure is beside the first: told from what the two print."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from budgets import companions
from budgets.companions import File, Relation, arranged, relation, relation_of_all
from budgets.facts import derive
from tests.contracts import amount, column, expenditure, extraction, form, row, statement, summary, table, tables_file, text_file, totals

Json = dict[str, Any]


def beside(first: Json, second: Json, dates: tuple[date | None, date | None] = (None, None)) -> Relation:
    return relation(File("甲.pdf", first, dates[0]), File("乙.pdf", second, dates[1]))


def another(printed: str = "54.80", yuan: str = "548000.00") -> Json:
    """The table of expenditure with another figure in its second row."""
    changed = expenditure()
    changed["rows"][1] = row("卫生健康支出", amount(0, printed, yuan, 12), amount(1, "54.70", "547000.00", 12), line=12, code="210")
    return changed


def fund(**more: Any) -> Json:
    rows = [row("合计", amount(0, "3.00", "30000.00", 61), line=61)]
    return table("fund_expenditure", "2023年政府性基金预算支出表", [column(0, "total", "合计")], rows, **more)


def other_sentences(count: int) -> list[Json]:
    return [statement(f"第{number}个项目", amount="1.00", line=40 + number) for number in range(count)]


# Parts


@pytest.mark.parametrize("text_first", [True, False])
def test_text_and_tables_are_parts_whichever_comes_first(text_first: bool) -> None:
    files = (text_file(), tables_file()) if text_first else (tables_file(), text_file())
    found = beside(*files)
    assert (found.kind, found.repeated, found.totals_agree) == ("part", (), True)
    assert "互相补充，没有重复，文字写的收入总计和支出总计与表相同。" in found.reason
    assert found.reason.count("。") == 1


def test_of_text_and_tables_only_the_summary_is_looked_at_cell_by_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most pairs are such: deriving both files whole took half of what storing them took."""
    asked: list[list[str]] = []

    def watched(given: Json, *more: Any) -> Any:
        asked.append([one["schedule"] for one in given["tables"]])
        return derive(given, *more)

    monkeypatch.setattr(companions, "derive", watched)
    assert beside(text_file(), tables_file(tables=[summary(), fund()])).kind == "part"
    assert asked
    assert all(schedules in ([], ["summary"]) for schedules in asked)


def test_the_reason_says_what_each_of_them_has() -> None:
    assert beside(text_file(), tables_file()).reason.startswith("“甲.pdf”有 3 条文字数据；“乙.pdf”有 2 张有数的表：")


def test_tables_of_different_schedules_are_parts() -> None:
    found = beside(tables_file(), tables_file(tables=[fund()]))
    assert (found.kind, found.totals_agree) == ("part", False)


def test_forms_that_the_other_file_lacks_are_a_part() -> None:
    assert beside(text_file(), text_file(statements=[], forms=[form()])).kind == "part"


def test_a_few_remarks_under_the_tables_are_no_text() -> None:
    remarks = [statement("注", amount="1.00"), statement("另注", amount="2.00")]
    text = text_file(statements=[*totals(), *other_sentences(2)])
    assert beside(text, tables_file(statements=remarks)).kind == "part"
    assert beside(text, tables_file(statements=other_sentences(5)[2:])).kind == "part"
    assert beside(text, tables_file(statements=[statement(f"另{n}") for n in range(4)])).kind == "unclear"


def test_a_total_that_contradicts_the_tables_makes_it_unclear() -> None:
    found = beside(text_file(statements=totals(income="2296.60")), tables_file())
    assert found.kind == "unclear"
    assert "文字写的收入总计是 2,296.60 万元，表里印的是 2,296.59 万元，可能不是一套。" in found.reason


def test_rounding_is_no_contradiction() -> None:
    exact = summary()
    exact["rows"][0] = row("收入总计", amount(0, "2,296.5912", "22965912.00", 21), line=21, side="income")
    assert beside(text_file(), tables_file(tables=[exact])).totals_agree
    assert beside(text_file(statements=totals(income="2297")), tables_file()).totals_agree
    assert not beside(text_file(statements=totals(income="2296")), tables_file()).totals_agree


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "财政拨款收入总计"},
        {"section": "（二）财政拨款收支情况"},
        {"part_of": "收入总计"},
        {"subject": "收入合计"},
        {"year": 2022},
        {"unit": "个"},
        {"amount": None},
    ],
)
def test_totals_of_something_else_are_not_taken_for_those_of_the_whole(change: Json) -> None:
    """Only one of the two totals is stated of the whole: then the content does not decide."""
    changed = [totals()[0] | change, totals()[1]]
    assert not beside(text_file(statements=changed), tables_file()).totals_agree


@pytest.mark.parametrize("subject", ["收支总计", "收入支出总计", "收入、支出预算总计", "部门收支总预算"])
def test_one_sentence_may_state_both_totals(subject: str) -> None:
    assert beside(text_file(statements=[totals()[0] | {"subject": subject}]), tables_file()).totals_agree


def test_totals_on_which_the_text_contradicts_itself_decide_nothing() -> None:
    twice = [*totals(), totals(income="2000.00")[0] | {"section": "别处"}]
    assert not beside(text_file(statements=twice), tables_file()).totals_agree


def test_of_a_final_account_the_final_figure_is_compared() -> None:
    columns = [
        column(0, "budget", "预算数", side="income"),
        column(1, "final", "决算数", side="income"),
        column(2, "final", "决算数", side="expenditure"),
    ]
    rows = [
        row("收入总计", amount(0, "9.00", "90000.00", 21), amount(1, "8.00", "80000.00", 21), line=21, side="income"),
        row("支出总计", amount(2, "8.00", "80000.00", 21), line=21, side="expenditure"),
    ]
    tables = tables_file(stage="final_accounts", tables=[table("summary", "收入支出决算总表", columns, rows)])
    assert beside(text_file(stage="final_accounts", statements=totals("8.00", "8.00")), tables).totals_agree
    assert beside(text_file(stage="final_accounts", statements=totals("9.00", "9.00")), tables).kind == "unclear"


def test_nothing_but_zeros_decides_nothing() -> None:
    found = beside(text_file(statements=totals("0.00", "0.00")), tables_file(tables=[summary("0.00", "0.00")]))
    assert (found.kind, found.totals_agree) == ("part", False)


# Never both


@pytest.mark.parametrize(
    ("second", "named"),
    [
        (text_file(statements=other_sentences(5), tables=[expenditure()]), "《2023年预算支出总表》"),
        (tables_file(tables=[fund()], statements=[statement("收入总计")]), "“收入总计”"),
        (tables_file(tables=[fund(), expenditure()]), "《2023年预算支出总表》"),
    ],
)
def test_what_prints_again_a_part_of_the_other_is_unclear_and_says_what(second: Json, named: str) -> None:
    found = beside(extraction(forms=[], tables=[summary(), expenditure()], statements=totals()), second)
    assert (found.kind, named in found.reason, named in found.repeated) == ("unclear", True, True)


def test_an_empty_table_that_stands_in_both_is_a_repeated_table_too() -> None:
    """Which of them is the file's own, nobody can tell; and its rows may just not have been read."""
    empty = fund(no_data=True) | {"rows": []}
    assert beside(tables_file(tables=[expenditure(), empty]), tables_file(tables=[summary(), empty])).kind == "unclear"


def test_a_table_that_was_not_recognised_may_be_one_of_the_others() -> None:
    unknown = fund() | {"schedule": None, "title": "附表"}
    found = beside(tables_file(), tables_file(tables=[unknown]))
    assert found.kind == "unclear"
    assert "不能排除同一张表印了两次" in found.reason
    assert beside(text_file(), tables_file(tables=[unknown])).kind == "part"


def test_two_texts_without_anything_in_common_are_unclear() -> None:
    assert beside(text_file(), text_file(statements=other_sentences(3))).kind == "unclear"


def test_a_file_in_which_nothing_was_read_is_unclear() -> None:
    found = beside(tables_file(), text_file(statements=[]))
    assert (found.kind, found.reason) == ("unclear", "“乙.pdf”没有读到数，不能比较。")


# Duplicates and replacements


def test_the_same_figures_cell_for_cell_are_a_duplicate_whatever_the_file() -> None:
    found = beside(extraction(sha256="a" * 64), extraction(sha256="b" * 64))
    assert found.kind == "duplicate"
    assert "逐格相同" in found.reason


def test_an_excerpt_of_the_other_file_is_a_duplicate_and_the_fuller_one_is_not() -> None:
    whole, excerpt = tables_file(), tables_file(tables=[expenditure()])
    assert beside(whole, excerpt).kind == "duplicate"
    assert beside(excerpt, whole).kind == "replacement"


@pytest.mark.parametrize("changed", [another(), another("54.7", "547001.00")])
def test_one_other_figure_makes_it_a_replacement(changed: Json) -> None:
    found = beside(extraction(), extraction(tables=[changed]))
    assert (found.kind, "有 1 格不同（" in found.reason) == ("replacement", True)


def test_which_cells_differ_is_named_with_what_each_prints() -> None:
    reason = beside(extraction(), extraction(tables=[another()])).reason
    assert "有 1 格不同（《2023年预算支出总表》“卫生健康支出”合计：54.70 → 54.80），可能是更正后重新公开的。" in reason


def test_of_many_cells_that_differ_three_are_named() -> None:
    changed = expenditure()
    for line in changed["rows"]:
        line["amounts"] = [one | {"printed": "1.00", "yuan": "10000.00"} for one in line["amounts"]]
    reason = beside(extraction(), extraction(tables=[changed])).reason
    assert (reason.count(" → "), "；等），可能" in reason) == (3, True)


def test_where_no_cell_differs_it_is_not_called_a_correction() -> None:
    found = beside(extraction(), extraction(statements=[statement(amount="1.00")]))
    assert found.kind == "replacement"  # never joined: its figures would stand there twice
    assert "表里的数逐格相同，不同的只在文字数据或绩效表里。" in found.reason
    assert found.advice == "请看过不同的地方，再定本文件是它的替代，还是重复。"
    assert "更正" not in found.reason


def test_a_blank_cell_and_a_printed_zero_are_not_the_same() -> None:
    filled = expenditure()
    filled["rows"][1]["amounts"].append(amount(2, "0.00", "0.00", 12))
    assert beside(extraction(), extraction(tables=[filled])).kind == "replacement"


def test_dates_speak_for_or_against_a_replacement() -> None:
    earlier, later = date(2023, 2, 1), date(2023, 5, 1)
    found = beside(extraction(), extraction(tables=[another()]), (earlier, later))
    assert (found.kind, "公开日期也更晚（2023-05-01）" in found.reason) == ("replacement", True)
    found = beside(extraction(), extraction(tables=[another()]), (later, earlier))
    assert (found.kind, "它公开得更早（2023-02-01）" in found.reason) == ("unclear", True)


def test_a_text_published_again_with_another_figure_is_a_replacement() -> None:
    assert beside(text_file(), text_file(statements=[*totals(income="2300.00"), statement()])).kind == "replacement"


# Editions of several files


def files(*extractions: Json) -> list[File]:
    return [File(f"{number}.pdf", one) for number, one in enumerate(extractions)]


@pytest.mark.parametrize(
    ("second", "kind"),
    [
        ([tables_file(tables=[summary(), another()])], "replacement"),
        ([tables_file()], "duplicate"),
        ([text_file(statements=[], forms=[form()])], "part"),
        ([tables_file(), text_file()], "duplicate"),
        ([tables_file(), text_file(statements=other_sentences(3))], "unclear"),
    ],
)
def test_files_beside_an_edition_of_text_and_tables(second: list[Json], kind: str) -> None:
    assert relation_of_all(files(text_file(), tables_file()), files(*second)).kind == kind


def test_the_text_goes_before_the_tables_and_equals_by_their_digests() -> None:
    assert arranged([tables_file(), text_file()]) == [1, 0]
    assert arranged([text_file(), tables_file()]) == [0, 1]
    assert arranged([text_file(sha256="b" * 64), text_file(sha256="a" * 64)]) == [1, 0]
