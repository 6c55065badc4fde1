"""Workbooks as the district's templates lay them out, built anew and filled with invented figures that add up."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import openpyxl

MONEY: Final = "#,##0.00"

Cells = Mapping[str, Any]


@dataclass
class Book:
    """A workbook in the making."""

    book: Any = field(default_factory=openpyxl.Workbook)
    empty: bool = True

    def sheet(self, name: str, cells: Cells, merged: Iterable[str] = (), money: str = MONEY) -> Any:
        """A worksheet with these cells; figures get the number format `money`."""
        sheet = self.book.active if self.empty else self.book.create_sheet()
        self.empty = False
        sheet.title = name
        for place, value in cells.items():
            sheet[place] = value
            if isinstance(value, float) or (isinstance(value, int) and value > 999):
                sheet[place].number_format = money
        for area in merged:
            sheet.merge_cells(area)
        return sheet

    def data(self) -> bytes:
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()

    def written(self, folder: Path, name: str = "a.xlsx") -> Path:
        path = folder / name
        path.write_bytes(self.data())
        return path


def rows(first: int, *values: tuple[Any, ...]) -> dict[str, Any]:
    """Cells from column A on, row by row; None is blank."""
    return {
        f"{chr(ord('A') + column)}{first + row}": value
        for row, cells in enumerate(values)
        for column, value in enumerate(cells)
        if value is not None
    }


def department() -> Book:
    """部门预算: a department's workbook."""
    book = _opening("区级部门预算", "预算主管部门", "示例局", "部门")
    _two_sided(book)
    _common(book, "部门", "部门")
    return book


def unit() -> Book:
    """单位预算: a unit's workbook, whose 收支总表 has a head of four rows."""
    book = _opening("区级单位预算", "预算单位", "示例中心", "单位")
    _four_rows_of_heads(book)
    _common(book, "单位", "预算单位")
    return book


def _opening(title: str, label: str, name: str, word: str) -> Book:
    book = Book()
    book.sheet("封面", {"A3": f"上海市普陀区2026年{title}", "A9": f"{label}：上海市普陀区{name}"}, ("A3:M3", "A9:M9", "A18:M18", "A19:M19"))
    contents = ["目  录", None, None, f"一、{word}主要职能  …………………", "二、名词解释  …………………", f"    1. 2026年{word}收入预算总表  ………………"]
    book.sheet("目录", rows(1, *((text,) for text in contents)))
    book.sheet(
        "名词解释",
        {
            "A1": "名词解释",
            "A3": "\n   （一）财政拨款收入：是从本级财政部门取得的财政拨款。\n   （二）事业收入：指开展专业业务活动取得的收入。\n",
        },
        ("A3:A17",),
    )
    said = (
        f"     2026年，{name}收入预算1,062.00万元，其中：财政拨款收入1,000.00万元，比2025年预算增加50.00万元。\n    支出预算1,062.00万元。"
    )
    book.sheet(f"{word}编制说明", {"A1": f"2026年{word}预算编制说明", "A3": said, "A4": "    1. “教育支出”科目862.00万元，主要用于教学。"})
    return book


def _two_sided(book: Book) -> None:
    cells = {"A2": "2026年部门财务收支预算总表", "A4": "编制部门：", "D4": "单位：元", "A6": "本年收入", "C6": "本年支出"}
    body = rows(
        7,
        ("项目", "预算数", "项目", "预算数"),
        ("一、财政拨款收入", 10_000_000, "一、教育支出", 8_620_000.5),
        ("1. 一般公共预算", 9_000_000, "二、社会保障和就业支出", 1_000_000),
        ("2. 政府性基金预算", 800_000, "三、国有资本经营预算支出", 200_000),
        ("3. 国有资本经营预算", 200_000, "四、其他支出", 800_000),
        ("二、事业收入", 500_000),
        ("三、事业单位经营收入",),
        ("四、其他收入", 120_000.5),
    )
    total = {"A21": "收入总计", "B21": 10_620_000.5, "C21": "支出总计", "D21": 10_620_000.5}
    book.sheet("部门收支总表", cells | body | total, ("A4:C4", "A6:B6", "C6:D6", "A2:D2"))


