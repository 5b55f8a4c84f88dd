"""Batches: applications collected into one list, decided or forwarded by one confirmation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.domain.batches import BatchKind, BatchState, Exempt, ItemState
from tenants.domain.ids import new_id

BATCH_KIND_LABELS = {
    BatchKind.FORWARD: _("汇总上报"),
    BatchKind.MEETING: _("上会"),
    BatchKind.DECISION: _("批复"),
}
BATCH_STATE_LABELS = {
    BatchState.COLLECTING: _("整理中"),
    BatchState.FIXED: _("名单已定"),
    BatchState.CONFIRMING: _("正在办理"),
    BatchState.CONFIRMED: _("已办理"),
    BatchState.CANCELLED: _("已取消"),
}
EXEMPT_LABELS = {
    Exempt.NONE: _("按本批次"),
    Exempt.RESULT: _("结果不同"),
    Exempt.RETURN: _("退回修改"),
    Exempt.LEAVE_OUT: _("本次不办"),
}
ITEM_STATE_LABELS = {
    ItemState.PENDING: _("未办理"),
    ItemState.DONE: _("已办理"),
    ItemState.LEFT_OUT: _("本次不办"),
    ItemState.REFUSED: _("未能办理"),
}
_USER = settings.AUTH_USER_MODEL


class Batch(models.Model):
    """All its items wait at one step of one procedure for the same `principal`; whoever answers to it runs the batch.

    `revision` grows with every change, so that nothing is confirmed but what was previewed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("种类"), max_length=10, choices=[(k.value, v) for k, v in BATCH_KIND_LABELS.items()])
    state = models.CharField(
        max_length=10, choices=[(k.value, v) for k, v in BATCH_STATE_LABELS.items()], default=BatchState.COLLECTING
    )
    title = models.CharField(_("名称"), max_length=200)
    procedure = models.ForeignKey("procedures.Procedure", on_delete=models.PROTECT, related_name="+")
    step_key = models.CharField(max_length=60)
    step_label = models.CharField(max_length=100)
    forward = models.CharField(max_length=20, help_text="The act that goes past the step: decide or approve")
    for_office = models.BooleanField()
    principal = models.CharField(max_length=120)
    result = models.CharField(max_length=60, blank=True)
    opinion = models.TextField(blank=True)
    conclusion = models.TextField(blank=True, help_text="Closing words of the document")
    revision = models.PositiveIntegerField(default=1)
    meeting_on = models.DateField(_("会议日期"), null=True)
    meeting_place = models.CharField(_("地点"), max_length=100, blank=True)
    meeting_people = models.TextField(_("参加人员"), blank=True)
    minutes = models.TextField(_("会议纪要"), blank=True)
    minutes_file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    scan = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(_USER, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(_USER, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("批次")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_confirmed_batch_says_by_whom",
                condition=~models.Q(state__in=["confirming", "confirmed"])
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_cancelled_batch_says_by_whom",
                condition=~models.Q(state="cancelled")
                | models.Q(cancelled_by__isnull=False, cancelled_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["principal", "-created_at", "-id"], name="batches_by_principal")]


class BatchItem(models.Model):
    """One application in a batch, by the task it waits at; `version` is that of the application when it was fixed.

    `open` as long as the batch can still do something with it. `code` and `params` say why it was refused.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="batch_items")
    task = models.ForeignKey("reviews.StepTask", on_delete=models.PROTECT, related_name="batch_items")
    position = models.PositiveSmallIntegerField(_("顺序"))
    exempt = models.CharField(
        max_length=10, choices=[(k.value, v) for k, v in EXEMPT_LABELS.items()], default=Exempt.NONE, blank=True
    )
    result = models.CharField(max_length=60, blank=True)
    opinion = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    open = models.BooleanField(default=True)
    state = models.CharField(
        max_length=10, choices=[(k.value, v) for k, v in ITEM_STATE_LABELS.items()], default=ItemState.PENDING
    )
    act = models.ForeignKey("reviews.StepAct", on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(open=True), name="one_open_batch_per_application"
            ),
            models.CheckConstraint(
                name="an_item_that_was_done_has_its_act",
                condition=~models.Q(state="done") | models.Q(act__isnull=False, open=False),
            ),
            models.CheckConstraint(
                name="a_refused_item_says_why", condition=~models.Q(state="refused") | ~models.Q(code="")
            ),
        ]
