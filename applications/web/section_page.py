"""What the page of one section shows, and what of it a save has to redraw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.domain.prefilled import Prefilled, locked_fields
from applications.models import Channel, Draft
from applications.queries.dossiers import Remarks
from applications.queries.windows import JudgedDraft, judged_draft
from applications.web.field_views import FieldView, FormState, field_view, looks_of
from applications.web.problem_words import ProblemLink, links_in_section, messages_by_path
from applications.web.window_lines import WindowLine, lines_by_field
from procedures.domain.answer_types import decimal_text
from procedures.domain.form import Settled, is_required
from procedures.domain.form_checks import Judgement, Level
from procedures.domain.form_paths import key_of, section_key
from procedures.domain.form_reading import SectionState, progress
from procedures.domain.form_schema import Field, FieldType, FormSchema, Section
from procedures.domain.text import DEFAULT_LANGUAGE
from procedures.domain.values import Answers, Value
from procedures.queries.packages import compiled
from tenants.domain.errors import Problem

STATE_WORDS = {
    SectionState.OFFICE: _("由登记机关填写"),
    SectionState.EMPTY: _("未填写"),
    SectionState.PARTLY: _("填写中"),
    SectionState.COMPLETE: _("已完成"),
    SectionState.PROBLEMS: _("有问题"),
}
#: Keys of the status words that pages draw with icon and colour.
STATE_KEYS = {
    SectionState.OFFICE: "office",
    SectionState.EMPTY: "empty",
    SectionState.PARTLY: "partly",
    SectionState.COMPLETE: "complete",
    SectionState.PROBLEMS: "correction",
}
COMPUTED_DIGITS = 4


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the list at the left: a section, the materials, or the check."""

    key: str
    url: str
    label: str
    state: str
    state_words: str
    current: bool
    has_remark: bool = False


@dataclass(frozen=True, slots=True)
class SectionPage:
    draft: Draft
    section: Section
    title: str
    note: str
    fields: tuple[FieldView, ...]
    version: int
    problems: list[ProblemLink]
    sections: list[NavItem]
    next_url: str
    save_url: str
    remarks: list[tuple[str, str, str]]
    opinion: str
    is_checked: bool


def language() -> str:
    return (get_language() or DEFAULT_LANGUAGE).lower()


def form_state(
    form: FormSchema,
    answers: Answers,
    settled: Settled,
    problems: Iterable[Problem] = (),
    prefilled: Prefilled | None = None,
    *,
    windows: Mapping[str, tuple[WindowLine, ...]] | None = None,
) -> FormState:
    """Visibility, requirements, computed values, messages, origins and windows of a form as it stands."""
    facts = settled.facts
    return FormState(
        language=language(),
        answers=answers,
        messages=messages_by_path(problems),
        visible=settled.visible,
        required=frozenset(item.key for item in form.fields() if is_required(item, facts)),
        computed={
            item.key: _number_words(facts[item.key])
            for item in form.fields()
            if item.type is FieldType.COMPUTED and item.key in facts
        },
        prefilled=prefilled or {},
        locked=locked_fields(form, prefilled or {}),
        windows=windows or {},
    )


def _number_words(value: Value) -> str:
    if isinstance(value, Fraction):
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return decimal_text(quotient.quantize(Decimal(1).scaleb(-COMPUTED_DIGITS)).normalize())
    return decimal_text(value) if isinstance(value, Decimal) else str(value)


def changed_fields(section: Section, before: FormState, after: FormState, *, also: str = "") -> Iterator[Field]:
    """The fields that look different than before or have something to say; and `also`, whatever it looks like."""
    told = {key_of(path) for path in after.messages} | {also}
    for item in section.fields:
        if item.key in told or looks_of(item, before) != looks_of(item, after):
            yield item


def navigation(
    draft: Draft,
    form: FormSchema,
    judged: Judgement,
    current: str,
    remarks: Remarks,
    *,
    only: frozenset[str] | None = None,
) -> list[NavItem]:
    """The sections that are shown, each with its state, then materials and check. A helper sees `only` his sections."""
    states = progress(form, judged)
    marked = {section_key(form, path) for path in remarks.at_places}
    items = [
        NavItem(
            section.key,
            reverse("applications:section", args=[draft.id, section.key]),
            f"{section.number} {section.label.in_language(language())}".strip(),
            STATE_KEYS[states[section.key]],
            str(STATE_WORDS[states[section.key]]),
            section.key == current,
            section.key in marked,
        )
        for section in form.sections
        if section.key in states and (only is None or section.key in only)
    ]
    return items if only is not None else [*items, *_closing_items(draft, current, remarks)]