def _four_rows_of_heads(book: Book) -> None:
    cells = {"A2": "2026年预算单位财务收支预算总表", "A4": "编制单位：", "G4": "单位：元", "A6": "本年收入", "C6": "本年支出"}
    heads = {
        "A7": "项目",
        "B7": "预算数",
        "C7": "项目",
        "D7": "预算数",
        "D8": "合计",
        "E8": "基本支出",
        "G8": "项目支出",
        "E9": "人员经费",
        "F9": "公用经费",
    }
    body = rows(
        10,
        ("一、财政拨款收入", 10_000_000, "一、教育支出", 8_620_000.5, 4_800_000.5, 1_200_000, 2_620_000),
        ("1、一般公共预算", 9_000_000, "二、社会保障和就业支出", 1_000_000, 1_000_000),
        ("2、政府性基金预算", 800_000, "三、国有资本经营预算支出", 200_000, None, None, 200_000),
        ("3、国有资本经营预算", 200_000, "四、其他支出", 800_000, None, None, 800_000),
        ("二、事业收入", 500_000),
        ("三、事业单位经营收入",),
        ("四、其他收入", 120_000.5),
    )
    total = rows(21, ("收入总计", 10_620_000.5, "支出总计", 10_620_000.5, 5_800_000.5, 1_200_000, 3_620_000))
    merged = "A4:E4 A7:A9 C7:C9 C6:G6 G8:G9 D7:G7 D8:D9 A2:G2 B7:B9 A6:B6 E8:F8"
    book.sheet("单位收支总表", cells | heads | body | total, merged.split())


def _common(book: Book, word: str, of: str) -> None:
    _income(book, word, of)
    spent = (
        (205, None, None, "教育支出", 8_620_000.5, 6_000_000.5, 2_620_000),
        (205, "02", None, "普通教育", 8_620_000.5, 6_000_000.5, 2_620_000),
        (205, "02", "05", "高等教育", 8_620_000.5, 6_000_000.5, 2_620_000),
        (208, None, None, "社会保障和就业支出", 1_000_000, 1_000_000),
        (208, "05", None, "行政事业单位养老支出", 1_000_000, 1_000_000),
        (208, "05", "05", "机关事业单位基本养老保险缴费支出", 1_000_000, 1_000_000),
        *_CAPITAL,
        *_FUND,
    )
    _by_function(book, f"{word}支出总表", (f"2026年{of}支出预算总表", "支出预算"), spent, (10_620_000.5, 7_000_000.5, 3_620_000))
    _fiscal_summary(book, word, of)
    title = f"2026年{of}一般公共预算支出功能分类预算表"
    _by_function(book, f"{word}一般公共预算拨款表", (title, "一般公共预算支出"), _GENERAL, (9_000_000, 6_500_000, 2_500_000))
    title = f"2026年{of}政府性基金预算支出功能分类预算表"
    _by_function(book, f"{word}政府性基金拨款表", (title, "政府性基金预算支出"), _FUND, (800_000, None, 800_000))
    title = f"2026年{of}国有资本经营预算支出功能分类预算表"
    _by_function(book, f"{word}国有资本经营预算拨款表 ", (title, "国有资本经营预算支出"), _CAPITAL, (200_000, None, 200_000))
    _by_item(book, word, of)
    _three_public(book, word)


_CAPITAL: Final = (
    (223, None, None, "国有资本经营预算支出", 200_000, None, 200_000),
    (223, "01", None, "解决历史遗留问题及改革成本支出", 200_000, None, 200_000),
    (223, "01", "05", "国有企业退休人员社会化管理补助支出", 200_000, None, 200_000),
)
_FUND: Final = (
    (229, None, None, "其他支出", 800_000, None, 800_000),
    (229, "08", None, "彩票发行销售机构业务费安排的支出", 800_000, None, 800_000),
    (229, "08", "04", "福利彩票销售机构的业务费支出", 800_000, None, 800_000),
)
_GENERAL: Final = (
    (205, None, None, "教育支出", 8_000_000, 5_500_000, 2_500_000),
    (205, "02", None, "普通教育", 8_000_000, 5_500_000, 2_500_000),
    (205, "02", "05", "高等教育", 8_000_000, 5_500_000, 2_500_000),
    (208, None, None, "社会保障和就业支出", 1_000_000, 1_000_000),
    (208, "05", None, "行政事业单位养老支出", 1_000_000, 1_000_000),
    (208, "05", "05", "机关事业单位基本养老保险缴费支出", 1_000_000, 1_000_000),
)
_CODES: Final = {"A7": "功能分类科目编码", "D7": "功能分类科目名称", "A8": "类", "B8": "款", "C8": "项"}


def _income(book: Book, word: str, of: str) -> None:
    heads = {
        "A2": f"2026年{of}收入预算总表",
        "A4": f"编制{word}：",
        "I4": "单位：元",
        "A6": "项目",
        "E6": "收入预算",
        **_CODES,
        "E7": "合计",
        "F7": "财政拨款收入",
        "G7": "事业收入",
        "H7": "事业单位\n经营收入",
        "I7": "其他收入",
    }
    body = rows(
        9,
        (205, None, None, "教育支出", 8_620_000.5, 8_000_000, 500_000, None, 120_000.5),
        (205, "02", None, "普通教育", 8_620_000.5, 8_000_000, 500_000, None, 120_000.5),
        (205, "02", "05", "高等教育", 8_620_000.5, 8_000_000, 500_000, None, 120_000.5),
        (208, None, None, "社会保障和就业支出", 1_000_000, 1_000_000),
        (208, "05", None, "行政事业单位养老支出", 1_000_000, 1_000_000),
        (208, "05", "05", "机关事业单位基本养老保险缴费支出", 1_000_000, 1_000_000),
        *((*row[:5], row[4]) for row in (*_CAPITAL, *_FUND)),
    )
    total = {"A23": "合计", "E23": 10_620_000.5, "F23": 10_000_000, "G23": 500_000, "I23": 120_000.5}
    merged = "A4:E4 A2:I2 A6:D6 E6:I6 A23:D23 D7:D8 G7:G8 E7:E8 H7:H8 F7:F8 I7:I8 A7:C7"
    book.sheet(f"{word}收入总表", heads | body | total, merged.split())


