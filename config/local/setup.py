"""`make setup`: everything that is needed into `.venv`; done again only where a lock file changed.

`make setup EXTRAS=ocr` adds what is not needed by all, each extra with a lock file of its own; once there it stays.

Run by whatever Python is found, so that an old one can still say what is missing: standard library and old syntax only.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from typing import NoReturn

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOCK = os.path.join(ROOT, "requirements-dev.txt")
EXTRAS = {name: os.path.join(ROOT, "requirements-" + name + ".txt") for name in ("ocr", "sentry")}
# 3.11 and 3.12: Redis from a wheel. A distribution's own before what pyenv compiled: without profile-guided optimisation, a sixth slower.
CANDIDATES = (
    "/usr/bin/python3.12",
    "/usr/bin/python3.11",
    "python3.12",
    "python3.11",
    "python3.13",
    "python3.14",
    "python3",
    "python",
)
PROBE = "import sys, ensurepip, venv; print('%d.%d' % sys.version_info[:2] if sys.version_info >= (3, 11) else '')"
NONE_FOUND = (
    "没有找到合适的 Python：需要 3.11 以上并带 venv 模块（Debian：apt install python3 python3-venv），或用 make setup PYTHON=路径 指定。"
)


def stop(message: str) -> NoReturn:
    sys.stderr.write(message + "\n")
    sys.exit(2)


def say(message: str) -> None:
    sys.stdout.write(message + "\n")
    sys.stdout.flush()


def version(python: str) -> str:
    """'3.12' for a Python that is new enough and can make environments, else ''."""
    try:
        done = subprocess.run([python, "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", check=False)
    except OSError:
        return ""
    return done.stdout.decode("ascii", "replace").strip() if done.returncode == 0 else ""


def find_python() -> str:
    """The first suitable Python; where PYTHON is set in the environment, that one or none."""
    wanted = os.environ.get("PYTHON")
    for name in (wanted,) if wanted else (*CANDIDATES, sys.executable):
        path = shutil.which(name)
        if path and version(path):
            return path
    stop(f"PYTHON={wanted} 不能用：需要 Python 3.11 以上，并带 venv 模块。" if wanted else NONE_FOUND)


def fingerprint(lock: str) -> str:
    """What the environment was made from: the lock file and the Python in it."""
    digest = hashlib.sha256(version(PYTHON).encode("ascii"))
    with open(lock, "rb") as file:
        digest.update(file.read())
    return digest.hexdigest()


def stamp_of(lock: str) -> str:
    """Where it is kept what was installed from a lock file."""
    extra = next(("-" + name for name, own in EXTRAS.items() if own == lock), "")
    return os.path.join(VENV, "installed" + extra + ".sha256")


def up_to_date(lock: str) -> bool:
    if not os.path.exists(stamp_of(lock)):
        return False
    with open(stamp_of(lock)) as file:
        return file.read() == fingerprint(lock)


def make_environment() -> None:
    python = find_python()
    say(f"建立 .venv（Python {version(python)}）…")
    if subprocess.call([python, "-m", "venv", "--clear", VENV], cwd="/"):
        stop("建立 .venv 失败：原因见上。")


def install(lock: str) -> None:
    """pip with every hash checked; its own lines only as a count, its errors as they are."""
    with open(lock) as file:
        packages = sum(1 for line in file if "==" in line and not line.startswith((" ", "#")))
    say(f"安装 {packages} 个依赖包（首次约一分钟，逐一核对散列值）…")
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    with subprocess.Popen([*command, "-r", lock], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, cwd="/", text=True) as pip:
        fetched = 0
        for line in pip.stdout or ():
            fetched += line.startswith(("Collecting ", "Requirement already satisfied"))
            if line.startswith("Collecting ") and fetched % 20 == 0:
                say(f"  {fetched}/{packages}")
            elif line.startswith("Installing collected"):
                say("  写入 .venv …")
    if pip.returncode:
        stop("安装依赖失败：原因见上。请检查网络或 pip 的设置，然后重新运行。")
    with open(stamp_of(lock), "w") as stamp:
        stamp.write(fingerprint(lock))


def locks_of(extras: list[str]) -> list[str]:
    """The lock files that are asked for."""
    unknown = [name for name in extras if name not in EXTRAS]
    if unknown:
        stop(f"没有这样的选装：{'、'.join(unknown)}。可以选装的有：{'、'.join(EXTRAS)}。")
    return [LOCK, *(EXTRAS[name] for name in dict.fromkeys(extras))]


def main(extras: list[str]) -> None:
    wanted = [lock for lock in locks_of(extras) if not up_to_date(lock)]
    if not wanted:
        return
    if not version(PYTHON):
        make_environment()
        wanted = locks_of(extras)
    for lock in wanted:
        install(lock)
    if tuple(int(part) for part in version(PYTHON).split(".")) >= (3, 13):
        say("注意：Python 3.13 以上没有自带 Redis 的 wheel：请安装 redis-server，或设 CELERY_BROKER_URL。")
    say("准备完毕。")


try:
    main([name for given in sys.argv[1:] for name in given.replace(",", " ").split()])
except KeyboardInterrupt:
    stop("已中断：重新运行会从头核对，不会留下半套环境。")
