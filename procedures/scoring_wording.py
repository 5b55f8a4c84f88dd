"""Score sheets in words: what was found wrong, and how the points of every row came about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procedures.domain.answer_types import decimal_text
from procedures.domain.scoring import CriterionScore
from procedures.domain.scoring_model import (
    Band,
    Bands,
    BestOf,
    Choice,
    Choices,
    Comparison,
    Criterion,
    Input,
    Ladder,
    Manual,
    PerUnit,
    Rule,
    Threshold,
    WeightedCount,
    WeightedRows,
)
from procedures.domain.scoring_numbers import Pair, field_of, from_points
from procedures.domain.scoring_rules import Mark

SENTENCES: Final[Mapping[str, str | Promise]] = {
    # answers
    "score_missing": _("此项尚未填写，不能计算总分。"),
    "score_input_not_a_number": _("此项不是数字，不能计分。"),
    "score_input_too_large": _("数字过大，请核对单位。"),
    "score_input_not_whole": _("此项应为不小于 0 的整数。"),
    "score_whole_not_positive": _("作为分母的数应大于 0。"),
    "score_part_above_whole": _("部分不能大于总体，请核对两项数字。"),
    "score_no_band": _("这个数不在任何一档之内，请联系受理部门核对评分标准。"),
    "score_one_option": _("此项只能选择一个。"),
    "score_out_of_range": _("分数应在 {least} 到 {most} 之间。"),
    "score_not_in_steps": _("分数应以 {step} 分为单位。"),
    "sheet_unknown": _("没有评分表“{sheet}”，或它不适用于这种办理情形。"),
    "simulate_day_before": _("这一天早于前一步办理的日期。"),
    "simulate_which_step": _("同时有多个环节在办，请写明是哪一个环节。"),
    "simulate_acts_unread": _("办理动作应为一个列表，每项写明日期（on）和动作（act）。"),
    "file_not_json": _("文件内容不是一个 JSON 对象。"),
    "file_not_readable": _("文件不存在，或者不是 UTF-8 文字。"),
    # decisions
    "score_gate_failed": _("不符合申报条件。"),
    "score_vetoed": _("属于一票否决的情形。"),
    "score_group_below_mark": _("这一部分没有达到最低分。"),
    "score_below_mark": _("总分没有达到 {mark} 分。"),
    # lint
    "score_no_scale": _("这一行没有评分标准。请写明规则，或者写明由人评定。"),
    "score_cap_below_stated": _("上限 {cap} 分低于所标满分 {stated} 分，请确定以哪一个为准。"),
    "score_above_stated": _("得分可以超过所标满分 {stated} 分，请设置上限。"),
    "score_stated_unreachable": _("最多只能得 {reachable} 分，达不到所标满分 {stated} 分。"),
    "score_sum_differs": _("各项满分之和为 {sum} 分，与所标 {stated} 分不一致。"),
    "score_mark_unreachable": _("最多只能得 {reachable} 分，达不到合格线 {mark} 分。"),
    "score_deduction_gives_points": _("扣分项可能得到正分。"),
    "score_range_empty": _("评定范围的下限高于上限。"),
    "score_input_no_number": _("计分所依据的不是数字。"),
    "score_option_without_points": _("选项“{option}”没有对应的分值。"),
    "score_kind_length": _("“{kind}”与所列的列数不一致。"),
    "score_band_empty": _("分档 {band} 中没有任何数。"),
    "score_bands_overlap": _("分档 {one} 与 {other} 重叠。"),
    "score_bands_gap": _("分档 {one} 与 {other} 之间有空缺。"),
    "score_bands_share_border": _("{border} 同时属于分档 {one} 和 {other}，请确定归哪一档。"),
    "score_bands_no_lowest": _("低于最低一档 {band} 的数没有分值。"),
    "score_bands_no_highest": _("高于最高一档 {band} 的数没有分值。"),
    "score_bands_uneven": _("各档分值依次为 {points}，级差不一致，请核对是否有误。"),
    "score_points_for_nothing": _("数值为 0 也得 {points} 分，请核对是否有误。"),
}

_COMPARISONS: Final[Mapping[Comparison, str | Promise]] = {
    Comparison.AT_LEAST: _("不低于 %(limit)s"),
    Comparison.MORE_THAN: _("高于 %(limit)s"),
    Comparison.AT_MOST: _("不超过 %(limit)s"),
    Comparison.LESS_THAN: _("低于 %(limit)s"),
}


def criterion_words(criterion: Criterion, found: CriterionScore, labels: Mapping[str, str]) -> str:
    """How the points of one row came about; nothing while there are none. `labels` as of `condition_labels`."""
    if not found.applies:
        return gettext("不适用，不计分。")
    if found.working is None or found.points is None or found.reached is None:
        return ""
    words = mark_words(criterion.rule, Mark(int(found.reached * 10**6), found.working), labels)
    if found.points == found.reached:
        return gettext("%(words)s。") % {"words": words}
    bound = gettext("上限") if found.points < found.reached else gettext("下限")
    return gettext("%(words)s；%(bound)s %(points)s 分，计 %(points)s 分。") % {
        "words": words,
        "bound": bound,
        "points": decimal_text(found.points),
    }


def mark_words(rule: Rule, mark: Mark, labels: Mapping[str, str]) -> str:
    """The working of one rule, without its bounds."""
    return _WORDS[type(rule)](rule, mark, labels)


def pair_words(pair: Pair | None, unit: Input | None = None) -> str:
    """A number exactly, or where it never ends to four places, and said so; with its unit."""
    if pair is None:
        return ""
    value = Fraction(*pair)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exact) == value:
        words = decimal_text(exact)
    else:
        words = gettext("约 %(number)s") % {"number": decimal_text(round(exact, 4))}
    return f"{words} {unit.unit}" if unit is not None and unit.unit else words


def _points(mark: Mark) -> str:
    return decimal_text(from_points(mark.points))


def _per_unit(rule: PerUnit, mark: Mark, _labels: Mapping[str, str]) -> str:
    return gettext("%(value)s，每 %(each)s 计 %(points)s 分，共 %(sum)s 分") % {
        "value": pair_words(mark.working.value, rule.input),
        "each": decimal_text(rule.each),
        "points": decimal_text(rule.points),
        "sum": _points(mark),
    }


def _ladder(rule: Ladder, mark: Mark, _labels: Mapping[str, str]) -> str:
    value, start = pair_words(mark.working.value, rule.input), decimal_text(rule.start)
    if mark.working.rule == "ladder_below":
        return gettext("%(value)s，没有达到 %(start)s，计 %(sum)s 分") % {
            "value": value,
            "start": start,
            "sum": _points(mark),
        }
    return gettext(
        "%(value)s，达到 %(start)s 计 %(base)s 分，每再满 %(step)s 加 %(points)s 分，满 %(times)d 次，共 %(sum)s 分"
    ) % {
        "value": value,
        "start": start,
        "base": decimal_text(rule.base),
        "step": decimal_text(rule.step),
        "points": decimal_text(rule.points),
        "times": mark.working.times,
        "sum": _points(mark),
    }


def _bands(rule: Bands, mark: Mark, _labels: Mapping[str, str]) -> str:
    return gettext("%(value)s，属于“%(band)s”一档，计 %(sum)s 分") % {
        "value": pair_words(mark.working.value, rule.input),
        "band": band_words(rule.bands[mark.working.times]),
        "sum": _points(mark),
    }


def band_words(band: Band) -> str:
    """“不低于 50、低于 60”."""
    lower = Comparison.AT_LEAST if band.lower_closed else Comparison.MORE_THAN
    upper = Comparison.AT_MOST if band.upper_closed else Comparison.LESS_THAN
    ends = [(lower, band.lower), (upper, band.upper)]
    said = [str(_COMPARISONS[each]) % {"limit": decimal_text(end)} for each, end in ends if end is not None]
    return gettext("、").join(said) or gettext("任何数")


def _options(rule: Choice | Choices, mark: Mark, labels: Mapping[str, str]) -> str:
    field = field_of(rule.value)
    named = [
        gettext("“%(option)s” %(points)s 分")
        % {"option": labels.get(f"{field}:{key}", key), "points": decimal_text(rule.points[key])}
        for key in mark.working.choice
    ]
    return gettext("，").join(named) if named else gettext("没有选择，计 0 分")


def _weighted_count(rule: WeightedCount, mark: Mark, _labels: Mapping[str, str]) -> str:
    counted = [
        gettext("%(label)s %(count)d × %(points)s 分")
        % {"label": item.label, "count": part.working.times, "points": decimal_text(item.points)}
        for item, part in zip(rule.items, mark.working.parts, strict=True)
        if part.working.times
    ]
    return _added(counted, mark)


def _weighted_rows(rule: WeightedRows, mark: Mark, labels: Mapping[str, str]) -> str:
    counted = []
    for part in mark.working.parts:
        kinds = zip(rule.columns, part.working.choice, strict=True)
        named = "".join(labels.get(f"{rule.table}.{column}:{key}", key) for column, key in kinds)
        points = rule.points.get(part.working.choice, rule.otherwise or Decimal(0))
        counted.append(
            gettext("%(label)s %(count)d × %(points)s 分")
            % {"label": named, "count": part.working.times, "points": decimal_text(points)}
        )
    return _added(counted, mark)


def _added(counted: list[str], mark: Mark) -> str:
    if not counted:
        return gettext("没有可计分的项目，计 0 分")
    return gettext("%(parts)s，共 %(sum)s 分") % {"parts": " + ".join(counted), "sum": _points(mark)}


def _threshold(rule: Threshold, mark: Mark, _labels: Mapping[str, str]) -> str:
    limit = str(_COMPARISONS[rule.comparison]) % {"limit": decimal_text(mark.working.limit or Decimal(0))}
    said = {"value": pair_words(mark.working.value, rule.input), "limit": limit, "sum": _points(mark)}
    if mark.working.rule == "met":
        return gettext("%(value)s，符合“%(limit)s”，计 %(sum)s 分") % said
    return gettext("%(value)s，不符合“%(limit)s”，计 %(sum)s 分") % said


def _best_of(rule: BestOf, mark: Mark, labels: Mapping[str, str]) -> str:
    (best,) = mark.working.parts
    return gettext("取得分最高的一种：%(words)s") % {"words": mark_words(rule.rules[mark.working.times], best, labels)}


def _manual(_rule: Manual, mark: Mark, _labels: Mapping[str, str]) -> str:
    return gettext("由人评定为 %(sum)s 分") % {"sum": _points(mark)}


_WORDS: Final[Mapping[type, Callable[..., str]]] = {
    PerUnit: _per_unit,
    Ladder: _ladder,
    Bands: _bands,
    Choice: _options,
    Choices: _options,
    WeightedCount: _weighted_count,
    WeightedRows: _weighted_rows,
    Threshold: _threshold,
    BestOf: _best_of,
    Manual: _manual,
}
