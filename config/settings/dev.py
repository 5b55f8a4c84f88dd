"""`make run` and developers: the embedded stack, plain http on *.localhost."""

from __future__ import annotations

from config.settings.apps import *  # noqa: F403
from config.settings.base import *  # noqa: F403
from config.settings.logging import *  # noqa: F403
from config.settings.security import *  # noqa: F403
from config.settings.storage import *  # noqa: F403

DEBUG = False
WEB_SCHEME = "http"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SHOW_DESIGN_PAGES = True
