"""A certificate (登记证书): what stands on it, and what became of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from procedures.domain.values import Json
from reviews.domain.notices import NoticeLine


class CertificateState(StrEnum):
    """A re-issue replaces; a revoked decision, or the office with a reason, cancels."""

    VALID = "valid"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


#: Several names on one line of a certificate.
_BETWEEN_ROWS: Final = "、"
_BETWEEN_CELLS: Final = " "


def certificate_lines(lines: tuple[NoticeLine, ...]) -> list[dict[str, Json]]:
    """Label and words of each line; the rows of a table become one line of names in their order."""
    return [{"label": line.label, "words": line.words or _joined(line)} for line in lines]


def _joined(line: NoticeLine) -> str:
    return _BETWEEN_ROWS.join(_BETWEEN_CELLS.join(cell for cell in row if cell) for row in line.rows)
