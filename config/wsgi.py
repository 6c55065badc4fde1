"""The WSGI entry point."""

import os

from django.core.signals import request_finished
from django.core.wsgi import get_wsgi_application

from budgets.serving import settle, tidy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("STATEMENT_SECONDS", "30")  # nobody waits longer for an answer; workers and commands may

application = get_wsgi_application()

settle()
request_finished.connect(tidy, dispatch_uid="tidy")
