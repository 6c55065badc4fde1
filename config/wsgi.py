"""The WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

gc.freeze()  # what was just loaded stays as long as the process: looking for garbage in it took a tenth of a long answer
