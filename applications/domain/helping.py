"""协助填写: what an invitation has to say, and who helps with a draft, as it is kept with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from accounts.domain.login_names import normalise_mobile
from accounts.domain.masking import mask_mobile
from tenants.domain.errors import Problem

NAME_LENGTH = 40
ROLE_LENGTH = 20
#: People who write in one draft besides its owner.
MOST_HELPERS = 20


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """Who is asked to write what, and until when; no day means as long as the draft is there."""

    name: str
    mobile: str
    sections: tuple[str, ...]
    role: str = ""
    until: date | None = None

    def tidied(self) -> HelpWanted:
        return replace(
            self,
            name=self.name.strip(),
            mobile=normalise_mobile(self.mobile) or self.mobile.strip(),
            role=self.role.strip(),
            sections=tuple(dict.fromkeys(self.sections)),
        )

    def problems(self, *, known: frozenset[str], today: date) -> Iterator[Problem]:
        """What is wrong, each at its field; `known` are the sections of the draft's form."""
        for path, words, most in (("name", self.name, NAME_LENGTH), ("role", self.role, ROLE_LENGTH)):
            if len(words) > most:
                yield Problem(path, "too_long", {"most": most, "count": len(words)})
        if not self.name:
            yield Problem("name", "person_name_missing")
        if normalise_mobile(self.mobile) is None:
            yield Problem("mobile", "mobile_malformed")
        if not self.sections or not set(self.sections) <= known:
            yield Problem("sections", "help_sections_missing")
        if self.until is not None and self.until < today:
            yield Problem("until", "help_until_passed")


@dataclass(frozen=True, slots=True)
class Help:
    """One person's help with one draft. `name` and `mobile` are the owner's own words and tell nothing of the account.

    It goes with the draft into its submission, and comes back with the correction.
    """

    id: UUID
    helper: UUID
    name: str
    mobile: str
    role: str
    sections: tuple[str, ...]
    until: date | None

    def is_over(self, today: date) -> bool:
        return self.until is not None and self.until < today

    @property
    def masked_mobile(self) -> str:
        return mask_mobile(self.mobile)


def write_helps(helps: Iterable[Help]) -> str:
    """As they are kept, sealed with the draft."""
    return json.dumps([asdict(each) for each in helps], ensure_ascii=False, default=str)


def read_helps(text: str | None) -> tuple[Help, ...]:
    """The inverse; nobody where nothing was kept."""
    return tuple(
        Help(
            id=UUID(each["id"]),
            helper=UUID(each["helper"]),
            name=each["name"],
            mobile=each["mobile"],
            role=each["role"],
            sections=tuple(each["sections"]),
            until=date.fromisoformat(each["until"]) if each["until"] else None,
        )
        for each in json.loads(text or "[]")
    )


def helper_ids(helps: Iterable[Help]) -> list[str]:
    """By which a draft is found by those who help with it."""
    return sorted({str(each.helper) for each in helps})
