"""What the command says of files that are no disclosure, or damaged: one line, with what it saw instead; a bad page costs only itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from reportlab.lib import pdfencrypt
from reportlab.pdfgen import canvas

from ingest import CAN_RECOGNISE
from ingest.extract import extract
from tests.ingest.pdfs import Pdf, PdfPage
from tests.ingest.words import Word

PICTURE = "q 400 0 0 400 60 60 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q"
pytestmark = pytest.mark.usefixtures("without_recogniser")
TITLES = ("2023年部门支出预算总表", "2023年部门收入预算总表", "2023年部门收支预算总表")


def run(path: Path) -> tuple[int, dict[str, Any] | None, list[str]]:
    """Exit status, the JSON if there is any, and the lines of standard error without the file's path."""
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command("extract", str(path), stdout=out, stderr=err, no_color=True)
    except SystemExit as exit:
        status = int(exit.code or 0)
    lines = [line.removeprefix(f"{path}: ") for line in err.getvalue().splitlines()]
    return status, json.loads(out.getvalue()) if out.getvalue() else None, lines


def disclosure() -> Pdf:
    pdf = Pdf()
    for title in TITLES:
        page = pdf.page()
        page.text(60, 60, title, 16)
        page.text(440, 90, "单位：万元")
        page.table([60, 180, 400, 500], 110, [["科目编码", "科目名称", "合计"], ["205", "教育支出", "2.00"]])
    return pdf


def of_pages(*texts: str, drawn: str = "") -> Pdf:
    pdf = Pdf()
    for text in texts:
        page = pdf.page()
        page.text(60, 60, text, 30)
        page.drawn.append(drawn)
    return pdf


def bank_statement() -> Pdf:
    pdf = Pdf()
    page = pdf.page()
    page.text(60, 40, "账户交易明细", 16)
    page.table([60, 160, 260, 360, 460], 80, [["交易日期", "摘要", "收入", "余额"], ["2023-01-02", "转账", "1,000.00", "1,000.00"]])
    return pdf


def of_blank_pages(count: int, *drawn: str) -> Pdf:
    pdf = Pdf()
    for number in range(count):
        pdf.page().drawn.extend(drawn[number : number + 1])
    return pdf


def encrypted(path: Path, user: str) -> None:
    made = canvas.Canvas(str(path), encrypt=pdfencrypt.StandardEncryption(user, ownerPassword="owner", canCopy=0))
    made.drawString(72, 720, "Annual report")
    made.save()


NOVEL = "天色渐渐暗了下来，远处的山峰在暮色中显得格外静默。\n" * 300
OTHER = "，但没有预算或决算的表格和用语，不是预决算公开文件，请检查是否选错。"