def _closing_items(draft: Draft, current: str, remarks: Remarks) -> list[NavItem]:
    about_files = any(path.startswith("materials.") for path in remarks.at_places)
    materials = reverse("applications:materials", args=[draft.id])
    check = reverse("applications:check", args=[draft.id])
    return [
        *_corrections_item(draft, current, remarks),
        *_counter_item(draft, current),
        NavItem("-materials", materials, str(_("申报材料")), "", "", current == "-materials", about_files),
        *_help_item(draft, current),
        NavItem("-check", check, str(_("检查与提交")), "", "", current == "-check"),
    ]


def _help_item(draft: Draft, current: str) -> list[NavItem]:
    """Asking somebody to write some sections; not where staff writes for somebody already."""
    if draft.channel != Channel.ONLINE:
        return []
    page = reverse("applications:helpers", args=[draft.id])
    return [NavItem("-help", page, str(_("协助填写")), "", "", current == "-help")]


def _corrections_item(draft: Draft, current: str, remarks: Remarks) -> list[NavItem]:
    """What a return asked for, place by place; not where it named no place."""
    if draft.application_id is None or not remarks.at_places:
        return []
    page = reverse("applications:corrections", args=[draft.id])
    return [NavItem("-corrections", page, str(_("整改清单")), "", "", current == "-corrections")]


def _counter_item(draft: Draft, current: str) -> list[NavItem]:
    """Who came and with what mandate, where staff enters it."""
    if draft.channel != Channel.COUNTER:
        return []
    page = reverse("counter:entry", args=[draft.id])
    return [NavItem("-counter", page, str(_("代录信息")), "", "", current == "-counter")]


def section_page(
    draft: Draft,
    form: FormSchema,
    section: Section,
    answers: Answers,
    *,
    version: int,
    remarks: Remarks,
    complete: bool = False,
    only: frozenset[str] | None = None,
    since: Before | None = None,
    also: str = "",
) -> SectionPage:
    """Everything the template draws. With `complete`, what is missing is told as well; `only` as in `navigation`.

    With `since`, of the fields only those that a save changed, and `also`: a long table is not drawn to be left alone.
    """
    level = Level.SUBMIT if complete else Level.DRAFT
    whole = judged_draft(draft, form, answers, since=since.whole if since else None)
    judged = whole.judgement
    problems = [each for each in judged.at(level) if section_key(form, each.path) == section.key]
    state = _state(draft, form, whole, level, draft.prefilled)
    drawn = section.fields if since is None else changed_fields(section, since.state, state, also=also)
    fields = tuple(field_view(item, state) for item in drawn)
    sections = navigation(draft, form, judged, section.key, remarks, only=only)
    save_url = reverse("applications:section", args=[draft.id, section.key])
    keys = [item.key for item in sections]
    after = sections[keys.index(section.key) + 1 :] if section.key in keys else sections[-1:]
    return SectionPage(
        draft=draft,
        section=section,
        title=f"{section.number} {section.label.in_language(language())}".strip(),
        note=section.note.in_language(language()) if section.note else "",
        fields=fields,
        version=version,
        problems=links_in_section(form, problems),
        sections=sections,
        next_url=after[0].url if after else save_url,
        save_url=save_url,
        remarks=[
            (item.key, item.label, remarks.at_places[item.key]) for item in fields if item.key in remarks.at_places
        ],
        opinion=remarks.opinion if only is None else "",
        is_checked=complete,
    )


@dataclass(frozen=True, slots=True)
class Before:
    """A form before a save, as its page shows it."""

    whole: JudgedDraft
    state: FormState


def before_save(
    draft: Draft, form: FormSchema, answers: Answers, prefilled: Prefilled | None, *, complete: bool = False
) -> Before:
    """What the page of a section showed after the save before; with `complete`, as `section_page` draws it."""
    whole = judged_draft(draft, form, answers)
    return Before(whole, _state(draft, form, whole, Level.SUBMIT if complete else Level.DRAFT, prefilled))


def _state(draft: Draft, form: FormSchema, whole: JudgedDraft, level: Level, prefilled: Prefilled | None) -> FormState:
    counted_from = [window.field for window in compiled(draft.procedure_version).clocks.windows]
    judged = whole.judgement
    lines = lines_by_field(form, counted_from, whole.windows)
    return form_state(form, whole.answers, judged.settled, judged.at(level), prefilled, windows=lines)


def redrawn_fields(page: SectionPage, before: frozenset[str], *, also: str = "") -> list[FieldView]:
    """The fields that a save made appear or disappear; not `also`, which is drawn as the answer itself."""
    return [item for item in page.fields if item.visible != (item.key in before) and item.key != also]
