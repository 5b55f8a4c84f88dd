"""Claims on an organisation's account, with the documents that prove them, as city staff examine them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id


class ClaimKind(models.TextChoices):
    FIRST = "first", _("首次注册")
    ADMINISTRATOR = "administrator", _("变更管理员")
    RENAME = "rename", _("单位改名")


class ClaimState(models.TextChoices):
    OPEN = "open", _("待审核")
    APPROVED = "approved", _("已通过")
    REFUSED = "refused", _("未通过")


class OrganisationClaim(models.Model):
    """Who asks for what about which organisation, on what evidence, and what was decided. Never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("类型"), max_length=20, choices=ClaimKind)
    state = models.CharField(_("状态"), max_length=10, choices=ClaimState, default=ClaimState.OPEN)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    organisation_name = models.CharField(_("单位名称"), max_length=120, help_text="As it was called on that day")
    claimant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replaces = models.BooleanField(default=False)
    new_name = models.CharField(_("新名称"), max_length=120, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    licence = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    filed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("理由"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("单位认领")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "claimant"],
                condition=models.Q(state="open"),
                name="one_open_claim_of_a_person_on_an_organisation",
            ),
            models.CheckConstraint(
                name="a_decided_claim_has_its_person_and_day",
                condition=models.Q(state="open") | models.Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_refused_claim_has_a_reason", condition=~models.Q(state="refused") | ~models.Q(reason="")
            ),
            models.CheckConstraint(
                name="an_administrator_has_a_mandate",
                condition=models.Q(kind="rename") | models.Q(mandate__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="claims_by_state"),
            models.Index(fields=["claimant", "-id"], name="claims_of_person"),
            models.Index(fields=["organisation", "-id"], name="claims_on_organisation"),
        ]
