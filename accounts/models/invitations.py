"""Invitations and the tenant's own rules for signing in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id


class Invitation(models.Model):
    """A single-use way in. Its link is a signature over the id (`accounts.links`): no secret is stored."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="invitations")
    membership = models.ForeignKey(
        "accounts.Membership", null=True, on_delete=models.CASCADE, related_name="invitations"
    )
    invited_by = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("邀请")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_is_used_or_withdrawn_not_both",
            )
        ]


class SignInPolicy(models.Model):
    """The one row of a jurisdiction's rules; the security administrator changes it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    staff_second_factor_required = models.BooleanField(_("工作人员登录必须使用动态口令"), default=False)

    class Meta:
        verbose_name = _("登录规则")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="sign_in_policy_is_one_row")]
