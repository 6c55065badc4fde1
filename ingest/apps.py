"""Django's entry for this package."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from budgets.groups import keep_in_step


class IngestConfig(AppConfig):
    name = "ingest"
    verbose_name = "文件的读取与入库"

    def ready(self) -> None:
        """Groups follow the migrations of this package, the last one whose permissions they have. The queue shows what failed."""
        import_module("ingest.failed").register_sources()
        post_migrate.connect(keep_in_step, sender=self, dispatch_uid="groups")