NO_TEXT = "内容不是文本（认不出 UTF-8、UTF-16 或 GB18030），文件可能已损坏，请重新下载或导出。"
SCRIPTED = "<html><body><script>document.write('部门预算')</script><noscript>请打开脚本</noscript></body></html>".encode()
HALF = "<html><body><p>部门支出预算总表</p><table><tr><td>205</td><td>教育".encode()
ENTITY = Word().part("word/document.xml", '<!DOCTYPE a [<!ENTITY b SYSTEM "secret.txt">]><document><body/></document>').data()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("novel.txt", NOVEL.encode(), f"文件读得出文字（共 300 行，以“天色渐渐暗了下来，远处的山峰在暮色中显得”开头）{OTHER}"),
        ("slides.pdf", of_pages("产品路线图", "谢谢").bytes(), f"文件读得出文字（共 2 行，以“产品路线图谢谢”开头）{OTHER}"),
        (
            "bank.pdf",
            bank_statement().bytes(),
            f"文件读得出文字（共 3 行，以“账户交易明细交易日期摘要收入余额2023”开头）{OTHER}",
        ),
        ("blank.pdf", of_blank_pages(2).bytes(), "PDF 里没有文字可读：共 2 页，2 页是空白；请检查是否选错，或重新下载、导出。"),
        (
            "picture.pdf",
            of_blank_pages(1, PICTURE).bytes(),
            "PDF 的 1 页都是图片，没有文字可读；"
            + (
                "也没有识别出文字，请检查是否选错，或提供更清晰的扫描件。"
                if CAN_RECOGNISE
                else "请换成带文字的 PDF，或照原件录成工作簿再上传；要识别图片，请管理员装上图像识别。"
            ),
        ),
        (
            "both.pdf",
            of_blank_pages(3, PICTURE).bytes(),
            "PDF 里没有文字可读：共 3 页，1 页是图片、2 页是空白；请检查是否选错，或重新下载、导出。",
        ),
        ("half.pdf", disclosure().bytes()[:3000], "PDF 已损坏，读不出来（可能没有下载完整），请重新下载。"),
        ("end.pdf", disclosure().bytes()[:-200], "PDF 已损坏，读不出来（可能没有下载完整），请重新下载。"),
        ("empty.pdf", b"", "文件是空的，请重新下载或导出。"),
        ("zeros.txt", bytes(1000), "内容不是文本（认不出 UTF-8、UTF-16 或 GB18030），文件可能已损坏，请重新下载或导出。"),
        (
            "one_line.txt",
            ("2023年部门预算，一般公共预算财政拨款收入。" * 1000).encode(),
            "文本的一行有 23000 字，换行可能丢失了，没有读取；请用保留换行的方式重新提取文本。",
        ),
        (
            "page.html",
            "<!DOCTYPE html><html><body>某公司新闻</body></html>".encode(),
            f"文件读得出文字（共 1 行，以“某公司新闻”开头）{OTHER}",
        ),
        ("script.html", SCRIPTED, "网页里没有文字（内容可能由脚本另外载入）；请在浏览器里打开、看到正文后另存，再导入。"),
        ("half.html", HALF, "网页不完整，在表格中间断开（可能没有下载完整），请重新下载或另存。"),
        ("deep.html", b"<html>" + b"<div>" * 100_000, "网页的标记一层套一层超过 2000 层，不像公开的网页，没有读取；请只提供正文。"),
        ("noise.html", b"<html>" + bytes(199 * i % 256 for i in range(3000)), NO_TEXT),
        (
            "half.docx",
            Word().p("2023年部门预算").data()[:-300],
            "Word 文件已损坏，读不出来（可能没有下载完整），请重新下载，或用 Word 另存一次。",
        ),
        ("nothing.docx", Word().data(), "Word 文件里没有文字（可能都是图片），请检查是否选错，或提供带文字的文件。"),
        ("entity.docx", ENTITY, "Word 文件里有不应有的内容（外部实体或特殊编码），没有读取；请用 Word 另存一次。"),
        ("other.docx", Word().p("会议通知").data(), f"文件读得出文字（共 1 行，以“会议通知”开头）{OTHER}"),
    ],
)
def test_what_is_no_disclosure_is_one_line_with_what_was_seen(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert run(path) == (1, None, [said])


def test_a_missing_file_and_a_folder_are_one_line(tmp_path: Path) -> None:
    assert run(tmp_path / "none.pdf") == (1, None, ["找不到这个文件，请检查路径。"])
    assert run(tmp_path) == (1, None, ["这是一个文件夹，请给出其中的文件。"])


def test_a_pdf_that_asks_for_a_password_is_one_line(tmp_path: Path) -> None:
    encrypted(tmp_path / "x.pdf", user="secret")
    assert run(tmp_path / "x.pdf") == (1, None, ["PDF 设有密码，打不开；请提供没有密码的文件。"])


def test_a_pdf_that_opens_without_a_password_is_read(tmp_path: Path) -> None:
    encrypted(tmp_path / "x.pdf", user="")
    status, _, (line,) = run(tmp_path / "x.pdf")
    assert (status, line) == (1, f"文件读得出文字（共 1 行，以“Annualreport”开头）{OTHER}")


def garbage(page: PdfPage) -> None:
    page.drawn[:] = ["(((( <<< BT /F 12 Tf [[[[ 1 2 3 Tm ET q q Q 99 99"]


def no_size(page: PdfPage) -> None:
    page.width = page.height = 0


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda data: data.replace(b"6 0 R", b"66 0 R", 1), ("error", "unreadable_page")),
        (lambda data: data.replace(b"6 0 obj\n<< /Type /Page ", b"6 0 obj\nnull %/Type /Page "), ("error", "unreadable_page")),
        (lambda data: data.replace(b"/Contents 7 0 R", b"/Contents 77 0 R"), ("info", "blank_page")),
    ],
)
def test_a_broken_page_costs_nothing_of_the_others(tmp_path: Path, spoil: Callable[[bytes], bytes], found: tuple[str, str]) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(spoil(disclosure().bytes()))
    status, read, _ = run(path)
    assert status == 0
    assert read is not None
    assert [(table["title"], table["pages"]) for table in read["tables"]] == [(TITLES[0], [1]), (TITLES[2], [3])]
    assert (*found, 2) in {(note["level"], note["code"], note["page"]) for note in read["notes"]}


