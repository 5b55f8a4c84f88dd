"""The words of a printed form, ready for the template: always in Chinese, personal values in full."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from applications.domain.check_codes import grouped
from applications.domain.printed_form import printed_sections
from applications.models import Channel, CounterEntry, Draft, PrintedForm
from applications.queries.counter import entry_of_draft, unit_name
from applications.queries.stored_answers import recorded_answers, stored_answers
from procedures.domain.form_reading import display_value
from procedures.domain.form_schema import FieldType, FormSchema
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.text import DEFAULT_LANGUAGE
from procedures.domain.values import Answers
from procedures.queries.packages import compiled
from tenants.domain.clock import CHINA

#: A printed form is a Chinese document, whatever language its reader's pages are in.
LANGUAGE = DEFAULT_LANGUAGE


def submission_data(printed: PrintedForm) -> dict[str, object]:
    """What the template needs for one submitted version; needs no query beyond the loaded rows."""
    submission = printed.submission
    application = submission.application
    with translation.override(LANGUAGE):
        frame = _frame(
            compiled(application.procedure_version),
            application.variant,
            recorded_answers(submission),
            organisation=application.organisation_name,
        )
        at = submission.submitted_at.astimezone(CHINA)
        return frame | {
            "title": f"{application.number} {application.title}",
            "number": application.number,
            "version": _("第 %(round)d 次提交，%(day)s")
            % {"round": submission.round, "day": at.strftime("%Y-%m-%d %H:%M")},
            "code": grouped(printed.code),
            "cover": [
                *_as_list(frame["cover"]),
                [_("受理编号"), application.number],
                *_counter_lines(submission.counter_entry if application.channel == Channel.COUNTER else None),
                *_office_lines(),
            ],
        }


def draft_data(draft: Draft) -> dict[str, object]:
    """The same for a draft: a watermark instead of a check code."""
    package = compiled(draft.procedure_version)
    with translation.override(LANGUAGE):
        frame = _frame(package, draft.variant, stored_answers(draft), organisation=unit_name(draft))
        at = draft.updated_at.astimezone(CHINA)
        return frame | {
            "title": draft.title or str(frame["form-title"]),
            "number": "",
            "version": _("草稿，%(day)s 保存") % {"day": at.strftime("%Y-%m-%d %H:%M")},
            "code": "",
            "cover": [*_as_list(frame["cover"]), *_counter_lines(entry_of_draft(draft)), *_office_lines()],
        }


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _frame(package: CompiledPackage, variant: str, answers: Answers, *, organisation: str) -> dict[str, object]:
    form = package.form(variant)
    return {
        "form-title": form.title.in_language(LANGUAGE) if form.title else package.meta.name.in_language(LANGUAGE),
        "variant": package.variant_by_key[variant].name.in_language(LANGUAGE),
        "organisation": organisation,
        "cover": _cover(form, answers, organisation),
        "sections": printed_sections(form, answers, language=LANGUAGE),
        "signatures": _signatures(office=not any(item.office for item in form.fields())),
        "words": {
            "page": _("第 {page} 页 共 {pages} 页"),
            "code": _("校验码"),
            "verify": _("扫二维码或在网站“表格核验”输入校验码，可核验本页所属的提交版本"),
            "draft": pgettext("watermark", "草稿"),
            "draft-note": _("仅供核对，不能作为申报材料"),
            "row": _("序号"),
        },
    }


def _cover(form: FormSchema, answers: Answers, organisation: str) -> list[list[str]]:
    """Title, unit, and the dates of the first section, as on the official cover."""
    named = form.title_field()
    first = form.sections[0].fields if form.sections else ()
    dates = [item for item in first if item.type in {FieldType.DATE, FieldType.YEAR_MONTH}]
    lines = [[named.label.in_language(LANGUAGE), display_value(named, answers.get(named.key))]] if named else []
    lines += [[_("第一完成单位（盖章）"), organisation]] if organisation else []
    return lines + [[item.label.in_language(LANGUAGE), display_value(item, answers.get(item.key))] for item in dates]


def _counter_lines(entry: CounterEntry | None) -> list[list[str]]:
    """Who entered it for whom, where staff did."""
    if entry is None:
        return []
    words = _("窗口代录，录入人 %(clerk)s，来办人 %(person)s（%(relation)s）") % {
        "clerk": entry.entered_by.display_name,
        "person": entry.person_name,
        "relation": entry.relation,
    }
    return [[_("申报渠道"), words]]


def _office_lines() -> list[list[str]]:
    """Filled in by hand at the office."""
    return [[_("推荐单位（盖章）"), ""], [_("批准登记单位"), ""], [_("批准登记号"), ""], [_("批准登记日期"), ""]]


def _signatures(*, office: bool) -> list[dict[str, object]]:
    """Places to sign and seal; the office's only where the form has no lines of its own for it."""
    signed, day = _("签字：　　　　　　　　　　"), _("　　　　年　　月　　日")
    places: list[dict[str, object]] = [
        {
            "title": _("申报人承诺"),
            "text": _("本表内容及所附材料真实、准确、完整，不涉及国家秘密，愿意承担相应责任。"),
            "lines": [_("项目负责人") + signed, day],
        },
        {"title": _("申报单位意见"), "text": "", "lines": [_("负责人") + signed, _("（盖章）") + day]},
    ]
    if office:
        places.append(
            {"title": _("批准登记单位意见"), "text": "", "lines": [_("负责人") + signed, _("（盖章）") + day]}
        )
    return places
