"""Django's entry for this package."""

from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "budgets"
    verbose_name = "已公布的文件与数字"
