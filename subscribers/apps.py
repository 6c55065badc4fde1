"""Django's entry for this package."""

from importlib import import_module

from django.apps import AppConfig


class SubscribersConfig(AppConfig):
    name = "subscribers"
    verbose_name = "数据接口的用户"

    def ready(self) -> None:
        """What listens to `budgets.events` begins to listen: it needs models, which are there only now."""
        import_module("subscribers.outbox")
