"""manage.py ingest, as a person runs it: one line a file, totals, an exit status."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from budgets.models import Document
from ingest import tasks
from ingest.models import Run
from ingest.tasks import read_document
from tests.ingest.processes import World

NOWHERE = "redis://127.0.0.1:1/0"


def ingest(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    out, err = StringIO(), StringIO()
    try:
        call_command("ingest", *map(str, arguments), stdout=out, stderr=err, no_color=True)
    except SystemExit as exit:
        return int(exit.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is queued is done at once, in this process."""
    monkeypatch.setattr(tasks.read_document, "delay", read_document)


@pytest.fixture
def folder(tmp_path: Path, sample_file: Path) -> Path:
    """A disclosure, an empty file, noise, something that is no disclosure, and a hidden file."""
    folder = tmp_path / "文件"
    (folder / "下级").mkdir(parents=True)
    (folder / "a.txt").write_bytes(sample_file.read_bytes())
    (folder / "b.txt").write_bytes(b"")
    (folder / "c.pdf").write_bytes(bytes(range(256)) * 16)
    (folder / "下级" / "d.txt").write_text("今天天气很好。\n" * 30, encoding="utf-8")
    (folder / ".hidden").write_text("x")
    return folder


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("documents_dir", "at_once")
def test_the_bad_files_of_a_folder_do_not_stop_the_others(folder: Path) -> None:
    status, out, err = ingest(folder, "--wait")
    assert status == 1
    assert f"{folder / 'b.txt'}: 文件是空的" in err
    for name in ("c.pdf", "下级/d.txt"):
        assert f"{folder / name}: 失败。" in err
    assert f"[1/3] {folder / 'a.txt'}: " in out
    assert "新收下 3 个文件，以前收到过 0 个，没有收下 1 个。" in out
    assert out.splitlines()[-1] in ("完成 1，待确认 0，失败 2。", "完成 0，待确认 1，失败 2。")
    assert Document.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("documents_dir", "at_once")
def test_a_second_call_reads_nothing_again(sample_file: Path) -> None:
    assert ingest(sample_file, "--wait")[0] == 0
    status, out, _ = ingest(sample_file, "--wait")
    assert status == 0
    assert "不再重复" in out
    assert "新收下 0 个文件，以前收到过 1 个，没有收下 0 个。" in out
    assert Run.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("documents_dir", "queued")
def test_a_path_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    status, _, err = ingest(tmp_path / "没有.txt")
    assert (status, err) == (1, f"{tmp_path / '没有.txt'}: 没有这个文件。请检查路径。\n")


def test_without_any_path_the_usage_is_wrong() -> None:
    assert ingest()[0] == 2


@pytest.mark.service
def test_with_the_broker_down_files_are_kept_and_wait_until_it_is_back(
    database_url: str, documents_dir: Path, embedded_redis_url: str, folder: Path
) -> None:
    world = World(database_url, NOWHERE, documents_dir)
    done = world.manage("ingest", folder, "--wait")
    assert done.returncode == 1
    assert done.stdout.count("文件已收下；任务队列连不上。恢复后在“读取任务”里选中它点“再读一次”，或运行 manage.py ingest --waiting。") == 3
    assert "Traceback" not in done.stderr
    assert [run.state for run in Run.objects.all()] == ["waiting"] * 3
    still = world.manage("ingest", "--waiting")
    assert (still.returncode, "任务队列还是连不上，3 个文件继续等待" in still.stderr) == (1, True)
    world.broker_url = embedded_redis_url
    worker = world.worker()
    try:
        back = world.manage("ingest", "--waiting", "--wait")
    finally:
        worker.kill()
    assert "重新排队：3 个文件，0 次核对。" in back.stdout
    assert Run.objects.filter(state__in=Run.ENDED).count() == 3


def test_with_the_database_down_there_is_one_line(tmp_path: Path, sample_file: Path) -> None:
    world = World("postgres://nobody@127.0.0.1:1/nothing", NOWHERE, tmp_path / "documents")
    done = world.manage("ingest", sample_file)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "数据库连不上" in done.stderr
    assert [path for path in (tmp_path / "documents").rglob("*") if path.is_file()] == []
