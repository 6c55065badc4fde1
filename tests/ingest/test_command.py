"""manage.py ingest, as a person runs it: one line a file, totals, an exit status."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import zipfile
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from budgets.departments import register_department
from budgets.models import Document, Edition
from ingest import tasks
from ingest.extract import extract
from ingest.models import Run
from ingest.tasks import read_document
from tests.ingest.processes import ROOT, World, alive, children, wait_for

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
def test_the_documents_of_an_archive_are_read_and_told_of_one_by_one(tmp_path: Path, sample_file: Path) -> None:
    path = tmp_path / "包.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.write(sample_file, "甲局/公开.txt")
        package.writestr("内.zip", b"PK\x05\x06" + bytes(18))
    status, out, err = ingest(path, "--wait")
    assert status == 1
    assert err.splitlines()[0] == f"{path} › 内.zip: 是压缩文件里的压缩文件（ZIP），没有收下；请解开后再传。"
    assert "新收下 1 个文件，以前收到过 0 个，没有收下 1 个。" in out
    assert f"[1/1] {path} › 公开.txt: " in out
    assert Document.objects.get().name == "公开.txt"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("documents_dir", "at_once")
def test_the_bad_files_of_a_folder_do_not_stop_the_others(folder: Path) -> None:
    status, out, err = ingest(folder, "--wait")
    assert status == 1
    assert f"{folder / 'b.txt'}: 文件是空的" in err
    wrong = [line.removeprefix(f"{folder}/").partition(": ") for line in err.splitlines()]
    assert [name for name, _, _ in wrong] == ["b.txt", "c.pdf", "下级/d.txt"]
    assert all(message.endswith("。") for _, _, message in wrong)
    assert f"[1/3] {folder / 'a.txt'}: " in out
    assert "新收下 3 个文件，以前收到过 0 个，没有收下 1 个。" in out
    assert out.splitlines()[-1].startswith("完成 0，待确认 1，失败 2。")
    assert Document.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("documents_dir", "at_once")
def test_a_second_call_reads_nothing_again(sample_file: Path) -> None:
    assert ingest(sample_file, "--wait")[0] == 0
    status, out, _ = ingest(sample_file, "--wait")
    assert status == 0
    assert out.count(str(sample_file)) == 1
    assert "新收下 0 个文件，以前收到过 1 个，没有收下 0 个。" in out
    assert Run.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("documents_dir", "at_once")
def test_each_file_is_told_with_its_state_its_figures_its_findings_and_its_time(sample_file: Path) -> None:
    register_department("大同市应急管理局")
    _, out, _ = ingest(sample_file, "--wait")
    edition = Edition.objects.get()
    figures = edition.facts.exclude(presence="blank").count()
    words = {"mismatch": "矛盾", "soft": "不寻常", "not_evaluable": "无法核算", "rounding": "四舍五入内一致"}
    told = "、".join(f"{word} {edition.findings.filter(outcome=outcome).count()}" for outcome, word in words.items())
    lines = out.splitlines()
    assert figures > 0
    assert re.fullmatch(rf"\[1/1\] {re.escape(str(sample_file))}: 草稿，{figures} 个数；{told}；\d+\.\d 秒。", lines[-2])
    assert re.fullmatch(rf"完成 1，待确认 0，失败 0。{figures} 个数；{told}；用时 \d+\.\d 秒。", lines[-1])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("documents_dir", "at_once")
def test_a_file_that_is_there_twice_is_read_once_and_said_to_be(folder: Path) -> None:
    (folder / "z.txt").write_bytes((folder / "a.txt").read_bytes())
    _, out, _ = ingest(folder, "--wait")
    assert f"{folder / 'z.txt'}: 与 {folder / 'a.txt'} 内容相同，只读一次。" in out
    assert Document.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("documents_dir", "queued")
def test_a_path_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    status, _, err = ingest(tmp_path / "没有.txt")
    assert (status, err) == (1, f"{tmp_path / '没有.txt'}: 没有这个文件。请检查路径。\n")


def test_without_any_path_the_usage_is_wrong() -> None:
    assert ingest()[0] == 2


@pytest.mark.parametrize("jobs", ["0", "-1", "x"])
def test_a_number_of_jobs_that_is_none_is_wrong_usage(jobs: str) -> None:
    with pytest.raises(CommandError, match="应为 1 或更大的整数"):
        ingest("x", "--jobs", jobs)


# Workers of its own


@pytest.fixture
def texts(tmp_path: Path, sample_file: Path) -> Path:
    """A folder with the sample as of three years, and something that is no disclosure."""
    folder = tmp_path / "多年"
    folder.mkdir()
    text = sample_file.read_text(encoding="utf-8")
    for back in (0, 2, 4):
        year = text.replace("2022", str(2022 - back)).replace("2023", str(2023 - back))
        (folder / f"{2023 - back}.txt").write_text(year, encoding="utf-8")
    (folder / "天气.txt").write_text("今天天气很好。\n" * 30, encoding="utf-8")
    return folder


@pytest.fixture
def world(database_url: str, documents_dir: Path, embedded_redis_url: str) -> World:
    return World(database_url, embedded_redis_url, documents_dir)


def session_of(worker: int) -> list[int]:
    """Living processes of the session that a worker began."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and alive(int(folder.name)):
            with suppress(OSError):
                if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) == worker:
                    found.append(int(folder.name))
    return found


