"""A package as the engines and pages take it: frozen, typed, with look-ups by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from documents.domain.numbering import Restart
from procedures.domain.chain_model import Chain
from procedures.domain.clock_rules import NO_CLOCK_RULES, ClockRules
from procedures.domain.conditions import Expr
from procedures.domain.deadlines import Limits
from procedures.domain.form_schema import FormSchema
from procedures.domain.materials import MaterialsList
from procedures.domain.scoring_model import Sheet
from procedures.domain.text import Text
from procedures.domain.written import Occasion, WrittenKind


@dataclass(frozen=True, slots=True)
class Meta:
    code: str
    name: Text
    kind: str
    department: Text
    subjects: tuple[str, ...]
    theme: str
    summary: Text | None
    aliases: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A legal basis: the document, who issued it, when it took effect, and the words relied on."""

    title: Text
    issuer: Text
    effective_from: str
    clause: Text


@dataclass(frozen=True, slots=True)
class Contact:
    name: Text
    phone: str
    address: Text | None
    hours: Text | None


@dataclass(frozen=True, slots=True)
class Question:
    question: Text
    answer: Text


@dataclass(frozen=True, slots=True)
class Guide:
    """办事指南. `details` are the labelled lines that a service guide must show (办件类型, 行使层级, …)."""

    conditions: tuple[Text, ...]
    legal_basis: tuple[Clause, ...]
    contacts: tuple[Contact, ...]
    fee: Text
    opening: Text | None
    details: tuple[tuple[Text, Text], ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    key: str
    name: Text
    description: Text | None


class GateEffect(StrEnum):
    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Route:
    """A direct route that replaces a gate: where it holds, the gate is passed."""

    key: str
    name: Text
    condition: Expr


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition of eligibility. `condition` looks at the form; `commitment` must have been agreed to.

    A commitment has no way around it: `routes` replace the condition alone.
    """

    key: str
    name: Text
    reason: Text
    effect: GateEffect
    condition: Expr | None
    commitment: str
    variants: frozenset[str]
    routes: tuple[Route, ...] = ()


class CommitmentMoment(StrEnum):
    START = "start"
    SUBMIT = "submit"


@dataclass(frozen=True, slots=True)
class Commitment:
    """A text to agree to. `text_hash` (sha256 of the words) is what an agreement records."""

    key: str
    title: Text
    text: Text
    text_hash: str
    moment: CommitmentMoment
    variants: frozenset[str]


class OnRevoke(StrEnum):
    """What becomes of a number when its decision is revoked."""

    KEEP = "keep"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class NumberRule:
    """One number sequence of this procedure: `scheme` names the counter, `params` fill the pattern's own places."""

    scheme: str
    pattern: str
    restart: Restart
    on_revoke: OnRevoke
    editable: bool
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Numbering:
    application: NumberRule
    registration: NumberRule | None


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """What is made public: which fields, for how many days."""

    fields: tuple[str, ...]
    applicant_days: int
    office_days: int
    days_are_working: bool


@dataclass(frozen=True, slots=True)
class CertificateRule:
    """The certificate of a result with a number. Which answers stand on it: `fields`, as in a notice."""

    title: Text
    statement: Text
    issuer: Text
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """A written notice (文书): its occasion, its words, its number. `results` is empty where every result has it."""

    key: str
    kind: WrittenKind
    made_on: Occasion
    results: frozenset[str]
    title: Text
    body: Text
    legal_basis: Text | None
    remedy: Text | None
    number: NumberRule | None


@dataclass(frozen=True, slots=True)
class Outputs:
    """The written notices of a procedure, and who signs them."""

    issuer: Text
    notices: tuple[WrittenRule, ...] = ()

    def made_on(self, occasion: Occasion, result: str = "") -> tuple[WrittenRule, ...]:
        """What is written when this happens, with this result where it is a decision."""
        return tuple(
            rule for rule in self.notices if rule.made_on is occasion and (not rule.results or result in rule.results)
        )


@dataclass(frozen=True, slots=True)
class InPlanRule:
    """Applications from projects of a plan that another system runs (计划内).

    Until the project is accepted, `held_step` cannot be passed, with `held_reason`. When the project fails, the
    application goes back by itself, with `failed_reason`.
    """

    name: Text
    held_step: str
    held_reason: Text
    failed_reason: Text


@dataclass(frozen=True, slots=True)
class CounterRule:
    """代录: staff may enter what is handed in on paper. Its stamp stands for the unit's steps in `stands_in`."""

    evidence_required: bool
    stands_in: frozenset[str]


@dataclass(frozen=True, slots=True)
class MessageText:
    """A package's own words for an event, per channel key."""

    event: str
    channel: str
    text: Text


@dataclass(frozen=True, slots=True)
class CompiledPackage:
    """One version, ready to be interpreted."""

    format: int
    meta: Meta
    guide: Guide
    variants: tuple[Variant, ...]
    gates: tuple[Gate, ...]
    forms: Mapping[str, FormSchema]
    materials: MaterialsList
    commitments: tuple[Commitment, ...]
    chain: Chain
    limits: Limits
    numbering: Numbering
    notice: NoticeRule | None
    outputs: Outputs
    certificate: CertificateRule | None = None
    in_plan: InPlanRule | None = None
    counter_entry: CounterRule | None = None
    clocks: ClockRules = NO_CLOCK_RULES
    corrections_required: bool = False
    sheets: tuple[Sheet, ...] = ()
    messages: tuple[MessageText, ...] = ()
    retention: str = ""
    variant_by_key: Mapping[str, Variant] = field(default_factory=dict)
    commitment_by_key: Mapping[str, Commitment] = field(default_factory=dict)

    def form(self, variant: str) -> FormSchema:
        """The form of a variant. Raises KeyError for a variant the package does not have."""
        return self.forms[variant]

    def commitments_for(self, variant: str, moment: CommitmentMoment | None = None) -> tuple[Commitment, ...]:
        """What must be agreed to in a variant, at one moment or altogether."""
        return tuple(
            each
            for each in self.commitments
            if (not each.variants or variant in each.variants) and moment in {None, each.moment}
        )
