"""我的材料库: licences and certificates that an organisation or a person keeps for many applications."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id


class KeptKind(models.TextChoices):
    BUSINESS_LICENCE = "business_licence", _("营业执照")
    LEGAL_PERSON = "legal_person", _("法人证书")
    PATENT = "patent", _("专利证书")
    SOFTWARE_COPYRIGHT = "software_copyright", _("软件著作权登记证书")
    QUALIFICATION = "qualification", _("资质证书")
    AUTHORISATION = "authorisation", _("授权书")
    OTHER = "other", _("其他")


class KeptMaterial(models.Model):
    """One document of one owner, whatever version of it is current. Removing hides it; nothing is ever deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(_("类别"), max_length=30, choices=KeptKind)
    current = models.OneToOneField("applications.KeptVersion", on_delete=models.PROTECT, related_name="+")
    created_by = models.UUIDField()
    created_at = models.DateTimeField()
    removed_by = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("材料库条目")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="a_kept_material_has_one_owner",
                condition=Q(organisation__isnull=False, person__isnull=True)
                | Q(organisation__isnull=True, person__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="kept_by_organisation", condition=Q(removed_at=None)),
            models.Index(fields=["person", "-id"], name="kept_by_person", condition=Q(removed_at=None)),
        ]


class KeptVersion(models.Model):
    """What was said and shown of it at one time. Never changed: applications refer to the version they chose.

    Without `valid_until` it is valid for good (长期有效).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    material = models.ForeignKey(KeptMaterial, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("名称"), max_length=100)
    document_number = models.CharField(_("证件编号"), max_length=100, blank=True)
    issued_on = models.DateField(_("发证日期"), null=True)
    valid_until = models.DateField(_("有效期至"), null=True)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    kept_by = models.UUIDField()
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["material", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["material", "number"], name="versions_of_a_kept_material_are_counted"),
            models.CheckConstraint(
                name="a_document_ends_after_its_issue",
                condition=Q(issued_on=None) | Q(valid_until=None) | Q(valid_until__gte=models.F("issued_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
