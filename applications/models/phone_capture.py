"""A phone that takes pictures for one material of one draft, let in by a code from the desktop."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.domain.phone_capture import CaptureState
from tenants.domain.ids import new_id

CAPTURE_STATE_LABELS = {
    CaptureState.OPEN: _("等待拍照"),
    CaptureState.MERGING: _("正在合并"),
    CaptureState.DONE: _("已提交"),
}


class PhoneCapture(models.Model):
    """One code: whoever holds its secret may bring pages for this material, as the person who opened it.

    The draft is named, not linked: a submission forgets its draft in two statements, and a capture without its draft
    is worth nothing. `uploads` are the ids of the pages brought, `pages` the plan of the PDF (`PagePlan`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft_id = models.UUIDField()
    key = models.CharField(max_length=60)
    opened_by = models.UUIDField()
    token_hash = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, label) for state, label in CAPTURE_STATE_LABELS.items()],
        default=CaptureState.OPEN,
    )
    uploads = models.JSONField(default=list)
    pages = models.JSONField(default=list)
    pages_done = models.PositiveSmallIntegerField(default=0)
    problem_code = models.CharField(max_length=64, blank=True)
    problem_params = models.JSONField(default=dict)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft_id", "key"],
                condition=models.Q(closed_at__isnull=True, state=CaptureState.OPEN),
                name="one_open_phone_capture_per_material",
            ),
        ]
