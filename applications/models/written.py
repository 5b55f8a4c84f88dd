"""文书: written notices of an application, and 送达: how each reached the applicant."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.domain.masking import mask_name
from applications.domain.written import (
    DeliveryChannel,
    DocumentKind,
    WrittenContent,
    WrittenState,
    day_words,
    read_content,
)
from procedures.domain.written import WrittenKind
from tenants.domain.clock import civil_date
from tenants.domain.ids import new_id
from tenants.encryption import EncryptedTextField

WRITTEN_KIND_LABELS = {
    WrittenKind.RECEIPT: _("收件凭证"),
    WrittenKind.ACCEPTANCE: _("受理通知书"),
    WrittenKind.REFUSAL: _("不予受理通知书"),
    WrittenKind.SUPPLEMENT: _("补正通知书"),
    WrittenKind.CORRECTION: _("退回修改通知书"),
    WrittenKind.DECISION: _("决定书"),
    WrittenKind.TERMINATION: _("终止通知书"),
}
WRITTEN_STATE_LABELS = {WrittenState.VALID: _("有效"), WrittenState.VOID: _("已作废")}
DELIVERY_CHANNEL_LABELS = {DeliveryChannel.VIEWED: _("网上查看"), DeliveryChannel.PAPER: _("纸质送达")}
DOCUMENT_KIND_LABELS = {
    DocumentKind.RESIDENT_CARD: _("居民身份证"),
    DocumentKind.PASSPORT: _("护照或其他出入境证件"),
    DocumentKind.LETTER: _("单位介绍信或委托书"),
    DocumentKind.OTHER: _("其他"),
}


class WrittenNotice(models.Model):
    """The written form of one act, in words that never change.

    `rectifies` is the notice in whose place this one stands, with the same number (更正).
    `act` names the visit of the step that it is the written form of, as `WrittenAct` says; empty where no step acted.
    `scheme` is the counter of its own number, empty where it bears the number of the application. `message_ids` are
    the messages that told of the act: their texts are shown as deliveries. `file` is empty until somebody asks for
    the document (`asked_at`) and a worker has set it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="written")
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=[(k.value, label) for k, label in WRITTEN_KIND_LABELS.items()])
    title = models.CharField(_("名称"), max_length=200)
    number = models.CharField(_("文号"), max_length=120)
    scheme = models.CharField(max_length=120, blank=True)
    rectifies = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="rectified_by")
    act = models.TextField(blank=True, default="", db_default="")
    content = EncryptedTextField()
    code = models.CharField(_("校验码"), max_length=12, unique=True)
    round = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    message_ids = ArrayField(models.UUIDField(), default=list)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, label) for s, label in WRITTEN_STATE_LABELS.items()],
        default=WrittenState.VALID,
    )
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    void_reason = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("文书")
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_void_notice_says_when_and_why",
                condition=models.Q(state="valid") | (models.Q(voided_at__isnull=False) & ~models.Q(void_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["application", "made_at", "id"], name="written_of_application")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def words(self) -> WrittenContent:
        return read_content(self.content)

    @property
    def made_on(self) -> str:
        """The day under the words."""
        return day_words(civil_date(self.made_at))


class NoticeDelivery(models.Model):
    """送达: the first viewing by the applicant's side, or a paper that somebody took. Never changed, never deleted.

    `noted_by` is who opened it, or who recorded the hand-over; the recipient's name is personal.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(WrittenNotice, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(
        max_length=10, choices=[(c.value, label) for c, label in DELIVERY_CHANNEL_LABELS.items()]
    )
    day = models.DateField(_("送达日期"))
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recipient = EncryptedTextField(_("收件人"), default="")
    document = models.CharField(
        _("证件"), max_length=20, blank=True, choices=[(k.value, label) for k, label in DOCUMENT_KIND_LABELS.items()]
    )
    note = models.CharField(_("备注"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("文书送达")
        ordering = ["noted_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice"], condition=models.Q(channel="viewed"), name="a_notice_is_first_viewed_once"
            ),
        ]

    @property
    def masked_recipient(self) -> str:
        return mask_name(self.recipient)
