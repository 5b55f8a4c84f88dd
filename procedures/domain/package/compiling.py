"""From the document to what the engines take. Total: what the lint refuses still compiles, to something harmless."""

from __future__ import annotations

import hashlib

from procedures.domain.materials import Exemption, MaterialGroup, MaterialsList, MaterialSpec
from procedures.domain.package import document as doc
from procedures.domain.package import document_outputs as out
from procedures.domain.package.canonical import document_json
from procedures.domain.package.compiled import (
    CertificateRule,
    Clause,
    Commitment,
    CompiledPackage,
    Contact,
    CounterRule,
    Gate,
    Guide,
    InPlanRule,
    MessageText,
    Meta,
    NoticeRule,
    Numbering,
    NumberRule,
    Outputs,
    Question,
    Route,
    Variant,
    WrittenRule,
)
from procedures.domain.package.compiling_chain import compile_chain
from procedures.domain.package.compiling_form import compile_form
from procedures.domain.package.compiling_limits import compile_clocks, compile_limits
from procedures.domain.package.compiling_scoring import compile_scoring
from procedures.domain.package.document_counter import CounterEntryPart, InPlanPart
from procedures.domain.package.expressions import read_expression
from procedures.domain.package.parameters import places, with_parameters
from procedures.domain.package.reading import parse_package
from procedures.domain.package.words import compile_text, compile_texts, optional_text


def compile_package(document: doc.PackageDocument) -> CompiledPackage:
    """The engines' view of a package. Parameters that no city has filled yet take their defaults.

    Raises ValidationFailed when such a default does not fit its place.
    """
    filled = _filled(document)
    variants = tuple(_variant(part) for part in filled.variants)
    commitments = tuple(_commitment(part) for part in filled.commitments)
    return CompiledPackage(
        format=filled.format,
        meta=_meta(filled.meta),
        guide=_guide(filled.guide),
        variants=variants,
        gates=tuple(_gate(part) for part in filled.eligibility.gates),
        forms={variant.key: compile_form(filled.form, variant.key) for variant in variants},
        materials=_materials(filled.materials),
        commitments=commitments,
        chain=compile_chain(filled.chain),
        corrections_required=filled.chain.corrections_required,
        limits=compile_limits(filled.limits),
        clocks=compile_clocks(filled.limits),
        sheets=compile_scoring(filled.scoring),
        numbering=_numbering(filled.numbering),
        notice=_notice(filled.notice),
        outputs=_outputs(filled),
        certificate=_certificate(filled.certificate),
        in_plan=_in_plan(filled.in_plan),
        counter_entry=_counter_entry(filled.counter_entry),
        messages=tuple(MessageText(part.event, part.channel, compile_text(part.text)) for part in filled.messages),
        retention=filled.archive.retention,
        variant_by_key={variant.key: variant for variant in variants},
        commitment_by_key={commitment.key: commitment for commitment in commitments},
    )


def _filled(document: doc.PackageDocument) -> doc.PackageDocument:
    content = document_json(document)
    if not places({key: part for key, part in content.items() if key != "parameters"}):
        return document
    return parse_package(with_parameters(content, {}))


def _meta(part: doc.MetaPart) -> Meta:
    return Meta(
        code=part.code,
        name=compile_text(part.name),
        kind=part.kind,
        department=compile_text(part.department),
        subjects=part.subjects,
        theme=part.theme,
        summary=optional_text(part.summary),
        aliases=compile_texts(part.aliases),
    )


def _guide(part: doc.GuidePart) -> Guide:
    return Guide(
        conditions=compile_texts(part.conditions),
        legal_basis=tuple(
            Clause(compile_text(row.title), compile_text(row.issuer), row.effective_from, compile_text(row.clause))
            for row in part.legal_basis
        ),
        contacts=tuple(
            Contact(compile_text(row.name), row.phone, optional_text(row.address), optional_text(row.hours))
            for row in part.contacts
        ),
        fee=compile_text(part.fee),
        opening=optional_text(part.opening),
        details=tuple((compile_text(row.label), compile_text(row.value)) for row in part.details),
        questions=tuple(Question(compile_text(row.question), compile_text(row.answer)) for row in part.questions),
    )


