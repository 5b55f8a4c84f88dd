"""代录: what was handed in on paper and entered by staff, for whom and on what mandate."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.domain.masking import mask_mobile, mask_name
from tenants.domain.ids import new_id
from tenants.encryption import EncryptedTextField


class CounterEntry(models.Model):
    """One round entered at the counter: of a draft at first, of its submission for ever.

    The organisation is named by its code, whether it is on board or not; nothing here makes anybody its administrator.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.OneToOneField(
        "applications.Draft", on_delete=models.CASCADE, null=True, related_name="counter_entry"
    )
    submission = models.OneToOneField(
        "applications.Submission", on_delete=models.PROTECT, null=True, related_name="counter_entry"
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    organisation_name = models.CharField(_("单位名称"), max_length=120, blank=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    person_name = EncryptedTextField(_("来办人姓名"))
    person_mobile = EncryptedTextField(_("来办人手机号码"))
    relation = models.CharField(_("与申报单位的关系"), max_length=60)
    evidence = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    stamp_seen = models.BooleanField(_("已核对单位公章"), default=False)

    class Meta:
        verbose_name = _("窗口代录")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="a_counter_entry_is_of_a_draft_or_a_submission",
                condition=models.Q(draft__isnull=False, submission__isnull=True)
                | models.Q(draft__isnull=True, submission__isnull=False),
            )
        ]

    @property
    def masked_person_name(self) -> str:
        return mask_name(self.person_name)

    @property
    def masked_person_mobile(self) -> str:
        return mask_mobile(self.person_mobile)
