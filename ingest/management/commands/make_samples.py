"""`manage.py make_samples`: the sample disclosures as files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from budgets.management.command_line import TerminalCommand, add_once
from ingest.samples import SamplesUnavailable, write


class Command(TerminalCommand):
    help = "写出演示用的样例文件（数字取自已公开的文件，文字为演示而写）。不需要数据库。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_once(parser, "--output", type=Path, default=settings.LOCAL_DIR / "samples", help="放样例的文件夹，默认 .local/samples")

    def handle(self, *args: object, output: Path, **options: object) -> None:
        try:
            paths = write(output)
        except OSError as error:
            raise CommandError(f"{output}: 写不进去（{error.strerror}）。请换一个可写的文件夹，用 --output 指定。") from error
        except SamplesUnavailable as error:
            raise CommandError(str(error)) from error
        for path in paths:
            self.stdout.write(f"{path}")