def begin(world: World, *arguments: str | Path) -> subprocess.Popen[str]:
    """The command under way, as in a terminal: Ctrl-C reaches it, even where the tests run in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "manage.py", "ingest", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, env=world.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.service
def test_where_no_worker_answers_it_starts_its_own_reads_everything_and_leaves_nothing(world: World, texts: Path) -> None:
    process = begin(world, texts, "--jobs", "2")
    worker = wait_for(lambda: next(iter(children(process.pid)), None), "the worker")
    wait_for(lambda: len(children(worker)) == 2, "two processes")
    out, err = process.communicate(timeout=300)
    assert process.returncode == 1
    assert out.startswith("没有工作进程应答，自己启动 2 个，结束时停止。\n")
    assert [line.partition(": ")[0] for line in err.splitlines()] == [str(texts / "天气.txt")]
    assert "完成 0，待确认 3，失败 1。" in out
    assert session_of(worker) == []
    before = Run.objects.count()
    (texts / "天气.txt").unlink()
    again = world.manage("ingest", texts, "--jobs", "2")
    assert (again.returncode, "以前收到过 3 个" in again.stdout) == (0, True)
    assert (Run.objects.count(), sum(Run.objects.values_list("attempts", flat=True))) == (before, 4)


@pytest.mark.service
def test_workers_that_are_there_are_used_and_stay(world: World, texts: Path) -> None:
    worker = world.worker()
    try:
        wait_for(lambda: " ready." in worker.log.read_text(), "the worker")
        done = world.manage("ingest", texts, "--jobs", "2")
        assert worker.process.poll() is None
    finally:
        worker.kill()
    assert re.match(r"已有工作进程应答（worker-\d+@[^）]+），由它们读取，不另外启动。\n", done.stdout)
    assert "待确认 3，失败 1。" in done.stdout


@pytest.mark.service
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_interrupted_or_killed_it_leaves_no_process_and_goes_on_next_time(world: World, texts: Path, end: signal.Signals) -> None:
    process = begin(world, texts, "--jobs", "1")
    worker = wait_for(lambda: next(iter(children(process.pid)), None), "the worker")
    wait_for(lambda: Run.objects.filter(state__in=Run.ENDED).exists(), "the first file")
    process.send_signal(end)
    _, err = process.communicate(timeout=60)
    assert process.returncode == (130 if end == signal.SIGINT else -end)
    assert err.endswith("已中断。已收下的文件留在队列里；再运行一次同样的命令，就接着读，读过的不再读。\n") == (end == signal.SIGINT)
    wait_for(lambda: not session_of(worker), "the end of all processes", 60)
    read = dict(Run.objects.filter(state__in=Run.ENDED).values_list("pk", "attempts"))
    assert 0 < len(read) < 4
    done = world.manage("ingest", texts, "--jobs", "2")
    assert "待确认 3，失败 1。" in done.stdout
    assert dict(Run.objects.filter(pk__in=read, state="clerk").values_list("pk", "attempts")).items() <= read.items()
    assert Edition.objects.count() == 3


@pytest.mark.service
def test_a_worker_that_ends_by_itself_is_one_line(world: World, texts: Path) -> None:
    process = begin(world, texts, "--jobs", "1")
    worker = wait_for(lambda: next(iter(children(process.pid)), None), "the worker")
    os.kill(worker, signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "自己启动的工作进程意外结束" in err
    assert "Traceback" not in err


@pytest.mark.service
def test_text_and_tables_that_are_read_at_once_are_one_edition_checked_as_one_before_it_ends(
    world: World, halves: tuple[Path, Path], sample_file: Path
) -> None:
    register_department("大同市应急管理局")
    done = world.manage("ingest", halves[0].parent, "--jobs", "2")
    assert (done.returncode, done.stderr) == (0, "")
    assert "完成 2，待确认 0，失败 0。" in done.stdout
    edition = Edition.objects.get()
    assert [part.reading.document.name for part in edition.parts.all()] == ["预算.txt", "预算-表格.txt"]
    assert (edition.state, edition.checks_current, Run.objects.filter(edition=edition).count()) == ("draft", True, 2)
    assert edition.checks["text.figure"] == extract(sample_file).checks["text.figure"]


@pytest.mark.service
def test_jobs_with_the_broker_down_start_nothing(world: World, texts: Path) -> None:
    world.broker_url = NOWHERE
    done = world.manage("ingest", texts, "--jobs", "2")
    assert done.returncode == 1
    assert "自己启动" not in done.stdout
    assert done.stdout.count("文件已收下；任务队列连不上。") == 4


@pytest.mark.service
def test_with_the_broker_down_files_are_kept_and_wait_until_it_is_back(
    database_url: str, documents_dir: Path, embedded_redis_url: str, folder: Path
) -> None:
    world = World(database_url, NOWHERE, documents_dir)
    done = world.manage("ingest", folder, "--wait")
    assert done.returncode == 1
    assert done.stdout.count("文件已收下；任务队列连不上。恢复后在“读取任务”里点“全部重新排队”，或运行 manage.py ingest --waiting。") == 3
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
