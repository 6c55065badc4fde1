"""Django's entry for this package."""

from importlib import import_module

from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "budgets"
    verbose_name = "文件、版本与数字"

    def ready(self) -> None:
        """Register our lookup."""
        import_module("budgets.lookups")
