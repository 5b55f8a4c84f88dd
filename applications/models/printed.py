"""What was printed for a signature and a seal, and the scans that came back."""

from __future__ import annotations

from django.db import models

from tenants.domain.ids import new_id


class PrintedForm(models.Model):
    """The one printed form of one submitted version, known by the check code on each of its pages.

    `file` is empty while a worker sets the document; once there it never changes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.OneToOneField("applications.Submission", on_delete=models.PROTECT, related_name="printed")
    code = models.CharField(max_length=12, unique=True)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()


class DraftPrint(models.Model):
    """A draft on paper, to be read through: without a check code, kept for a day, made anew for another version.

    The database does not hold the draft by it: a submission forgets its draft in two statements, the print a day later.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.OneToOneField(
        "applications.Draft", on_delete=models.CASCADE, related_name="printed", db_constraint=False
    )
    version = models.PositiveIntegerField()
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()


class StampedScan(models.Model):
    """A scan or photo of the signed and sealed form, against the version that was printed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    printed = models.ForeignKey(PrintedForm, on_delete=models.PROTECT, related_name="scans")
    file = models.OneToOneField("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.UUIDField()
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["uploaded_at", "id"]
