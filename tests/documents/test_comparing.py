"""What a failing comparison says, and what rewriting leaves alone."""

from __future__ import annotations

from tests.documents.comparing import differences, kept, near, parsed, seen

LINES = [
    "table 1 income 收入预算表 (-) 万元 p3",
    "  = 0 合计 :total x100-140",
    "  208 社会保障和就业支出 | 20.00 | · @3:100-110",
    "  210 卫生健康支出 | 10.00° | 5.00 @3:120-130",
    "statements",
    "  收入总计 | 2030 30.00万元 | #0123abcd @4:50-60",
    "  支出总计 | 2030 30.00万元 | #0123abcd @4:70-80",
]


def test_a_changed_figure_is_named_with_its_table_and_its_column() -> None:
    assert differences(LINES, [*LINES[:3], "  210 卫生健康支出 | 10.00 | · @3:120-130", *LINES[4:]]) == [
        "table 1 income 收入预算表 (-) 万元 p3",
        "  210 卫生健康支出, 2: expected 5.00, got ·",
    ]


def test_a_lost_row_and_a_new_one_are_shown() -> None:
    assert differences(LINES, [*LINES[:3], *LINES[4:], "  基本支出 | 2030 7万元 | #0123abcd @4:90-99"]) == [
        LINES[0],
        "  - 210 卫生健康支出 | 10.00° | 5.00 @3:120-130",
        "statements",
        "  + 基本支出 | 2030 7万元 | #0123abcd @4:90-99",
    ]


def test_a_place_may_move_by_two_points_and_no_more() -> None:
    moved = [*LINES[:2], "  208 社会保障和就业支出 | 20.00 | · @3:102-111", *LINES[3:]]
    assert differences(LINES, moved) == []
    assert kept(LINES, moved) == LINES
    assert differences(LINES, [*LINES[:2], "  208 社会保障和就业支出 | 20.00 | · @3:103-113", *LINES[3:]]) == [
        LINES[0],
        "  208 社会保障和就业支出: expected @3:100-110, got @3:103-113",
    ]


def test_another_page_is_another_place() -> None:
    assert near("  a @3:100-110", "  a @3:101-110")
    assert not near("  a @3:100-110", "  a @4:100-110")
    assert not near("  a @3:100-110", "  a")


def test_marks_make_no_difference_and_are_rewritten() -> None:
    unmarked = [line.replace("°", "") for line in LINES]
    assert differences(LINES, unmarked) == []
    assert kept(LINES, unmarked) == unmarked


def test_a_long_report_is_cut() -> None:
    assert differences([], [f"  {number}" for number in range(30)])[-1] == "… and 6 more"


def test_what_was_seen_is_known_again() -> None:
    (table, _), (statement, _) = seen(["eye table 1", "eye statements 1-1"], LINES)
    changed = [*LINES[:3], "  210 卫生健康支出 | 11.00 | 5.00 @3:120-130", *LINES[4:]]
    assert [same for _, same in seen([table, statement], LINES)] == [True, True]
    assert [same for _, same in seen([table, statement], changed)] == [False, True]
    assert [same for _, same in seen([statement], [*LINES[:5], "  收入总计 | 2030 31.00万元 | #0123abcd @4:50-60"])] == [False]


def test_a_file_has_a_head_and_lines() -> None:
    assert parsed("document x\n\ntable 1\n  a\n").head == ("document x",)
    assert parsed("document x\n\ntable 1\n  a\n").lines == ("table 1", "  a")
    assert parsed("") == parsed("\n")
