"""What can happen: procedures of this jurisdiction and their frozen versions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from tenants.domain.ids import new_id


class ProcedureState(models.TextChoices):
    PREPARING = "preparing", _("准备中")
    OPEN = "open", _("受理中")
    PAUSED = "paused", _("暂停受理")
    RETIRED = "retired", _("已停用")


class Procedure(models.Model):
    """A matter this jurisdiction handles. Everything configurable about it lives in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("事项编码"), max_length=60, unique=True)
    name = models.CharField(_("事项名称"), max_length=200)
    department = models.ForeignKey(
        "accounts.Department", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("主管部门")
    )
    state = models.CharField(max_length=20, choices=ProcedureState, default=ProcedureState.PREPARING)
    current_version = models.ForeignKey(
        "procedures.ProcedureVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        permissions = [
            ("handle_procedure", "Examine, receive and decide applications of this procedure"),
            ("consult_procedure", "Read the applications of this procedure"),
            ("configure_procedure", "Change this procedure's package"),
            ("approve_procedure", "Approve this procedure's package for publication"),
        ]
        constraints = [
            models.CheckConstraint(
                name="an_open_procedure_has_a_version",
                condition=~models.Q(state="open") | models.Q(current_version__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProcedureGroupPermission(GroupObjectPermissionBase):
    """Grants of roles on a procedure (guardian, direct foreign key)."""

    content_object = models.ForeignKey(Procedure, on_delete=models.CASCADE)
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False


class ProcedureUserPermission(UserObjectPermissionBase):
    """Grants of single people on a procedure (guardian, direct foreign key)."""

    content_object = models.ForeignKey(Procedure, on_delete=models.CASCADE)
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False


class ProcedureVersion(models.Model):
    """One published package, frozen: `canonical` are the bytes that are hashed, `document` is a copy for queries."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    format = models.PositiveSmallIntegerField()
    canonical = models.BinaryField()
    content_hash = models.CharField(max_length=64)
    document = models.JSONField()
    base_hash = models.CharField(max_length=64, blank=True, help_text="Hash of the library package it was copied from")
    effective_from = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    approved_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["procedure", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="one_version_per_number"),
            models.CheckConstraint(
                name="publisher_is_not_approver",
                condition=models.Q(approved_by__isnull=True) | ~models.Q(published_by=models.F("approved_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number}"
