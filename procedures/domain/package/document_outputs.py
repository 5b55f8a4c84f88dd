"""What a package says of the papers it produces: numbers, public notice, certificate, written notices."""

from __future__ import annotations

from pydantic import Field

from documents.domain.numbering import Restart
from procedures.domain.package.compiled import OnRevoke
from procedures.domain.package.document_base import Days, Key, Part, Words
from procedures.domain.written import Occasion, WrittenKind


class NumberPart(Part):
    scheme: Key
    pattern: str
    restart: Restart = Restart.YEARLY
    on_revoke: OnRevoke = OnRevoke.KEEP
    editable: bool = False
    params: dict[Key, str] = {}


class NumberingPart(Part):
    application: NumberPart
    registration: NumberPart | None = None


class NoticePart(Part):
    fields: tuple[str, ...] = Field(min_length=1)
    applicant_days: Days = 0
    office_days: Days = 0
    days_are_working: bool = False


class CertificatePart(Part):
    """The sheet that is handed over for a result with a number: its words, and the answers that stand on it."""

    title: Words
    statement: Words
    issuer: Words
    fields: tuple[str, ...] = Field(min_length=1)


class WrittenNoticePart(Part):
    """文书: the written form of an act. Without `number` it bears the number of the application."""

    key: Key
    kind: WrittenKind
    made_on: Occasion
    results: tuple[Key, ...] = Field(default=(), description="Of a decision: for these results only; none: for all.")
    title: Words
    body: Words
    legal_basis: Words | None = None
    remedy: Words | None = Field(default=None, description="Where and until when one may appeal (行政复议、行政诉讼).")
    number: NumberPart | None = None


class OutputsPart(Part):
    issuer: Words | None = Field(default=None, description="Who signs; the department in charge where it is silent.")
    notices: tuple[WrittenNoticePart, ...] = ()