def test_a_page_whose_content_is_noise_is_said_to_be_blank(tmp_path: Path) -> None:
    pdf = disclosure()
    garbage(pdf.pages[1])
    status, read, _ = run(pdf.save(tmp_path))
    assert status == 0
    assert read is not None
    assert [table["pages"] for table in read["tables"]] == [[1], [3]]
    (note,) = [note for note in read["notes"] if note["code"] == "blank_page"]
    assert note["text"] == "第 2 页是空白（共 1 页）；原文若不是空白，文件可能已损坏，请对照原文。"


def test_a_page_of_no_size_costs_nothing_of_the_others(tmp_path: Path) -> None:
    pdf = disclosure()
    no_size(pdf.pages[1])
    status, read, _ = run(pdf.save(tmp_path))
    assert status == 0
    assert read is not None
    assert [1] in [table["pages"] for table in read["tables"]]
    assert [3] in [table["pages"] for table in read["tables"]]


def test_a_figure_of_more_digits_than_money_has_is_none_and_breaks_nothing(tmp_path: Path) -> None:
    pdf = disclosure()
    pdf.pages[1].table([60, 180, 400, 595], 400, [["科目编码", "科目名称", "合计"], ["206", "科学技术支出", "1234567890" * 3]])
    status, read, _ = run(pdf.save(tmp_path))
    assert status == 0
    assert read is not None
    figures = [amount["printed"] for table in read["tables"] for row in table["rows"] for amount in row["amounts"]]
    assert figures == ["2.00", "2.00", "2.00"]


def test_a_text_over_all_limits_is_read_as_far_as_it_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.text.CHARACTERS", 200)
    path = tmp_path / "x.txt"
    path.write_text(
        "公开表3\n\n支出总表\n\n单位：万元\n\n项目 合计 基本支出\n\n教育支出 2.00 2.00\n\n" + "说明\n\n" * 100, encoding="utf-8"
    )
    extraction = extract(path)
    assert [len(table.lines) for table in extraction.tables] == [1]
    (note,) = [note for note in extraction.notes if note.code == "lines_left_out"]
    assert (note.level, note.source.line) == ("error", 173)  # 37 characters, and 81 lines of two


def test_a_line_that_is_too_long_is_left_out_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(
        "公开表3\n\n支出总表\n\n单位：万元\n\n项目 合计 基本支出\n\n教育支出 2.00 2.00\n\n" + "1," * 6000 + "\n", encoding="utf-8"
    )
    status, read, _ = run(path)
    assert status == 0
    assert read is not None
    assert [len(table["rows"]) for table in read["tables"]] == [1]
    (note,) = [note for note in read["notes"] if note["code"] == "line_left_out"]
    assert (note["level"], note["line"]) == ("error", 11)
