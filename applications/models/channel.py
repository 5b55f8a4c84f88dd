"""How an application comes in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    ONLINE = "online", _("网上申报")
    COUNTER = "counter", _("窗口代录")
