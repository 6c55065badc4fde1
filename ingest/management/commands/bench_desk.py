"""`manage.py bench_desk`: how fast the lists of the desk are with ten thousand documents in it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from statistics import median
from time import perf_counter
from typing import Any, Final

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.db import Error, connection
from django.test import Client
from django.urls import reverse

from budgets.management.bench.loading import database
from budgets.management.command_line import TerminalCommand, add_once
from ingest.management.bench.desk import CHIEF, CLERK, DATABASE, PUBLISHER, fill
from ingest.management.numbers import positive

TARGET: Final = 300
"""Milliseconds of the server's time for one list: the median of some visits."""
_DOCUMENTS: Final = 10_000
_VISITS: Final = 7
_QUEUE: Final = ("", "?reason=mismatch", "?holder=nobody", "?holder=mine", "?q=第77", "?page=150", "?reason=review&q=2019")
_LISTS: Final = {
    "budgets_edition": ("?state__exact=waiting", "?contradictions=open", "?q=第77", "?p=99"),
    "budgets_document": ("?q=生成的文件77", "?p=99"),
    "ingest_run": ("?state__exact=failed", "?p=99"),
    "budgets_report": ("?state=open", "?p=99"),
    "budgets_department": ("?q=第77",),
    "budgets_fact": ("?edition__id__exact=77", "?q=第7行"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A page as one person sees it: its milliseconds, in the middle and at most, and how many queries it takes."""

    person: str
    address: str
    half: float
    most: float
    queries: int


class Command(TerminalCommand):
    """The whole server for each list: every middleware, view and template, logged in. The last line is one JSON object."""

    help = f"测量后台每个列表、待办和首页的速度：库里有 {_DOCUMENTS:,} 份文件、版本、任务等着（单独的一个库，第一次时生成）。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_once(parser, "--documents", type=positive, default=_DOCUMENTS, help=f"多少份（默认 {_DOCUMENTS}）")
        add_once(parser, "--visits", type=positive, default=_VISITS, help=f"每页看几次，取中位数（默认 {_VISITS}）")

    def handle(self, *args: object, documents: int, visits: int, **options: Any) -> None:
        try:
            with database(DATABASE):
                fill(documents)
                found = list(self._measured(visits))
        except (Error, ValueError) as error:
            raise CommandError(f"{DATABASE}：{str(error).splitlines()[0]}。") from error
        self.stdout.write(f"每页服务器的毫秒数（{visits} 次的中位数，最多）和查询次数；{documents:,} 份")
        for one in found:
            self.stdout.write(f"{one.half:8.1f} {one.most:8.1f} {one.queries:4d}  {one.person:16} {one.address}")
        self.stdout.write(json.dumps({"bench": "desk", "figures": [_figure(one, documents) for one in found]}, ensure_ascii=False))

    def _measured(self, visits: int) -> Iterator[Measured]:
        for name in (CHIEF, CLERK, PUBLISHER):
            client = Client(headers={"host": "localhost"}, raise_request_exception=True)
            client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
            for address in addresses():
                self.stderr.write(address, style_func=str)
                if (one := _visit(client, name, address, visits)) is not None:
                    yield one


def addresses() -> list[str]:
    """The first page, the queue, and every list that is registered, each also filtered, searched and far down."""
    found = [reverse("admin:index"), *(reverse("admin:queue") + query for query in _QUEUE)]
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"admin:{name}_changelist") + query for query in ("", *_LISTS.get(name, ()))]
    return found


def _visit(client: Client, name: str, address: str, visits: int) -> Measured | None:
    """None where this person may not look at it."""
    if client.get(address).status_code != HTTPStatus.OK:
        return None
    times, queries = [], 0
    for _number in range(visits):
        counted: list[int] = []
        with connection.execute_wrapper(lambda execute, *given, counted=counted: (counted.append(1), execute(*given))[1]):
            started = perf_counter()
            client.get(address)
            times.append(1000 * (perf_counter() - started))
        queries = len(counted)
    return Measured(name, address, median(times), max(times), queries)


def _figure(one: Measured, documents: int) -> dict[str, Any]:
    name = f"{one.address} as {one.person}, {documents} documents, median"
    return {"name": name, "value": round(one.half, 1), "unit": "ms", "target": TARGET, "holds": one.half < TARGET}
