"""The events of accounts: they reach people who may not be able to sign in, so only over outside channels."""

from __future__ import annotations

from notifications.domain.catalogue import Event, OutsideChannel, Words

#: One reminder a day for whoever chose that: it leads to the inbox.
DIGEST = "notifications.digest"
_sms = frozenset({OutsideChannel.SMS})
_mail = frozenset({OutsideChannel.MAIL})

ACCOUNT_EVENTS = (
    Event(key=DIGEST, title=Words("今天的消息", "Messages of the day")),
    Event(
        key="accounts.invitation",
        title=Words("邀请您加入科技业务平台", "You are invited"),
        outside=Words(
            "{tenant}科技业务平台邀请您开通账号，7 天内有效，链接只能使用一次：{link}",
            "{tenant} invites you to open your account within 7 days; the link works once: {link}",
        ),
        sms_template="invitation",
    ),
    Event(
        key="accounts.reset_code",
        title=Words("重置密码验证码", "Code to reset your password"),
        outside=Words(
            "{tenant}科技业务平台：重置密码的验证码是 {code}，10 分钟内有效。如非本人操作，请忽略。",
            "{tenant}: {code} is your code to reset the password, valid for 10 minutes. Ignore it if it was not you.",
        ),
        sms_template="reset_code",
        channels=_sms,
    ),
    Event(
        key="accounts.reset_link",
        title=Words("重置密码", "Reset your password"),
        outside=Words(
            "请在 1 小时内打开链接重置密码：{link}\n如非本人操作，请忽略。",
            "Open this link within an hour to reset your password: {link}\nIgnore it if it was not you.",
        ),
        channels=_mail,
    ),
    Event(
        key="accounts.registration_code",
        title=Words("注册验证码", "Code to register"),
        outside=Words(
            "{tenant}科技业务平台：注册验证码是 {code}，10 分钟内有效。如非本人操作，请忽略。",
            "{tenant}: {code} is your code to register, valid for 10 minutes. Ignore it if it was not you.",
        ),
        sms_template="registration_code",
        channels=_sms,
    ),
    Event(
        key="accounts.already_registered",
        title=Words("您已经有账号", "You already have an account"),
        outside=Words(
            "{tenant}科技业务平台：这个号码已有账号，可以直接登录；忘记密码请打开：{link}",
            "{tenant}: this number already has an account. Forgotten the password? {link}",
        ),
        sms_template="already_registered",
        channels=_sms,
    ),
)
