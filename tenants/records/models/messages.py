"""What leaves a transaction: the outbox, and the inbox at the other end."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id


class OutboxState(models.TextChoices):
    PENDING = "pending", _("待处理")
    DONE = "done", _("已完成")
    FAILED = "failed", _("失败")


class OutboxMessage(models.Model):
    """Something to be done after commit, retried until it is done; the row is the truth, the queue only a wake-up."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handler = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=OutboxState.choices, default=OutboxState.PENDING)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("发件箱")
        indexes: ClassVar = [
            models.Index(fields=["not_before", "id"], condition=Q(state="pending"), name="outbox_due_messages")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["handler", "dedupe_key"], condition=~Q(dedupe_key=""), name="outbox_message_is_sent_once"
            )
        ]


class InboxMessage(models.Model):
    """A message of another tenant that was taken in; its id there keeps a second delivery out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=42)
    message_id = models.UUIDField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("收件箱")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "message_id"], name="inbox_message_is_taken_once")
        ]


class IdempotencyKey(models.Model):
    """A browser's key of one command and what the command answered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=64)
    actor_id = models.UUIDField(null=True, blank=True)
    command = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("幂等键")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["actor_id", "key"], nulls_distinct=False, name="idempotency_key_is_used_once_per_actor"
            )
        ]
