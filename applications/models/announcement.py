"""What the office tells the public: announcements, policy files and calls for applications."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.domain.announcing import AnnouncementKind, AnnouncementState
from tenants.domain.ids import new_id

KIND_LABELS = {
    AnnouncementKind.NOTICE: _("通知公告"),
    AnnouncementKind.POLICY: _("政策文件"),
    AnnouncementKind.CALL: _("申报通知"),
}
STATE_LABELS = {
    AnnouncementState.DRAFT: _("待发布"),
    AnnouncementState.PUBLISHED: _("已发布"),
    AnnouncementState.TAKEN_DOWN: _("已撤下"),
}
KIND_CHOICES = [(key.value, label) for key, label in KIND_LABELS.items()]
STATE_CHOICES = [(key.value, label) for key, label in STATE_LABELS.items()]
IN_PUBLIC = Q(state=AnnouncementState.PUBLISHED.value)


class Announcement(models.Model):
    """One page of the portal, written by one person and published by another. Published words do not change."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("类别"), max_length=10, choices=KIND_CHOICES)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("正文"))
    #: What a call asks applications for, where that can be done here.
    procedure = models.ForeignKey("procedures.Procedure", on_delete=models.PROTECT, null=True, related_name="+")
    #: The last day of a call.
    closes_on = models.DateField(_("截止日期"), null=True)
    state = models.CharField(
        max_length=10,
        choices=STATE_CHOICES,
        default=AnnouncementState.DRAFT.value,
    )
    written_by = models.UUIDField()
    written_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    #: The first moment of its publish day.
    visible_from = models.DateTimeField(null=True)
    taken_down_at = models.DateTimeField(null=True)
    taken_down_reason = models.CharField(_("撤下原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("公告")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index("visible_from", "id", condition=IN_PUBLIC, name="announcements_in_public"),
            models.Index("kind", "visible_from", "id", condition=IN_PUBLIC, name="announcements_of_a_kind"),
            models.Index("closes_on", "id", condition=IN_PUBLIC & Q(kind="call"), name="calls_by_closing_day"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_call_has_a_closing_day", condition=Q(kind="call") ^ Q(closes_on=None)),
            models.CheckConstraint(
                name="a_published_announcement_has_its_day",
                condition=Q(state="draft") | Q(visible_from__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_announcement_is_published_by_another",
                condition=Q(published_by=None) | ~Q(published_by=F("written_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.title
