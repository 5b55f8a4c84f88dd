"""Default words of what people are told about their applications and tasks."""

from __future__ import annotations

from notifications.domain.catalogue import Event, Words
from reviews.domain.news import CertificateEvent, MessageEvent, RectificationMessage

EVENTS = (
    Event(
        MessageEvent.SUBMITTED,
        title=Words("“{name}”已提交", "“{name}” was submitted"),
        body=Words(
            "{procedure}，受理编号 {number}。办理进度可以随时查看。",
            "{procedure}, number {number}. You can follow its progress at any time.",
        ),
    ),
    Event(
        MessageEvent.TASK_WAITING,
        title=Words("待办：{step}“{name}”", "To do: {step}, “{name}”"),
        body=Words("{procedure}，受理编号 {number}。", "{procedure}, number {number}."),
    ),
    Event(
        MessageEvent.STEP_PASSED,
        title=Words("“{name}”已通过{step}", "“{name}” passed: {step}"),
        body=Words("{procedure}，受理编号 {number}。", "{procedure}, number {number}."),
    ),
    Event(
        MessageEvent.RETURNED,
        title=Words("“{name}”需要修改", "“{name}” needs changes"),
        body=Words(
            "{step}退回修改。打开后可看到每一处需要修改的内容，改好后重新提交。",
            "Returned at: {step}. Open it to see what to change, then submit again.",
        ),
    ),
    Event(
        MessageEvent.SUPPLEMENT_REQUESTED,
        title=Words("“{name}”需要补正", "“{name}” needs a supplement"),
        body=Words(
            "打开后可看到需要补正的全部内容，补齐后重新提交。",
            "Open it to see everything that is missing, then submit again.",
        ),
    ),
    Event(
        MessageEvent.ACCEPTED,
        title=Words("“{name}”已受理", "“{name}” was accepted"),
        body=Words("{procedure}，受理编号 {number}。", "{procedure}, number {number}."),
    ),
    Event(
        MessageEvent.NOT_ACCEPTED,
        title=Words("“{name}”不予受理", "“{name}” was not accepted"),
        body=Words("理由见办件页面。", "The page of the application says why."),
    ),
    Event(
        MessageEvent.SUSPENDED,
        title=Words("“{name}”已中止办理", "“{name}” is suspended"),
        body=Words(
            "依据和原因见办件页面，恢复办理时会另行通知。", "Its page says why; you will be told when it goes on."
        ),
    ),
    Event(
        MessageEvent.RESUMED,
        title=Words("“{name}”已恢复办理", "“{name}” goes on"),
        body=Words("{procedure}，受理编号 {number}。", "{procedure}, number {number}."),
    ),
    Event(
        MessageEvent.TERMINATED,
        title=Words("“{name}”已终止办理", "“{name}” was terminated"),
        body=Words("依据和原因见办件页面。", "Its page says on what ground and why."),
    ),
    Event(
        MessageEvent.COPIED,
        title=Words("抄送：“{name}”", "For your information: “{name}”"),
        body=Words(
            "{procedure}，受理编号 {number}。不需要您办理。", "{procedure}, number {number}. Nothing for you to do."
        ),
    ),
    Event(
        MessageEvent.PAPER_AWAITED,
        title=Words("请递交“{name}”的纸质材料", "Please hand in the paper set of “{name}”"),
        body=Words(
            "网上审核已通过。递交地点和份数见办件页面。",
            "The online examination is passed. The application page says where and how many copies.",
        ),
    ),
    Event(
        MessageEvent.PAPER_RECEIVED,
        title=Words("“{name}”的纸质材料已接收", "The paper set of “{name}” was received"),
        body=Words("即将批复，结果会另行通知。", "The decision follows; you will be told."),
    ),
    Event(
        MessageEvent.DECIDED,
        title=Words("“{name}”已批复：{result}", "“{name}” was decided: {result}"),
        body=Words("{procedure}，受理编号 {number}。", "{procedure}, number {number}."),
    ),
    Event(
        MessageEvent.DECISION_REVOKED,
        title=Words("“{name}”的批复已退回，将重新批复", "The decision on “{name}” was undone and will be made again"),
        body=Words(
            "原因见办件页面。您不需要做任何事。", "The page of the application says why. You need not do anything."
        ),
    ),
    Event(
        MessageEvent.STEP_BLOCKED,
        title=Words("“{procedure}”的“{step}”环节没有办理人员", "Nobody can act at “{step}” of “{procedure}”"),
        body=Words("请指定人员，办件正在等待。", "Please name somebody: an application is waiting."),
    ),
    Event(
        CertificateEvent.ISSUED,
        title=Words("“{name}”的登记证书已签发", "The certificate of “{name}” was issued"),
        body=Words(
            "登记号 {number}。可以在证书页面查看和下载。",
            "Number {number}. Look at it and take it from its page.",
        ),
    ),
    Event(
        CertificateEvent.REPLACED,
        title=Words("“{name}”的登记证书已换发", "The certificate of “{name}” was replaced"),
        body=Words(
            "登记号 {number}。此前的证书已作废，请使用新的证书。",
            "Number {number}. The earlier one is no longer valid: use the new one.",
        ),
    ),
    Event(
        CertificateEvent.CANCELLED,
        title=Words("“{name}”的登记证书已作废", "The certificate of “{name}” was cancelled"),
        body=Words(
            "登记号 {number}。请不要再使用。原因见证书页面。",
            "Number {number}. Do not use it any more. Its page says why.",
        ),
    ),
    Event(
        "list_export_ready",
        title=Words("“{title}”的导出文件已生成", "The export of “{title}” is ready"),
        body=Words("共 {rows} 行，保留一天，只有您能下载。", "{rows} rows, kept for a day, for you alone."),
        channels=frozenset(),
    ),
    Event(
        "substitute_named",
        title=Words("{substitute}代办{absent}的待办", "{substitute} stands in for {absent}"),
        body=Words("{from} 至 {until}，到期自动结束。", "From {from} until {until}; it ends by itself."),
    ),
    Event(
        "substitution_ended",
        title=Words("{substitute}代办{absent}的待办已提前结束", "{substitute} does not stand in for {absent} any more"),
        body=Words("原定 {from} 至 {until}。", "It was meant from {from} until {until}."),
    ),
    Event(
        "application_reminded",
        title=Words("催办：{step}“{name}”", "Reminder: {step}, “{name}”"),
        body=Words("受理编号 {number}。请尽快办理。", "Number {number}. Please see to it."),
    ),
    Event(
        "notice_rectified",
        title=Words("“{name}”的文书有更正：{document}", "A notice of “{name}” was rectified: {document}"),
        body=Words(
            "{document} {number} 有明显笔误，已经更正，请以更正后的文书为准。",
            "{document} {number} had an obvious slip. The rectified one counts.",
        ),
    ),
    Event(
        RectificationMessage.ASKED,
        title=Words("请核准更正：“{name}”{what}", "A correction of “{name}” awaits a second person: {what}"),
        body=Words("受理编号 {number}。{by}提出，须由另一人核准。", "Number {number}, asked for by {by}."),
    ),
    Event(
        RectificationMessage.TURNED_DOWN,
        title=Words("不予更正：“{name}”{what}", "Not corrected: “{name}”, {what}"),
        body=Words("受理编号 {number}。打开更正查看意见。", "Number {number}. Open it to read why."),
    ),
    Event(
        RectificationMessage.RECTIFIED,
        title=Words("“{name}”的登记内容有更正：{what}", "What is recorded of “{name}” was corrected: {what}"),
        body=Words(
            "受理编号 {number}。明显的笔误已经更正，提交的版本不变。如有异议请联系办理机关。",
            "Number {number}. An obvious slip was put right; what you submitted stays as it was.",
        ),
    ),
    Event(
        "supervision_asked",
        title=Words("督办：“{name}”", "Supervision asks about “{name}”"),
        body=Words("请在 {day} 前答复督办意见。", "Please answer by {day}."),
    ),
    Event(
        "supervision_answered",
        title=Words("“{name}”的督办意见已答复", "Supervision was answered about “{name}”"),
        body=Words("打开办件查看答复。", "Open the application to read the answer."),
    ),
    Event(
        "batch_finished",
        title=Words("批次“{title}”已办理", "The batch “{title}” was carried out"),
        body=Words(
            "办理 {done} 件，未能办理 {refused} 件，本次不办 {left} 件。",
            "{done} done, {refused} could not be done, {left} left out.",
        ),
        channels=frozenset(),
    ),
    Event(
        "giving_out_finished",
        title=Words("有 {refused} 件没有分办", "{refused} tasks were not given out"),
        body=Words("已分办 {given} 件。打开后逐件写明原因。", "{given} were. The page says why for each."),
        channels=frozenset(),
    ),
    Event(
        "work_handed_over",
        title=Words("离岗移交已完成", "Work was handed over"),
        body=Words(
            "角色、待办、草稿和未办结的申报已移交给接手人。",
            "Roles, to-dos, drafts and running applications went to the successor.",
        ),
    ),
)
