"""Long work that people watch: its steps, their states and errors."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id
from tenants.encryption import EncryptedTextField


class JobState(models.TextChoices):
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("进行中")
    RETRYING = "retrying", _("等待重试")
    DONE = "done", _("已完成")
    FAILED = "failed", _("失败")


class Job(models.Model):
    """One piece of long work. Personal values it needs stand in `sealed`, never in `payload`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(_("任务"), max_length=200)
    state = models.CharField(_("状态"), max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    actor_id = models.UUIDField(null=True, blank=True)
    payload = models.JSONField(default=dict)
    sealed = EncryptedTextField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(_("错误"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("任务")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["kind", "-id"], name="jobs_by_kind")]

    def __str__(self) -> str:
        return self.title


class JobStep(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=60)
    title = models.CharField(_("步骤"), max_length=100)
    place = models.PositiveSmallIntegerField()
    state = models.CharField(_("状态"), max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    error = models.CharField(_("错误"), max_length=300, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("任务步骤")
        ordering: ClassVar = ["job", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "key"], name="job_has_each_step_once"),
            models.UniqueConstraint(fields=["job", "place"], name="job_steps_stand_in_one_order"),
        ]
