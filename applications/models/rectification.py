"""更正: what one person asked to put right, and what another one said to it. Never deleted."""

from __future__ import annotations

import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.domain.rectifying import RectificationState
from procedures.domain.values import Json
from tenants.domain.ids import new_id
from tenants.encryption import EncryptedTextField

RECTIFICATION_STATE_LABELS = {
    RectificationState.ASKED: _("待核准"),
    RectificationState.CONFIRMED: _("已更正"),
    RectificationState.TURNED_DOWN: _("不予更正"),
    RectificationState.LAPSED: _("已失效"),
}


class Rectification(models.Model):
    """One value of a submission, or words of a written notice: what stands there, and what should.

    `place` is the path of an answer, or `written.` and the id of a notice. `content` holds `old` and `new` as they are
    stored; `made` is the notice that took the place of `notice`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="rectifications", db_index=False
    )
    submission = models.ForeignKey(
        "applications.Submission", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    notice = models.ForeignKey(
        "applications.WrittenNotice", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    made = models.ForeignKey(
        "applications.WrittenNotice", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    place = models.CharField(max_length=130)
    label = models.CharField(_("更正的内容"), max_length=320)
    content = EncryptedTextField()
    reason = models.TextField(_("更正原因"))
    evidence = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    state = models.CharField(
        max_length=12,
        choices=[(s.value, label) for s, label in RECTIFICATION_STATE_LABELS.items()],
        default=RectificationState.ASKED,
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    opinion = models.TextField(_("核准意见"), blank=True)

    class Meta:
        verbose_name = _("更正")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "place"],
                condition=models.Q(state="asked"),
                name="one_open_rectification_per_place",
            ),
            models.CheckConstraint(
                name="a_rectification_takes_two_people",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
            ),
            models.CheckConstraint(
                name="a_settled_rectification_says_who_and_when",
                condition=models.Q(state="asked", decided_at__isnull=True)
                | models.Q(state="lapsed", decided_at__isnull=False)
                | models.Q(state__in=["confirmed", "turned_down"], decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["application", "asked_at", "id"], name="rectifications_of_application")]

    @property
    def old(self) -> Json:
        return _part(self.content, "old")

    @property
    def new(self) -> Json:
        return _part(self.content, "new")


def _part(content: str, name: str) -> Json:
    parts: dict[str, Json] = json.loads(content)
    return parts[name]
