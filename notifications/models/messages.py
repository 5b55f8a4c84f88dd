"""Messages to people of this tenant, and their way to each of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.domain.masking import mask_email, mask_mobile
from tenants.domain.ids import new_id
from tenants.encryption import EncryptedTextField


class Message(models.Model):
    """One line in somebody's inbox. The words are fixed when it is sent; they hold nothing personal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="inbox")
    event = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url_path = models.CharField(max_length=300)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("消息")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-id"], name="message_inbox"),
            models.Index(fields=["subject_id"], name="message_by_subject"),
            models.Index(fields=["recipient", "event", "-id"], name="message_by_event"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="message_unread"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(url_path__startswith="/"), name="message_link_is_a_path"),
        ]

    def __str__(self) -> str:
        return self.title


class Channel(models.TextChoices):
    SMS = "sms", _("短信")
    MAIL = "mail", _("邮件")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("发送失败")


class Delivery(models.Model):
    """One attempt after another to reach one person over one channel, until it is sent or given up.

    Account messages (codes, reset links, invitations) have no inbox message; their text is made at the moment of
    sending and is not kept. `address` is the number or address as it was when the delivery was written.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=60)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    address = EncryptedTextField(_("收件地址"))
    text = models.TextField(_("内容"), blank=True)
    #: Where its link leads when it belongs to no inbox message: somebody without an account is told.
    url_path = models.CharField(max_length=300, blank=True, default="", db_default="")
    state = models.CharField(_("状态"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    provider_id = models.CharField(_("回执编号"), max_length=80, blank=True)
    error = models.CharField(_("原因"), max_length=200, blank=True)
    dedupe_key = models.CharField(max_length=120, unique=True)
    #: What the provider said later: delivered or undelivered; empty while it said nothing.
    receipt = models.CharField(_("回执"), max_length=12, blank=True, default="", db_default="")
    receipt_at = models.DateTimeField(null=True)
    receipt_reason = models.CharField(_("未送达原因"), max_length=60, blank=True, default="", db_default="")
    #: When it was first kept back because the day's texts were used up, and when it was given up.
    held_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    #: A text that is sent again is a row of its own: the how-manieth, since when, and on the earlier one when.
    resends = models.PositiveSmallIntegerField(default=0, db_default=0)
    first_at = models.DateTimeField(null=True)
    resent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("发送记录")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["sent_at"], condition=Q(channel="sms"), name="texts_by_time_sent"),
            models.Index(
                fields=["held_at"], condition=Q(channel="sms", held_at__isnull=False), name="texts_by_time_held"
            ),
            models.Index(
                fields=["failed_at"], condition=Q(channel="sms", failed_at__isnull=False), name="texts_by_time_failed"
            ),
            models.Index(
                fields=["-id"],
                condition=Q(channel="sms") & (Q(state="failed") | Q(receipt="undelivered")),
                name="texts_not_delivered",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENT) | Q(sent_at__isnull=False), name="sent_delivery_has_its_time"
            )
        ]

    @property
    def masked_address(self) -> str:
        return mask_mobile(self.address) if self.channel == Channel.SMS else mask_email(self.address)
