"""Package format 1: what a procedure is, as one schema-validated document. Compiled before any engine sees it.

Everything is referred to by stable keys. Texts are plain strings (zh-Hans) or maps by language tag. Numbers are whole
or written as decimal strings; there are no floats.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from procedures.domain.chain_model import (
    AssigneeKind,
    Effect,
    GiveOut,
    Join,
    NobodyPolicy,
    ObjectionPolicy,
    OwnPolicy,
    RepeatPolicy,
    ReturnMode,
    SigningMode,
    StepKind,
)
from procedures.domain.form_schema import FieldType, Mark, OfficeLine, Privacy
from procedures.domain.materials import Authenticity, Necessity
from procedures.domain.package.compiled import CommitmentMoment, GateEffect
from procedures.domain.package.document_base import (
    Amount,
    Code,
    Days,
    Expression,
    Key,
    Part,
    Words,
)
from procedures.domain.package.document_counter import CounterEntryPart, InPlanPart
from procedures.domain.package.document_limits import LimitPart, LimitsPart
from procedures.domain.package.document_outputs import CertificatePart, NoticePart, NumberingPart, OutputsPart
from procedures.domain.package.document_scoring import ScoringPart

CURRENT_FORMAT = 1


class ParameterPart(Part):
    """A value that each city sets when it adopts the package: written `${key}` wherever it is used."""

    label: Words
    default: str
    hint: Words | None = None


class MetaPart(Part):
    code: Code
    name: Words
    kind: Literal["confirmation", "subsidy", "recognition", "assessment", "other"]
    department: Words
    subjects: tuple[Literal["natural_person", "enterprise", "institution", "social_organisation"], ...] = ()
    theme: str = ""
    summary: Words | None = None
    aliases: tuple[Words, ...] = ()


class ClausePart(Part):
    title: Words
    issuer: Words
    effective_from: str = ""
    clause: Words


class ContactPart(Part):
    name: Words
    phone: str
    address: Words | None = None
    hours: Words | None = None


class DetailPart(Part):
    label: Words
    value: Words


class QuestionPart(Part):
    question: Words
    answer: Words


class GuidePart(Part):
    conditions: tuple[Words, ...] = ()
    legal_basis: tuple[ClausePart, ...] = ()
    contacts: tuple[ContactPart, ...] = ()
    fee: Words
    opening: Words | None = None
    details: tuple[DetailPart, ...] = ()
    questions: tuple[QuestionPart, ...] = ()


class VariantPart(Part):
    key: Key
    name: Words
    description: Words | None = None


class RoutePart(Part):
    """A way around a gate: where `condition` holds, the gate is passed whatever else is so."""

    key: Key
    name: Words
    condition: Expression


class GatePart(Part):
    key: Key
    name: Words
    reason: Words
    effect: GateEffect = GateEffect.BLOCK
    condition: Expression | None = None
    commitment: str = ""
    routes: tuple[RoutePart, ...] = ()
    variants: tuple[Key, ...] = ()

    @model_validator(mode="after")
    def _looks_at_something(self) -> Self:
        if self.condition is None and not self.commitment:
            raise ValueError("a gate needs a condition or a commitment")
        return self


class EligibilityPart(Part):
    gates: tuple[GatePart, ...] = ()


class OptionPart(Part):
    key: Key
    label: Words
    children: tuple[OptionPart, ...] = ()
    exclusive: bool = False
    variants: tuple[Key, ...] = ()


class MatrixCellPart(Part):
    key: Key
    label: Words
    group: Words | None = None
    sum_of: tuple[Key, ...] = ()
    required: bool = False
    part_of: str = Field(default="", description="The cell of which this one is a part (其中): it cannot exceed it.")


class IdentityPart(Part):
    document_type: str = ""
    resident_option: str = ""
    birth: str = ""


class FieldPart(Part):
    """One question; which attributes mean something depends on `type` (the lint says where one does not)."""

    key: Key
    type: FieldType
    label: Words
    required: bool = False
    visible_when: Expression | None = None
    required_when: Expression | None = None
    privacy: Privacy = Privacy.INTERNAL
    marks: tuple[Mark, ...] = ()
    title: bool = False
    prefill: str = Field(default="", description="The record that a new draft takes this answer from.")
    locked: bool = Field(default=False, description="What the record gave cannot be typed over.")
    rectifiable: bool = Field(default=False, description="Its recorded value may be corrected as an obvious slip.")
    initial: str = ""
    hint: Words | None = None
    caution: Words | None = Field(default=None, description="Warned of at the field and before submission.")
    example: Words | None = None
    source_label: str = Field(default="", description="The label as the paper prints it, where it was corrected.")
    unit: str = ""
    digits: int = Field(default=0, ge=0, le=6)
    max_chars: int = Field(default=0, ge=0, le=100_000)
    required_points: tuple[Words, ...] = ()
    minimum: Amount = ""
    maximum: Amount = ""
    option_set: str = ""
    max_items: int = Field(default=0, ge=0, le=500)
    min_items: int = Field(default=0, ge=0, le=500)
    columns: tuple[FieldPart, ...] = ()
    ordered: bool = False
    match_on: tuple[Key, ...] = ()
    cells: tuple[MatrixCellPart, ...] = ()
    identity: IdentityPart = IdentityPart()
    formula: Expression | None = None
    not_before: str = ""
    not_above: str = ""
    dictionary: str = Field(default="", description="The shared code list that a field of type code chooses from.")
    office: OfficeLine | None = Field(default=None, description="What a line of type office takes from the decision.")
    variants: tuple[Key, ...] = ()


class SectionPart(Part):
    key: Key
    label: Words
    number: str = ""
    note: Words | None = None
    visible_when: Expression | None = None
    fields: tuple[FieldPart, ...] = ()
    variants: tuple[Key, ...] = ()


class CheckPart(Part):
    """A rule over several fields. It is broken where `condition` is false; unknown breaks nothing."""

    key: Key
    condition: Expression
    fields: tuple[str, ...] = Field(min_length=1)
    message: Words
    variants: tuple[Key, ...] = ()


class AssumptionPart(Part):
    """Something the sources do not say and that was settled here: where, what, and why it is open."""

    about: str
    text: Words
    reference: str = ""
    variants: tuple[Key, ...] = ()


class FormPart(Part):
    title: Words | None = None
    option_sets: dict[Key, tuple[OptionPart, ...]] = {}
    sections: tuple[SectionPart, ...] = Field(min_length=1)
    checks: tuple[CheckPart, ...] = ()


class ExemptionPart(Part):
    declaration: Words
    needs_material: str = ""


class MaterialPart(Part):
    key: Key
    name: Words
    necessity: Necessity = Necessity.HARD
    required_when: Expression | None = None
    group: str = ""
    variants: tuple[Key, ...] = ()
    formats: tuple[Annotated[str, Field(pattern=r"^[a-z0-9]{2,5}$")], ...] = ("pdf",)
    max_megabytes: int = Field(default=20, ge=1, le=2048)
    max_files: int = Field(default=1, ge=1, le=100)
    paper_copies: int = Field(default=0, ge=0, le=20)
    authenticity: Authenticity = Authenticity.COPY
    sample: str = ""
    hint: Words | None = None
    exemption: ExemptionPart | None = None


class MaterialGroupPart(Part):
    key: Key
    name: Words
    at_least: int = Field(default=1, ge=1)
    necessity: Necessity = Necessity.HARD


class MaterialsPart(Part):
    groups: tuple[MaterialGroupPart, ...] = ()
    items: tuple[MaterialPart, ...] = ()


class CommitmentPart(Part):
    key: Key
    title: Words
    text: Words
    moment: CommitmentMoment = CommitmentMoment.SUBMIT
    variants: tuple[Key, ...] = ()


class AssigneeCasePart(Part):
    """What an answer (or a county's code) means: a part of the office, or somebody of it."""

    value: str
    department: str = ""
    user: str = ""


class AssigneePart(Part):
    kind: AssigneeKind
    role: str = ""
    nobody: NobodyPolicy = NobodyPolicy.BLOCK
    fallback_role: str = ""
    own: OwnPolicy = OwnPolicy.ALLOW
    repeat: RepeatPolicy = RepeatPolicy.ASK
    department: str = ""
    user: str = ""
    field: str = ""
    cases: tuple[AssigneeCasePart, ...] = ()
    give_out: tuple[GiveOut, ...] = ()


class SigningPart(Part):
    """How many of a step's people sign. `needed`: people for `count`, per cent for `ratio`."""

    mode: SigningMode = SigningMode.ANY_ONE
    needed: int = Field(default=0, ge=0, le=1000)
    objected: ObjectionPolicy = ObjectionPolicy.RETURN


class ResultPart(Part):
    key: Key
    label: Words
    effect: Effect
    number: bool = False
    opinion_required: bool = True


class StepPart(Part):
    key: Key
    name: Words
    kind: StepKind
    assignee: AssigneePart
    applicant_name: Words | None = None
    approve_label: Words | None = None
    may_return: bool = True
    opinion_required: bool = False
    limit_days: Days = 0
    limit: LimitPart | None = None
    results: tuple[ResultPart, ...] = ()
    note: Words | None = None
    signing: SigningPart = SigningPart()
    phrases: tuple[Words, ...] = Field(default=(), max_length=10)
    system: Key | Literal[""] = Field(default="", description="Who answers an external step; its own key unless told.")


class BranchPart(Part):
    key: Key
    label: Words
    when: Expression | None = None
    nodes: tuple[NodePart, ...] = ()


class ChoosePart(Part):
    key: Key
    branches: tuple[BranchPart, ...] = Field(min_length=1)
    otherwise: BranchPart


class ParallelPart(Part):
    key: Key
    branches: tuple[BranchPart, ...] = Field(min_length=2)
    join: Join = Join.ALL
    count: int = Field(default=0, ge=0)


class NodePart(Part):
    """Exactly one of a step, a choice, and parallel strands."""

    step: StepPart | None = None
    choose: ChoosePart | None = None
    parallel: ParallelPart | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if sum(part is not None for part in (self.step, self.choose, self.parallel)) != 1:
            raise ValueError("a node is exactly one of step, choose, parallel")
        return self


class ChainPart(Part):
    return_mode: ReturnMode = ReturnMode.WALK_AGAIN
    corrections_required: bool = Field(default=False, description="整改清单: every item done before submitting again.")
    nodes: tuple[NodePart, ...] = Field(min_length=1)


class MessagePart(Part):
    event: str
    channel: Literal["in_app", "sms", "mail"]
    text: Words


class ArchivePart(Part):
    retention: Literal["permanent", "30_years", "10_years"] = "30_years"


def _whole(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


class PackageDocument(Part):
    """A whole package."""

    format: Annotated[Literal[1], BeforeValidator(_whole)]
    meta: MetaPart
    parameters: dict[Key, ParameterPart] = {}
    guide: GuidePart
    variants: tuple[VariantPart, ...] = Field(min_length=1)
    eligibility: EligibilityPart = EligibilityPart()
    form: FormPart
    materials: MaterialsPart = MaterialsPart()
    commitments: tuple[CommitmentPart, ...] = ()
    chain: ChainPart
    scoring: ScoringPart = ScoringPart()
    limits: LimitsPart = LimitsPart()
    numbering: NumberingPart
    notice: NoticePart | None = None
    certificate: CertificatePart | None = None
    outputs: OutputsPart = OutputsPart()
    in_plan: InPlanPart | None = None
    counter_entry: CounterEntryPart | None = None
    messages: tuple[MessagePart, ...] = ()
    archive: ArchivePart = ArchivePart()
    assumptions: tuple[AssumptionPart, ...] = ()
