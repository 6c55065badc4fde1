"""manage.py extract, as a person runs it: JSON on standard output, one line a file, an exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ingest import batch, sandbox
from ingest.batch import clashes, extract_all
from ingest.samples import TEXT_SAMPLES, write
from ingest.sandbox import Extracted, Limits
from ingest.shapes import Extraction, Note

ROOT = Path(__file__).resolve().parents[2]
LIMITS = Limits(seconds=60, mib=1024, max_bytes=1024 * 1024)
TABLE = "公开表3\n\n支出总表\n\n单位：万元\n\n项目 合计 基本支出\n\n教育支出 2.00 2.00\n"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = write(tmp_path_factory.mktemp("sample"), TEXT_SAMPLES)
    return path


def command(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    out, err = StringIO(), StringIO()
    try:
        call_command("extract", *map(str, arguments), stdout=out, stderr=err, no_color=True)
    except SystemExit as exit:
        return int(exit.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_one_file_is_printed_as_json_and_nothing_else(sample: Path) -> None:
    status, out, err = command(sample)
    assert status == 0
    assert json.loads(out)["document"]["name"] == sample.name
    assert err.splitlines()[0].startswith(f"{sample}: ")


def test_the_line_says_what_was_lost_in_reading_beside_what_the_checks_found(tmp_path: Path) -> None:
    clean = tmp_path / "a.txt"
    clean.write_text(TABLE, encoding="utf-8")
    assert command(clean)[2].endswith("不符 0、请看 0、无法核算 0；读取提示：警告 0、错误 0\n")
    notes = (Note("info", "a", ""), Note("warning", "b", ""), Note("warning", "b", ""), Note("error", "c", ""))
    assert sandbox.summary(Extraction("a.txt", "0", "text/plain", notes=notes)).endswith("；读取提示：警告 2、错误 1")


def test_it_needs_neither_database_nor_network(sample: Path) -> None:
    nowhere = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}
    done = subprocess.run(
        [sys.executable, "manage.py", "extract", sample], cwd=ROOT, env=nowhere, capture_output=True, timeout=180, check=False
    )
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["tables"]) == 13


def test_a_file_that_cannot_be_read_is_one_line_and_status_1(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    assert command(path) == (1, "", f"{path}: 文件是空的，请重新下载或导出。\n")


def test_a_folder_gets_a_result_for_each_file_and_the_bad_ones_do_not_stop_the_others(sample: Path, tmp_path: Path) -> None:
    bad, output = tmp_path / "b.txt", tmp_path / "新文件夹"
    bad.write_bytes(bytes(range(256)))
    status, out, err = command(bad, sample, "--output", output)
    assert (status, out) == (1, "")
    assert [path.name for path in output.iterdir()] == [f"{sample.name}.json"]
    assert json.loads((output / f"{sample.name}.json").read_text(encoding="utf-8"))["contract"] == 1
    assert err.splitlines()[-1] == f"共 2 个文件：读成 1 个，失败 1 个。结果在 {output}。"
    assert sum(line.startswith((f"{bad}: 内容不是文本", f"{sample}: ")) for line in err.splitlines()) == 2


def test_several_processes_give_the_same_results(tmp_path: Path) -> None:
    copies = [tmp_path / f"{name}.txt" for name in "abc"]
    for copy in copies:
        copy.write_text(TABLE, encoding="utf-8")
    assert command(*copies, "--output", tmp_path / "one")[0] == 0
    assert command(*copies, "--output", tmp_path / "two", "--jobs", "2")[0] == 0
    for copy in copies:
        assert (tmp_path / "one" / f"{copy.name}.json").read_bytes() == (tmp_path / "two" / f"{copy.name}.json").read_bytes()


def test_wrong_usage_is_status_2(sample: Path, tmp_path: Path) -> None:
    assert command(sample, sample)[0] == 2
    blocked = tmp_path / "file"
    blocked.touch()
    status, _, err = command(sample, "--output", blocked)
    assert status == 2
    assert err.startswith(f"{blocked}: 不能作为结果文件夹")
    with pytest.raises(CommandError):
        command(sample, "--jobs", "0")


def test_files_of_one_name_do_not_overwrite_each_other(sample: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "甲" / "a.txt", tmp_path / "乙" / "a.txt"
    assert set(clashes([first, second, sample])) == {first, second}
    status, _, err = command(first, second, "--output", tmp_path / "out")
    assert status == 1
    assert err.count("同名") == 2
    assert list((tmp_path / "out").iterdir()) == []


def test_the_same_file_given_twice_is_read_once(sample: Path, tmp_path: Path) -> None:
    assert len(list(extract_all([sample, sample], tmp_path, 1, LIMITS))) == 1


def test_a_result_that_cannot_be_written_leaves_nothing_behind(sample: Path, tmp_path: Path) -> None:
    (outcome,) = extract_all([sample], tmp_path / "missing", 1, LIMITS)
    assert "结果写不到" in outcome.error
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_is_one_line(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(path: Path, limits: Limits) -> Extracted:
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "extract_apart", interrupted)
    status, out, err = command(sample, "--output", tmp_path / "out")
    assert (status, out) == (130, "")
    assert err.splitlines()[-1] == "已中断；已经写出的结果都是完整的。"


def archive(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, data in members.items():
            package.writestr(name, data)
    return path


def test_the_one_document_of_an_archive_is_printed(tmp_path: Path) -> None:
    path = archive(tmp_path / "包.zip", **{"甲/a.txt": TABLE.encode()})
    status, out, err = command(path)
    assert (status, json.loads(out)["document"]["name"]) == (0, "a.txt")
    assert err.startswith(f"{path} › a.txt: ")


def test_of_several_documents_of_an_archive_each_has_its_result(tmp_path: Path) -> None:
    path = archive(tmp_path / "包.zip", **{"甲/a.txt": TABLE.encode(), "乙/a.txt": TABLE.encode(), "b.rar": b"Rar!\x1a\x07\x00"})
    assert command(path)[0] == 2
    status, _, err = command(path, "--output", tmp_path / "out")
    assert status == 1
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["乙_a.txt.json", "甲_a.txt.json"]
    assert f"{path} › b.rar: 是压缩文件里的压缩文件（RAR），没有收下；请解开后再传。" in err.splitlines()
    assert err.splitlines()[-1].startswith("共 3 个文件：读成 2 个，失败 1 个。")


def test_an_archive_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "包.zip"
    path.write_bytes(b"PK\x03\x04" + bytes(50))
    status, out, err = command(path)
    assert (status, out) == (1, "")
    assert err == f"{path}: 压缩文件已损坏，打不开（可能没有下载完整）；请重新下载，或重新压缩成 ZIP。\n"
