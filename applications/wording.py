"""What the codes of this app mean, in words: what is wrong and what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    # beginning
    "procedure_closed": _("该事项当前不受理申报，或办事指南已更新，请返回事项页面查看。"),
    "variant_missing": _("请选择办理情形。"),
    "organisation_needed": _("该事项须以单位名义申报，请选择申报单位；尚未加入单位的，请联系本单位管理员邀请。"),
    # announcements
    "announcement_kind_unknown": _("请选择类别。"),
    "call_already_closed": _("截止日期已经过去，请核对。"),
    "publish_day_passed": _("发布日期不能早于今天。"),
    "published_after_closing": _("发布日期晚于申报截止日期，请核对。"),
    "announcement_not_a_draft": _("已经发布，内容不能再改；有误的请撤下后另写一份。"),
    "announcement_not_published": _("尚未发布或已经撤下。"),
    "announcement_written_by_publisher": _("由您撰写的内容须由另一人审定发布。"),
    "ledger.applications.write_announcement": _("撰写公告"),
    "ledger.applications.change_announcement": _("修改公告"),
    "ledger.applications.publish_announcement": _("发布公告"),
    "ledger.applications.take_down_announcement": _("撤下公告"),
    # projects of a plan
    "plan_draft_stays": _("计划项目产生的科技成果必须登记，系统生成的草稿不能删除。"),
    "procedure_without_plan": _("没有这个事项，或该事项不接收计划项目。"),
    "plan_organisation_unknown": _("本辖区没有使用该统一社会信用代码的单位，请先请该单位注册。"),
    "plan_leader_unknown": _("该单位没有使用此手机号码的成员，请先请项目负责人注册并加入单位。"),
    "plan_variant_fixed": _("登记草稿已经生成，办理情形不能再改。"),
    "idempotency_key_missing": _("请求头 Idempotency-Key 必须有，最长 {most} 个字符；同一次报送重发时用同一个。"),
    "plan_number_too_long": _("项目编号最长 {most} 个字符。"),
    "registration_not_submitted": _("须先提交成果登记表，才可以提交项目验收书。"),
    # written notices
    "written_void": _("文书已作废，不再生成文件。"),
    "handover_recipient_missing": _("请填写收件人姓名。"),
    "handover_document_unknown": _("请选择收件人出示的证件。"),
    "handover_day_missing": _("请填写送达日期。"),
    "handover_day_impossible": _("送达日期不能早于文书出具日期，也不能晚于今天。"),
    "handover_too_long": _("最多 {most} 字。"),
    "ledger.applications.view_written": _("首次查看文书"),
    "ledger.applications.hand_over_written": _("登记文书送达"),
    "ledger.applications.print_written": _("生成文书文件"),
    "ledger.applications.void_written": _("文书作废"),
    # who owns an organisation's account
    "organisation_unconfirmed": _(
        "“{name}”尚未通过注册审核：可以继续填写，暂不能提交。请打开“单位认领”上传营业执照和授权书；已经上传的，审核结果会通知您。"
    ),
    "membership_pending": _("您成为“{name}”管理员的申请正在审核：可以继续填写，暂不能提交，审核结果会通知您。"),
    "membership_ended": _(
        "您现在不是“{name}”的成员，草稿仍为您保留：请联系该单位管理员邀请您，或在“单位认领”提出申请。"
    ),
    "claim_unknown": _("找不到这个申请。"),
    "claim_not_needed": _("该单位现在不需要这项申请，请刷新页面查看最新状态。"),
    "claim_open_already": _("您对该单位已有一个申请正在审核，请等待结果。"),
    "claim_decided": _("这个申请已经审核过，请刷新页面查看结果。"),
    "claim_organisation_unknown": _(
        "没有使用该统一社会信用代码的单位，请核对 18 位代码；单位尚未注册的，请先注册单位账号。"
    ),
    "claim_already_administrator": _("您已经是该单位的管理员。"),
    "claim_file_missing": _("请上传文件。"),
    "claim_file_refused": _("文件未通过检查，请更换文件。"),
    "claim_file_not_checked_yet": _("文件正在检查，几秒钟后再试。"),
    "claim_reason_missing": _("请写明未通过的理由。"),
    "claim_reason_too_long": _("理由最多 {most} 字。"),
    # help with a draft
    "help_sections_missing": _("请至少选择一个部分。"),
    "help_until_passed": _("截止日期不能早于今天。"),
    "helper_is_owner": _("这是您自己的手机号码。"),
    "helpers_too_many": _("最多请 {most} 人协助，请先收回不再需要的。"),
    "ledger.applications.ask_for_help": _("邀请协助填写"),
    "ledger.applications.end_help": _("收回协助填写"),
    # entered at the counter
    "counter_name_missing": _("平台上没有这个单位，请按营业执照或法人证书填写单位名称。"),
    "counter_organisation_stays": _("修改申报时不能更换单位。"),
    "counter_evidence_missing": _("请上传委托证明的扫描件。"),
    "counter_stamp_unseen": _("请核对委托证明上的申报单位公章并勾选确认；没有盖章的，请单位盖章后再提交。"),
    # materials
    "consents_missing": _("请先阅读并同意非涉密声明等文件，再上传材料。"),
    "material_without_exemption": _("“{name}”不能声明免交，请上传文件。"),
    "material_filed_already": _("“{name}”已有文件，请先移除文件再声明。"),
    "file_being_checked": _("文件“{name}”正在检查，通过后即可提交，请稍候刷新。"),
    "file_refused": _("文件“{name}”未通过检查，请移除后重新上传。"),
    # the material library
    "kept_unknown": _("找不到这份材料。"),
    "kept_removed": _("这份材料已从材料库移除。"),
    "kept_kind_unknown": _("请选择类别。"),
    "kept_name_missing": _("请填写名称。"),
    "kept_name_too_long": _("名称最多 {most} 字。"),
    "kept_number_is_identity": _("这里像是身份证号。材料库不登记身份证号，请填写证照编号或留空。"),
    "kept_not_declared": _("请确认文件不涉及国家秘密；涉密文件不得上传。"),
    "kept_issued_in_future": _("发证日期不能晚于今天。"),
    "kept_day_implausible": _("日期不合理，请核对。"),
    "kept_validity_missing": _("请填写有效期的最后一天，或选择“长期有效”。"),
    "kept_validity_twice": _("已选择“长期有效”，不要再填写有效期的最后一天。"),
    "kept_ends_before_issue": _("有效期早于发证日期，请核对。"),
    "kept_file_not_ready": _("文件尚未通过检查。"),
    "kept_expired": _("已于 {day} 到期，请先在材料库换成新版本。"),
    "kept_format": _("格式不符，此处只接受 {formats}。"),
    "kept_too_large": _("文件超过 {most} MB 的上限。"),
    "kept_expired_meanwhile": _("取自材料库的“{name}”已于 {day} 到期，请移除后换成有效的材料。"),
    # pages from a phone
    "phone_code_unknown": _("二维码已失效，请在电脑上重新打开。"),
    "phone_code_ended": _("这个二维码已经关闭或用过，请重新打开。"),
    "phone_pdf_not_taken": _("此项材料不接受 PDF，不能用手机拍照上传。"),
    "phone_uploads_too_many": _("一个二维码最多上传 {most} 次，请在电脑上重新打开二维码。"),
    "phone_pages_given": _("照片已经提交，正在合并；另一部手机或另一次点击先提交了。"),
    "phone_pages_missing": _("还没有照片，请先拍照或选择照片。"),
    "phone_pages_too_many": _("一次最多合并 {most} 页，请分成几次提交。"),
    "phone_page_unreadable": _("第 {number} 页的内容不完整，请删除后重新拍照。"),
    "phone_page_not_ready": _("有照片尚未通过检查，请稍候再提交；未通过检查的请删除后重新拍照。"),
    "phone_draft_gone": _("申报已经提交或删除，照片没有并入。"),
    # taking over an earlier application
    "draft_changed_meanwhile": _("草稿在预览之后有改动，请重新查看可带入的内容。"),
    "carry_undo_too_late": _("带入之后草稿又有改动，不能再整体撤销，请逐项修改。"),
    "carry_material_unknown": _("所选材料已不可引用，请重新勾选。"),
    # rows from a spreadsheet
    "rows_changed_meanwhile": _("表格在预览之后有改动，请核对后重新确认。"),
    "rows_too_many": _("导入后共 {count} 行，超过 {most} 行的上限，请减少行数。"),
    "rows_unreadable": _("预览内容不完整，请重新选择文件或粘贴。"),
    # the life of an application
    "status_forbids": _("办件当前状态不允许此操作，请刷新页面查看最新状态。"),
    "cannot_resubmit": _("只有被退回修改的申报才能修改，请刷新页面查看最新状态。"),
    "cannot_withdraw": _("该申报已作出批复或已结束，不能撤回。"),
    # the printed form
    "cannot_stamp": _("纸质材料已接收，或办件已被退回、撤回、办结，不能再更换盖章扫描件。"),
    "printed_is_older": _("这是较早一次提交的表格，请打印最新一次提交的表格，盖章后上传。"),
    # the ledger's commands
    "ledger.applications.create_draft": _("新建草稿"),
    "ledger.applications.begin_counter_draft": _("窗口代录：新建草稿"),
    "ledger.applications.change_counter_entry": _("窗口代录：修改来办人信息"),
    "ledger.applications.attach_counter_evidence": _("窗口代录：上传委托证明"),
    "ledger.applications.report_plan_project": _("报送计划项目情况"),
    "ledger.applications.give_consents": _("同意告知和承诺"),
    "ledger.applications.file_claim": _("提出单位认领"),
    "ledger.applications.decide_claim": _("审核单位认领"),
    "ledger.applications.delete_draft": _("删除草稿"),
    "ledger.applications.open_phone_capture": _("打开手机拍照二维码"),
    "ledger.applications.renew_phone_capture": _("延长手机拍照二维码"),
    "ledger.applications.close_phone_capture": _("关闭手机拍照二维码"),
    "ledger.applications.give_phone_pages": _("提交手机照片"),
    "ledger.applications.submit": _("提交申报"),
    "ledger.applications.resubmit": _("重新提交"),
    "ledger.applications.open_correction": _("开始修改"),
    "ledger.applications.withdraw": _("撤回申报"),
    "ledger.applications.print_form": _("生成打印表格"),
    "ledger.applications.attach_stamped": _("上传盖章扫描件"),
    "ledger.applications.remove_stamped": _("移除盖章扫描件"),
    "ledger.applications.carry_over": _("从以往申报带入"),
    "ledger.applications.undo_carry": _("撤销带入"),
    "ledger.applications.keep_material": _("存入材料库"),
    "ledger.applications.renew_material": _("材料库换新版本"),
    "ledger.applications.remove_kept_material": _("从材料库移除"),
    "ledger.applications.choose_kept_material": _("从材料库选用"),
    "ledger.applications.reveal_personal": _("查看申报中的个人信息"),
}

#: What the timeline calls an event, and the status word that gives it icon and colour.
TIMELINE: dict[str, tuple[str, str | Promise]] = {
    "submitted": ("submitted", _("提交申报")),
    "resubmitted": ("submitted", _("修改后重新提交")),
    "approved": ("done", _("审核通过")),
    "paper_received": ("done", _("已接收纸质材料")),
    "returned": ("returned", _("退回修改")),
    "decided": ("done", _("作出批复")),
    "decision_revoked": ("revoked", _("退回到未批复")),
    "withdrawn": ("withdrawn", _("申报人撤回")),
    "reminded": ("submitted", _("催办")),
}
