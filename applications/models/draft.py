"""What an applicant is still writing. Drafts may be deleted; nothing submitted lives here."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.channel import Channel
from tenants.domain.ids import new_id
from tenants.encryption import EncryptedTextField


class Draft(models.Model):
    """Answers in the making: a first filing, or the next round of a returned application.

    `answers` holds public and internal fields; `personal` one encrypted JSON object with the personal ones and with
    whatever was typed that could not be read as its type, so that nothing typed is ever lost. `version` counts every
    save, `section_versions` the saves of each section: two tabs disagree only where they edit the same section.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    procedure_version = models.ForeignKey("procedures.ProcedureVersion", on_delete=models.PROTECT, related_name="+")
    variant = models.CharField(max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    organisation_department = models.ForeignKey(
        "accounts.OrganisationDepartment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    application = models.OneToOneField(
        "applications.Application", on_delete=models.CASCADE, null=True, related_name="open_draft"
    )
    plan_project = models.ForeignKey(
        "applications.PlanProject", on_delete=models.PROTECT, null=True, related_name="drafts"
    )
    channel = models.CharField(
        _("申报渠道"), max_length=10, choices=Channel, default=Channel.ONLINE, db_default=Channel.ONLINE
    )
    title = models.CharField(_("名称"), max_length=300, blank=True)
    answers = models.JSONField(default=dict)
    personal = EncryptedTextField(default="{}")
    #: Where answers come from that nobody typed, by field; empty once they were typed over. Null in older rows.
    prefilled = models.JSONField(null=True)
    #: What taking over an earlier application changed, as long as that can be undone.
    carried = EncryptedTextField(null=True)
    version = models.PositiveIntegerField(default=1)
    section_versions = models.JSONField(default=dict)
    #: Who saved each section last, and when: `{section: {"by": id, "at": moment}}`.
    section_writers = models.JSONField(default=dict, db_default={})
    #: Who helps with which sections (`applications.domain.helping`), and by whom the draft is found for it.
    helps = EncryptedTextField(null=True)
    helper_ids = models.JSONField(default=list, db_default=[])
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["owner", "-updated_at", "-id"], name="drafts_by_owner"),
            GinIndex(fields=["helper_ids"], name="drafts_by_helper", opclasses=["jsonb_path_ops"]),
        ]


class DraftMaterial(models.Model):
    """A file, or the declaration that none is needed, under one item of the materials list."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="materials")
    key = models.CharField(max_length=60)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    exempt = models.BooleanField(default=False)
    by_phone = models.BooleanField(default=False, db_default=False)
    ordinal = models.PositiveSmallIntegerField(default=0)
    #: What it was chosen from; versions are never deleted, so nothing looks it up from the other side.
    kept_version = models.ForeignKey(
        "applications.KeptVersion", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["key", "ordinal", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_draft_material_is_a_file_or_an_exemption",
                condition=models.Q(exempt=True, file__isnull=True) | models.Q(exempt=False, file__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["draft", "key"], condition=models.Q(exempt=True), name="one_exemption_per_draft_material"
            ),
        ]


class Agreement(models.Model):
    """A commitment or consent that was agreed to: which text (by hash), by whom, when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="agreements")
    submission = models.ForeignKey(
        "applications.Submission", on_delete=models.PROTECT, null=True, related_name="agreements"
    )
    key = models.CharField(max_length=60)
    text_hash = models.CharField(max_length=64)
    agreed_by = models.UUIDField()
    agreed_at = models.DateTimeField()

    class Meta:
        ordering = ["agreed_at", "id"]
