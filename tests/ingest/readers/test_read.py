import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from ingest.compound import compound
from ingest.readers import read
from ingest.readers.signatures import OLD_OFFICE, OLD_WORD, OLD_WORKBOOK, WORD, WORKBOOK, ZIP, format_of
from ingest.shapes import UnreadableDocument

TEXT = "某局2030年收支总表\n\n单位：万元\n\n合计 1.00\n"


def refused(path: Path, **limits: int) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read(path, **limits)
    assert "\n" not in str(caught.value)
    return caught.value


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_text_is_named_and_identified_by_its_bytes(tmp_path: Path) -> None:
    document = read(written(tmp_path, "a.txt", TEXT.encode()))
    assert (document.name, document.media_type) == ("a.txt", "text/plain")
    assert document.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


def test_the_format_is_chosen_by_the_bytes_and_a_wrong_name_is_noted(tmp_path: Path) -> None:
    document = read(written(tmp_path, "a.pdf", TEXT.encode()))
    assert [(note.level, note.code) for note in document.notes] == [("warning", "name_mismatch")]
    assert not read(written(tmp_path, "a.unknown", TEXT.encode())).notes


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SLIDES = compound({"PowerPoint Document": b"x"})
DRAWING = b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.graphics"
READ = (
    "本版本读取带文字的 PDF、表格（.xlsx、.xls、.et、.ods）、Word 文件（.docx，装有 LibreOffice 时还有 .doc、.wps、.odt、.rtf）、"
    "网页（HTML）和从公开文件中提取的文本，"
)


@pytest.mark.parametrize(
    ("name", "data", "said", "advised"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "文件名说是文本，内容却是图片（PNG）。", "请把图片放进一个 PDF"),
        ("a.mht", b"MIME-Version: 1.0\r\n", "这是单个文件的网页（MHTML）。", "仅 HTML"),
        ("a.doc", OLE + b"......", "文件名说是旧版 Word 文件（.doc、.wps），内容却是旧版 Office 文件。", "文档另存为 .docx"),
        ("a.xls", SLIDES, "文件名说是旧版 Excel 工作簿（.xls、.et），内容却是旧版 Office 文件。", "表格另存为 .xlsx"),
        ("a.zip", b"PK\x03\x04.........", "这是压缩文件（ZIP）。", "请提供其中的公开文件本身"),
        ("a.rar", b"Rar!\x1a\x07\x01", "这是压缩文件（RAR）。", "请提供其中的公开文件本身"),
        ("a.xlsb", b"PK\x03\x04....xl/workbook.bin", "这是二进制工作簿（.xlsb）。", "另存为 .xlsx"),
        ("a.odg", DRAWING, "这是 OpenDocument 文件。", "另存为 .xlsx"),
    ],
)
def test_other_formats_are_named_and_refused_with_what_to_do(tmp_path: Path, name: str, data: bytes, said: str, advised: str) -> None:
    error = refused(written(tmp_path, name, data))
    assert error.code == "unsupported_format"
    assert str(error).startswith(f"{said}{READ}")
    assert advised in str(error)


def test_a_workbook_with_a_password_is_told_from_an_old_one(tmp_path: Path) -> None:
    error = refused(written(tmp_path, "a.xlsx", compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"})))
    assert error.code == "encrypted"
    assert "内容却是加密的 Office 文件" in str(error)
    assert "请去掉密码" in str(error)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (compound({"WordDocument": b"x"}, {"ObjectPool": {"Workbook": b"x"}}), OLD_WORD),
        (compound({"Workbook": b"x"}, {"MBD0001": {"WordDocument": b"x"}}), OLD_WORKBOOK),
        (compound({"Book": b"x"}), OLD_WORKBOOK),
        (compound({"Other": b"x"}, {"EncryptedPackage": {"Workbook": b"x"}}), OLD_OFFICE),
    ],
    ids=["document with a workbook in it", "workbook with a document in it", "Excel 5", "neither"],
)
def test_what_a_compound_file_is_says_its_root_not_what_is_embedded(data: bytes, found: str) -> None:
    assert format_of(data) == found


def zipped(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as package:
        for name, data in members:
            package.writestr(name, data)
    return stream.getvalue()


def test_an_archive_of_documents_is_none_of_them_though_their_parts_stand_in_it() -> None:
    workbook, word = zipped(("xl/workbook.xml", b"<workbook/>")), zipped(("word/document.xml", b"<document/>"))
    assert (format_of(workbook), format_of(word)) == (WORKBOOK, WORD)
    assert format_of(zipped(("a.xlsx", workbook))) == ZIP
    assert format_of(zipped(("甲/a.docx", word), ("a.xlsx", workbook))) == ZIP


def test_what_only_begins_like_a_workbook_is_damaged(tmp_path: Path) -> None:
    error = refused(written(tmp_path, "a.xlsx", b"PK\x03\x04....xl/workbook.xml"))
    assert error.code == "damaged"
    assert "请重新下载" in str(error)


def test_what_only_begins_like_a_word_document_is_damaged(tmp_path: Path) -> None:
    error = refused(written(tmp_path, "a.docx", b"PK\x03\x04....word/document.xml"))
    assert error.code == "damaged"
    assert "Word 文件已损坏" in str(error)


PAGE = "<!DOCTYPE html>\n<html><body>收支总表</body></html>"


@pytest.mark.parametrize(
    "data",
    [
        ("\ufeff\n" + PAGE).encode(),
        PAGE.encode("utf-16"),
        PAGE.encode("utf-16-be"),
        f'<?xml version="1.0" encoding="GBK"?>{PAGE}'.encode("gbk"),
        f"<!-- 首页 -->{PAGE}".encode(),
        "<div>收支总表</div>".encode(),
        "<meta charset=utf-8><table><tr><td>收支总表</td></tr></table>".encode(),
    ],
    ids=["mark", "utf-16", "utf-16 without mark", "xml", "comment", "fragment", "bare table"],
)
def test_a_web_page_is_known_by_its_first_element_in_every_encoding(tmp_path: Path, data: bytes) -> None:
    document = read(written(tmp_path, "a.xls", data))
    assert document.media_type == "text/html"
    assert document.pages[0].lines[-1].text.strip() == "收支总表"
    assert [note.code for note in document.notes] == ["name_mismatch"]


@pytest.mark.parametrize("text", ["<收支总表> 单位：万元", "a < b 而且 c > d", "<p 没有结束", "<2026年>"])
def test_a_text_with_angle_brackets_is_no_web_page(tmp_path: Path, text: str) -> None:
    assert read(written(tmp_path, "a.txt", (text + "\n收支总表\n").encode())).media_type == "text/plain"


def test_what_only_begins_like_a_pdf_is_damaged(tmp_path: Path) -> None:
    assert refused(written(tmp_path, "a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3")).code == "damaged"


@pytest.mark.parametrize("data", [b"", b" \n\t\n"])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    assert refused(written(tmp_path, "a.txt", data)).code == "empty_file"


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", b"x" * (2 * 1024 * 1024))
    error = refused(path, max_bytes=1024 * 1024)
    assert error.code == "too_large"
    assert "2 MiB" in str(error)
    assert "上限 1 MiB" in str(error)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    assert refused(tmp_path / "missing.txt").code == "no_such_file"
    assert refused(tmp_path).code == "is_a_folder"


def test_a_file_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    file = written(tmp_path, "a.txt", TEXT.encode())
    assert refused(file / "below.txt").code == "not_accessible"
