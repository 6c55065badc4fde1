"""Django's entry for this package."""

from importlib import import_module

from django.apps import AppConfig


class ComparisonsConfig(AppConfig):
    name = "comparisons"
    verbose_name = "比较"

    def ready(self) -> None:
        """What listens to `budgets.events` begins to listen: it needs models, which are there only now."""
        import_module("comparisons.indexing")
        import_module("comparisons.searching")
