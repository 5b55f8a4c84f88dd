"""The words of certificates for their template: always in Chinese, public answers only."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.addresses import absolute_url
from applications.domain.check_codes import grouped
from procedures.domain.text import DEFAULT_LANGUAGE
from reviews.models import Certificate
from tenants.domain.clock import CHINA


def print_data(certificates: Sequence[Certificate]) -> dict[str, object]:
    """What the template needs for a document of these certificates."""
    with translation.override(DEFAULT_LANGUAGE):
        return {
            "title": certificates[0].heading if certificates else "",
            "certificates": [_sheet(each) for each in certificates],
            "words": {
                "number": _("登记号"),
                "seal": _("（盖章）"),
                "code": _("校验码"),
                "verify": _("扫二维码核验"),
            },
        }


def _sheet(certificate: Certificate) -> dict[str, object]:
    day = certificate.issued_at.astimezone(CHINA)
    return {
        "heading": certificate.heading,
        "number": certificate.number,
        "statement": certificate.statement,
        "issuer": certificate.issuer,
        "day": f"{day.year}年{day.month}月{day.day}日",
        "edition": _("第 %(n)d 版，此前的证书作废") % {"n": certificate.edition} if certificate.edition > 1 else "",
        "lines": [[line["label"], line["words"]] for line in certificate.lines],
        "code": grouped(certificate.code),
        "picture": picture_of(certificate),
    }


def picture_of(certificate: Certificate) -> str:
    """Name of the QR code's file beside the template."""
    return f"{certificate.code}.svg"


def address_of(certificate: Certificate) -> str:
    """Where the QR code leads."""
    return absolute_url(reverse("certificates:check", args=[certificate.code]))
