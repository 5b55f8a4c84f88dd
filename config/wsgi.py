"""WSGI entry point for gunicorn."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application

from config.startup import refuse_unsafe_start

application = get_wsgi_application()
refuse_unsafe_start()
