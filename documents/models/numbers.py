"""Counters and the numbers taken from them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.domain.number_states import NumberState
from tenants.domain.ids import new_id

NUMBER_STATE_LABELS = {NumberState.ISSUED: _("已使用"), NumberState.VOID: _("已作废")}


class NumberSequence(models.Model):
    """The counter of one scheme in one period (a year, a month, or "" for ever). Its row is the lock."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scheme = models.CharField(max_length=120)
    period = models.CharField(max_length=32, blank=True)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "period"], name="one_counter_per_scheme_and_period"),
        ]


class IssuedNumber(models.Model):
    """A number that was given to something. A void number stays here, so nobody can ever get it again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scheme = models.CharField(max_length=120)
    number = models.CharField(max_length=120)
    state = models.CharField(
        max_length=8,
        choices=[(s.value, label) for s, label in NUMBER_STATE_LABELS.items()],
        default=NumberState.ISSUED,
    )
    subject_type = models.CharField(max_length=64)
    subject_id = models.UUIDField(db_index=True)
    issued_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="a_number_is_given_once_in_its_scheme"),
        ]

    def __str__(self) -> str:
        return self.number
