"""Rules for passwords beside length."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

from accounts.models import User
from tenants.wording import say

CLASSES = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"\d"), re.compile(r"[^A-Za-z0-9]"))
NEEDED_CLASSES = 3
NEEDED_SCORE = 3
#: zxcvbn's time grows with length; what lies beyond cannot make a password weaker.
LOOKED_AT = 64


class CharacterClassesValidator:
    """Three of: small letters, capital letters, digits, others (GB/T 22239-2019 8.1.4.1)."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 - Django's interface
        if sum(bool(one.search(password)) for one in CLASSES) < NEEDED_CLASSES:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        return say("password_classes")


class StrengthValidator:
    """Refuses what is easily guessed, judged with the person's own data as a dictionary."""

    def validate(self, password: str, user: User | None = None) -> None:
        own = [user.name, user.mobile, user.email] if user else []
        if zxcvbn(password[:LOOKED_AT], user_inputs=[word for word in own if word])["score"] < NEEDED_SCORE:
            raise ValidationError(self.get_help_text(), code="password_weak")

    def get_help_text(self) -> str:
        return say("password_weak")
