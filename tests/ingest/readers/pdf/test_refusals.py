"""PDFs that cannot be read: one clear line each."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.extract import extract
from ingest.readers import read
from ingest.readers.pdf import reading
from ingest.shapes import UnreadableDocument
from tests.ingest.pdfs import Pdf

pytestmark = pytest.mark.usefixtures("without_recogniser")


def refusal(path: Path) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        extract(path)
    assert "\n" not in str(caught.value)
    return caught.value


def written(folder: Path, data: bytes, name: str = "x.pdf") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def a_disclosure() -> Pdf:
    pdf = Pdf()
    page = pdf.page()
    page.text(60, 60, "某市某局2024年部门预算")
    page.text(60, 90, "2024年收入预算12.00万元，其中财政拨款收入12.00万元，基本支出、项目支出、三公经费。")
    return pdf


def test_a_truncated_file(tmp_path: Path) -> None:
    refused = refusal(written(tmp_path, a_disclosure().bytes()[:120]))
    assert (refused.code, str(refused)) == ("damaged", "PDF 已损坏，读不出来（可能没有下载完整），请重新下载。")


def test_noise_behind_a_pdf_header(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, b"%PDF-1.7\n" + bytes(range(256)) * 8)).code == "damaged"


def test_a_file_without_pages(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, Pdf().bytes())).code in ("no_pages", "damaged")


def test_a_file_with_a_password(tmp_path: Path) -> None:
    """An encryption dictionary with a handler that nobody has is as good as a password."""
    data = a_disclosure().bytes()
    dictionary = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <%s> /U <%s> >> /ID [<00> <00>] /Root" % (b"11" * 32, b"22" * 32)
    refused = refusal(written(tmp_path, data.replace(b"/Root", dictionary)))
    assert (refused.code, str(refused)) == ("encrypted", "PDF 设有密码，打不开；请提供没有密码的文件。")


def test_pages_without_text(tmp_path: Path) -> None:
    pdf = Pdf()
    for _ in range(2):
        pdf.page().drawn.append("q 400 0 0 400 60 60 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q")
    refused = refusal(written(tmp_path, pdf.bytes()))
    assert refused.code == "picture_only"
    assert str(refused) == (
        "PDF 的 2 页都是图片，没有文字可读；请换成带文字的 PDF，或照原件录成工作簿再上传；要识别图片，请管理员装上图像识别。"
    )


def test_pictures_that_do_not_say_their_resolution_are_told_how_to_be_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan of A4 at 200 dots an inch, each dot taken for a point."""
    monkeypatch.setattr(reading, "recogniser", object)  # nothing is asked of it
    pdf = Pdf()
    pdf.page(2339, 1654).drawn.append("q 2000 0 0 1500 60 60 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q")
    refused = refusal(written(tmp_path, pdf.bytes()))
    assert refused.code == "picture_only"
    assert str(refused) == (
        "PDF 的 1 页都是图片，没有文字可读；页面有 83×58 厘米大，图片多半没有写明每英寸多少点，不能识别，"
        "请用扫描软件存成或打印成 A4 或 A3 大小的 PDF，再上传。"
    )


def test_one_page_without_text_costs_nothing_of_the_others(tmp_path: Path) -> None:
    pdf = a_disclosure()
    pdf.page().drawn.append("q 400 0 0 400 60 60 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q")
    document = read(pdf.save(tmp_path))
    assert [page.kind for page in document.pages] == ["text", "picture"]
    assert [(note.level, note.code, note.source.page) for note in document.notes] == [("warning", "picture_page", 2)]


def test_a_pdf_that_is_no_disclosure(tmp_path: Path) -> None:
    pdf = Pdf()
    pdf.page().text(60, 60, "Annual report of a company, nothing else.")
    refused = refusal(pdf.save(tmp_path))
    assert refused.code == "not_a_disclosure"
    assert "不是预决算公开文件" in str(refused)


def test_a_wrong_extension_is_noted_and_read(tmp_path: Path) -> None:
    document = read(a_disclosure().save(tmp_path, "x.txt"))
    assert document.media_type == "application/pdf"
    assert [note.text for note in document.notes] == ["文件名说是文本，内容却是 PDF 文件，已按内容读取。"]


def test_a_disclosure_without_a_year_states_none(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.text(60, 60, "某市某局部门预算")
    page.text(60, 90, "收入预算12.00万元，其中财政拨款收入12.00万元，基本支出、项目支出、三公经费。")
    assert extract(pdf.save(tmp_path)).identity.fiscal_year is None
