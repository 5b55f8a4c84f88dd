"""The guide page of a procedure, from its package: every word on it is configuration."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.web.section_page import language
from procedures.domain.chain_model import Join
from procedures.domain.chain_view import FlowItem, flow
from procedures.domain.clock_rules import Window
from procedures.domain.materials import Authenticity, MaterialSpec, Necessity
from procedures.domain.package.compiled import CompiledPackage
from procedures.limit_wording import limit_words
from procedures.models import Procedure, ProcedureState
from procedures.wording import condition_labels, explain_words

SUBJECT_WORDS = {
    "natural_person": gettext_lazy("自然人"),
    "enterprise": gettext_lazy("企业"),
    "institution": gettext_lazy("事业单位"),
    "social_organisation": gettext_lazy("社会组织"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A procedure in a list: what it is, for whom, by when."""

    code: str
    name: str
    summary: str
    theme: str
    subjects: str
    promised: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class MaterialRow:
    name: str
    need: str
    form: str
    copies: str
    hint: str


@dataclass(frozen=True, slots=True)
class VariantMaterials:
    key: str
    name: str
    description: str
    rows: tuple[MaterialRow, ...]


@dataclass(frozen=True, slots=True)
class FlowLine:
    """One box of the drawing; `kind` and `depth` shape it."""

    kind: str
    depth: int
    label: str
    limit: str
    note: str


def subject_words(package: CompiledPackage) -> str:
    return "、".join(str(SUBJECT_WORDS.get(key, key)) for key in package.meta.subjects)


def procedure_card(procedure: Procedure, package: CompiledPackage) -> Card:
    words = language()
    return Card(
        code=procedure.code,
        name=package.meta.name.in_language(words),
        summary=package.meta.summary.in_language(words) if package.meta.summary else "",
        theme=package.meta.theme,
        subjects=subject_words(package),
        promised=limit_words(package.limits.promised),
        is_open=procedure.state == ProcedureState.OPEN,
    )


def flow_lines(package: CompiledPackage) -> list[FlowLine]:
    """The chain in reading order, from filing to its end; conditions in words."""
    labels = condition_labels(next(iter(package.forms.values())))
    lines = [FlowLine("step", 0, _("网上填报并提交"), "", "")]
    return lines + [_flow_line(item, labels) for item in flow(package.chain)]


def _flow_line(item: FlowItem, labels: dict[str, str]) -> FlowLine:
    words = language()
    label = item.label.in_language(words) if item.label else ""
    if item.kind == "choose":
        label = _("按情形办理")
    elif item.kind == "parallel":
        label = _("同时办理，全部完成后继续") if item.join is Join.ALL else _("同时办理")
    note = explain_words(item.when, labels) if item.when else ""
    if item.step and item.step.note:
        note = item.step.note.in_language(words)
    return FlowLine(item.kind, item.depth, label, limit_words(item.step.limit) if item.step else "", note)


def materials_by_variant(package: CompiledPackage) -> list[VariantMaterials]:
    words = language()
    labels = {variant.key: condition_labels(package.form(variant.key)) for variant in package.variants}
    groups = {group.key: group.name.in_language(words) for group in package.materials.groups}
    return [
        VariantMaterials(
            variant.key,
            variant.name.in_language(words),
            variant.description.in_language(words) if variant.description else "",
            tuple(
                _material_row(spec, groups, labels[variant.key])
                for spec in package.materials.items
                if not spec.variants or variant.key in spec.variants
            ),
        )
        for variant in package.variants
    ]


def _material_row(spec: MaterialSpec, groups: dict[str, str], labels: dict[str, str]) -> MaterialRow:
    words = language()
    if spec.group:
        need = groups[spec.group]
    elif spec.required_when is not None:
        need = _("当%(condition)s时必交") % {"condition": explain_words(spec.required_when, labels)}
    else:
        need = {
            Necessity.HARD: _("必交"),
            Necessity.SOFT: _("可容缺后补"),
            Necessity.OPTIONAL: _("选交"),
        }[spec.necessity]
    electronic = "、".join(name.upper() for name in spec.formats)
    copies = ""
    if spec.paper_copies:
        kind = _("原件") if spec.authenticity is Authenticity.ORIGINAL else _("复印件")
        copies = _("纸质%(kind)s %(count)d 份") % {"kind": kind, "count": spec.paper_copies}
    form = _("%(formats)s，不超过 %(most)d MB") % {"formats": electronic, "most": spec.max_megabytes}
    return MaterialRow(
        spec.name.in_language(words), need, form, copies, spec.hint.in_language(words) if spec.hint else ""
    )


def window_rules(package: CompiledPackage) -> list[str]:
    """Until when one may apply, for everybody who reads the guide."""
    labels: dict[str, str] = {}
    for form in package.forms.values():
        labels |= condition_labels(form)
    return [_window_rule(window, labels) for window in package.clocks.windows]


def _window_rule(window: Window, labels: dict[str, str]) -> str:
    parts = {
        "name": window.name.in_language(language()),
        "field": labels.get(window.field, window.field),
        "limit": limit_words(window.within),
    }
    if window.when is None:
        return _("%(name)s：自“%(field)s”起 %(limit)s内申报。") % parts
    condition = explain_words(window.when, labels)
    return _("%(name)s：%(condition)s的，自“%(field)s”起 %(limit)s内申报。") % {**parts, "condition": condition}


def guide_context(procedure: Procedure, package: CompiledPackage) -> dict[str, object]:
    words = language()
    guide = package.guide
    return {
        "procedure": procedure,
        "card": procedure_card(procedure, package),
        "department": package.meta.department.in_language(words),
        "conditions": [each.in_language(words) for each in guide.conditions],
        "windows": window_rules(package),
        "materials": materials_by_variant(package),
        "flow": flow_lines(package),
        "statutory": limit_words(package.limits.statutory),
        "fee": guide.fee.in_language(words),
        "opening": guide.opening.in_language(words) if guide.opening else "",
        "details": [(label.in_language(words), value.in_language(words)) for label, value in guide.details],
        "legal_basis": [
            (
                each.title.in_language(words),
                each.issuer.in_language(words),
                each.effective_from,
                each.clause.in_language(words),
            )
            for each in guide.legal_basis
        ],
        "questions": [(each.question.in_language(words), each.answer.in_language(words)) for each in guide.questions],
        "contacts": [
            (
                each.name.in_language(words),
                each.phone,
                each.address.in_language(words) if each.address else "",
                each.hours.in_language(words) if each.hours else "",
            )
            for each in guide.contacts
        ],
    }
