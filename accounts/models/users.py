"""People: everybody who signs in at this jurisdiction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.domain.login_names import LoginKind, LoginName
from accounts.domain.masking import mask_email, mask_mobile, mask_name
from tenants.context import current_schema
from tenants.domain.ids import new_id
from tenants.encryption import EncryptedTextField, blind_index


class UserKind(models.TextChoices):
    APPLICANT = "applicant", _("申请人")
    STAFF = "staff", _("工作人员")


def login_index(name: LoginName) -> str:
    """The blind index under which a login name is found in this tenant."""
    return blind_index(name.value, f"accounts.user.{name.kind}")


class UserManager(BaseUserManager["User"]):
    def find_by_login(self, name: LoginName) -> User | None:
        field = "mobile_index" if name.kind is LoginKind.MOBILE else "email_index"
        return self.filter(**{field: login_index(name)}).first()


class User(AbstractBaseUser):
    """One person in one jurisdiction. Nobody is a superuser: what people may do comes from grants alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("类别"), max_length=10, choices=UserKind.choices)
    name = EncryptedTextField(_("姓名"))
    mobile = EncryptedTextField(_("手机号码"), default="")
    email = EncryptedTextField(_("电子邮箱"), default="")
    mobile_index = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 - unique where known
    email_index = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 - unique where known
    department = models.ForeignKey(
        "accounts.Department", null=True, on_delete=models.PROTECT, related_name="staff", verbose_name=_("所在部门")
    )
    post = models.CharField(_("职务"), max_length=60, blank=True)
    #: The tag of the language that was chosen on a page; nothing until then.
    language = models.CharField(_("语言"), max_length=10, blank=True, default="", db_default="")
    #: Full hours of the day between which nothing is sent outside, and at which a day's messages are one reminder.
    quiet_from = models.PositiveSmallIntegerField(_("免打扰从"), null=True)
    quiet_until = models.PositiveSmallIntegerField(_("免打扰到"), null=True)
    digest = models.PositiveSmallIntegerField(_("每天汇总"), null=True)
    is_active = models.BooleanField(_("启用"), default=True)
    must_set_password = models.BooleanField(default=False)
    #: Part of the session hash: counting it up ends every session of this person.
    session_epoch = models.PositiveIntegerField(default=0)
    totp_secret = EncryptedTextField(default="")
    totp_confirmed_at = models.DateTimeField(null=True)
    #: The last time step whose code was used: a code works once (RFC 6238, 5.2).
    totp_last_step = models.BigIntegerField(default=0)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    #: Guardian reads grants on objects through these groups; `RoleGrant` is what decides who is in them.
    groups = models.ManyToManyField(Group, related_name="users", blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "id"
    EMAIL_FIELD = "email"
    is_superuser = False

    class Meta:
        verbose_name = _("用户")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(mobile_index__isnull=False) | Q(email_index__isnull=False), name="user_has_a_login_name"
            ),
            models.CheckConstraint(
                condition=Q(department__isnull=True) | Q(kind=UserKind.STAFF), name="only_staff_belong_to_a_department"
            ),
            models.CheckConstraint(
                condition=(Q(quiet_from__isnull=True) | Q(quiet_from__lt=24))
                & (Q(quiet_until__isnull=True) | Q(quiet_until__lt=24))
                & (Q(digest__isnull=True) | Q(digest__lt=24)),
                name="message_hours_are_hours_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_have_both_ends",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "-id"], name="user_kind_newest")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def display_name(self) -> str:
        return str(self.name)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_mobile(self) -> str:
        return mask_mobile(self.mobile)

    @property
    def masked_email(self) -> str:
        return mask_email(self.email) if self.email else ""

    @property
    def is_staff_member(self) -> bool:
        return self.kind == UserKind.STAFF

    @property
    def has_second_factor(self) -> bool:
        return self.totp_confirmed_at is not None

    def get_session_auth_hash(self) -> str:
        """Bound to the schema: a session copied to another tenant, even for a cloned user, is not one."""
        return self._session_hash()

    def get_session_auth_fallback_hash(self) -> Iterable[str]:
        """No fallback keys: SECRET_KEY rotation signs everybody out."""
        return ()

    def _session_hash(self) -> str:
        salt = f"accounts.session.{current_schema()}"
        return salted_hmac(salt, f"{self.password}:{self.session_epoch}", algorithm="sha256").hexdigest()

    def has_perm(self, permission: str, obj: models.Model | None = None) -> bool:
        """Guardian's grants on objects, asked through the authentication backends."""
        if not self.is_active:
            return False
        for backend in get_backends():
            if hasattr(backend, "has_perm"):
                try:
                    if backend.has_perm(self, permission, obj):
                        return True
                except PermissionDenied:
                    return False
        return False


class RecoveryCode(models.Model):
    """A one-time way past a lost second factor; only a digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_is_unique_for_its_user")
        ]
