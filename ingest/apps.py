"""Django's entry for this package."""

from importlib import import_module

from django.apps import AppConfig


class IngestConfig(AppConfig):
    name = "ingest"
    verbose_name = "文件的读取与入库"

    def ready(self) -> None:
        """The queue shows what failed."""
        import_module("ingest.failed").register_sources()
