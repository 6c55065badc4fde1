"""What only LibreOffice can read: with it tables and text as from a Word document, without it one line that says what to do."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from ingest import converting
from ingest.compound import compound
from ingest.contract import to_contract
from ingest.converting import OLD_WORD
from ingest.extract import extract
from ingest.readers import read
from ingest.sandbox import Limits, read_apart
from ingest.shapes import UnreadableDocument
from tests.ingest.libreoffice import by_libreoffice, needs_libreoffice

PAGE = """<!DOCTYPE html><html><head><meta charset=utf-8></head><body><p>示例局2026年部门预算</p><p>2026年部门支出预算总表</p>
<p>单位：万元</p><table border=1><tr><td>科目编码</td><td>科目名称</td><td>合计</td><td>基本支出</td><td>项目支出</td></tr>
<tr><td>205</td><td>教育支出</td><td>12.30</td><td>12.30</td><td></td></tr>
<tr><td colspan=2>合计</td><td>12.30</td><td>12.30</td><td></td></tr></table></body></html>"""
TYPES = {".doc": "application/msword", ".odt": "application/vnd.oasis.opendocument.text", ".rtf": "application/rtf"}
NO_LIBREOFFICE = "读取旧版 Word 文件要用 LibreOffice，这台机器上没有装；请用 Word 或 WPS 另存为 .docx 再导入。"


def head(flags: int = 0, version: int = 0xC1) -> bytes:
    """The beginning of the stream WordDocument."""
    return struct.pack("<HH6xH", 0xA5EC, version, flags)


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refused(path: Path) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module", params=sorted(TYPES))
def document(request: pytest.FixtureRequest, folder: Path) -> Path:
    """The page, as LibreOffice writes it in another format."""
    return by_libreoffice({"a.html": PAGE.encode()}, folder / request.param[1:], request.param)["a.html"]


@needs_libreoffice
def test_tables_are_read_with_table_row_and_cell(document: Path) -> None:
    contract = to_contract(extract(document))
    (table,) = contract["tables"]
    assert contract["document"]["media_type"] == TYPES[document.suffix]
    assert (table["title"], table["unit"], contract["identity"]["unit"]["value"]) == ("2026年部门支出预算总表", "万元", "示例局")
    printed = [
        (row["label"], a["printed"], a["table"], a["row"], a["cell"]) for row in table["rows"] for a in row["amounts"] if a["printed"]
    ]
    assert printed == [
        ("教育支出", "12.30", 1, 2, 3),
        ("教育支出", "12.30", 1, 2, 4),
        ("合计", "12.30", 1, 3, 3),
        ("合计", "12.30", 1, 3, 4),
    ]
    assert [note["code"] for note in contract["notes"] if note["code"] == "converted"] == ["converted"]
    assert "name_mismatch" not in [note["code"] for note in contract["notes"]]


@needs_libreoffice
def test_what_wps_calls_by_its_own_name_is_read(folder: Path) -> None:
    made = by_libreoffice({"a.html": PAGE.encode()}, folder / "wps", ".doc")["a.html"]
    document = read(made.rename(made.with_suffix(".wps")))
    assert "name_mismatch" not in [note.code for note in document.notes]
    assert any("12.30" in line.text for line in document.pages[0].lines)


@needs_libreoffice
def test_nothing_is_left_of_a_conversion_even_where_the_reading_is_stopped(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = by_libreoffice({"a.html": PAGE.encode()}, folder / "kept", ".doc")["a.html"]
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert len(read_apart(made, "a.doc", Limits(300, 1024, 1 << 20))["tables"]) == 1
    program = written(folder, "soffice.bin", b"#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(converting, "find_program", lambda: program)
    with pytest.raises(UnreadableDocument) as caught:
        read_apart(made, "a.doc", Limits(1, 1024, 1 << 20))
    assert (caught.value.code, "超过 1 秒" in str(caught.value)) == ("time_limit", True)
    assert list(tmp_path.iterdir()) == []


@needs_libreoffice
def test_what_only_begins_like_a_document_is_damaged_and_never_read_as_text(tmp_path: Path) -> None:
    path = written(tmp_path, "a.doc", compound({"WordDocument": head() + "教育支出 12.30".encode("utf-16-le") * 300}))
    assert refused(path).code in ("damaged", "no_text")


def test_without_libreoffice_one_line_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converting, "find_program", lambda: None)
    error = refused(written(tmp_path, "a.doc", compound({"WordDocument": head()})))
    assert (error.code, str(error)) == ("no_converter", NO_LIBREOFFICE)
    assert "RTF 文件" in str(refused(written(tmp_path, "a.rtf", b"{\\rtf1\\ansi x}")))


def test_it_is_found_nowhere_where_it_is_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(converting, "_PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert converting.find_program() is None
    program = tmp_path / "soffice"
    program.touch(mode=0o755)
    assert converting.find_program() is None
    (tmp_path / "soffice.bin").touch(mode=0o755)
    assert converting.find_program() == tmp_path / "soffice.bin"


def test_a_conversion_that_takes_too_long_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = written(tmp_path, "soffice.bin", b"#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    (tmp_path / "below").mkdir()
    monkeypatch.setattr(converting, "find_program", lambda: program)
    monkeypatch.setattr(converting, "SECONDS", 1)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "below"))
    with pytest.raises(UnreadableDocument) as caught:
        converting.to_docx(b"x", OLD_WORD)
    assert caught.value.code == "time_limit"
    assert list((tmp_path / "below").iterdir()) == []


def test_a_password_is_told_before_anything_is_converted(tmp_path: Path) -> None:
    error = refused(written(tmp_path, "a.doc", compound({"WordDocument": head(flags=0x0100)})))
    assert (error.code, str(error)) == ("encrypted", "旧版 Word 文件设有密码，打不开；请提供没有密码的文件。")


@pytest.mark.parametrize(
    ("part", "text", "code"), [("META-INF/manifest.xml", "<encryption-data/>", "encrypted"), ("a.xml", "<!DOCTYPE a>", "forbidden_content")]
)
def test_an_opendocument_text_is_looked_through_before_it_is_converted(tmp_path: Path, part: str, text: str, code: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr(part, text)
    assert refused(written(tmp_path, "a.odt", stream.getvalue())).code == code


def test_the_child_leaves_the_network_where_the_system_lets_it() -> None:
    code = "import socket; from budgets.confinement import leave_network; assert not leave_network() or len(socket.if_nameindex()) == 1"
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[4], timeout=60, check=True)
