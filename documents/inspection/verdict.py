"""What an inspection says: a finding, or a refusal by code."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.domain.errors import ParamValue


@dataclass(frozen=True, slots=True)
class Finding:
    """A file that may be kept. `rewritten` means that cleaned bytes were written and are to be kept instead."""

    file_format: str
    pages: int | None = None
    rewritten: bool = False


class Refused(Exception):
    """A file that may not be kept; the words for the code stand in `documents.wording`."""

    def __init__(self, code: str, params: dict[str, ParamValue] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.params = params or {}
