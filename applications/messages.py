"""Default words of what applicants are told before anything is submitted."""

from __future__ import annotations

from notifications.domain.catalogue import Event, OutsideChannel, Words

#: To whoever came to the counter and has no account: the progress query asks for number and telephone.
COUNTER_NEWS = "counter_news"
HELP_WANTED = "help_wanted"

EVENTS = (
    Event(
        COUNTER_NEWS,
        title=Words("窗口办理的申报有新进展", "News of the application you handed in"),
        outside=Words(
            "{tenant}科技业务平台：您在窗口递交的申报有新进展，请凭受理编号和手机号后四位查询：{link}",
            "{tenant} online services: there is news of the application you handed in. Look it up by number: {link}",
        ),
        channels=frozenset({OutsideChannel.SMS}),
    ),
    Event(
        HELP_WANTED,
        title=Words("请您协助填写“{title}”", "You are asked to help with: {title}"),
        body=Words("{owner}请您填写其中几部分。打开即可填写，自动保存。", "{owner} asks you to fill in some sections."),
    ),
    Event(
        "plan_draft_waiting",
        title=Words("请填写“{name}”的{procedure}", "Please fill in: {procedure}, “{name}”"),
        body=Words(
            "该项目已完成验收评审，系统已生成登记草稿并带入项目信息。请先提交登记表，再提交项目验收书。",
            "The project passed its completion review and a draft was made for you. Submit it before the acceptance.",
        ),
    ),
    Event(
        "organisation_claim_filed",
        title=Words("“{title}”：{kind}待审核", "{title}: a claim waits ({kind})"),
        body=Words(
            "有人提出了申请并上传了证明文件。审核结果会通知双方。",
            "Somebody filed a claim with documents. Both parties are told the result.",
        ),
    ),
    Event(
        "organisation_claim_approved",
        title=Words("“{title}”：{kind}已通过审核", "{title}: approved ({kind})"),
        body=Words("打开可查看审核情况。", "Open it to see the details."),
    ),
    Event(
        "organisation_claim_refused",
        title=Words("“{title}”：{kind}未通过审核", "{title}: not approved ({kind})"),
        body=Words(
            "打开可查看理由。已填写的草稿都保留，补齐材料后可以重新提出。",
            "Open it to read why. Every draft is kept; you may file again.",
        ),
    ),
)
