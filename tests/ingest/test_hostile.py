"""Files built to harm their reader, read as the service reads them: one clear line or what they say, in time; nothing stored or done."""

from __future__ import annotations

import io
import json
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from budgets.models import Edition, Reading
from ingest.models import Run
from ingest.sandbox import Limits, extract_apart
from ingest.shapes import UnreadableDocument
from ingest.small import small_docx, small_pdf, small_text, small_xlsx
from ingest.tasks import read_document
from ingest.uploads import receive
from tests.ingest import hostile
from tests.ingest.words import Word

LIMITS = Limits(seconds=60, mib=1024, max_bytes=50 * 1024 * 1024)
SHORT = Limits(seconds=4, mib=512, max_bytes=50 * 1024 * 1024)
LINE = re.compile(r"[^\n\r]*[\u4e00-\u9fff][^\n\r]*[。，]?")
OURS = ("parser_error", "forbidden_action", "internal_error")
FIGURES = ["1,234.50", "1,000.00", "234.50"] * 3 + ["2.00"] * 2


def read(folder: Path, name: str, data: bytes) -> dict[str, Any]:
    path = folder / name
    path.write_bytes(data)
    extraction: dict[str, Any] = json.loads(extract_apart(path, LIMITS).text)
    return extraction


def told(folder: Path, name: str, data: bytes) -> tuple[str, str]:
    """The code and the line of what is refused; of what is read its summary."""
    path = folder / name
    path.write_bytes(data)
    try:
        return "", extract_apart(path, SHORT).summary
    except UnreadableDocument as error:
        return error.code, str(error)


def figures(extraction: dict[str, Any]) -> list[str]:
    return [amount["printed"] for table in extraction["tables"] for row in table["rows"] for amount in row["amounts"]]


def note(extraction: dict[str, Any], code: str) -> str:
    (found,) = [note["text"] for note in extraction["notes"] if note["code"] == code]
    return str(found)


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_what_is_refused_is_one_line(tmp_path: Path, name: str) -> None:
    make, code = hostile.REFUSED[name]
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path, name, make())
    assert caught.value.code == code
    assert LINE.fullmatch(str(caught.value))


@pytest.mark.parametrize("name", hostile.ENDURED)
def test_what_is_endured_ends_in_time_and_in_one_line(tmp_path: Path, name: str) -> None:
    code, line = told(tmp_path, name, hostile.ENDURED[name]())
    assert code not in OURS
    assert LINE.fullmatch(line)


def test_of_a_pdf_with_scripts_and_attachments_its_own_pages_alone_are_read(tmp_path: Path) -> None:
    extraction = read(tmp_path, "a.pdf", hostile.active())
    assert figures(extraction) == FIGURES
    said = note(extraction, "active_content_ignored")
    assert all(kind in said for kind in ("脚本", "启动程序", "附件", "XFA"))


def test_a_pdf_with_nothing_to_do_is_not_said_to_have_something(tmp_path: Path) -> None:
    extraction = read(tmp_path, "a.pdf", small_pdf())
    assert "active_content_ignored" not in {note["code"] for note in extraction["notes"]}


def test_formulas_are_not_computed_and_macros_are_not_run(tmp_path: Path) -> None:
    extraction = read(tmp_path, "a.xlsx", hostile.formulas())
    assert figures(extraction) == FIGURES
    assert "没有运行" in note(extraction, "macros_ignored")


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_names_that_lead_out_of_a_package_lead_nowhere(tmp_path: Path, name: str) -> None:
    sound = {"a.docx": small_docx, "a.xlsx": small_xlsx}[name]
    assert figures(read(tmp_path, name, hostile.tricky_names(sound()))) == FIGURES
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert not Path("/tmp/mingzhang-escaped").exists()  # noqa: S108  what the names ask for


@pytest.fixture
def visitors() -> Iterator[list[str]]:
    """Who asks at port 9 of this machine, which the hostile files name; nobody where the port cannot be had."""
    found: list[str] = []
    try:
        server = socket.create_server(("127.0.0.1", 9))
    except OSError:
        yield found
        return
    server.settimeout(0.1)
    over = threading.Event()

    def listen() -> None:
        while not over.is_set():
            try:
                server.accept()[0].close()
                found.append("asked")
            except TimeoutError:
                continue

    listening = threading.Thread(target=listen)
    listening.start()
    yield found
    over.set()
    listening.join()
    server.close()


@pytest.mark.parametrize("make", [hostile.page_with_entity, hostile.page_with_scripts])
def test_of_a_web_page_nothing_is_fetched_and_no_script_runs(tmp_path: Path, make: Any, visitors: list[str]) -> None:
    extraction = read(tmp_path, "a.html", make())
    assert figures(extraction) == FIGURES
    assert "that no document may show" not in json.dumps(extraction)  # the file that it names has these words
    assert visitors == []


def test_a_part_in_an_encoding_that_does_not_exist_is_damaged(tmp_path: Path) -> None:
    """Found by `make fuzz`: the XML parser raised a LookupError."""
    declared = '<?xml version="1.0" encoding="UTF-0"?><document><body/></document>'
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path, "a.docx", Word().part("word/document.xml", declared).data())
    assert caught.value.code == "damaged"


def test_a_workbook_with_a_number_that_no_style_can_have_is_damaged(tmp_path: Path) -> None:
    """Found by `make fuzz`: openpyxl raised an OverflowError."""
    parts = hostile.parts_of(small_xlsx())
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b'fillId="0"', b'fillId="99999999999999999999"', 1)
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path, "a.xlsx", hostile.package(parts))
    assert caught.value.code == "damaged"


def test_a_path_of_a_million_pieces_costs_its_page_alone(tmp_path: Path) -> None:
    code, line = told(tmp_path, "a.pdf", hostile.one_path())
    assert (code, line) == ("no_text", "PDF 里没有文字可读：共 1 页，1 页读不出来；请检查是否选错，或重新下载、导出。")


def test_a_stream_packed_to_explode_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    code, line = told(tmp_path, "a.pdf", hostile.packed_rulings())
    assert code == "too_large"
    assert "解开后超过 32 MiB" in line


HOSTILE = ("lying.xlsx", "entity.docx", "rulings.pdf", "packed_rulings.pdf", "deep_pages.pdf")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("documents_dir", "queued")
@pytest.mark.parametrize("name", HOSTILE)
def test_the_worker_says_one_line_stores_nothing_and_reads_the_next_document(name: str, settings: Any) -> None:
    settings.PARSE_SECONDS, settings.PARSE_MIB = 4, 512
    make = hostile.ENDURED.get(name) or hostile.REFUSED[name][0]
    run = _performed(make(), name)
    assert run.state == "failed"
    assert LINE.fullmatch(run.message)
    assert not Reading.objects.exists()
    assert not Edition.objects.exists()
    settings.PARSE_SECONDS = 60
    assert _performed(small_text(), "a.txt").state in ("done", "clerk")


def _performed(data: bytes, name: str) -> Run:
    run = receive(name, io.BytesIO(data)).run
    read_document(run.pk)
    run.refresh_from_db()
    return run
