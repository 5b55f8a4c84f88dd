"""A kept licence or certificate: until when it counts, what must be said of it, and where it may be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from documents.domain.file_rules import MEGABYTE, FileRules, format_labels
from procedures.domain.code_checks import identity_birth
from procedures.domain.secrecy import classification_mark
from tenants.domain.errors import ParamValue, Problem

#: What the library takes: documents as they are scanned or issued, never what can still be edited.
KEPT_RULES: Final = FileRules(("pdf", "jpg", "png", "ofd"), 20 * MEGABYTE)
KEPT_MEGABYTES: Final = 20
NAME_LENGTH: Final = 100
NUMBER_LENGTH: Final = 100
#: Days before the last day on which an entry is shown as running out.
SOON: Final = timedelta(days=30)
_EARLIEST: Final = date(1900, 1, 1)


class Validity(StrEnum):
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"


def validity_on(day: date, valid_until: date | None) -> Validity:
    """The state on a day; without a last day it is valid for good. The last day itself still counts."""
    if valid_until is None or valid_until > day + SOON:
        return Validity.VALID
    return Validity.EXPIRING if valid_until >= day else Validity.EXPIRED


@dataclass(frozen=True, slots=True)
class KeptDetails:
    """What is said of a document. Valid until a day, or `permanent`; `unclassified` is the keeper's declaration."""

    name: str
    document_number: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    permanent: bool = False
    unclassified: bool = False


def problems_of_details(details: KeptDetails, *, file_name: str, today: date) -> list[Problem]:
    """Everything wrong with what was said, each at its field."""
    problems = [*_problems_of_name(details), *_problems_of_days(details, today)]
    if identity_birth("".join(details.document_number.split()).upper()) is not None:
        problems.append(Problem("document_number", "kept_number_is_identity"))
    if not details.unclassified:
        problems.append(Problem("unclassified", "kept_not_declared"))
    mark = classification_mark(file_name)
    if mark:
        problems.append(Problem("file", "classified_file_name", {"mark": mark}))
    return problems


def _problems_of_name(details: KeptDetails) -> list[Problem]:
    name = details.name.strip()
    if not name:
        return [Problem("name", "kept_name_missing")]
    if len(name) > NAME_LENGTH:
        return [Problem("name", "kept_name_too_long", {"most": NAME_LENGTH})]
    mark = classification_mark(name)
    return [Problem("name", "classified_file_name", {"mark": mark})] if mark else []


def _problems_of_days(details: KeptDetails, today: date) -> list[Problem]:
    problems = []
    issued, until = details.issued_on, details.valid_until
    if issued is not None and issued > today:
        problems.append(Problem("issued_on", "kept_issued_in_future"))
    elif issued is not None and issued < _EARLIEST:
        problems.append(Problem("issued_on", "kept_day_implausible"))
    if details.permanent == (until is not None):
        code = "kept_validity_twice" if details.permanent else "kept_validity_missing"
        problems.append(Problem("valid_until", code))
    elif until is not None and until < (issued or _EARLIEST):
        problems.append(Problem("valid_until", "kept_ends_before_issue" if issued else "kept_day_implausible"))
    return problems


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A kept file as far as a place of the materials list judges it."""

    name: str
    file_format: str
    size: int
    is_clean: bool
    valid_until: date | None = None


def refusal_of(offer: OfferedFile, *, formats: tuple[str, ...], max_bytes: int, today: date) -> Problem | None:
    """Why a kept file cannot be chosen for a place of the materials list; None when it can. `path` stays empty."""
    params: Mapping[str, ParamValue] = {}
    if not offer.is_clean:
        code = "kept_file_not_ready"
    elif offer.valid_until is not None and validity_on(today, offer.valid_until) is Validity.EXPIRED:
        code, params = "kept_expired", {"day": offer.valid_until.isoformat()}
    elif offer.file_format not in formats:
        code, params = "kept_format", {"formats": format_labels(formats)}
    elif offer.size > max_bytes:
        code, params = "kept_too_large", {"most": max(max_bytes // MEGABYTE, 1)}
    elif classification_mark(offer.name):
        code, params = "classified_file_name", {"mark": classification_mark(offer.name)}
    else:
        return None
    return Problem("", code, params)
