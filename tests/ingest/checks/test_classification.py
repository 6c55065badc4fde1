"""Codes and names."""

from __future__ import annotations

from ingest.shapes import Code, Table
from tests.ingest.checks.builders import document, economic, identified, only, outcomes, results, row, table


def test_a_code_has_its_name_of_the_year() -> None:
    good = table("expenditure", "total", row("208 社会保障和就业支出", "1.00"), row("2080505 机关事业单位基本养老保险缴费支出", "1.00"))
    assert outcomes("classification.name", document(good)) == ["exact", "exact"]


def test_another_classes_name_is_unusual() -> None:
    bad = table("expenditure", "total", row("208 教育支出", "1.00"))
    result = only("classification.name", document(bad))
    assert result.outcome == "soft"
    assert "社会保障和就业支出" in result.message


def test_the_name_is_asked_of_the_documents_year() -> None:
    old = table("expenditure", "total", row("20805 行政事业单位离退休", "1.00"))
    assert outcomes("classification.name", document(old, identity=identified(year=2018))) == ["exact"]
    assert outcomes("classification.name", document(old, identity=identified(year=2023))) == ["soft"]


def test_a_code_that_no_list_knows_is_left_alone() -> None:
    assert outcomes("classification.name", document(table("expenditure", "total", row("2987654 某项支出", "1.00")))) == []


def test_every_item_has_its_division_and_class() -> None:
    whole = table("expenditure", "total", row("208 甲", "1.00"), row("20805 乙", "1.00"), row("2080505 丙", "1.00"))
    gap = table("expenditure", "total", row("208 甲", "1.00"), row("2080505 丙", "1.00"))
    items = table("expenditure", "total", row("2080501 丙", "1.00"), row("2080505 丁", "1.00"))
    assert outcomes("classification.levels", document(whole)) == ["exact"]
    assert [(r.outcome, r.subject) for r in results("classification.levels", document(gap))] == [("soft", "expenditure 2080505")]
    assert outcomes("classification.levels", document(items)) == []


def test_codes_ascend_and_stand_once() -> None:
    def codes(*numbers: str) -> Table:
        return table("expenditure", "total", *(row(f"{number} 某支出", "1.00") for number in numbers))

    assert outcomes("classification.order", document(codes("208", "20805", "2080505", "210"))) == ["exact"]
    assert outcomes("classification.order", document(codes("210", "208"))) == ["soft"]
    assert outcomes("classification.order", document(codes("208", "208"))) == ["soft"]


def test_units_and_sides_repeat_codes_by_nature() -> None:
    two = table(
        "capital", "income:amount expenditure:total", row("208 甲", "1.00", side="income"), row("208 甲", "1.00", side="expenditure")
    )
    assert outcomes("classification.order", document(two)) == []


def test_rows_may_go_by_the_classification_beside_their_own() -> None:
    def beside(*pairs: tuple[str, str]) -> Table:
        rows = [
            row(f"{own} 某费", "1.00", codes=(Code("economic_department", own, "某费"), Code("economic_government", other, "某费")))
            for own, other in pairs
        ]
        return table("general_basic", "total", *rows)

    assert outcomes("classification.order", document(beside(("30239", "50201"), ("30215", "50202"), ("30216", "50203")))) == ["exact"]
    assert outcomes("classification.order", document(beside(("30239", "50203"), ("30215", "50201"), ("30216", "50202")))) == ["soft"]


def crosswalk(label: str, government: str, path: str = "商品和服务支出") -> Table:
    fields = economic(label, government, path=(path,))
    return table("general_basic", "total", row(fields.pop("label"), "1.00", **fields))


def test_an_economic_item_stands_beside_its_government_item() -> None:
    assert outcomes("classification.crosswalk", document(crosswalk("办公费", "办公经费"))) == ["exact"]
    assert outcomes("classification.crosswalk", document(crosswalk("奖励金", "社会福利和救助", "对个人和家庭的补助"))) == ["exact"]


def test_another_government_item_is_unusual() -> None:
    assert outcomes("classification.crosswalk", document(crosswalk("办公费", "社会福利和救助"))) == ["soft"]


def test_an_item_that_no_list_knows_is_not_evaluable() -> None:
    assert outcomes("classification.crosswalk", document(crosswalk("没有这个科目", "办公经费"))) == ["not_evaluable"]


def test_the_name_is_that_beside_the_code() -> None:
    codes = (Code("function", "2080505", "机关事业单位基本养老保险缴费支出"), Code("economic_department", "30108", "养老保险"))
    both = table("expenditure", "total", row("2080505 养老保险", "1.00", codes=codes), row("2080505 养老保险", "2.00", codes=codes))
    assert outcomes("classification.name", document(both)) == ["exact", "exact"]
    assert outcomes("classification.order", document(both)) == []
    assert outcomes("classification.levels", document(both)) == []


def test_projects_and_purchases_are_no_names_of_codes() -> None:
    assert outcomes("classification.name", document(table("procurement", "amount", row("208 台式机", "1.00")))) == []
