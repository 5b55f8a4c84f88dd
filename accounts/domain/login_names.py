"""Login names: a mobile number of the mainland, or an e-mail address."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
EMAIL = re.compile(r"[^\s@]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)
EMAIL_LENGTH = 120
#: What people write between the digits of a number, and the country code before it.
SEPARATORS = re.compile(r"[\s\-()]+")


class LoginKind(StrEnum):
    MOBILE = "mobile"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class LoginName:
    kind: LoginKind
    value: str


def normalise_mobile(text: str) -> str | None:
    """Eleven digits, or None when it is no mobile number. Full-width digits, spaces and +86 are understood."""
    plain = SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).removeprefix("+86")
    return plain if MOBILE.fullmatch(plain) else None


def normalise_email(text: str) -> str | None:
    """Lower case, or None when it is no address."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    return plain if len(plain) <= EMAIL_LENGTH and EMAIL.fullmatch(plain) else None


def parse_login_name(text: str) -> LoginName | None:
    """What somebody typed to say who they are; a mobile number first."""
    mobile = normalise_mobile(text)
    if mobile:
        return LoginName(LoginKind.MOBILE, mobile)
    email = normalise_email(text)
    return LoginName(LoginKind.EMAIL, email) if email else None
