"""Django's entry for this package."""

from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "budgets"
    verbose_name = "文件、版本与数字"
