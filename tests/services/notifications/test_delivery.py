from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.domain.login_names import LoginKind, LoginName
from accounts.models import Department, Invitation, User
from accounts.services.invitations import accept_invitation, invite
from accounts.services.passwords import request_reset, reset_by_code
from notifications.domain.catalogue import Event, Words, register_events
from notifications.models import Delivery, DeliveryState, Message
from notifications.queries.inbox import access_message, messages_of, unread_count
from notifications.services.delivery import deliver, deliver_account_message
from notifications.services.inbox import mark_all_read, open_message
from notifications.services.notify import Notice, notify, send_notices
from notifications.services.strangers import text_stranger
from tenants.domain.errors import NotAuthorised
from tenants.domain.subjects import SubjectRef
from tenants.records.models import OutboxMessage, OutboxState
from tenants.records.services.relay import relay_messages
from tests.factories.accounts import PASSWORD, make_applicant, next_mobile

register_events([Event("tests.returned", Words("“{title}”被退回", "returned"), Words("理由：{why}", "why"))])
SUBJECT = SubjectRef("applications.application", uuid4(), "高温合金 CANARY")


def tell(*people: User) -> list[Message]:
    return notify(
        "tests.returned",
        recipients=[person.id for person in people],
        subject=SUBJECT,
        url_path="/applications/1/",
        params={"why": "附件不清"},
    )


def person() -> User:
    return make_applicant(email=f"{secrets.token_hex(6)}@example.cn")


def test_inbox_sms_and_mail(bureau: Department, sent, settings) -> None:
    user = person()

    message = tell(user)[0]
    relay_messages()

    link = f"{settings.WEB_SCHEME}://city-a.localhost:{settings.WEB_PORT}/messages/{message.id}/"
    assert (message.title, message.body) == ("“高温合金 CANARY”被退回", "理由：附件不清")
    sms, mail = sent(user.mobile), sent(user.email)
    assert [one["text"] for one in sms] == [f"【通办】甲市科技业务平台：您有新的办理消息，请登录查看：{link}"]
    assert [one["subject"] for one in mail] == ["【甲市】您有新的办理消息"]
    assert link in mail[0]["text"]
    assert "CANARY" not in f"{sms}{mail}"
    states = Delivery.objects.values_list("channel", "state", "attempts").order_by("channel")
    assert list(states) == [("mail", "sent", 1), ("sms", "sent", 1)]


def test_the_link_goes_to_the_record_never_to_a_host_header(bureau: Department) -> None:
    tell(person())

    assert {"city-a.localhost" in text for text in Delivery.objects.values_list("text", flat=True)} == {True}


def test_a_second_delivery_sends_nothing(bureau: Department, sent) -> None:
    user = person()
    tell(user)
    relay_messages()

    for delivery in Delivery.objects.all():
        deliver(delivery.id)

    assert len(sent(user.mobile)) == 1
    assert len(sent(user.email)) == 1
    deliver(uuid4())


def test_a_dead_gateway_is_tried_again_and_given_up(bureau: Department, settings, time_machine) -> None:
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/sms"
    user = make_applicant()
    start = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    time_machine.move_to(start, tick=False)
    tell(user)

    relay_messages()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.error) == (
        DeliveryState.WAITING,
        1,
        "gateway_not_reached: URLError",
    )
    again = OutboxMessage.objects.get(state=OutboxState.PENDING)
    assert (again.not_before - start).total_seconds() == 60
    for day in range(1, 9):
        time_machine.move_to(start + timedelta(days=day), tick=False)
        relay_messages()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, 8)
    assert OutboxMessage.objects.filter(state=OutboxState.PENDING).count() == 0


def test_a_dead_mail_server(bureau: Department, settings, sent) -> None:
    settings.EMAIL_PORT = 9
    user = person()

    tell(user)
    relay_messages()

    assert dict(Delivery.objects.values_list("channel", "state")) == {"sms": "sent", "mail": "waiting"}
    assert len(sent(user.mobile)) == 1


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/sms", "file:///etc/passwd"])
def test_the_gateway_is_http(bureau: Department, settings, url: str) -> None:
    settings.SMS_GATEWAY_URL = url
    tell(make_applicant())

    relay_messages()

    assert Delivery.objects.get().error == "gateway_address_wrong"


