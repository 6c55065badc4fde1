"""How the parts are put together: settings, addresses, tasks, and the local services of a development machine."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
