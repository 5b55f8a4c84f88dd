"""The Celery app. Every task carries its schema; `tenants.tasks_base` refuses one that does not."""

from __future__ import annotations

import sys

import django
from celery import signals
from celery.schedules import schedule
from django.core.exceptions import ImproperlyConfigured
from tenant_schemas_celery.app import CeleryApp

from config.startup import refuse_unsafe_start

app = CeleryApp("tongban")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.task_routes = {"tenants.provision_*": {"queue": "provisioner"}}
app.conf.beat_schedule = {
    "dispatch-due": {"task": "tenants.dispatch_due", "schedule": schedule(2.0), "options": {"expires": 10}},
    "sweep-all": {"task": "tenants.sweep_all", "schedule": schedule(60.0), "options": {"expires": 50}},
}


def refuse_to_work(**_: object) -> None:
    """Celery swallows what a signal's receiver raises, except the order to exit, and turns stderr into a log."""
    django.setup()
    try:
        refuse_unsafe_start()
    except ImproperlyConfigured as error:
        print(error, file=sys.__stderr__)
        raise SystemExit(1) from error


signals.worker_init.connect(refuse_to_work, weak=False)
signals.beat_init.connect(refuse_to_work, weak=False)
