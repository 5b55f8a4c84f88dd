"""Where the codes of the package engines become Chinese sentences, and conditions become words for guide pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures.domain.answer_types import decimal_text
from procedures.domain.conditions import Call, Expr, Literal, Reason, Var
from procedures.domain.form_schema import FormSchema
from procedures.domain.values import Value

#: Sentences by code; registered once when the app is ready.
SENTENCES: Final[Mapping[str, str | Promise]] = {
    # departments and people by list
    "staff_columns_missing": _("文件中没有这些列：{columns}。请使用下载的模板。"),
    "staff_department_unknown": _("没有代码为“{code}”的部门；部门一行须写在其人员之前。"),
    "staff_kind_unknown": _("部门类型可填：{kinds}。"),
    "staff_role_unknown": _("没有名为“{names}”的角色，可填：{roles}。"),
    "staff_roles_missing": _("名单中没有填写角色的人员。"),
    "staff_person_unknown": _("没有这个手机号码的在用人员，请系统管理员先导入人员。"),
    "list_code_repeated": _("租户代码在名单中出现多次。"),
    "list_domain_repeated": _("域名在名单中出现多次。"),
    "list_package_unknown": _("事项库中没有“{names}”。"),
    "staff_mobile_repeated": _("该手机号码在名单中出现多次。"),
    # answers
    "required": _("此项必填。"),
    "not_text": _("此项应填写文字。"),
    "not_a_number": _("请填写数字，例如 12.5。"),
    "not_an_integer": _("请填写整数。"),
    "not_a_date": _("请填写日期，例如 2024-05-01。"),
    "not_a_month": _("请填写年月，例如 2024-05。"),
    "not_a_year": _("请填写四位年份。"),
    "not_a_table": _("此表格未能读取，请重新填写。"),
    "not_saved_yet": _("此项尚未保存，请重新填写。"),
    "option_unknown": _("请从所列选项中选择。"),
    "code_unknown": _("代码表中没有“{words}”，请输入代码、名称或拼音后从候选中选择。"),
    "option_exclusive": _("所选项目中有一项不能与其他项同时选择。"),
    "not_a_mobile": _("手机号码应为 11 位数字。"),
    "not_a_phone": _("电话号码有误，例如 0760-88331234 或手机号码。"),
    "not_an_email": _("电子邮箱格式有误。"),
    "not_a_postal_code": _("邮政编码应为 6 位数字。"),
    "not_a_uscc": _("统一社会信用代码有误，请逐位核对。"),
    "not_an_identity_number": _("居民身份证号码有误，请逐位核对。"),
    "identity_birth_differs": _("出生年月与证件号码不一致（证件号码为 {birth}）。"),
    "classified_text": _("含有密级标志“{mark}”。涉密内容不得在本平台填写，请删除；确属涉密的，请按保密规定另行办理。"),
    "classified_file_name": _("文件名含有密级标志“{mark}”。涉密文件不得上传；确属涉密的，请按保密规定另行办理。"),
    "too_long": _("最多 {most} 字，现有 {count} 字。"),
    "too_many_digits": _("最多保留 {most} 位小数。"),
    "too_many_items": _("最多 {most} 项。"),
    "too_many_rows": _("最多 {most} 行。"),
    "too_few_rows": _("至少填写 {fewest} 行。"),
    "row_repeated": _("与第 {row} 行重复。"),
    "below_minimum": _("不得小于 {minimum}。"),
    "above_maximum": _("不得大于 {maximum}。"),
    "sum_differs": _("与各项之和不一致，各项之和为 {sum}。"),
    "before_other": _("不得早于“{label}”。"),
    "above_other": _("不得大于“{label}”。"),
    "check_failed": _("{message}"),
    # submission
    "gate_failed": _("不符合条件“{name}”：{reason}"),
    "gate_unknown": _("条件“{name}”尚不能判断，请先填写相关内容。{reason}"),
    "material_missing": _("缺少材料：{name}。"),
    "material_group_missing": _("{name}：至少提交 {at_least} 种。"),
    "material_unknown": _("材料清单中没有此项。"),
    "material_exemption_without_ground": _("“{name}”声明不重复提交，但所依据的材料尚未上传。"),
    "material_too_many_files": _("最多上传 {most} 个文件。"),
    "material_format": _("文件“{file}”格式不符，可用格式：{formats}。"),
    "material_too_large": _("文件“{file}”超过 {most} MB。"),
    "commitment_missing": _("尚未同意{title}。"),
    "commitment_outdated": _("{title}的文本已更新，请重新阅读并同意。"),
    # publishing and the province's console
    "publisher_is_approver": _("发布人与审批人不能是同一人。"),
    "not_province_administrator": _("只有省级管理员可以管理辖区。"),
    "city_not_active": _("该辖区不在运行中，不能停用。"),
    "city_not_suspended": _("该辖区没有停用，不需要恢复。"),
    # chain
    "chain_status_forbids": _("办件当前状态不允许此操作，请刷新页面。"),
    "step_not_open": _("此环节当前不在办理中，可能已由他人办理。"),
    "step_needs_decision": _("此环节须作出批复。"),
    "step_takes_no_decision": _("此环节不作批复。"),
    "step_receives_paper": _("此环节须登记接收纸质材料。"),
    "step_receives_no_paper": _("此环节不接收纸质材料。"),
    "step_may_not_return": _("此环节不能退回。"),
    "return_after_decision": _("已作出批复，须先退回到未批复。"),
    "result_unknown": _("请选择批复结果。"),
    "nothing_decided": _("尚无批复可以退回。"),
    "task_claimed": _("这个环节已由他人签收，请由签收人办理。"),
    "seat_not_yours": _("现在没有轮到您签署，或您已经签署。"),
    "awaits_signers": _("先由被加签的人员签署意见，然后回到您这里。"),
    "step_takes_no_objection": _("这个环节由一人办理，不同意时请退回。"),
    "task_not_for_a_group": _("这个环节由每位人员各自签署，不需要签收。"),
    "task_not_claimed_by_you": _("这个环节不是由您签收的。"),
    "step_has_one_signer": _("这个环节由一人办理，只能在其前面或后面加签。"),
    "nobody_signs_after": _("批复和接收纸质材料之后不能再加签，请在前面加签。"),
    "step_is_blocked": _("这个环节还没有办理人员。"),
    "step_is_not_blocked": _("这个环节已有办理人员。"),
    "signer_not_added_by_you": _("只能撤销由您加签且尚未签署的人员。"),
    "last_signer": _("至少保留一位签署人员。"),
    "asked_already": _("此人已经在签署人员之中。"),
    "next_people_missing": _("请选择下一环节“{step}”的办理人。"),
    "next_people_unfit": _("所选人员不能办理“{step}”，请重新选择。"),
    "signer_is_you": _("不能给自己加签。"),
    "return_target_unfit": _("只能退回到本环节之前、已经办理完毕的环节。"),
    "nothing_to_take_back": _("没有可以撤回的办理，或不是由您办理的。"),
    "acted_since": _("后面的环节已经有人办理，不能撤回。"),
    "supplement_once": _("补正应当一次告知，已经要求过补正；需要修改时请退回修改。"),
    "step_accepts_nothing": _("只有受理环节可以要求补正或不予受理。"),
    "decided_already": _("已经批复，不能中止或终止。"),
    "step_awaits_answer": _("这个环节等待其他系统答复。"),
    "step_needs_proof": _("这个环节须上传用印扫描件或制发证书后才能通过。"),
    "step_takes_no_proof": _("这个环节不是用印或制发环节。"),
    "step_awaits_notice": _("这个环节在公示期满后自动通过。"),
    "step_awaits_no_notice": _("这个环节不是公示环节。"),
    "step_awaits_no_answer": _("这个环节不等待其他系统答复。"),
    "signing_kind_unfit": _("只有审核和会签环节可以由多人签署。"),
    "signing_ratio_range": _("会签比例为 1 到 100（百分比）。"),
    "signing_count_missing": _("请填写须同意的人数。"),
    "objection_needs_return": _("不同意时退回申报人，须允许该环节退回。"),
    "copy_may_not_block": _("抄送环节没有人员时须跳过，不能等待指定。"),
    "withdraw_too_late": _("已进入批复环节，不能撤回。"),
    # reading a package
    "condition_too_deep": _("条件嵌套过深，最多 {most} 层。"),
    "condition_too_large": _("条件过长，最多 {most} 个部分。"),
    "condition_list_of_keys": _("条件中的列表只能是选项标识。"),
    "condition_not_readable": _("条件无法读取。"),
    "condition_field_name": _("条件中缺少字段名。"),
    "condition_unknown_operator": _("条件中有未知的运算“{operator}”。"),
    "condition_argument_count": _("运算“{operator}”的参数个数不对（{count} 个）。"),
    "condition_sum_column": _("求和须写明表格和列。"),
    "yaml_too_large": _("文件过大。"),
    "yaml_not_readable": _("第 {line} 行附近不是有效的 YAML。"),
    "yaml_not_an_object": _("文件内容不是一个配置。"),
    "yaml_alias": _("第 {line} 行使用了引用（& 或 *），不支持。"),
    "yaml_too_deep": _("第 {line} 行嵌套过深。"),
    "yaml_duplicate_key": _("第 {line} 行的名称重复。"),
    "yaml_key_not_text": _("第 {line} 行的名称不是文字。"),
    "package_not_json": _("内容不是有效的配置。"),
    "package_format_unknown": _("配置的格式版本未知，当前支持到第 {current} 版。"),
    "package_part_missing": _("缺少必要的部分。{detail}"),
    "package_part_unknown": _("有不认识的部分。{detail}"),
    "package_value_invalid": _("取值不正确：{detail}"),
    "parameter_unknown": _("配置不需要这个参数。"),
    "parameter_undefined": _("用到了没有定义的参数“{name}”。"),
    # lint
    "key_repeated": _("标识“{key}”重复。"),
    "section_without_field": _("这一部分没有任何字段。"),
    "no_title_field": _("没有指定作为办件名称的字段。"),
    "no_legal_basis": _("没有填写法定依据。"),
    "parameter_unused": _("参数没有被用到。"),
    "assumption_about_nothing": _("假定所指的“{name}”不存在。"),
    "dictionary_not_known": _("没有这个共用代码表。"),
    "office_line_missing": _("由登记机关填写的项目没有指明取自批复的哪一项。"),
    "field_without_options": _("选择题没有选项。"),
    "table_without_columns": _("表格没有列。"),
    "matrix_without_cells": _("金额表没有单元格。"),
    "computed_without_formula": _("计算字段没有公式。"),
    "column_type_not_possible": _("表格的列不能是“{type}”类型。"),
    "message_event_unknown": _("没有“{event}”这种消息。"),
    "message_worded_twice": _("消息“{event}”在同一渠道写了两次。"),
    "message_braces_wrong": _("花括号没有成对，或者其中不是一个名称。"),
    "message_place_unknown": _("消息中不能填入“{name}”；短信和邮件只能填入地区（tenant）和链接（link）。"),
    "message_without_link": _("短信和邮件必须含有链接（link）。"),
    "written_occasion_unfit": _("这种文书不能在“{occasion}”时出具。"),
    "written_results_without_decision": _("只有决定类文书可以限定批复结果。"),
    "written_result_unknown": _("文书限定的批复结果“{result}”不存在。"),
    "written_place_unknown": _("文书中不能填入“{name}”。"),
    "written_without_number": _("文书没有文号；只有收件凭证可以用受理编号代替文号。"),
    "written_without_remedy": _("不利于申请人的文书没有写明救济途径（行政复议、行政诉讼）。"),
    "written_without_basis": _("不利于申请人的文书没有写明法律依据。"),
    "denial_without_written_notice": _("作出“{result}”时没有书面决定。"),
    "locked_without_record": _("只有单行文字、代码、电话、邮箱和邮编，并且写明预填来源的字段，才能设为不能修改。"),
    "rectifiable_not_possible": _(
        "只有单行或多行文字、数字、日期、单选、代码、电话、邮箱这类一个值的字段可以设为可更正，涉密字段不可以。"
    ),
    "rectification_no_place": _("这一处不能更正。"),
    "rectification_new_missing": _("请填写更正后的内容。"),
    "rectification_unchanged": _("更正前后的内容相同。"),
    "rectification_changes_form": _("这样更正会使表格中其他内容出现或者消失，不属于笔误。"),
    "prefill_in_rows": _("表格的列不能预填。"),
    "prefill_unknown": _("预填来源“{source}”不存在。"),
    "field_unknown": _("引用了不存在的字段“{field}”。"),
    "variant_unknown": _("引用了不存在的办理情形“{variant}”。"),
    "condition_unknown_field": _("条件引用了不存在的字段“{field}”。"),
    "condition_unknown_option": _("条件引用了不存在的选项“{option}”。"),
    "condition_unknown_column": _("条件引用了不存在的列“{column}”。"),
    "condition_kinds_differ": _("条件比较了不同种类的值（{kinds}）。"),
    "condition_not_yes_or_no": _("条件的结果不是“是”或“否”。"),
    "condition_circle": _("字段“{field}”的条件绕了一圈又依赖自己。"),
    "material_group_unknown": _("引用了不存在的材料组“{group}”。"),
    "material_group_empty": _("材料组中没有材料。"),
    "material_not_in_list": _("引用了不存在的材料“{material}”。"),
    "commitment_not_in_package": _("引用了不存在的承诺书“{commitment}”。"),
    "personal_field_published": _("公示或证书的内容包含个人信息字段“{field}”。"),
    "chain_may_be_empty": _("所有环节都可能因无人而跳过。"),
    "step_limit_above_limit": _("环节时限超过总时限（{most}）。"),
    "in_plan_step_unfit": _("计划内项目要等待的环节“{step}”不存在，或不是审核环节。"),
    "counter_step_unfit": _("窗口代录时由盖章证明代替的环节“{step}”不存在，或不是申报单位自己的审核环节。"),
    "counter_stamp_unproved": _("以盖章证明代替单位审核的，必须上传证明。"),
    "counter_entry_unused": _("没有允许窗口代录，却写了由盖章证明代替的环节。"),
    "in_plan_needs_return": _("计划内项目验收不通过时要退回，因此每个环节都须允许退回。"),
    "step_without_assignee": _("环节没有指定办理人：缺少角色、人员或据以确定的字段。"),
    "choice_without_step_before": _("第一个环节前面没有人，不能由上一环节选择办理人。"),
    "give_out_unfit": _("只有由科室一组人员中的一位办理的环节，才能设置分办方式。"),
    "assignee_setting_unused": _("这种办理人规则用不到这一项。"),
    "assignee_field_unfit": _("字段“{field}”不能指出部门或人员：须是单选、树形选择、代码或单行文字。"),
    "assignee_case_unfit": _("“{value}”须写明一个部门或一位人员（只写一个）。"),
    "system_without_external": _("环节注明由系统“{system}”答复，但不是等待其他系统的环节。"),
    "notice_step_without_notice": _("有公示环节，但没有写明公示内容和公示期。"),
    "issue_without_certificate": _("有制发环节，但没有写明证书。"),
    "issue_before_decision": _("制发环节须排在批复环节之后。"),
    "step_without_fallback": _("环节没有指定无人时的替补角色。"),
    "decision_without_results": _("批复环节没有可选的结果。"),
    "decision_may_not_be_passed_over": _("批复环节不能放在并行分支中，也不能跳过。"),
    "results_without_decision": _("只有批复环节可以设置结果。"),
    "branch_unreachable": _("这个分支永远不会走到。"),
    "otherwise_with_condition": _("“其他情况”分支不能带条件。"),
    "parallel_count": _("应完成的分支数须在 1 到 {most} 之间。"),
    "strand_with_condition": _("并行分支不能带条件。"),
    "strand_without_step": _("并行分支中没有环节。"),
    "no_promised_limit": _("没有设置承诺办结时限。"),
    "limit_given_twice": _("同一时限只能用一种写法。"),
    "limit_step_unknown": _("时限提到的环节“{step}”不存在或不适用。"),
    "limit_without_length": _("没有写明期限长短。"),
    "window_event_missing": _("“{name}”自“{field}”起计算，请填写该日期。"),
    "window_event_ahead": _("“{name}”自“{field}”（{event}）起计算，该日期尚未到来，请核对日期或届时再申报。"),
    "window_closed": _("“{name}”自“{field}”（{event}）起计算，到 {closes} 为止，现已届满，不能申报。"),
    "window_closed_rolled": _(
        "“{name}”自“{field}”（{event}）起计算，最后一日 {nominal} 为休息日，顺延到 {closes} 为止，现已届满，不能申报。"
    ),
    "window_closed_softly": _(
        "“{name}”自“{field}”（{event}）起计算，已于 {closes} 届满；仍可提交，是否受理由受理机关决定。"
    ),
    "window_closed_softly_rolled": _(
        "“{name}”自“{field}”（{event}）起计算，最后一日 {nominal} 为休息日，顺延后已于 {closes} 届满；"
        "仍可提交，是否受理由受理机关决定。"
    ),
    "window_closed_provisionally": _(
        "“{name}”自“{field}”（{event}）起计算，到 {closes} 为止；该年度的节假日安排尚未公布，这一天是暂定的，仍可提交。"
    ),
    "deemed_without_limit": _("视为作出决定须以法定时限届满为准，但没有设置法定时限。"),
    "deemed_result_unknown": _("视为作出的决定“{result}”不是批复环节的结果。"),
    "window_field_unfit": _("“{field}”不是表单中的日期，不能据此计算期限。"),
    "promised_above_statutory": _("承诺时限（{promised}）超过法定时限（{statutory}）。"),
    "numbering_missing": _("批复结果需要编号，但没有设置编号规则。"),
    # numbering
    "number_pattern_brace": _("编号规则“{pattern}”中的花括号不成对。"),
    "number_pattern_unknown_place": _("编号规则“{pattern}”中有未知的占位符。"),
    "number_pattern_width": _("编号规则“{pattern}”中的位数不正确。"),
    "number_pattern_counter": _("编号规则“{pattern}”须恰有一个序号。"),
    "number_counter_not_positive": _("序号须从 1 开始。"),
    # the ledger's commands
    "ledger.procedures.publish_version": _("发布事项版本"),
}

_COMPARISONS: Final[Mapping[str, str]] = {
    "==": "为",
    "!=": "不为",
    "<": "小于",
    "<=": "不超过",
    ">": "大于",
    ">=": "不低于",
    "before": "早于",
    "in": "属于",
    "contains_any": "包含",
}
#: Operations on one thing.
_WRAPPERS: Final[Mapping[str, str]] = {
    "not": "并非（{}）",
    "filled": "{}已填写",
    "count": "{}的个数",
    "earliest": "{}",
    "-": "负 {}",
}
#: What stands between the parts of the other operations.
_JOINTS: Final[Mapping[str, str]] = {
    "and": "，且",
    "or": "，或者",
    "+": " + ",
    "-": " − ",
    "*": " × ",
    "/": " ÷ ",
    "earliest": "与",
    "sum": "中",
}


def condition_labels(form: FormSchema) -> dict[str, str]:
    """The words for names in conditions: `field`, `field:option`, `row.column`, `matrix.cell`."""
    labels: dict[str, str] = {}
    for field in form.fields():
        labels[field.key] = str(field.label)
        labels |= {f"{field.key}:{key}": str(option.label) for key, option in field.choices().items()}
        labels |= {f"{field.key}.{cell.key}": f"{field.label}{cell.label}" for cell in field.cells}
        labels |= {f"{field.key}.{column.key}": str(column.label) for column in field.columns}
        labels |= {f"row.{column.key}": str(column.label) for column in field.columns}
    return labels


def explain_words(expr: Expr, labels: Mapping[str, str]) -> str:
    """A condition as one Chinese sentence part, for guide pages and the studio."""
    match expr:
        case Var(path):
            return f"“{labels.get(path, path)}”"
        case Literal(value):
            return _value_words(value)
        case Call(operator, (left, right)) if operator in _COMPARISONS:
            return f"{explain_words(left, labels)}{_COMPARISONS[operator]}{_side(left, right, labels)}"
        case Call("sum", (Var(path) as table, Literal(column))):
            return f"{explain_words(table, labels)}中“{labels.get(f'{path}.{column}', column)}”之和"
        case Call(operator, (inner,)) if operator in _WRAPPERS:
            return _WRAPPERS[operator].format(explain_words(inner, labels))
        case Call(operator, arguments):
            return _JOINTS[operator].join(_grouped(argument, operator, labels) for argument in arguments)


def _grouped(expr: Expr, around: str, labels: Mapping[str, str]) -> str:
    words = explain_words(expr, labels)
    mixed = isinstance(expr, Call) and expr.operator != around and expr.operator in _JOINTS and len(expr.arguments) > 1
    return f"（{words}）" if mixed else words


def _side(left: Expr, right: Expr, labels: Mapping[str, str]) -> str:
    """The right side; option keys by the labels of the field on the left."""
    if not isinstance(left, Var) or not isinstance(right, Literal):
        return explain_words(right, labels)
    keys = right.value if isinstance(right.value, tuple) else (right.value,)
    return "或".join(
        f"“{labels[name]}”" if (name := f"{left.path}:{key}") in labels else _value_words(key) for key in keys
    )


def reason_words(reason: Reason, labels: Mapping[str, str]) -> str:
    """What was found, in words: “评价方式”为鉴定."""
    names = "、".join(f"“{labels.get(name, name)}”" for name in reason.fields)
    if reason.actual is None:
        return f"{names}尚未填写"
    field = reason.fields[0] if reason.fields else ""
    values = reason.actual if isinstance(reason.actual, tuple) else (reason.actual,)
    shown = "、".join(
        labels.get(f"{field}:{value}", _value_words(value)) for value in values if not isinstance(value, Mapping)
    )
    return f"{names}为{shown}" if shown else f"{names}已填写"


def _value_words(value: Value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Fraction):
        return _fraction_words(value)
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, tuple):
        return "或".join(str(item) for item in value)
    return str(value)


def _fraction_words(value: Fraction) -> str:
    """A terminating fraction as a decimal, any other as it is: nothing is rounded in an explanation."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return decimal_text(Decimal(value.numerator) / Decimal(value.denominator)) if rest == 1 else str(value)