def _by_function(book: Book, sheet: str, titles: tuple[str, str], spent: tuple[tuple[Any, ...], ...], total: tuple[Any, ...]) -> None:
    title, subject = titles
    word = sheet[:2]
    heads = {"A2": title, "A4": f"编制{word}：", "G4": "单位：元", "A6": "项目", "E6": subject, **_CODES}
    heads |= {"E7": "合计", "F7": "基本支出", "G7": "项目支出"}
    cells = heads | rows(9, *spent) | rows(24, ("合计", None, None, None, *total))
    book.sheet(sheet, cells, ["A4:E4", "A6:D6", "A24:D24", "D7:D8", "G7:G8", "A2:G2", "E7:E8", "F7:F8", "A7:C7", "E6:G6"])


def _fiscal_summary(book: Book, word: str, of: str) -> None:
    heads = {"A2": f"2026年{of}财政拨款收支预算总表", "A4": f"编制{word}：", "G4": "单位：元", "A6": "财政拨款收入", "C6": "财政拨款支出"}
    body = rows(
        7,
        ("项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"),
        ("一、一般公共预算", 9_000_000, "一、教育支出", 8_000_000, 8_000_000),
        ("二、政府性基金预算", 800_000, "二、社会保障和就业支出", 1_000_000, 1_000_000),
        ("三、国有资本经营预算", 200_000, "三、国有资本经营预算支出", 200_000, None, None, 200_000),
        (None, None, "四、其他支出", 800_000, None, 800_000),
    )
    total = rows(21, ("收入总计", 10_000_000, "支出总计", 10_000_000, 9_000_000, 800_000, 200_000))
    book.sheet(f"{word}财政拨款收支总表", heads | body | total, ("A4:C4", "C6:G6", "A2:G2", "A6:B6"))


def _by_item(book: Book, word: str, of: str) -> None:
    heads = {
        "A2": f"2026年{of}一般公共预算基本支出部门预算经济分类预算表",
        "A4": f"编制{word}：",
        "F4": "单位：元",
        "A6": "项目",
        "D6": "一般公共预算基本支出",
        "A7": "部门预算经济分类科目编码" if word == "部门" else "经济分类科目编码",
        "C7": "经济分类科目名称" if word == "部门" else "部门经济分类科目名称",
        "D7": "合计",
        "E7": "人员经费",
        "F7": "公用经费",
        "A8": "类",
        "B8": "款",
    }
    body = rows(
        9,
        (301, None, "工资福利支出", 5_000_000, 5_000_000),
        (301, "01", "基本工资", 3_000_000, 3_000_000),
        (301, "02", "津贴补贴", 2_000_000, 2_000_000),
        (302, None, "商品和服务支出", 1_200_000, None, 1_200_000),
        (302, "01", "办公费", 1_200_000, None, 1_200_000),
        (303, None, "对个人和家庭的补助", 300_000, 300_000),
        (303, "04", "抚恤金", 300_000, 300_000),
    )
    total = rows(21, ("合计", None, None, 6_500_000, 5_300_000, 1_200_000))
    merged = "A2:F2 A7:B7 A6:C6 C7:C8 D7:D8 E7:E8 A21:C21 F7:F8 A4:C4 D6:F6"
    book.sheet(f"{word}一般公共预算拨款基本支出明细表", heads | body | total, merged.split())


def _three_public(book: Book, word: str) -> None:
    cells = {
        "A2": f"2026年{word}“三公”经费和机关运行经费预算表",
        "A3": f"编制{word}：",
        "G3": "单位:万元",
        "A4": "“三公”经费预算数",
        "G4": "机关运行经费预算数",
        "A5": "合计",
        "B5": "因公出国(境)费",
        "C5": "公务接待费",
        "D5": "公务用车购置及运行费",
        "D6": "小计",
        "E6": "购置费",
        "F6": "运行费",
    }
    figures = rows(7, (10.5, 0.0, 0.5, 10.0, 0.0, 10.0, 120.0))
    merged = "A5:A6 D5:F5 A2:G2 A3:C3 A4:F4 C5:C6 B5:B6 G4:G6"
    book.sheet(f"{word}“三公”经费和机关运行费预算表", cells | figures, merged.split())
