"""The Celery app. Every task carries its schema; `tenants.tasks_base` refuses one that does not."""

from __future__ import annotations

from celery.schedules import schedule
from tenant_schemas_celery.app import CeleryApp

app = CeleryApp("tongban")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.task_routes = {"tenants.provision_*": {"queue": "provisioner"}}
app.conf.beat_schedule = {
    "dispatch-due": {"task": "tenants.dispatch_due", "schedule": schedule(2.0), "options": {"expires": 10}},
    "sweep-all": {"task": "tenants.sweep_all", "schedule": schedule(60.0), "options": {"expires": 50}},
}
