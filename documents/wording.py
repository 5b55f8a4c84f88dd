"""What the codes of this app mean, in words: what is wrong and what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "file_state": _("该文件当前状态下不能进行此操作。"),
}
