"""整改清单: one row for each thing that a return asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.domain.corrections import Finding
from tenants.domain.ids import new_id

FINDING_LABELS = {Finding.SETTLED: _("已落实"), Finding.UNSETTLED: _("未落实")}


class CorrectionItem(models.Model):
    """One remark of the return of a round: what the applicant answered to it, and what the office then found.

    `round` is the round that was returned; the office looks at its items when the next one has come.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="corrections")
    round = models.PositiveSmallIntegerField()
    ordinal = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=130, help_text="A field's key, or `materials.` and that of a material")
    text = models.TextField(_("修改要求"))
    done = models.BooleanField(_("已修改"), default=False)
    answer = models.TextField(_("修改说明"), blank=True)
    answered_at = models.DateTimeField(null=True)
    finding = models.CharField(
        max_length=10, blank=True, choices=[(key.value, label) for key, label in FINDING_LABELS.items()]
    )
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    found_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["application", "round", "path"], name="one_correction_per_place"),
            models.CheckConstraint(
                name="a_finding_has_somebody_who_found_it",
                condition=models.Q(finding="") | models.Q(found_by__isnull=False, found_at__isnull=False),
            ),
        ]
