"""When a person wants to be told outside the product."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.domain.hours import Hours


class MessageHours(models.Model):
    """One person's choice; nobody without a row is made to wait. Codes, links and invitations never wait."""

    user = models.OneToOneField(
        "accounts.User", on_delete=models.CASCADE, primary_key=True, related_name="message_hours"
    )
    quiet_from = models.PositiveSmallIntegerField(_("免打扰从"), null=True)
    quiet_until = models.PositiveSmallIntegerField(_("免打扰到"), null=True)
    digest = models.PositiveSmallIntegerField(_("每天汇总"), null=True)

    class Meta:
        verbose_name = _("提醒时间")
        constraints: ClassVar = [
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

    @property
    def hours(self) -> Hours:
        return Hours(self.quiet_from, self.quiet_until, self.digest)
