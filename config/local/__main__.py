"""`python -m config.local demo`, and for a developer `up | down | status | run COMMAND …`: the embedded services."""

from __future__ import annotations

import io
import subprocess
import sys

from config.local.addresses import local_dir, read_addresses
from config.local.demo import demo
from config.local.processes import ServiceError
from config.local.services import PostgreSQL, Redis, home, start_wanted, stop_services

USAGE = "用法：python -m config.local demo | up | down | status | run 命令 …"


def up() -> None:
    """Start and leave running, also when a demo ends."""
    started = start_wanted(local_dir())
    (local_dir() / "run" / "kept").touch()
    print(f"已启动：{'、'.join(started)}" if started else "已在运行，或环境变量已指定服务器：没有要启动的。")
    status()


def down() -> None:
    stopped = stop_services(local_dir())
    (local_dir() / "run" / "kept").unlink(missing_ok=True)
    print(f"已停止：{'、'.join(stopped)}" if stopped else "没有在运行的。")


def status() -> None:
    here = home(local_dir())
    addresses = read_addresses(here.folder)
    for process, port in ((PostgreSQL(here).process, "database_port"), (Redis(here).process, "broker_port")):
        print(f"{process.name}：" + (f"在 127.0.0.1:{getattr(addresses, port)} 运行" if process.running else "没有运行"))


def run(command: list[str]) -> int:
    """Run a command with the services; those that it started are stopped afterwards."""
    started = start_wanted(local_dir())
    try:
        return subprocess.call(command)
    finally:
        if started:
            stop_services(local_dir())


def main(arguments: list[str]) -> int:
    """Returns the exit status: 1 where something is in the way, said in one line; 2 for wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Chinese characters is no reason to fail
    commands = {"up": up, "down": down, "status": status, "demo": demo}
    try:
        if len(arguments) > 1 and arguments[0] == "run":
            return run(arguments[1:])
        if len(arguments) != 1 or arguments[0] not in commands:
            print(USAGE, file=sys.stderr)
            return 2
        commands[arguments[0]]()
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
