"""How cells become text: expected lines are written after the rules of extracted text, `·` stands for a space."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command

from ingest.samples import SAMPLES, TEXT_SAMPLES, write
from ingest.samples.facts import load
from ingest.samples.sheets import Cell, Page, Row, row_of, wrapped
from ingest.samples.typeset_text import typeset

SAMPLE = load("datong-emergency-2023")


def printed(*rows: Row) -> list[str]:
    """The lines of a page with these rows, without the page's own space, its last line and the line end."""
    text = typeset((Page(1, rows),), SAMPLE).replace(" ", "·")
    return text.removeprefix("·").split("\n")[:-3]


@pytest.mark.parametrize(
    ("notation", "line"),
    [
        ("208|社会保障和就业支出|166.70|166.70|||||", "208·社会保障和就业支出·166.70·166.70······"),
        ("2080299|其他民政管理事务支出|20.00||20.00", "2080299·其他民政管理事务支出·20.00··20.00"),
        ("||九、社会保险基金支出|||", "··九、社会保险基金支出····"),
        ("*合计|~|*2,296.59|*2,296.59|*|*|*|*|*", "合计合计·2,296.592,296.59·2,296.592,296.59···········"),
        ("20802|民政管理事务|20.00|*|*20.00", "20802·民政管理事务·20.00···20.0020.00"),
        ("*合计|~|0.00|||0.00|0.00|0.00", "合计合计·0.00···0.00·0.00·0.00"),
        ("|||", "····"),
        ("*第三部分 |*说明", "第三部分·第三部分·说明说明"),
    ],
)
def test_empty_cells_are_counted_spaces_and_bold_is_printed_twice(notation: str, line: str) -> None:
    assert printed(row_of(notation)) == [line]


def test_rows_are_set_apart_by_an_empty_line_unless_one_follows_closely() -> None:
    assert printed(row_of("甲"), row_of("+乙"), row_of("丙")) == ["甲", "乙", "", "丙"]


def test_a_wrapped_cell_stands_on_lines_of_its_own_and_what_comes_behind_it_below() -> None:
    row = Row((Cell(""), Cell("七、文化旅游体育与传媒支出", width=22), Cell(""), Cell("1.00")))
    assert printed(row) == ["·", "七、文化旅游体育与传媒", "支出", "", "·1.00"]


def test_a_glued_cell_has_no_space_before_it() -> None:
    assert printed(Row((Cell("0.00"), Cell("208", glued=True)))) == ["0.00208"]


def test_figures_are_not_broken_where_text_wraps() -> None:
    assert wrapped("总计2,296.59万元", 12) == ("总计2,296.59", "万元")
    assert wrapped("总计为2,296.59", 12) == ("总计为", "2,296.59")


def test_a_page_begins_with_one_space_right_behind_the_page_before() -> None:
    text = typeset((Page(1, (row_of("甲"),)), Page(2, (row_of("乙"),))), SAMPLE)
    assert text == " 甲\n\n演示排版，非官方原件\n 乙\n\n演示排版，非官方原件\n"


def test_a_numbered_page_prints_number_title_and_watermark_and_the_next_one_begins_without_a_space() -> None:
    sample = replace(SAMPLE, watermark_repeats=1)
    text = typeset((Page(7, (row_of("甲"),), numbered=True), Page(8, (row_of("乙"),))), sample)
    foot = "-7-\n\n大同市应急管理局2023年单位预算公开报告\n\n仅供\n内部\n审核\n\n\n"
    assert text == f" 甲\n\n演示排版，非官方原件\n\n{foot}\n乙\n\n演示排版，非官方原件\n"


def test_every_page_says_that_it_is_no_original(tmp_path: Path) -> None:
    (path,) = write(tmp_path, TEXT_SAMPLES)
    text = path.read_text(encoding="utf-8")
    assert text.count("演示排版，非官方原件") == 49


def test_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    (first,), (second,) = write(tmp_path / "a", TEXT_SAMPLES), write(tmp_path / "b", TEXT_SAMPLES)
    assert first.name == "大同市应急管理局_2023_单位预算_演示排版.txt"
    assert first.read_bytes() == second.read_bytes()


def test_the_command_writes_the_samples_and_names_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("make_samples", output=tmp_path)
    named = capsys.readouterr().out.splitlines()
    assert named[0] == f"{tmp_path / '大同市应急管理局_2023_单位预算_演示排版.txt'}"
    assert len(named) == len(SAMPLES)
    assert sorted(map(Path, named)) == sorted(tmp_path.iterdir())
