"""What every schema keeps about its own acts: ledger, outbox, inbox, idempotency keys, jobs, data keys."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "tenants.records"
    label = "records"
    verbose_name = "留痕"

    def ready(self) -> None:
        # A web process looks tasks up by name: Celery's own discovery runs in workers only.
        import tenants.records.services.pruning
        import tenants.records.tasks  # noqa: F401
