"""Django's entry for this package."""

from django.apps import AppConfig


class DumpsConfig(AppConfig):
    name = "dumps"
    verbose_name = "整套数据"
