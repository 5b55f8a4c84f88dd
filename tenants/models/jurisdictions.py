"""Provinces, cities and counties that are tenants, and the exact hosts that lead to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from django_tenants.models import TenantMixin

from tenants.domain.ids import new_id


class Level(models.TextChoices):
    PROVINCE = "province", _("省级")
    CITY = "city", _("市级")
    COUNTY = "county", _("县级")


class State(models.TextChoices):
    ONBOARDING = "onboarding", _("接入中")
    ACTIVE = "active", _("运行中")
    SUSPENDED = "suspended", _("已停用")


class Jurisdiction(TenantMixin):  # type: ignore[misc] # django-tenants has no types
    """One tenant. Rows are written by the owner login alone; `code` and `schema_name` never change.

    The schema itself is made by `tenants.services.schemas`, never by saving a row.
    """

    objects: ClassVar[models.Manager[Jurisdiction]] = models.Manager()

    auto_create_schema = False
    auto_drop_schema = False

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("租户代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    short_name = models.CharField(_("简称"), max_length=30)
    level = models.CharField(_("层级"), max_length=10, choices=Level.choices)
    division_code = models.CharField(_("行政区划代码"), max_length=6)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("上级")
    )
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.ONBOARDING)
    branding = models.JSONField(_("标识"), default=dict, blank=True)
    storage_endpoint = models.CharField(_("存储地址"), max_length=200, blank=True)
    storage_bucket = models.CharField(_("存储桶"), max_length=63)
    storage_prefix = models.CharField(_("存储前缀"), max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("辖区")
        ordering: ClassVar = ["division_code", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(schema_name=Concat(Value("t_"), "code")), name="schema_is_named_after_the_code"
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z0-9_]{1,40}$"), name="code_is_in_the_allow_list"),
            models.CheckConstraint(
                condition=Q(division_code__regex=r"^[0-9]{6}$"), name="division_code_has_six_digits"
            ),
            models.UniqueConstraint(
                fields=["storage_endpoint", "storage_bucket", "storage_prefix"], name="storage_location_is_its_own"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """One exact host name, without port, in lower case. Not django-tenants' mixin: that writes as it saves."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    domain = models.CharField(_("域名"), max_length=253, unique=True)
    tenant = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, related_name="domains", verbose_name=_("辖区"))
    is_primary = models.BooleanField(_("主域名"), default=True)

    class Meta:
        verbose_name = _("域名")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(domain__regex=r"^[a-z0-9.-]+$"), name="domain_is_a_lower_case_host"),
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(is_primary=True), name="jurisdiction_has_one_primary_domain"
            ),
        ]

    def __str__(self) -> str:
        return self.domain
