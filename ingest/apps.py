"""Django's entry for this package."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    name = "ingest"
    verbose_name = "文件的读取与入库"
