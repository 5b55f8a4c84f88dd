"""The bureau as a tree of departments, its roles, and who holds them where."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.domain.roles import SEPARATED_KINDS, RoleKind
from tenants.domain.ids import new_id


class DepartmentKind(models.TextChoices):
    BUREAU = "bureau", _("局")
    OFFICE = "office", _("科室")
    COUNTY = "county", _("县区")
    REGISTRATION_POINT = "registration_point", _("登记点")


class Department(models.Model):
    """科室 and everything like it. `path` is the codes from the root down (`/bureau/office/`), so that a county is
    a subtree by prefix.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=255, unique=True, editable=False)
    kind = models.CharField(_("类别"), max_length=20, choices=DepartmentKind.choices)
    code = models.CharField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=60)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("部门")
        ordering: ClassVar = ["path"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["parent"], condition=Q(parent__isnull=True), nulls_distinct=False, name="tree_has_one_root"
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z0-9_]{1,40}$"), name="department_code_is_plain"),
            models.CheckConstraint(condition=Q(path__endswith="/"), name="department_path_ends_with_a_slash"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """0 for the root."""
        return self.path.count("/") - 2


class Role(models.Model):
    """A role of this tenant, one to one with the auth group on which guardian hangs permissions."""

    class Kind(models.TextChoices):
        ADMINISTRATION = RoleKind.ADMINISTRATION.value, _("三员")
        CONFIGURATION = RoleKind.CONFIGURATION.value, _("事项配置")
        BUSINESS = RoleKind.BUSINESS.value, _("业务办理")
        PROVINCE = RoleKind.PROVINCE.value, _("省级管理")
        PLATFORM = RoleKind.PLATFORM.value, _("平台运维")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(_("标识"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="role")

    class Meta:
        verbose_name = _("角色")
        ordering: ClassVar = ["kind", "key"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(key__regex=r"^[a-z0-9_]{1,40}$"), name="role_key_is_plain")
        ]

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """Somebody holds a role in a department for a time. Rows are revoked, never deleted.

    `role_kind` repeats the role's kind (which never changes), so that the database itself refuses a second separated
    duty for one person.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    role_kind = models.CharField(max_length=20, choices=Role.Kind.choices, editable=False)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="grants")
    valid_from = models.DateField(_("起始日期"))
    valid_until = models.DateField(_("截止日期"), null=True)
    granted_by = models.UUIDField(null=True, editable=False)
    granted_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("授权")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                condition=Q(revoked_at__isnull=True),
                name="grant_is_given_once",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at__isnull=True, role_kind__in=sorted(SEPARATED_KINDS)),
                name="person_holds_one_separated_duty",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="grant_ends_after_it_begins",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["role", "department"], condition=Q(revoked_at__isnull=True), name="grant_in_force")
        ]
