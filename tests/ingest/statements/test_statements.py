"""Sentences of budget narratives, in the phrasings of many regions: what they say, and where they say nothing that is certain.

Sentences and figures are made up; the patterns are those of published disclosures.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ingest.paragraphs import read_paragraphs
from ingest.shapes import Identity, Note, Page, Paragraph, Source, Stated, Statement, TextLine
from ingest.statements import read_statements


def identity(year: int | None = 2030, stage: str | None = "budget") -> Identity:
    def stated(value: str | int | None) -> Stated | None:
        return None if value is None else Stated(value, "", Source())

    return Identity(unit=stated("某市水务局"), fiscal_year=stated(year), stage=stated(stage))


def reading(*texts: str, year: int | None = 2030, stage: str | None = "budget") -> tuple[tuple[Statement, ...], tuple[Note, ...]]:
    page = Page(1, tuple(TextLine(1 + 2 * index, text) for index, text in enumerate(texts)))
    return read_statements(read_paragraphs([page], (), ()), identity(year, stage))


def statements(*texts: str, year: int | None = 2030, stage: str | None = "budget") -> tuple[Statement, ...]:
    return reading(*texts, year=year, stage=stage)[0]


def only(*texts: str, year: int | None = 2030, stage: str | None = "budget") -> Statement:
    (found,) = statements(*texts, year=year, stage=stage)
    return found


def of_first(text: str) -> Statement:
    return statements(text)[0]


def of(subject: str, *texts: str) -> Statement:
    (found,) = [statement for statement in statements(*texts) if statement.subject == subject]
    return found


def amounts(*texts: str) -> list[tuple[str, str | None]]:
    return [(found.subject, None if found.amount is None else str(found.amount)) for found in statements(*texts)]


# Amounts and subjects


@pytest.mark.parametrize(
    ("text", "subject", "amount", "unit"),
    [
        ("2030年机关运行经费为35.60万元。", "机关运行经费", "35.60", "万元"),
        ("2030 年度 一般公共预算基本支出 1,486.50 万元。", "一般公共预算基本支出", "1486.50", "万元"),
        ("某市水务局2030年支出预算 812,345.60元。", "支出预算", "812345.60", "元"),
        ("2030年某市水务局部门各单位政府采购预算总额63.4万元。", "政府采购预算总额", "63.4", "万元"),
        ("2030年市水务局机关运行经费财政拨款预算1651.21万元。", "机关运行经费财政拨款预算", "1651.21", "万元"),
        ("2030年水务局机关运行经费1.00万元。", "水务局机关运行经费", "1.00", "万元"),
        ("2030年市水利局机关运行经费1.00万元。", "市水利局机关运行经费", "1.00", "万元"),
        ("本部门2030年度收入预算总计1.25亿元。", "收入预算总计", "1.25", "亿元"),
        ("3．住房公积金（项）支出20.1234万元。", "住房公积金（项）支出", "20.1234", "万元"),
        ("其他收入－3.00万元。", "其他收入", "-3.00", "万元"),
        ("截至2029年底，本单位共有车辆4辆。", "车辆", "4", "辆"),
        ("实行绩效目标管理的项目11个。", "实行绩效目标管理的项目", "11", "个"),
        ("单价100万元以上的设备2台（套）。", "单价100万元以上的设备", "2", "台（套）"),
        ("单价100万元（含）以上设备（不含车辆）1台（套）。", "单价100万元（含）以上设备（不含车辆）", "1", "台（套）"),
    ],
)
def test_an_amount_and_what_it_is_of(text: str, subject: str, amount: str, unit: str) -> None:
    found = only(text)
    assert (found.subject, found.amount, found.unit) == (subject, Decimal(amount), unit)


def test_devices_behind_the_vehicles_are_counted_for_the_same_day() -> None:
    found = statements(
        "截至2029年8月31日，某市水务局共有车辆3辆，其中：机要通信用车1辆、其他用车2辆；单价100万元（含）以上设备（不含车辆）1台（套）。",
        "2030年部门预算安排购置车辆0辆，其中：其他用车0辆；部门预算安排购置单价100万元（含）以上设备（不含车辆）0台（套）。",
    )
    devices = [statement for statement in found if statement.unit == "台（套）"]
    assert [(device.subject, device.amount, device.year, device.part_of) for device in devices] == [
        ("单价100万元（含）以上设备（不含车辆）", Decimal(1), 2029, None),
        ("部门预算安排购置单价100万元（含）以上设备（不含车辆）", Decimal(0), 2030, None),
    ]


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("单位价值100万元以上的设备5台。", 2029),
        ("2030年单位价值100万元以上的设备5台。", 2030),
        ("购置单位价值100万元以上的设备5台。", 2030),
        ("本年单位价值100万元以上的设备5台。", 2030),
        ("2030年预算安排中，购臵单位价值100万元以上的设备5台。", 2030),
        ("2030年安排购置车辆0辆其中：其他用车0辆。", 2030),
    ],
)
def test_what_there_is_besides_is_of_the_same_day(words: str, year: int) -> None:
    vehicles = "截至2029年12月31日，本部门共有车辆3辆，其中机要通信用车3辆。"
    for texts in ((f"{vehicles}{words}",), (vehicles, words)):
        assert statements(*texts)[-1].year == year


def test_a_day_that_opens_the_paragraph_holds_for_the_things_in_it_also_behind_money() -> None:
    """As 万里街道 writes in 2023: the day stands before 流动资产, and the vehicles in the next sentence are of it."""
    day = "截止2029年12月31日，本部门流动资产448.82万元。"
    vehicles = "固定资产3149.52万元，其中：房屋14609.83平方米；车辆7辆（一般公务用车3辆，执法执勤用车4辆）。"
    found = {one.subject: one for one in statements(day + vehicles)}
    assert {name: one.year for name, one in found.items() if one.unit in ("辆", "平方米")} == dict.fromkeys(
        ("房屋", "车辆", "一般公务用车", "执法执勤用车"), 2029
    )
    assert found["车辆"].text == day + vehicles
    assert statements(day + "2030年购置车辆7辆。")[-1].year == 2030
    assert statements("本部门截止2029年12月31日流动资产448.82万元。车辆7辆。")[-1].year == 2030


def test_without_a_day_or_under_another_heading_what_there_is_is_of_the_document() -> None:
    assert statements("2029年本部门购置车辆3辆。", "单位价值100万元以上的设备5台。")[-1].year == 2030
    assert statements("一、车辆", "截至2029年底，本部门共有车辆3辆。", "二、设备", "单价100万元以上的设备5台。")[-1].year == 2030
    assert statements("截至2029年底，本部门共有车辆3辆。", "2030年预算安排购置车辆1辆。", "单价100万元以上的设备5台。")[-1].year == 2030


def test_the_money_of_projects_bears_its_own_name() -> None:
    found = statements("涉及一级预算项目3个，预算资金60万元，其中财政拨款60万元。")
    assert [(told.subject, told.unit, told.part_of) for told in found] == [
        ("涉及一级预算项目", "个", None),
        ("预算资金", "万元", None),
        ("财政拨款", "万元", "预算资金"),
    ]


def test_the_amount_is_found_by_the_line_of_its_number() -> None:
    first = "本年度收入预算由财政拨款收入、事业收入、上年结转等几个部分共同组成，合计收入预算"
    (found,) = read_statements(read_paragraphs([Page(7, (TextLine(31, first), TextLine(33, "6,012.50万元。")))], (), ()), identity())[0]
    assert found.source == Source(page=7, line=33, span=(0, 8))
    assert found.text == f"{first}6,012.50万元。"


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("行政运行（2040101）35.20万元。", "行政运行", "2040101"),
        ("2040101行政运行35.20万元。", "行政运行", "2040101"),
        ("2040101-行政运行35.20万元。", "行政运行", "2040101"),
        (
            "住房保障支出（221类）住房改革支出（02款）住房公积金（01项）35.20万元。",
            "住房保障支出（221类）住房改革支出（02款）住房公积金（01项）",
            "2210201",
        ),
    ],
)
def test_a_code_printed_with_the_subject_is_read_as_one(text: str, name: str, code: str) -> None:
    found = only(text)
    assert (found.subject, found.code, found.amount) == (name, code, Decimal("35.20"))


def test_a_bare_amount_belongs_to_the_item_that_the_paragraph_names() -> None:
    found = only("（二）公务接待费。2030年预算数4.50万元，比2029年年初预算数减少0.50万元。")
    assert (found.subject, found.amount, found.change) == ("公务接待费", Decimal("4.50"), Decimal("0.50"))


def test_a_bare_amount_under_a_heading_that_names_it_belongs_to_the_heading() -> None:
    assert only("（二）公务接待费", "2030年预算数4.50万元。").subject == "公务接待费"


def test_a_bare_sum_behind_a_number_of_things_belongs_to_them() -> None:
    assert amounts("购置设备0台，共计0万元。") == [("购置设备", "0"), ("购置设备", "0")]


def test_the_parts_of_a_list_know_their_total() -> None:
    found = statements("政府采购预算90万元，其中：货物类20万元、工程类0万元、服务类70万元。")
    assert [(part.subject, part.part_of) for part in found] == [
        ("政府采购预算", None),
        ("货物类", "政府采购预算"),
        ("工程类", "政府采购预算"),
        ("服务类", "政府采购预算"),
    ]


def test_parts_in_paragraphs_of_their_own_know_their_total() -> None:
    found = statements(
        "基本支出90万元，其中：", "人员经费80万元，主要包括：基本工资、奖金等；", "公用经费10万元，主要包括：水费等。", "此外，结余2万元。"
    )
    assert [part.part_of for part in found] == [None, "基本支出", "基本支出", None]


def test_things_of_another_unit_are_no_parts() -> None:
    found = statements("共有车辆5辆，其中：执法执勤用车5辆，单价20万元以上的设备3台。")
    assert [part.part_of for part in found] == [None, "车辆", None]


def test_income_and_expenditure_tell_their_parts_apart() -> None:
    text = "财政拨款收支总预算50万元。收入为一般公共预算拨款45万元，上年结转5万元。支出包括：教育支出30万元、农林水支出20万元。"
    assert [(part.subject, part.part_of) for part in statements(text)][1:] == [
        ("一般公共预算拨款", "收入"),
        ("上年结转", "收入"),
        ("教育支出", "支出"),
        ("农林水支出", "支出"),
    ]


def test_a_share_is_of_the_amount_before_it() -> None:
    found = of("项目支出", "支出预算50万元，其中：基本支出30万元，占60.00%；项目支出20万元，占支出预算的40.00％。")
    assert (found.amount, found.percent, found.percent_kind) == (Decimal(20), Decimal("40.00"), "share")


def test_share_and_change_of_one_amount_are_two_statements() -> None:
    found = statements("财政拨款支出50万元，占本年支出的80%，比上年增加10万元，增长25%。")
    assert [(one.amount, one.percent, one.percent_kind) for one in found] == [
        (Decimal(50), Decimal(25), "change"),
        (Decimal(50), Decimal(80), "share"),
    ]


# Bases and changes


@pytest.mark.parametrize(
    ("words", "base_year", "base_kind"),
    [
        ("比上年", 2029, None),
        ("与上年相比", 2029, None),
        ("同比", 2029, None),
        ("较去年", 2029, None),
        ("比上年一般公共预算拨款", 2029, None),
        ("比2028年", 2028, None),
        ("比上年预算数", 2029, "budget"),
        ("较2029年年初预算", 2029, "budget"),
        ("比2029年预算执行数", 2029, "execution"),
        ("比上年执行数", 2029, "execution"),
        ("比2029年度决算数", 2029, "final_accounts"),
        ("比2029年（上一年度，下同）预算", 2029, "budget"),
        ("比上年（2029年）执行数", 2029, "execution"),
        ("比上年调整预算数", 2029, "adjusted_budget"),
        ("比年初预算数", 2030, "budget"),
    ],
)
def test_the_base_is_read_as_far_as_the_words_say_it(words: str, base_year: int, base_kind: str | None) -> None:
    found = only(f"会议费6.00万元，{words}增加1.00万元，增长20.00%，主要原因是会议增多。")
    assert (found.base_year, found.base_kind, found.base) == (base_year, base_kind, None)
    assert (found.direction, found.change, found.percent, found.percent_kind) == ("increase", Decimal("1.00"), Decimal("20.00"), "change")
    assert found.reason == "会议增多"


@pytest.mark.parametrize("verb", ["减少", "下降", "降低", "压减", "调减"])
def test_words_of_decrease(verb: str) -> None:
    assert only(f"会议费4万元，比上年{verb}1万元。").direction == "decrease"


@pytest.mark.parametrize("verb", ["增加", "增长", "提高", "上升", "增加了"])
def test_words_of_increase(verb: str) -> None:
    assert only(f"会议费4万元，比上年{verb}1万元。").direction == "increase"


@pytest.mark.parametrize(
    "words",
    ["与2029年预算数相同", "与上年预算数一致", "比2029年预算持平", "较上年无增减变化", "与上年保持一致", "与上年预算数持平，零增长"],
)
def test_words_of_no_change(words: str) -> None:
    found = only(f"公务接待费2.00万元{words}。")
    assert (found.direction, found.change, found.base_year) == ("unchanged", None, 2029)


def test_roughly_the_same_is_no_direction() -> None:
    found = only("公务接待费2.00万元，与上年基本持平。")
    assert (found.direction, found.base_year) == (None, 2029)


@pytest.mark.parametrize("words", ["增加0万元，增长0%", "增加（减少）0万元", "减少0.00万元，下降0.00%"])
def test_a_printed_change_of_zero_is_unchanged(words: str) -> None:
    found = only(f"公务接待费2.00万元，比上年{words}。")
    assert (found.direction, found.change) == ("unchanged", Decimal(0))


def test_a_template_left_in_says_no_direction() -> None:
    assert only("公务接待费2万元，比上年增加（减少）1万元。").direction is None


def test_a_printed_base_is_kept() -> None:
    found = only("2030年支出预算30.00万元，比2029年年初预算数24.00万元增加6.00万元，增长25.00%。")
    assert (found.base, found.base_kind, found.change, found.percent) == (Decimal("24.00"), "budget", Decimal("6.00"), Decimal("25.00"))


@pytest.mark.parametrize(("stage", "kind"), [("budget", "budget"), ("final_accounts", "final_accounts"), (None, None)])
def test_a_base_without_words_is_the_same_figure_of_the_year_before(stage: str | None, kind: str | None) -> None:
    found = only("2030年机关运行经费为30.00万元，比2029年24.00万元增加了6.00万元。", stage=stage)
    assert (found.base_year, found.base, found.base_kind) == (2029, Decimal("24.00"), kind)


def test_a_base_told_before_as_an_amount_of_its_own() -> None:
    text = (
        "1．“教育支出（类）培训支出（项）”6.00万元，主要用于培训。2029年当年预算执行数为5.00万元，"
        "2030年预算安排6.00万元，比2029年预算执行数增加20.00%。"
    )
    found = statements(text)[-1]
    assert (found.subject, found.amount, found.percent) == ("教育支出（类）培训支出（项）", Decimal("6.00"), Decimal("20.00"))
    assert (found.base_year, found.base, found.base_kind) == (2029, Decimal("5.00"), "execution")
    assert len(statements(text)) == 2


def test_a_base_in_brackets_behind_the_change() -> None:
    found = only("培训支出6万元，与上年相比增加6万元（去年预算数为0万元，不计算比率）。")
    assert (found.change, found.base, found.base_kind) == (Decimal(6), Decimal(0), "budget")


def test_the_later_of_two_years_is_compared_with_the_earlier() -> None:
    found = only("三公经费2030年预算3万元，2029年决算2万元，增加1万元。")
    assert (found.year, found.amount, found.base_year, found.base, found.change) == (2030, Decimal(3), 2029, Decimal(2), Decimal(1))


def test_without_a_year_last_year_is_unknown() -> None:
    found = only("会议费6万元，比上年增加1万元。", year=None)
    assert (found.year, found.base_year, found.direction) == (None, None, "increase")


def test_the_year_of_the_sentence_decides_what_last_year_is() -> None:
    assert only("2028年会议费6万元，比上年增加1万元。").base_year == 2027


def test_a_percentage_in_brackets_belongs_to_the_change() -> None:
    found = only("会议费12万元，较上年减少4万元（25%），减少的主要原因是会议合并召开。")
    assert (found.change, found.percent, found.percent_kind, found.reason) == (Decimal(4), Decimal(25), "change", "会议合并召开")


def test_completion_of_the_budget() -> None:
    found = only("1、行政运行（项）。年初预算为50.00万元，支出决算为45.00万元，完成年初预算的90.00%。", stage="final_accounts")
    assert (found.subject, found.amount, found.base, found.base_kind) == ("行政运行（项）", Decimal("45.00"), Decimal("50.00"), "budget")
    assert (found.percent, found.percent_kind) == (Decimal("90.00"), "completion")


def test_a_figure_of_another_kind_says_so_in_its_subject() -> None:
    found = statements("1、行政运行（项）。全年预算为50万元，支出决算为45万元。", stage="final_accounts")
    assert [one.subject for one in found] == ["行政运行（项）全年预算", "行政运行（项）"]


# Of what a change speaks


@pytest.mark.parametrize(
    ("subject", "plan"),
    [
        ("一般公共预算财政拨款支出", "的年初预算"),
        ("政府性基金预算财政拨款支出", "的全年预算数"),
        ("“三公”经费财政拨款支出", "的年初预算数"),
        ("抗疫特别国债安排的支出", "的调整预算"),
        ("机关运行经费支出", "的年初预算"),
    ],
)
def test_the_word_that_ties_a_subject_to_its_plan_is_no_part_of_it(subject: str, plan: str) -> None:
    found = statements(f"{subject}{plan}为321.02万元，支出决算为307.82万元。", stage="final_accounts")
    assert {one.subject.removesuffix(plan[1:]) for one in found} == {subject}


def test_a_change_behind_a_list_of_parts_is_of_the_total() -> None:
    text = "当年预算收入80万元，其中：一般公共预算拨款70万元、其他收入10万元，较上年减少20万元，下降20%，下降的主要原因是人员减少。"
    total = of("当年预算收入", text)
    assert (total.change, total.percent, total.direction, total.reason) == (Decimal(20), Decimal(20), "decrease", "人员减少")
    assert of("其他收入", text).change is None


def test_two_totals_in_one_sentence_have_their_own_changes() -> None:
    text = (
        "收入总计60万元，其中：本年收入60万元，上年结转0万元，比上年增加10万元 ，增加20%，主要原因是人员增加，以及调资；"
        "支出总计60万元，其中：本年安排60万元，上年结转0万元，比上年增加10万元，增加20%，主要原因是人员增加"
    )
    assert [(one.subject, one.change, one.reason) for one in statements(text)] == [
        ("收入总计", Decimal(10), "人员增加，以及调资"),
        ("本年收入", None, None),
        ("上年结转", None, None),
        ("支出总计", Decimal(10), "人员增加"),
        ("本年安排", None, None),
        ("上年结转", None, None),
    ]


def test_parts_that_each_say_their_change_keep_it() -> None:
    text = "“三公”经费9万元与2029年预算数相同。其中：因公出国（境）费0万元与上年预算数相同；公务用车运行费9万元，比上年预算数增加2万元。"
    assert [(one.subject, one.direction, one.change) for one in statements(text)] == [
        ("“三公”经费", "unchanged", None),
        ("因公出国（境）费", "unchanged", None),
        ("公务用车运行费", "increase", Decimal(2)),
    ]


def test_a_part_singled_out_of_a_larger_total_has_the_change() -> None:
    text = "收入预算90万元，其中：财政拨款收入60万元，比2029年预算增加5万元；事业收入20万元；其他收入10万元。"
    assert of("财政拨款收入", text).change == Decimal(5)
    assert of("收入预算", text).change is None
    assert of("财政拨款支出", "支出预算90万元，其中：财政拨款支出60万元，比2029年预算增加5万元。").change == Decimal(5)


def test_the_percentage_tells_of_which_amount_a_change_speaks() -> None:
    text = "收入预算90万元，其中：财政拨款收入60万元，比2029年预算增加30万元，增长50.00%。"
    assert of("收入预算", text).change == Decimal(30)
    assert of("财政拨款收入", text).change is None


def test_a_change_in_the_next_sentence_is_of_the_amount_before() -> None:
    found = only("（1）教育支出（类）支出6.00万元，主要用于培训。与上年相比增加1.00万元，增长20.00%。主要原因是培训增加。")
    assert (found.subject, found.change, found.reason) == ("教育支出（类）支出", Decimal("1.00"), "培训增加")
    assert found.text.endswith("主要原因是培训增加。")


def test_a_change_that_fits_no_amount_before_is_left_out_and_noted() -> None:
    found, notes = reading("供水管理45万元，用于水质检测。巡查6万元，用于巡河。较上年增加40万元，增长8%。")
    assert [one.change for one in found] == [None, None]
    assert [note.code for note in notes] == ["unread_figure"]
    assert "增加40万元" in notes[0].text


def test_a_change_that_names_its_subject() -> None:
    found = statements("财政拨款收、支总预算60万元，用于保障运转。与上年相比，财政拨款收、支总计各增加10万元，增长20%。")
    assert [(one.subject, one.amount, one.change) for one in found] == [
        ("财政拨款收入总计", Decimal(60), Decimal(10)),
        ("财政拨款支出总计", Decimal(60), Decimal(10)),
    ]


def test_each_gives_one_statement_for_each_subject() -> None:
    found = statements("收入总计和支出总计均为60万元，比上年均增加10万元。")
    assert [(one.subject, one.amount, one.change) for one in found] == [
        ("收入总计", Decimal(60), Decimal(10)),
        ("支出总计", Decimal(60), Decimal(10)),
    ]


def test_a_change_without_an_amount_is_a_statement_of_its_own() -> None:
    found = only("2030年机关运行经费预算比2029年减少5.00万元，下降10.00%。")
    assert (found.subject, found.amount, found.change, found.percent) == ("机关运行经费预算", None, Decimal("5.00"), Decimal("10.00"))


def test_brackets_keep_what_is_said_in_them() -> None:
    text = "公务用车购置及运行费12万元（购置费5万元，比上年增加5万元；运行费7万元，比上年减少1万元。）比上年增加4万元，增长50%。"
    assert [(one.subject, one.direction, one.change) for one in statements(text)] == [
        ("公务用车购置及运行费", "increase", Decimal(4)),
        ("购置费", "increase", Decimal(5)),
        ("运行费", "decrease", Decimal(1)),
    ]


def test_two_bases_of_one_amount_are_two_statements() -> None:
    found = statements("会议费6万元，比上年预算数增加1万元，增长20%；比上年执行数减少2万元，下降25%。")
    assert [(one.amount, one.base_kind, one.direction, one.change, one.percent) for one in found] == [
        (Decimal(6), "budget", "increase", Decimal(1), Decimal(20)),
        (Decimal(6), "execution", "decrease", Decimal(2), Decimal(25)),
    ]


def test_a_change_in_another_unit_stands_alone() -> None:
    found = statements("收入预算1.20亿元，比上年增加300万元。")
    assert [(one.amount, one.unit, one.change) for one in found] == [(None, "万元", Decimal(300)), (Decimal("1.20"), "亿元", None)]


# Reasons


@pytest.mark.parametrize(
    "words",
    [
        "主要原因是",
        "主要原因：",
        "增长的主要原因是：",
        "其主要原因是",
        "原因是",
        "主要原因为",
        "主要是",
        "主要原因分析：",
        "增减变动原因：",
    ],
)
def test_words_that_begin_a_reason(words: str) -> None:
    assert only(f"会议费6万元，比上年增加1万元，{words}会议增多。").reason == "会议增多"


def test_a_reason_told_in_several_points_is_one() -> None:
    found = only("会议费6万元，比上年增加1万元，主要原因是：一是会议增多，增加5000元；二是培训增多。三是价格上涨。")
    assert found.reason == "一是会议增多，增加5000元；二是培训增多。三是价格上涨"


def test_a_reason_without_its_words_at_the_end_of_the_sentence() -> None:
    assert (
        only("2030年机关运行经费为30万元，比2029年24万元增加了6万元，编制有所增多，按人数核定，故增加。").reason
        == "编制有所增多，按人数核定，故增加"
    )


@pytest.mark.parametrize(
    "text",
    [
        "此外，基本支出预算数为50万元。与上年相比减少5万元，下降9.09%。退休费由社保机构发放，单位支出减少。",
        "基本支出50万元，比上年减少5万元，下降9.09%。退休费由社保机构发放，单位支出减少。",
        "基本支出50万元，比上年减少5万元，退休费由社保机构发放，单位支出减少；项目支出6万元。",
        "基本支出50万元，比上年减少5万元，退休费由社保机构发放，单位支出减少。",
    ],
)
def test_a_reason_without_the_word_ends_in_the_change_again(text: str) -> None:
    assert of_first(text).reason == "退休费由社保机构发放，单位支出减少"


def test_the_change_told_again_may_name_its_item_and_a_year() -> None:
    text = "公务用车运行维护费7万元，较上年增加7万元，2030年运行费列入年初预算，未单独下达，公务用车运行维护费预算增加；公务接待费1万元。"
    assert of_first(text).reason == "2030年运行费列入年初预算，未单独下达，公务用车运行维护费预算增加"


@pytest.mark.parametrize(
    "after",
    [
        "人员调入，单位支出增加",
        "支出减少",
        "在职人员调出，人员经费减少",
        "其中在职人员调出，单位支出减少",
        "此外办公楼修缮完成，支出减少",
        "在职人员调出3人，支出减少",
        "人员调出，单位支出未减少",
        "人员调出，收入减少",
        "保障单位运转，支出减少",
        "单位支出减少，运转正常",
    ],
)
def test_what_does_not_end_in_the_same_change_is_no_reason(after: str) -> None:
    assert of_first(f"基本支出50万元，比上年减少5万元。{after}。").reason is None
    assert of_first(f"基本支出50万元，比上年减少5万元，{after}。").reason is None


def test_a_sentence_behind_several_changes_is_the_reason_of_none() -> None:
    found = statements("基本支出50万元，比上年减少5万元；项目支出60万元，比上年减少6万元。人员调出，单位支出减少。")
    assert [one.reason for one in found] == [None, None]


def test_an_empty_reason_is_none() -> None:
    found = statements("会议费6万元，与2029年预算数持平，主要原因是。其中：外出会议费2万元。")
    assert found[0].reason is None


def test_what_an_amount_is_for_is_no_reason() -> None:
    assert only("会议费6万元，主要是召开业务会议。").reason is None


def test_a_reason_ends_before_the_next_item() -> None:
    found = statements(
        "会议费6万元，比上年增加1万元，主要原因是会议增多；培训费5万元（含外出培训2万元），比上年减少1万元，主要原因是压缩规模。"
    )
    assert [(one.subject, one.reason) for one in found] == [("会议费", "会议增多"), ("培训费", "压缩规模"), ("外出培训", None)]


# None


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("本单位2030年度没有使用政府性基金预算拨款安排的支出。", "政府性基金预算拨款安排的支出"),
        ("本部门无国有资本经营预算收支。", "国有资本经营预算收支"),
        ("2030年国有资本经营预算支出未安排。", "国有资本经营预算支出"),
        ("某市水务局占用机关办公用房，无房屋。", "房屋"),
    ],
)
def test_what_there_is_none_of(text: str, subject: str) -> None:
    found = only(text)
    assert (found.subject, found.nil, found.amount) == (subject, True, None)


def test_a_heading_answered_with_none() -> None:
    found = only("（一）政府购买服务指导性目录", "无")
    assert (found.subject, found.nil, found.source.line) == ("政府购买服务指导性目录", True, 3)


@pytest.mark.parametrize(
    "text",
    ["无锡市水利局负责防汛。", "无政府性基金预算支出的，仍保留本表格式。", "开展无人机巡查。", "较上年无变化。", "指导无障碍设施建设。"],
)
def test_not_every_character_of_none_means_none(text: str) -> None:
    assert statements(text) == ()


def test_a_printed_zero_is_not_none() -> None:
    assert only("公务接待费0.00万元。").nil is False


# Nothing rather than something wrong


@pytest.mark.parametrize(
    "text",
    [
        "培训费增加4107,573.11万元。",
        "负责审批投资50~100万元的项目。",
        "充分发挥50亿元基金的引导作用。",
        "每户补助不超过3万元。",
        "投资突破1300亿元。",
        "力争供水收入比上年增长8%。",
        "补助标准为30元/平方米。",
        "共投入100余万元。",
        "压减一般性支出5万元。",
        "满意度≥95%，成本≤20万元。",
    ],
)
def test_what_is_no_certain_amount_is_no_statement(text: str) -> None:
    assert statements(text) == ()


def test_digits_torn_apart_are_noted() -> None:
    found, notes = reading("收入预算1 7 4 , 1 7 7 . 8 5万元，比上年增加6,255.04万元。")
    assert found == ()
    assert {note.code for note in notes} == {"unread_figure"}


def test_a_page_number_inside_a_figure_is_not_guessed_away() -> None:
    found, notes = reading("公务接待费3万元，比上年减少—3—.29万元。")
    assert [(one.amount, one.change, one.direction) for one in found] == [(Decimal(3), None, "decrease")]
    assert len(notes) == 1


def test_a_page_number_before_a_figure_is_no_minus_sign() -> None:
    assert only("公务接待费30万元，比上年增加-31-4.85万元。").change == Decimal("4.85")


def test_changes_dealt_out_one_by_one_are_not_given_to_one_of_them() -> None:
    assert [one.change for one in statements("会议费5万元、培训费4万元，分别比上年增加1万元、2万元。")] == [None, None]


def test_an_amount_whose_beginning_is_lost_has_no_subject() -> None:
    lost = Paragraph("本年度各项工作按计划推进，资金全部用于一般公共预算", Source(line=1), "一、说明", ((0, 1, 0),), (1,))
    rest = Paragraph("行支出5万元，用于防汛。", Source(line=9), "一、说明", ((0, 9, 0),), (2,))
    found, notes = read_statements((lost, rest), identity())
    assert found == ()
    assert [(note.code, note.source) for note in notes] == [("unread_figure", Source(page=2, line=9, span=(3, 4)))]


def test_a_paragraph_without_end_is_noted_not_read() -> None:
    endless = Paragraph("水费5万元，" * 3000, Source(line=4), None, ((0, 4, 0),), (1,))
    found, notes = read_statements((endless,), identity())
    assert found == ()
    assert [(note.code, note.source.line) for note in notes] == [("unread_paragraph", 4)]


def test_lists_of_items_are_text_only() -> None:
    assert amounts("人员经费80万元，主要包括：基本工资、津贴补贴、住房公积金等。") == [("人员经费", "80")]


def test_definitions_say_nothing_in_figures() -> None:
    found = statements(
        "一、采购情况", "政府采购预算5万元。", "第四部分 名词解释", "一、基本支出：指安排的支出5万元。", "二、住房：", "补贴3万元。"
    )
    assert [one.subject for one in found] == ["政府采购预算"]


def test_plans_of_work_are_not_of_the_fiscal_year() -> None:
    assert only("二、主要工作任务", "完成供水工程投资60万元。").year is None


# 其中 behind a semicolon


@pytest.mark.parametrize(
    "text",
    [
        "2030年收入预算100.00万元，包括：一般公共预算拨款100.00万元；政府性基金预算拨款0.00万元；其中：当年拨款90.00万元，上年结转10.00万元。",
        "2030年收入预算100.00万元：一般公共预算拨款100.00万元；政府性基金预算拨款0.00万元；其中：当年拨款90.00万元，上年结转10.00万元。",
        "2030年收入预算100.00万元。其中：一般公共预算拨款100.00万元；政府性基金预算拨款0.00万元；其中：当年拨款90.00万元，上年结转10.00万元。",
        "2030年收入预算100.00万元；其中：当年拨款90.00万元，上年结转10.00万元。",
    ],
)
def test_parts_behind_an_item_of_zero_are_parts_of_the_total(text: str) -> None:
    assert [of(part, text).part_of for part in ("当年拨款", "上年结转")] == ["收入预算"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "2030年支出预算100.00万元，其中：基本支出60.00万元；项目支出40.00万元；其中：会议费5.00万元，培训费1.00万元。",
        "一般公共预算拨款100.00万元；政府性基金预算拨款0.00万元；其中：会议费5.00万元，培训费1.00万元。",
    ],
)
def test_parts_behind_several_items_of_which_any_may_be_meant_have_no_total(text: str) -> None:
    assert [of(part, text).part_of for part in ("会议费", "培训费")] == [None, None]


@pytest.mark.parametrize("date", ["截至2029年底", "截止2029年底", "截止到2029年12月31日", "截至 2029 年末", "2029年末"])
def test_a_count_at_a_date_is_of_the_year_of_the_date(date: str) -> None:
    assert only(f"{date}，本单位共有车辆4辆。").year == 2029


@pytest.mark.parametrize(
    "words", ["收入支出减少的主要原因是", "收支减少的主要原因是", "收入支出增加（减少）的主要原因是", "收、支减少的主要原因："]
)
def test_a_reason_in_a_paragraph_of_its_own_explains_what_it_names_and_equal_changes(words: str) -> None:
    found = statements(
        "2030年，某局收入预算90万元，其中：财政拨款收入90万元，比2029年预算减少10万元；其他收入0万元。",
        "支出预算90万元，其中：财政拨款支出预算90万元，比2029年预算减少10万元。",
        f"财政拨款{words}项目调整。",
    )
    assert {s.subject: s.reason for s in found if s.change} == {"财政拨款收入": "项目调整", "支出预算": None}


def test_a_reason_of_its_own_explains_no_other_direction_size_or_name() -> None:
    found = statements(
        "财政拨款收入90万元，比2029年预算增加10万元。",
        "会议费3万元，比2029年预算减少1万元。",
        "财政拨款收入支出减少的主要原因是项目调整。",
    )
    assert [s.reason for s in found] == [None, None]


def test_a_reason_for_a_source_of_funds_is_none_of_the_whole_that_changed_by_as_much() -> None:
    """As street offices of Shanghai write it: the reason names 财政拨款, and 支出预算 stands before it with the very change."""
    found = statements(
        "2030年收入预算90万元，比2029年预算减少10万元。其中：财政拨款收入90万元，比2029年预算减少10万元。",
        "支出预算90万元，比2029年预算减少10万元，其中：财政拨款支出预算90万元，比2029年预算减少10万元。",
        "财政拨款收支减少的主要原因是项目调整。",
    )
    assert {one.subject: one.reason for one in found} == {
        "收入预算": None,
        "财政拨款收入": "项目调整",
        "支出预算": None,
        "财政拨款支出预算": "项目调整",
    }
    of_all = statements("支出预算90万元，比2029年预算减少10万元。", "收支减少的主要原因是项目调整。", "支出预算减少的主要原因是项目压减。")
    assert [one.reason for one in of_all] == ["项目压减"]


def test_a_reason_of_its_own_leaves_a_reason_that_stands_with_the_figure() -> None:
    found = statements("财政拨款收入90万元，比2029年预算减少10万元，主要原因是人员减少。", "财政拨款收入支出减少的主要原因是项目调整。")
    assert [s.reason for s in found] == ["人员减少"]


def test_a_reason_that_counts_from_the_first_is_one() -> None:
    found = only("财政拨款收入90万元，比2029年预算减少10万元。", "财政拨款收入支出减少的主要原因一是人员减少，二是公用经费压减。")
    assert found.reason == "一是人员减少，二是公用经费压减"


# Final accounts: what was planned, and why it came otherwise


def final(*texts: str) -> tuple[Statement, ...]:
    return statements(*texts, stage="final_accounts")


@pytest.mark.parametrize(
    ("words", "direction"), [("大于", "increase"), ("高于", "increase"), ("小于", "decrease"), ("低于", "decrease"), ("少于", "decrease")]
)
def test_final_accounts_beside_their_budget(words: str, direction: str) -> None:
    text = f"1、行政运行（项）。年初预算为50万元，支出决算为45万元。决算数{words}年初预算数的主要原因是人员变动。"
    (found,) = final(text)
    assert (found.subject, found.amount, found.base, found.base_kind) == ("行政运行（项）", Decimal(45), Decimal(50), "budget")
    assert (found.direction, found.change, found.percent, found.reason) == (direction, None, None, "人员变动")


def test_the_reason_of_a_completion_belongs_to_it() -> None:
    (found,) = final("1、行政运行（项）。年初预算为50万元，支出决算为45万元，完成年初预算的90%。决算数小于预算数的主要原因：人员变动。")
    assert (found.percent, found.percent_kind, found.direction, found.reason) == (Decimal(90), "completion", "decrease", "人员变动")


def test_of_two_plans_that_is_meant_which_is_named() -> None:
    plans = "1、行政运行（项）。年初预算为50万元，调整预算为60万元，支出决算为55万元，完成年初预算的110%。"
    text = f"{plans}决算数大于年初预算数的主要原因是追加。"
    assert [(found.subject, found.amount, found.base) for found in final(text)] == [
        ("行政运行（项）调整预算", Decimal(60), None),
        ("行政运行（项）", Decimal(55), Decimal(50)),
    ]


@pytest.mark.parametrize("behind", ["，主要原因：", "的主要原因："])
def test_of_two_plans_that_is_meant_of_which_the_words_are_true(behind: str) -> None:
    """年初预算 is 0: only 全年预算 can be undercut."""
    plans = "1、行政运行（项）。年初预算为0万元，全年预算为60万元，支出决算为55万元，完成年初预算的92%。"
    compared, completed = final(f"{plans}决算数小于预算数{behind}人员变动。")
    assert (completed.base, completed.percent, completed.direction) == (Decimal(0), Decimal(92), None)
    assert (compared.base, compared.base_kind, compared.direction, compared.reason) == (
        Decimal(60),
        "adjusted_budget",
        "decrease",
        "人员变动",
    )


def test_of_two_plans_neither_is_meant_where_the_words_are_true_of_both() -> None:
    plans = "1、行政运行（项）。年初预算为70万元，全年预算为60万元，支出决算为55万元，完成年初预算的79%。"
    assert [one.direction for one in final(f"{plans}决算数小于预算数，主要原因：人员变动。")] == [None, None]


@pytest.mark.parametrize("words", ["决算数与年初预算数持平", "决算数与预算数持平", "决算数与年初预算一致"])
def test_final_accounts_as_planned(words: str) -> None:
    (found,) = final(f"1、行政运行（项）。年初预算为50万元，支出决算为50万元，{words}。")
    assert (found.direction, found.base, found.base_kind, found.base_year) == ("unchanged", Decimal(50), "budget", 2030)


def test_final_accounts_of_what_was_named_as_a_budget_are_no_budget() -> None:
    (found,) = final("2030年度“三公”经费支出预算为5万元，支出决算为4万元，完成预算的80%。")
    assert (found.subject, found.amount, found.base, found.percent) == ("“三公”经费支出", Decimal(4), Decimal(5), Decimal(80))


@pytest.mark.parametrize("words", ["与年初预算持平", "与预算数持平"])
def test_the_same_as_planned(words: str) -> None:
    (found,) = final(f"公务接待费4万元，{words}。")
    assert (found.base_year, found.base_kind, found.direction) == (2030, "budget", "unchanged")


# Of which side, of which base, of which points


def test_income_and_expenditure_have_their_own_changes() -> None:
    text = "收入合计90万元，支出合计80万元，与上年相比，收入增加10万元，增长12.5%，支出减少20万元，下降20%。"
    assert [(s.subject, s.amount, s.base_year, s.direction, s.change) for s in statements(text)] == [
        ("收入合计", Decimal(90), 2029, "increase", Decimal(10)),
        ("支出合计", Decimal(80), 2029, "decrease", Decimal(20)),
    ]


def test_a_side_that_is_told_twice_is_not_guessed() -> None:
    found, notes = reading("财政拨款收入90万元，事业收入80万元，与上年相比，收入增加10万元。")
    assert [s.change for s in found] == [None, None]
    assert [note.code for note in notes] == ["unread_figure"]


@pytest.mark.parametrize("text", ["收入总计和支出总计均为90万元", "收入总计90万元、支出总计90万元"])
def test_totals_named_together_change_with_their_amounts(text: str) -> None:
    found = statements(f"{text}，与2029年相比，收、支总计各减少10万元，下降10%。")
    assert [(s.subject, s.amount, s.change, s.percent) for s in found] == [
        ("收入总计", Decimal(90), Decimal(10), Decimal(10)),
        ("支出总计", Decimal(90), Decimal(10), Decimal(10)),
    ]


def test_parts_of_a_change_have_its_base() -> None:
    found = statements("支出预算90万元，较上年增加10万元，其中基本支出减少5万元，项目支出增加15万元。")
    assert [(s.subject, s.base_year, s.change) for s in found] == [
        ("支出预算", 2029, Decimal(10)),
        ("基本支出", 2029, Decimal(5)),
        ("项目支出", 2029, Decimal(15)),
    ]


def test_changes_listed_in_a_later_sentence_are_told_without_a_base() -> None:
    found = statements("支出预算90万元，比上年增加10万元。按功能分类，教育支出减少5万元，农林水支出增加15万元。")
    assert [(s.subject, s.base_year, s.direction, s.change) for s in found][1:] == [
        ("教育支出", None, "decrease", Decimal(5)),
        ("农林水支出", None, "increase", Decimal(15)),
    ]


@pytest.mark.parametrize("base", ["（2029年支出预算为80万元）", "（上年为80万元）"])
def test_a_base_in_brackets_behind_its_year(base: str) -> None:
    words = "2029年" if "2029" in base else "上年"
    found = only(f"2030年支出预算安排与{words}相比{base}，增加10万元，增长12.5%。")
    assert (found.subject, found.base_year, found.base, found.change) == ("支出预算安排", 2029, Decimal(80), Decimal(10))


def test_a_base_in_a_remark() -> None:
    found = only("委托业务费预算60万元，比上年预算（注：上年80万元，口径相同）减少20万元，下降25%。")
    assert (found.amount, found.base, found.base_kind, found.change) == (Decimal(60), Decimal(80), "budget", Decimal(20))


@pytest.mark.parametrize("text", ["占支出预算的60%，比上年提高3个百分点", "占60%，较上年下降了2.5个百分点"])
def test_points_of_a_share_are_no_change_of_the_amount(text: str) -> None:
    found = only(f"项目支出60万元，{text}。")
    assert (found.amount, found.percent, found.change, found.direction) == (Decimal(60), Decimal(60), None, None)


@pytest.mark.parametrize(
    ("words", "direction", "change", "percent"),
    [
        ("比上年增减-2.50万元", "decrease", "2.50", None),
        ("同比增减-5.00%", "decrease", None, "5.00"),
        ("同比增减率为-5.00%", "decrease", None, "5.00"),
        ("同比增减2.50万元", None, "2.50", None),
    ],
)
def test_a_signed_change_has_the_direction_of_its_sign(words: str, direction: str | None, change: str | None, percent: str | None) -> None:
    found = only(f"收入预算47.50万元，{words}。")
    assert (found.amount, found.direction) == (Decimal("47.50"), direction)
    assert (found.change, found.percent) == (change and Decimal(change), percent and Decimal(percent))


def test_the_percentage_of_a_small_change_may_be_rounded_from_more_digits() -> None:
    found = only("信息公开6.72万元，主要用于诉讼代理。较2029年年初预算减少0.28万元，减幅4.1%。")
    assert (found.change, found.percent) == (Decimal("0.28"), Decimal("4.1"))


def test_a_unit_printed_twice_is_one() -> None:
    found = only("事业运行18万元，较上年减少6.03万元万元，原因是人员减少。")
    assert (found.change, found.reason) == (Decimal("6.03"), "人员减少")


# Reasons of their own sentence


def test_a_reason_in_a_sentence_of_its_own_without_the_word() -> None:
    assert only("机关运行经费30万元，较上年增加2万元，增长7.1%。主要是物业管理费增加。").reason == "物业管理费增加"


@pytest.mark.parametrize("mark", ["，", "。"])
def test_what_the_money_is_for_is_no_reason_of_its_change(mark: str) -> None:
    assert only(f"公务接待费3万元，比上年减少1万元{mark}主要是用于业务接待。").reason is None


def test_reasons_that_name_their_subjects_find_them() -> None:
    text = "支出预算90万元，较上年增加10万元，其中基本支出减少5万元，项目支出增加15万元。"
    reasons = "基本支出减少的原因是人员减少；项目支出增加的主要原因是新增项目。"
    assert {s.subject: s.reason for s in statements(text + reasons)} == {"支出预算": None, "基本支出": "人员减少", "项目支出": "新增项目"}


@pytest.mark.parametrize("words", ["主要原因，一是会议减少", "主要原因一是会议减少", "减少的主要原因，一是会议减少"])
def test_a_comma_behind_the_words_of_a_reason(words: str) -> None:
    assert only(f"会议费3万元，比上年减少1万元。{words}。").reason == "一是会议减少"


# Parts in paragraphs of their own


def test_lists_within_lists_know_their_totals() -> None:
    found = statements(
        "收入预算总计90万元，包括：",
        "1．本年收入合计80万元，其中：",
        "（1）一般公共预算拨款收入70万元，比上年增加5万元。",
        "（2）其他收入10万元。",
        "2．上年结转结余10万元。",
        "此外，专户资金3万元。",
    )
    assert [(part.subject, part.part_of) for part in found][1:] == [
        ("本年收入合计", "收入预算总计"),
        ("一般公共预算拨款收入", "本年收入合计"),
        ("其他收入", "本年收入合计"),
        ("上年结转结余", "收入预算总计"),
        ("专户资金", None),
    ]


def test_items_below_a_part_do_not_end_the_list() -> None:
    found = statements("收入预算总计90万元，包括：", "1．本年收入合计80万元。", "（1）其他收入80万元。", "2．上年结转结余10万元。")
    assert [part.part_of for part in found] == [None, "收入预算总计", None, "收入预算总计"]


def test_a_list_whose_numbers_do_not_follow_is_over() -> None:
    found = statements("收入预算总计90万元，包括：", "1．本年收入合计80万元。", "1．会议费5万元。", "2．培训费5万元。")
    assert [part.part_of for part in found] == [None, "收入预算总计", None, None]


def test_of_which_in_a_paragraph_of_its_own() -> None:
    found = statements(
        "“三公”经费预算9万元，比上年减少1万元。主要原因是压减。", "其中：", "1．公务接待费2万元，与上年持平。", "2．公务用车运行费7万元。"
    )
    assert [part.part_of for part in found] == [None, "“三公”经费预算", "“三公”经费预算"]


def test_what_an_amount_is_used_for_with_its_own_amount_is_a_part_of_it() -> None:
    found = statements("上级下达资金50万元，主要用于灾害防治补助资金30万元、抗旱资金20万元。")
    assert [(part.subject, part.part_of) for part in found] == [
        ("上级下达资金", None),
        ("灾害防治补助资金", "上级下达资金"),
        ("抗旱资金", "上级下达资金"),
    ]


# Names


@pytest.mark.parametrize(
    ("text", "subject", "year"),
    [
        ("水利（款）水资源节约管理与保护（项）支出44.72万元。", "水利（款）水资源节约管理与保护（项）支出", 2030),
        ("新增建设用地土地有偿使用费安排的支出5万元。", "新增建设用地土地有偿使用费安排的支出", 2030),
        ("某市水务局及下属单位政府采购预算总额5万元。", "政府采购预算总额", 2030),
        ("本部门所属预算单位2029年末共有车辆4辆。", "车辆", 2029),
        ("截至上年底，本部门所属预算单位共有车辆4辆。", "车辆", 2029),
        ("收入包括：上年实户资金0万元。", "上年实户资金", 2030),
        ("2030年末结转和结余5万元。", "年末结转和结余", 2030),
        ("由小微企业中标或成交的，采购金额5万元。", "由小微企业中标或成交的采购金额", 2030),
        ("公务用车保有量为3辆。", "公务用车保有量", 2030),
        ("国内公务接待15批次。", "国内公务接待", 2030),
    ],
)
def test_names_of_other_regions(text: str, subject: str, year: int) -> None:
    found = only(text)
    assert (found.subject, found.year) == (subject, year)


@pytest.mark.parametrize("text", ["国内公务接待15批次、120人次，共计3.20万元。", "国内公务接待15批次120人次，经费总额3.20万元。"])
def test_visits_and_guests(text: str) -> None:
    found = statements(text)
    assert [(s.subject, s.amount, s.unit) for s in found] == [
        ("国内公务接待", Decimal(15), "批次"),
        ("国内公务接待", Decimal(120), "人次"),
        ("国内公务接待", Decimal("3.20"), "万元"),
    ]


def test_the_code_of_an_item_goes_with_all_that_is_told_of_it() -> None:
    text = "1．行政运行（2040101）6.00万元，用于运转。2029年预算执行数为5.00万元，2030年预算安排6.00万元，比2029年预算执行数增加20.00%。"
    assert [(s.subject, s.code) for s in statements(text)] == [("行政运行", "2040101")] * 2


def test_a_consequence_is_no_subject() -> None:
    assert statements("因此增加培训费用1.20万元。") == ()


def test_the_contents_does_not_hide_the_text() -> None:
    found = statements(
        "第三部分 情况说明",
        "第四部分 名词解释",
        "第一部分",
        "部门概况",
        "一、采购情况",
        "政府采购预算5万元。",
        "第四部分",
        "名词解释",
        "一、补贴：3万元。",
    )
    assert [one.subject for one in found] == ["政府采购预算"]


def test_a_sentence_behind_a_line_without_end_is_whole() -> None:
    line = Paragraph("按照支出经济分类的类级科目分别说明其明细情况", Source(line=1), "一、说明", ((0, 1, 0),), (1,))
    text = Paragraph("2030年本部门一般公共预算拨款为5万元，其中：", Source(line=3), "一、说明", ((0, 3, 0),), (1,))
    assert [one.amount for one in read_statements((line, text), identity())[0]] == [Decimal(5)]


# What stands between the verb and its figure, which of two equal amounts is meant, and what the next paragraph goes on about


def test_a_figure_behind_the_name_of_what_changed_is_its_change() -> None:
    found = only("因此今年预算培训费用6.00万元，较上年增加了培训费1.50万元。")
    assert (found.subject, found.amount, found.change, found.direction) == ("培训费用", Decimal("6.00"), Decimal("1.50"), "increase")


def test_a_figure_behind_the_name_of_something_else_is_noted() -> None:
    found, notes = reading("培训费6.00万元，较上年增加了购书费1.50万元。")
    assert [(one.subject, one.amount, one.change) for one in found] == [("培训费", Decimal("6.00"), None)]
    assert [note.code for note in notes] == ["unread_figure"]


@pytest.mark.parametrize(
    ("next_sentence", "meant"),
    [
        ("财政拨款支出预算中，基本支出7万元。", "财政拨款支出预算"),
        ("另有附表。", "支出预算"),
    ],
)
def test_an_only_part_of_the_size_of_its_total_has_the_change_if_the_text_goes_on_about_it(next_sentence: str, meant: str) -> None:
    found = statements(f"支出预算90万元，其中：财政拨款支出预算90万元，比2029年预算减少10万元。{next_sentence}")
    assert [one.subject for one in found if one.change] == [meant]


def test_final_accounts_that_equal_their_plan_are_compared_with_it() -> None:
    found = only(
        "9、购房补贴（项）。主要用于：补贴。全年预算为3.50万元，支出决算为3.50万元。决算数与全年预算数持平。", stage="final_accounts"
    )
    assert (found.amount, found.base, found.base_kind, found.direction) == (
        Decimal("3.50"),
        Decimal("3.50"),
        "adjusted_budget",
        "unchanged",
    )


def test_final_accounts_compared_in_the_paragraph_behind_them() -> None:
    first = Paragraph(
        "9、购房补贴（项）。主要用于：补贴。全年预算为3.50万元，支出决算为3.50万元。", Source(line=1), "三", ((0, 1, 0),), (1,)
    )
    (found,) = read_statements((first, replace(first, text="决算数与全年预算数持平。")), identity(stage="final_accounts"))[0]
    assert (found.amount, found.base, found.base_kind, found.direction) == (
        Decimal("3.50"),
        Decimal("3.50"),
        "adjusted_budget",
        "unchanged",
    )
    assert found.text == "全年预算为3.50万元，支出决算为3.50万元。"


def test_final_accounts_compared_under_another_heading_are_not_those_before() -> None:
    first = Paragraph(
        "9、购房补贴（项）。主要用于：补贴。全年预算为3.50万元，支出决算为3.50万元。", Source(line=1), "三", ((0, 1, 0),), (1,)
    )
    second = replace(first, text="决算数与全年预算数持平。", section="四")
    assert [one.direction for one in read_statements((first, second), identity(stage="final_accounts"))[0]] == [None, None]


def test_final_accounts_below_one_of_two_plans_are_below_that() -> None:
    text = "财政拨款支出年初预算为20万元，全年预算为60万元，支出决算为50万元。"
    (made,) = [one for one in statements(text, "决算数小于预算数的主要原因：人员减少。", stage="final_accounts") if one.reason]
    assert (made.amount, made.base, made.base_kind, made.direction) == (Decimal(50), Decimal(60), "adjusted_budget", "decrease")


def test_final_accounts_below_both_plans_are_compared_with_neither() -> None:
    text = "财政拨款支出年初预算为70万元，全年预算为60万元，支出决算为50万元。"
    assert all(one.direction is None for one in statements(text, "决算数小于预算数的主要原因：人员减少。", stage="final_accounts"))


def test_less_than_last_year_and_why_without_a_figure_of_last_year() -> None:
    found = only("3．公务接待费预算支出8万元，本年数小于上年预算数的主要原因是压减接待。")
    assert (found.amount, found.base, found.base_year, found.base_kind) == (Decimal(8), None, 2029, "budget")
    assert (found.direction, found.reason) == ("decrease", "压减接待")


# A zero without unit


@pytest.mark.parametrize(
    "text", ["政府性基金拨款支出预算为0。", "事业收入5万元；政府性基金拨款支出预算为0；其他收入3万元。", "政府性基金拨款支出预算为0"]
)
def test_a_zero_needs_no_unit(text: str) -> None:
    found = of("政府性基金拨款支出预算", text)
    assert (found.amount, found.unit, found.nil) == (Decimal(0), None, False)


def test_a_zero_without_unit_is_compared() -> None:
    found = only("公务接待费为0，与2029年预算持平。")
    assert (found.amount, found.base_year, found.direction) == (Decimal(0), 2029, "unchanged")


def test_a_zero_without_unit_has_that_of_its_change() -> None:
    found = only("公务接待费为0，比2029年预算减少3万元。")
    assert (found.amount, found.unit, found.change) == (Decimal(0), "万元", Decimal(3))


def test_a_zero_without_unit_is_a_part_of_what_it_can_be_of() -> None:
    found = statements("共有车辆2辆，其中：机要通信用车为0、其他用车2辆，单价20万元以上设备（不含车辆）为0。")
    assert [(one.subject, one.part_of) for one in found] == [
        ("车辆", None),
        ("机要通信用车", "车辆"),
        ("其他用车", "车辆"),
        ("单价20万元以上设备（不含车辆）", None),
    ]
    (_, part) = statements("收入预算90万元，其中：事业收入为0。")
    assert (part.subject, part.part_of) == ("事业收入", "收入预算")


@pytest.mark.parametrize("text", ["全年事故为0。", "决策系统2.0。", "支出预算为0.5。", "编号为05。"])
def test_other_zeros_are_no_amounts(text: str) -> None:
    assert statements(text) == ()


# Projects that stand behind their number


@pytest.mark.parametrize("words", ["本部门共9个项目纳入绩效目标管理", "设置并编报9个项目绩效目标", "2030年本部门共9个项目实行绩效目标管理"])
def test_projects_with_targets_are_counted_before_their_name(words: str) -> None:
    found = only(f"{words}。")
    assert (found.subject, found.amount, found.unit) == ("项目", Decimal(9), "个")


def test_the_money_beside_projects_counted_before_their_name_keeps_its_words() -> None:
    text = "本部门整体支出纳入绩效目标管理，涉及财政性资金50万元；本部门共9个项目纳入绩效目标管理，涉及财政性资金合计30万元。"
    assert amounts(text) == [("涉及财政性资金", "50"), ("项目", "9"), ("涉及财政性资金合计", "30")]


@pytest.mark.parametrize("text", ["推动60个项目加快建设。", "抓好102个项目落实。", "农房改造等4个项目按期开工。"])
def test_projects_of_a_plan_are_not_counted(text: str) -> None:
    assert statements(text) == ()


# Reasons behind lists, and reasons that follow their name without a verb


def test_a_reason_behind_parts_that_all_stayed_the_same_is_of_the_total() -> None:
    text = "用车费8万元，其中：运行费8万元，与上年持平；购置费0万元，与上年持平。主要是保障用车。"
    assert [(one.subject, one.reason) for one in statements(text)] == [("用车费", "保障用车"), ("运行费", None), ("购置费", None)]


def test_a_reason_behind_parts_that_changed_is_of_the_last() -> None:
    text = "用车费8万元，其中：运行费6万元，比上年减少1万元；购置费2万元，比上年增加2万元。主要原因是：本年购置车辆。"
    assert [(one.subject, one.reason) for one in statements(text)] == [("用车费", None), ("运行费", None), ("购置费", "本年购置车辆")]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("变动原因厉行节约", "厉行节约"),
        ("变动原因主要为厉行节约", "厉行节约"),
        ("变动原因根据要求，2030年不纳入年初预算", "根据要求，2030年不纳入年初预算"),
    ],
)
def test_a_reason_needs_no_verb_behind_its_name(words: str, reason: str) -> None:
    assert only(f"“三公”经费9万元，比上年预算减少3万元，{words}。").reason == reason


def test_a_reason_ends_before_what_there_is_none_of() -> None:
    running, purchase = statements(
        "公务用车运行维护费5.00万元，较上年增加5.00万元（100%），增加的主要原因是上年未下达；2029年和2030年，本部门无公务用车购置费经费预算。"
    )
    assert (running.subject, running.reason) == ("公务用车运行维护费", "上年未下达")
    assert (purchase.subject, purchase.nil, purchase.year) == ("公务用车购置费经费预算", True, 2030)


def test_nothing_that_explains_is_a_reason() -> None:
    found = only("公务接待费1万元，比上年减少2万元，主要原因是厉行节约；本年无公务接待任务。")
    assert found.reason == "厉行节约；本年无公务接待任务"


def test_why_an_amount_stayed_the_same_is_a_reason() -> None:
    found = of("公务接待费", "公务接待费1.00万元，与上年持平，持平的主要原因是本年接待计划与上年一致；公务用车费5万元，较上年增加5万元。")
    assert (found.direction, found.reason) == ("unchanged", "本年接待计划与上年一致")


# Of what a share is


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("占“三公”经费的60%", "“三公”经费"),
        ("占本年支出合计的60%", "本年支出合计"),
        ("占本年支出预算60%", "本年支出预算"),
        ("占财政性资金（人员类项目支出除外）总额的比例为60%", None),
        ("占比60%", None),
        ("占60%", None),
    ],
)
def test_the_words_of_a_share_name_its_whole(words: str, whole: str | None) -> None:
    found = only(f"公务接待费支出6万元，{words}。")
    assert (found.percent, found.percent_kind, found.part_of) == (Decimal(60), "share", whole)


def test_the_total_of_a_list_stays_that_of_its_parts() -> None:
    found = of("项目支出", "支出总预算50万元，其中：基本支出30万元；项目支出20万元，占本年支出的40%。")
    assert found.part_of == "支出总预算"


def test_the_whole_of_a_share_is_that_of_no_change() -> None:
    changed, share = statements("财政拨款支出6万元，占本年支出合计的60%。与上年相比，增加1万元。")
    assert (changed.change, changed.part_of) == (Decimal(1), None)
    assert (share.percent, share.part_of) == (Decimal(60), "本年支出合计")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("主要原因一方面是新增人员，另一方面是车辆增加", "一方面是新增人员，另一方面是车辆增加"),
        ("原因绩效工资预算减少", "绩效工资预算减少"),
        ("原因详见附件", None),
        ("原因分析如下", None),
    ],
)
def test_a_reason_may_follow_without_being_called_one(words: str, reason: str | None) -> None:
    """The first two as 西安市自然资源和规划局 writes in 2022."""
    assert only(f"机关运行经费13.6万元，较上年增加2.4万元，{words}。").reason == reason


# A reason of a total and of its only part that changed


def reasons_of(text: str) -> dict[str, str | None]:
    return {one.subject: one.reason for one in statements(text)}


def test_the_reason_of_a_total_is_that_of_its_only_part_that_changed() -> None:
    """As 广州市信访局 writes in 2026: the reason stands behind the bracket with the parts."""
    found = reasons_of(
        "公务用车购置及运行维护费2.5万元（公务用车购置费0万元，比上年增加0万元；公务用车运行维护费2.5万元，比上年减少1万元。）"
        "比上年减少1万元，下降28.6%，主要原因是调整公车运行维护经费。"
    )
    assert found == {
        "公务用车购置及运行维护费": "调整公车运行维护经费",
        "公务用车购置费": None,
        "公务用车运行维护费": "调整公车运行维护经费",
    }


def test_the_reason_of_the_only_part_that_changed_is_that_of_the_total() -> None:
    found = reasons_of(
        "公务用车费5万元，比上年减少1万元，其中：购置费0万元，与上年持平；运行费5万元，比上年减少1万元，主要原因是车辆减少。"
    )
    assert (found["公务用车费"], found["运行费"]) == ("车辆减少", "车辆减少")


@pytest.mark.parametrize(
    "parts",
    [
        "购置费1万元，比上年增加1万元；运行费4万元，比上年减少1万元",
        "购置费1万元，与上年持平；运行费4万元，比上年减少2万元",
        "购置费1万元，与上年持平；运行费4万元，比上年增加1万元",
        "购置费1万元；运行费4万元",
    ],
)
def test_a_reason_is_not_shared_where_the_total_changed_by_something_else(parts: str) -> None:
    found = reasons_of(f"公务用车费5万元（{parts}）比上年减少1万元，主要原因是车辆减少。")
    assert found["公务用车费"] == "车辆减少"
    assert (found["购置费"], found["运行费"]) == (None, None)
