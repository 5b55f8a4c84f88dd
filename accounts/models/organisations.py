"""Units that apply: who they are, who may act for them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.domain.masking import mask_email, mask_mobile, mask_name
from accounts.domain.principals import MembershipRole
from tenants.domain.ids import new_id
from tenants.encryption import EncryptedTextField


class OrganisationKind(models.TextChoices):
    """What a legal person is, in the words of a package's `subjects`; forms ask for 单位属性 in finer classes."""

    ENTERPRISE = "enterprise", _("企业")
    INSTITUTION = "institution", _("事业单位")
    SOCIAL_ORGANISATION = "social_organisation", _("社会组织")
    OTHER = "other", _("其他")


class Organisation(models.Model):
    """A legal person, known by its unified social credit code (统一社会信用代码, GB 32100)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("单位名称"), max_length=120)
    #: Names it had before, newest last; applications keep the name of their day.
    former_names = models.JSONField(default=list, blank=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    kind = models.CharField(_("单位类别"), max_length=20, choices=OrganisationKind.choices)
    address = models.CharField(_("通讯地址"), max_length=200, blank=True)
    postal_code = models.CharField(_("邮政编码"), max_length=6, blank=True)
    division_code = models.CharField(_("行政区划代码"), max_length=6, blank=True)
    contact_name = EncryptedTextField(_("联系人"), default="")
    contact_phone = EncryptedTextField(_("联系电话"), default="")
    #: Younger than its siblings: rows from before have none.
    contact_email = EncryptedTextField(_("电子邮箱"), null=True)
    #: City staff saw its licence and the mandate of its administrator. Until then nothing is submitted in its name.
    is_confirmed = models.BooleanField(_("已通过审核"), default=True, db_default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("单位")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(uscc__regex=r"^[0-9A-HJ-NP-RTUW-Y]{18}$"), name="uscc_has_its_alphabet")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_contact_name(self) -> str:
        return mask_name(self.contact_name)

    @property
    def masked_contact_phone(self) -> str:
        return mask_mobile(self.contact_phone)

    @property
    def masked_contact_email(self) -> str:
        return mask_email(self.contact_email) if self.contact_email else ""


class OrganisationDepartment(models.Model):
    """二级部门: a part of an organisation whose examiner sees its applications first."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="departments")
    name = models.CharField(_("二级部门"), max_length=60)

    class Meta:
        verbose_name = _("二级部门")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="organisation_department_name_is_unique")
        ]

    def __str__(self) -> str:
        return self.name


class MembershipState(models.TextChoices):
    INVITED = "invited", _("已邀请")
    PENDING = "pending", _("待审核")
    ACTIVE = "active", _("在任")
    LEFT = "left", _("已退出")


class Membership(models.Model):
    """What one person is in one organisation. A person is one thing there at a time; left rows are history."""

    class Role(models.TextChoices):
        ADMINISTRATOR = MembershipRole.ADMINISTRATOR.value, _("单位管理员")
        DEPARTMENT_EXAMINER = MembershipRole.DEPARTMENT_EXAMINER.value, _("二级部门审核人")
        LEADER = MembershipRole.LEADER.value, _("项目负责人")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    department = models.ForeignKey(
        OrganisationDepartment, null=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("身份"), max_length=20, choices=Role.choices)
    state = models.CharField(_("状态"), max_length=10, choices=MembershipState.choices, default=MembershipState.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("单位成员")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=~Q(state=MembershipState.LEFT),
                name="person_has_one_membership_in_an_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(role=MembershipRole.DEPARTMENT_EXAMINER) | Q(department__isnull=False),
                name="department_examiner_has_a_department",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "-id"], name="membership_of_organisation"),
        ]