def test_ended_accounts_are_not_told(bureau: Department) -> None:
    user, ended = person(), person()
    User.objects.filter(id=ended.id).update(is_active=False)

    assert [message.recipient for message in tell(user, ended, user)] == [user]


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "applications/1/", "javascript:alert(1)"])
def test_messages_link_to_this_host_only(bureau: Department, path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        notify("tests.returned", recipients=[], subject=SUBJECT, url_path=path, params={"why": "x"})


def test_the_database_takes_paths_only(bureau: Department) -> None:
    message = tell(person())[0]

    with pytest.raises(IntegrityError, match="message_link_is_a_path"), transaction.atomic():
        Message.objects.filter(id=message.id).update(url_path="https://evil.example/")


def test_reading_ones_own(bureau: Department) -> None:
    user, other = person(), person()
    first, second = tell(user)[0], tell(user)[0]
    foreign = tell(other)[0]

    assert list(messages_of(user.id)) == [second, first]
    assert unread_count(user.id) == 2
    open_message(user.id, first.id)
    assert unread_count(user.id) == 1
    assert mark_all_read(user.id) == 1
    assert unread_count(user.id) == 0
    assert unread_count(other.id) == 1
    for unknown in (foreign.id, uuid4()):
        with pytest.raises(NotAuthorised):
            access_message(user.id, unknown)


def test_an_invitation_that_works_arrives_twice(bureau: Department, sent) -> None:
    user = make_applicant(password=None, email=f"{secrets.token_hex(6)}@example.cn")
    invite(user, invited_by=None)

    relay_messages()

    sms, mail = sent(user.mobile), sent(user.email)
    assert [one["subject"].strip() for one in sms + mail] == ["invitation", "【甲市】邀请您加入科技业务平台"]
    for text in (sms[0]["text"], mail[0]["text"]):
        assert "http://city-a.localhost:" in text
    token = mail[0]["text"].strip().rsplit("/invitation/", 1)[1].rstrip("/")
    assert accept_invitation(token, password=PASSWORD) == user
    assert Delivery.objects.exclude(text="").count() == 0


def test_a_code_arrives_and_is_kept_nowhere(bureau: Department, sent) -> None:
    user = make_applicant()
    reference = request_reset(LoginName(LoginKind.MOBILE, user.mobile), address=f"192.0.2.{user.mobile}")

    relay_messages()
    deliver_account_message("reset_code", reference)

    texts = [one["text"] for one in sent(user.mobile)]
    assert len(texts) == 1
    code = texts[0].split("验证码是 ")[1][:6]
    assert code not in str(list(OutboxMessage.objects.values_list("payload", "dedupe_key")))
    reset_by_code(reference, code, password="Chuntian-8862-huakai")


def test_a_withdrawn_invitation_is_not_sent(bureau: Department, sent, settings) -> None:
    user = make_applicant(password=None)
    gateway, settings.SMS_GATEWAY_URL = settings.SMS_GATEWAY_URL, "http://127.0.0.1:9/sms"
    invite(user, invited_by=None)
    relay_messages()
    settings.SMS_GATEWAY_URL = gateway
    Invitation.objects.update(withdrawn_at=datetime.now(UTC))

    invitation = Invitation.objects.get()
    deliver_account_message("invitation", str(invitation.id))

    assert sent(user.mobile) == []
    assert Delivery.objects.get().state == DeliveryState.FAILED


def test_everybody_is_told_in_their_language(bureau: Department, sent) -> None:
    chinese, english = person(), person()
    User.objects.filter(id=english.id).update(language="en")

    titles = {message.recipient_id: message.title for message in tell(chinese, english)}
    relay_messages()

    assert titles == {chinese.id: "“高温合金 CANARY”被退回", english.id: "returned"}
    assert "you have a new message" in sent(english.mobile)[0]["text"]
    assert [one["subject"] for one in sent(english.email)] == ["【甲市】You have a new message"]
    assert [one["subject"] for one in sent(chinese.email)] == ["【甲市】您有新的办理消息"]


def test_a_procedures_own_words_replace_the_platforms(bureau: Department) -> None:
    own = {
        "in_app": Words("{why}。请到窗口。", "{why}. Come in."),
        "sms": Words("{tenant}请看 {link}", "{tenant} {link}"),
    }

    notice = Notice("tests.returned", frozenset({person().id}), SUBJECT, "/x/", {"why": "附件不清"}, own)
    message = send_notices([notice])[0]

    assert (message.title, message.body) == ("“高温合金 CANARY”被退回", "附件不清。请到窗口。")
    texts = dict(message.deliveries.values_list("channel", "text"))
    assert texts["sms"].startswith("甲市请看 http")
    assert texts["mail"].startswith("甲市科技业务平台：您有新的办理消息")


def test_somebody_without_an_account_is_sent_a_link_once(bureau: Department, sent, settings) -> None:
    mobile = next_mobile()

    for _ in range(2):
        text_stranger("counter_news", mobile=mobile, url_path="/progress/", reference="one")
    relay_messages()

    link = f"{settings.WEB_SCHEME}://city-a.localhost:{settings.WEB_PORT}/progress/"
    assert [one["text"] for one in sent(mobile)] == [
        f"【通办】甲市科技业务平台：您在窗口递交的申报有新进展，请凭受理编号和手机号后四位查询：{link}"
    ]
    assert Delivery.objects.get().state == DeliveryState.SENT
