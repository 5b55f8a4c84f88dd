"""A file in the object store, and the page pictures made from it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.domain.file_states import FileState, MalwareState
from tenants.domain.ids import new_id

FILE_STATE_LABELS = {
    FileState.PENDING: _("等待上传"),
    FileState.CHECKING: _("检查中"),
    FileState.CLEAN: _("可用"),
    FileState.REFUSED: _("未通过检查"),
}
MALWARE_STATE_LABELS = {
    MalwareState.CLEAN: _("已查毒"),
    MalwareState.INFECTED: _("发现病毒"),
    MalwareState.NOT_SCANNED: _("未查毒"),
}


class StoredFile(models.Model):
    """One uploaded or generated file.

    Owners link downwards to it; it knows none of them. It counts for nothing until its state is `clean`.
    `size`, `content_type` and `name` are what the browser declared until the check replaces the first two with
    what it measured. `name` is shown to people and never becomes part of a key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=400, unique=True)
    name = models.CharField(max_length=255)
    purpose = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=120)
    file_format = models.CharField(max_length=16, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    pages = models.PositiveIntegerField(null=True)
    allowed_formats = models.JSONField(default=list)
    max_bytes = models.BigIntegerField()
    state = models.CharField(
        max_length=16, choices=[(s.value, label) for s, label in FILE_STATE_LABELS.items()], default=FileState.PENDING
    )
    malware_state = models.CharField(
        max_length=16,
        choices=[(s.value, label) for s, label in MALWARE_STATE_LABELS.items()],
        default=MalwareState.NOT_SCANNED,
    )
    refusal_code = models.CharField(max_length=64, blank=True)
    refusal_params = models.JSONField(default=dict)
    uploaded_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    uploaded_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_clean_file_has_a_hash_and_a_format",
                condition=~models.Q(state=FileState.CLEAN) | (~models.Q(sha256="") & ~models.Q(file_format="")),
            ),
            models.CheckConstraint(
                name="a_refused_file_has_a_reason",
                condition=~models.Q(state=FileState.REFUSED) | ~models.Q(refusal_code=""),
            ),
            models.CheckConstraint(
                name="an_infected_file_is_never_clean",
                condition=~(models.Q(state=FileState.CLEAN) & models.Q(malware_state=MalwareState.INFECTED)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], name="file_unfinished_by_age", condition=models.Q(state=FileState.PENDING)
            )
        ]

    def __str__(self) -> str:
        return self.name


class PageImage(models.Model):
    """The picture of one page, a derived object that can be made again from the file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="page_images")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=400)
    content_type = models.CharField(max_length=32)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="one_image_per_page_of_a_file"),
            models.CheckConstraint(name="pages_are_counted_from_one", condition=models.Q(number__gte=1)),
        ]
