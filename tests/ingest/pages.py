"""A department's disclosure as a web page and as a Word document: the same text and tables, invented figures that add up."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.ingest.words import Word, tbl, tc, tr

TITLE: Final = "上海市普陀区示例局2030年部门预算"
TEXT: Final = (
    "一、部门主要职责",
    "负责示例工作。",
    "二、部门预算编制说明",
    "2030年一般公共预算财政拨款收入为100.00万元，比2029年90.00万元增加10.00万元，主要原因是人员增加。",
)
CAPTION: Final = ("2030年部门支出预算总表", "编制部门：上海市普陀区示例局  单位：万元")
ROWS: Final = (
    ("205", "教育支出", "100.00", "60.00", "40.00"),
    ("20502", "普通教育", "100.00", "60.00", "40.00"),
    ("2050202", "小学教育", "70.00", "60.00", "10.00"),
    ("2050299", "其他普通教育支出", "30.00", "", "30.00"),
)
TOTAL: Final = ("100.00", "60.00", "40.00")


def html(rows: tuple[tuple[str, ...], ...] = ROWS) -> str:
    """The web page: a layout table with the table of figures within; that one is the document's third."""
    head = "<tr><th colspan=2>项目<th rowspan=2>合计<th colspan=2>其中<tr><th>功能分类科目编码<th>功能分类科目名称<th>基本支出<th>项目支出"
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    total = "<tr><td colspan=2>合计</td>" + "".join(f"<td>{cell}</td>" for cell in TOTAL)
    caption = f"<p>{CAPTION[0]}</p><table><tr><td>编制部门：上海市普陀区示例局<td>单位：万元</table>"
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    inside = f"{text}{caption}<table border=1>{head}{body}{total}</table><p>填表人：王小明</p>"
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{TITLE}_某网站</title></head>"
        f"<body><h1>{TITLE}</h1><table><tr><td>{inside}</table></body></html>"
    )


def word(rows: tuple[tuple[str, ...], ...] = ROWS) -> Word:
    """The Word document: the table of figures is its only one."""
    document = Word().p(TITLE)
    for line in (*TEXT, *CAPTION):
        document.p(line)
    table = tbl(
        tr(tc("项目", span=2), tc("合计", merge="restart"), tc("其中", span=2)),
        tr("功能分类科目编码", "功能分类科目名称", tc(merge="continue"), "基本支出", "项目支出"),
        *(tr(*row) for row in rows),
        tr(tc("合计", span=2), *TOTAL),
    )
    return document.add(table).p("填表人：王小明")


def written(folder: Path, name: str, rows: tuple[tuple[str, ...], ...] = ROWS) -> Path:
    """The file by what its name ends with."""
    path = folder / name
    path.write_bytes(word(rows).data() if name.endswith(".docx") else html(rows).encode())
    return path
