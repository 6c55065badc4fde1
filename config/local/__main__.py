"""`python -m config.local up | down | status | run COMMAND …`: the embedded services for a developer."""

from __future__ import annotations

import os
import subprocess
import sys

from config.local.addresses import local_dir, read_addresses
from config.local.processes import ServiceError
from config.local.services import PostgreSQL, Redis, home, start_services, stop_services

USAGE = "用法：python -m config.local up | down | status | run 命令 …"


def start() -> list[str]:
    """Start what the environment names no server for; returns the names of what did not run before."""
    return start_services(local_dir(), database=not os.environ.get("DATABASE_URL"), broker=not os.environ.get("CELERY_BROKER_URL"))


def up() -> None:
    """Start and leave running."""
    started = start()
    print(f"已启动：{'、'.join(started)}" if started else "已在运行，或环境变量已指定服务器：没有要启动的。")
    status()


def down() -> None:
    stopped = stop_services(local_dir())
    print(f"已停止：{'、'.join(stopped)}" if stopped else "没有在运行的。")


def status() -> None:
    here = home(local_dir())
    addresses = read_addresses(here.folder)
    for process, port in ((PostgreSQL(here).process, "database_port"), (Redis(here).process, "broker_port")):
        print(f"{process.name}：" + (f"在 127.0.0.1:{getattr(addresses, port)} 运行" if process.running else "没有运行"))


def run(command: list[str]) -> int:
    """Run a command with the services; those that it started are stopped afterwards."""
    started = start()
    try:
        return subprocess.call(command)
    finally:
        if started:
            stop_services(local_dir())


def main(arguments: list[str]) -> int:
    commands = {"up": up, "down": down, "status": status}
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
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
