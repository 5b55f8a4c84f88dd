"""Clocks that run, stand still or have ended; the ledger of their starts and stops; requests to extend them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.domain.deadlines import Limit, LimitUnit
from tenants.domain.ids import new_id

UNITS = [
    (LimitUnit.WORKING_DAYS.value, _("工作日")),
    (LimitUnit.CALENDAR_DAYS.value, _("日")),
    (LimitUnit.MONTHS.value, _("个月")),
]


class ClockKind(models.TextChoices):
    STATUTORY = "statutory", _("法定时限")
    PROMISED = "promised", _("承诺时限")
    STEP = "step", _("环节时限")
    ACCEPTANCE = "acceptance", _("补正告知期限")


class ClockState(models.TextChoices):
    RUNNING = "running", _("计时中")
    PAUSED = "paused", _("暂停计时")
    ENDED = "ended", _("已停止")


class Clock(models.Model):
    """One limit of one application, or of one visit of a step.

    `ring_at` and `rings` (`domain.clock_ledger.Ring`) are its timer, `rung` what that did last for the due date of now.
    `due_on` is None while it stands still; then `left` says how many days there were. `calendar` names the working days
    it was reckoned with: with other ones it is reckoned anew.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="clocks")
    task = models.ForeignKey("reviews.StepTask", on_delete=models.PROTECT, null=True, related_name="clocks")
    kind = models.CharField(max_length=12, choices=ClockKind)
    length = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=16, choices=UNITS)
    rolls_over = models.BooleanField(default=True)
    basis = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=ClockState, default=ClockState.RUNNING)
    stopped_for = models.CharField(max_length=12, blank=True)
    started_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    is_provisional = models.BooleanField(default=False)
    warn_on = models.DateField(null=True)
    left = models.SmallIntegerField(null=True)
    days_used = models.PositiveSmallIntegerField(null=True)
    calendar = models.CharField(max_length=16)
    ring_at = models.DateTimeField(null=True)
    rings = models.CharField(max_length=8, blank=True)
    rung = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"], condition=models.Q(task__isnull=True), name="one_clock_of_a_kind"
            ),
            models.UniqueConstraint(
                fields=["task", "kind"], condition=models.Q(task__isnull=False), name="one_clock_of_a_kind_per_visit"
            ),
            models.CheckConstraint(
                name="a_running_clock_is_due",
                condition=~models.Q(state="running") | models.Q(due_on__isnull=False, warn_on__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_running_clock_rings",
                condition=models.Q(state="running") | models.Q(ring_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["ring_at", "id"], condition=models.Q(ring_at__isnull=False), name="clocks_to_ring"),
            models.Index(fields=["calendar", "id"], condition=models.Q(state="running"), name="clocks_by_calendar"),
            models.Index(fields=["due_on", "id"], condition=models.Q(state="running"), name="clocks_by_due_date"),
        ]

    @property
    def limit(self) -> Limit:
        return Limit(self.length, LimitUnit(self.unit), self.rolls_over)


class ClockEventKind(models.TextChoices):
    STARTED = "started", _("开始计时")
    PAUSED = "paused", _("暂停计时")
    RESUMED = "resumed", _("恢复计时")
    EXTENDED = "extended", _("延长时限")
    RECKONED = "reckoned", _("因工作日安排变化重新计算")
    ENDED = "ended", _("停止计时")
    REMINDED = "reminded", _("已提醒")
    ESCALATED = "escalated", _("已转督办")
    DEEMED = "deemed", _("视为受理")
    DECIDED = "decided", _("视为作出决定")


class ClockEvent(models.Model):
    """One line of a clock's ledger, with its legal basis and the due date from then on. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=ClockEventKind)
    at = models.DateTimeField()
    cause = models.CharField(max_length=12, blank=True)
    basis = models.CharField(max_length=500, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    length = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=16, choices=UNITS, blank=True)
    due_on = models.DateField(null=True)

    class Meta:
        ordering = ["at", "id"]


class ExtensionState(models.TextChoices):
    ASKED = "asked", _("待批准")
    GRANTED = "granted", _("已批准")
    REFUSED = "refused", _("未批准")


class ClockExtension(models.Model):
    """延长时限: who asked why for how long, and who granted or refused it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="extensions")
    length = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=16, choices=UNITS)
    reason = models.CharField(_("理由"), max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ExtensionState, default=ExtensionState.ASKED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    opinion = models.CharField(_("意见"), max_length=500, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state="asked"), name="one_extension_asked_at_a_time"
            ),
            models.CheckConstraint(
                name="a_settled_extension_has_somebody_who_settled_it",
                condition=models.Q(state="asked") | models.Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
