"""The project itself as an app: template tags, shared templates, start-up checks, the Celery app."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "config"
    verbose_name = "通办"

    def ready(self) -> None:
        # The shared tasks of every app bind to this Celery app; a web process sends through it.
        import config.celery
        import config.checks  # noqa: F401
