"""The words of a written notice for its template: always in Chinese."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.addresses import absolute_url
from applications.domain.check_codes import grouped
from applications.models import WrittenNotice
from procedures.domain.text import DEFAULT_LANGUAGE

#: Name of the QR code's file beside the template.
CODE_PICTURE = "code.svg"


def print_data(notice: WrittenNotice) -> dict[str, object]:
    """What the template needs; needs no query beyond the loaded row."""
    words = notice.words
    with translation.override(DEFAULT_LANGUAGE):
        return {
            "title": _("%(title)s（更正）") % {"title": notice.title} if words.rectification else notice.title,
            "number": notice.number,
            "addressee": words.addressee,
            "paragraphs": list(words.paragraphs),
            "basis": words.basis,
            "remedy": words.remedy,
            "rectification": words.rectification.splitlines(),
            "issuer": words.issuer,
            "day": notice.made_on,
            "code": grouped(notice.code),
            "words": {
                "basis": _("法律依据："),
                "remedy": _("救济途径："),
                "seal": _("（盖章）"),
                "code": _("校验码"),
                "verify": _("扫二维码或在网站“表格核验”输入校验码，可核验本文书"),
                "page": _("第 {page} 页 共 {pages} 页"),
            },
        }


def address_of(notice: WrittenNotice) -> str:
    """Where the QR code leads."""
    return absolute_url(reverse("portal:verify_code", args=[notice.code]))
