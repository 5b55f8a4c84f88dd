"""Public notices of the office, and what a unit declares of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.domain.notices import NoticeState
from tenants.domain.ids import new_id

NOTICE_STATE_LABELS = {
    NoticeState.PREPARED: _("待发布"),
    NoticeState.RELEASED: _("已发布"),
    NoticeState.WITHDRAWN: _("已撤下"),
}


class PublicNotice(models.Model):
    """What the public reads of one application: frozen words of one round, prepared by one and released by another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="notices")
    round = models.PositiveSmallIntegerField()
    title = models.CharField(_("名称"), max_length=300)
    procedure_name = models.CharField(max_length=200)
    lines = models.JSONField()
    contacts = models.JSONField(help_text="Whom an objection is told: names, telephones, addresses of the office")
    days = models.PositiveSmallIntegerField()
    days_are_working = models.BooleanField()
    state = models.CharField(
        max_length=10, choices=[(s.value, label) for s, label in NOTICE_STATE_LABELS.items()], default="prepared"
    )
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    ends_provisionally = models.BooleanField(default=False)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.TextField(blank=True)
    posted_url = models.URLField(_("外部网址"), max_length=500, blank=True)
    posted_on = models.DateField(null=True)
    screenshot = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-prepared_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(state__in=["prepared", "released"]),
                name="one_live_notice_per_application",
            ),
            models.CheckConstraint(
                name="a_second_person_releases_a_notice",
                condition=models.Q(released_by__isnull=True) | ~models.Q(released_by=models.F("prepared_by")),
            ),
            models.CheckConstraint(
                name="a_released_notice_has_its_days",
                condition=~models.Q(state="released")
                | models.Q(
                    released_by__isnull=False,
                    released_at__isnull=False,
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="a_withdrawn_notice_has_its_reason",
                condition=~models.Q(state="withdrawn")
                | (models.Q(withdrawn_by__isnull=False) & ~models.Q(withdrawal_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["-prepared_at", "-id"], name="notices_by_preparation"),
            models.Index(
                fields=["-released_at", "-id"], condition=models.Q(released_at__isnull=False), name="notices_public"
            ),
        ]


class UnitNotice(models.Model):
    """The applicant's own notice inside the unit, as declared: from when to when, and where."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.OneToOneField("applications.Application", on_delete=models.PROTECT, related_name="unit_notice")
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    place = models.CharField(_("公示地点"), max_length=200)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_unit_notice_ends_after_it_starts", condition=models.Q(ends_on__gte=models.F("starts_on"))
            )
        ]