def _variant(part: doc.VariantPart) -> Variant:
    return Variant(part.key, compile_text(part.name), optional_text(part.description))


def _gate(part: doc.GatePart) -> Gate:
    return Gate(
        key=part.key,
        name=compile_text(part.name),
        reason=compile_text(part.reason),
        effect=part.effect,
        condition=None if part.condition is None else read_expression(part.condition),
        commitment=part.commitment,
        variants=frozenset(part.variants),
        routes=tuple(Route(each.key, compile_text(each.name), read_expression(each.condition)) for each in part.routes),
    )


def _commitment(part: doc.CommitmentPart) -> Commitment:
    text = compile_text(part.text)
    return Commitment(
        key=part.key,
        title=compile_text(part.title),
        text=text,
        text_hash=hashlib.sha256(str(text).encode()).hexdigest(),
        moment=part.moment,
        variants=frozenset(part.variants),
    )


def _materials(part: doc.MaterialsPart) -> MaterialsList:
    return MaterialsList(
        items=tuple(_material(item) for item in part.items),
        groups=tuple(
            MaterialGroup(group.key, compile_text(group.name), group.at_least, group.necessity) for group in part.groups
        ),
    )


def _material(part: doc.MaterialPart) -> MaterialSpec:
    exemption = part.exemption
    return MaterialSpec(
        key=part.key,
        name=compile_text(part.name),
        necessity=part.necessity,
        required_when=None if part.required_when is None else read_expression(part.required_when),
        group=part.group,
        variants=frozenset(part.variants),
        formats=part.formats,
        max_megabytes=part.max_megabytes,
        max_files=part.max_files,
        paper_copies=part.paper_copies,
        authenticity=part.authenticity,
        sample=part.sample,
        hint=optional_text(part.hint),
        exemption=Exemption(compile_text(exemption.declaration), exemption.needs_material) if exemption else None,
    )


def _numbering(part: out.NumberingPart) -> Numbering:
    registration = None if part.registration is None else _number_rule(part.registration)
    return Numbering(_number_rule(part.application), registration)


def _number_rule(part: out.NumberPart) -> NumberRule:
    return NumberRule(part.scheme, part.pattern, part.restart, part.on_revoke, part.editable, dict(part.params))


def _notice(part: out.NoticePart | None) -> NoticeRule | None:
    if part is None:
        return None
    return NoticeRule(part.fields, int(part.applicant_days), int(part.office_days), part.days_are_working)


def _certificate(part: out.CertificatePart | None) -> CertificateRule | None:
    if part is None:
        return None
    return CertificateRule(
        compile_text(part.title), compile_text(part.statement), compile_text(part.issuer), part.fields
    )


def _outputs(document: doc.PackageDocument) -> Outputs:
    part = document.outputs
    return Outputs(
        issuer=compile_text(part.issuer or document.meta.department),
        notices=tuple(_written(row) for row in part.notices),
    )


def _written(part: out.WrittenNoticePart) -> WrittenRule:
    return WrittenRule(
        key=part.key,
        kind=part.kind,
        made_on=part.made_on,
        results=frozenset(part.results),
        title=compile_text(part.title),
        body=compile_text(part.body),
        legal_basis=optional_text(part.legal_basis),
        remedy=optional_text(part.remedy),
        number=None if part.number is None else _number_rule(part.number),
    )


def _in_plan(part: InPlanPart | None) -> InPlanRule | None:
    if part is None:
        return None
    return InPlanRule(
        compile_text(part.name), part.held_step, compile_text(part.held_reason), compile_text(part.failed_reason)
    )


def _counter_entry(part: CounterEntryPart | None) -> CounterRule | None:
    if part is None or not part.allowed:
        return None
    return CounterRule(part.evidence_required, frozenset(part.stands_in))
