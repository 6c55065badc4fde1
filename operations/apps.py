"""Django's entry for this package."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from budgets.groups import keep_in_step


class OperationsConfig(AppConfig):
    name = "operations"
    verbose_name = _("运行")

    def ready(self) -> None:
        """Celery's signals are listened to; errors are reported where that is set; groups follow the last migrations whose permissions
        they have."""
        import_module("operations.workers")
        import_module("operations.tracing")
        if settings.SENTRY_DSN:
            import_module("operations.reporting").start(settings.SENTRY_DSN)
        post_migrate.connect(keep_in_step, sender=self, dispatch_uid="groups")
