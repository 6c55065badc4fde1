"""Django's entry for this package."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from budgets.groups import keep_in_step


class SubscribersConfig(AppConfig):
    name = "subscribers"
    verbose_name = "数据接口的用户"

    def ready(self) -> None:
        """What listens to `budgets.events` begins to listen: it needs models, which are there only now.

        Groups follow the migrations of this package, the last one whose permissions they have.
        """
        import_module("subscribers.outbox")
        post_migrate.connect(keep_in_step, sender=self, dispatch_uid="groups")
