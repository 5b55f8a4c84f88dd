"""The sink takes mail and SMS, shows and forgets them, and keeps them over a restart."""

from __future__ import annotations

import json
import smtplib
from email.message import EmailMessage

import pytest
import urllib3

from deploy.embedded.sink_messages import Kind, MessageStore
from deploy.embedded.sink_page import render_page


@pytest.fixture
def address(stack) -> str:
    address = f"http://127.0.0.1:{stack.ports.sink}"
    urllib3.request("DELETE", f"{address}/messages")
    return address


def send_mail(stack, *recipients: str, subject: str, text: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "tongban@localhost", ", ".join(recipients), subject
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", stack.ports.smtp) as connection:
        connection.send_message(mail)


def send_sms(address: str, to: str, text: str) -> urllib3.BaseHTTPResponse:
    order = {"to": to, "template": "code", "params": {}, "text": text}
    return urllib3.request("POST", f"{address}/sms", json=order)


def taken(address: str, query: str = "") -> list[tuple[str, str, str, str]]:
    messages = urllib3.request("GET", f"{address}/messages.json{query}").json()
    return [(message["kind"], message["to"], message["subject"], message["text"].strip()) for message in messages]


def test_mail_and_sms_are_listed_newest_first(stack, address):
    send_mail(stack, "a@example.cn", "b@example.cn", subject="登记结果", text="您的申请已登记。")
    answer = send_sms(address, "13800000001", "验证码 123456")

    assert answer.status == 201
    assert taken(address) == [
        ("sms", "13800000001", "code", "验证码 123456"),
        ("mail", "b@example.cn", "登记结果", "您的申请已登记。"),
        ("mail", "a@example.cn", "登记结果", "您的申请已登记。"),
    ]


def test_messages_are_found_by_their_recipient(stack, address):
    send_sms(address, "13800000001", "一")
    send_sms(address, "138000000011", "二")

    assert taken(address, "?to=13800000001") == [("sms", "13800000001", "code", "一")]


def test_an_order_without_recipient_is_refused(address):
    answers = [
        urllib3.request("POST", f"{address}/sms", body=body).status
        for body in (json.dumps({"text": "x"}), "no json", "[]", "")
    ]

    assert (answers, taken(address)) == ([400, 400, 400, 400], [])


def test_the_page_finds_by_words_and_links_addresses_without_their_punctuation(stack, address):
    send_mail(stack, "a@example.cn", subject="邀请", text="请打开 http://gd.localhost:8000/i/1?x=1&y=2。")
    send_sms(address, "13800000001", "另一条")

    page = urllib3.request("GET", f"{address}/?q=邀请").data.decode()

    assert '<a href="http://gd.localhost:8000/i/1?x=1&amp;y=2" rel="noreferrer">' in page
    assert ("a@example.cn" in page, "13800000001" in page) == (True, False)


def test_the_page_escapes_what_was_sent(stack, address):
    send_sms(address, "<b>1</b>", "<script>alert(1)</script> http://x/<script>")

    page = urllib3.request("GET", f"{address}/?q=%22%3E%3Cscript%3E").data.decode()
    listed = urllib3.request("GET", f"{address}/").data.decode()

    assert ("<script" in page, "<script" in listed, "<b>1" in listed) == (False, False, False)


def test_messages_are_kept_until_forgotten(tmp_path):
    store = MessageStore(tmp_path)
    store.add(kind=Kind.SMS, to="1", sender="", subject="code", text="一")
    store.add(kind=Kind.MAIL, to="a@b", sender="c@d", subject="二", text="二")

    again = MessageStore(tmp_path)
    assert [(message.id, message.text) for message in again.find()] == [("00000002", "二"), ("00000001", "一")]

    again.forget_all()
    assert MessageStore(tmp_path).find() == []


def test_an_empty_page_says_so():
    assert "还没有发出过邮件或短信。" in render_page([], words="")
    assert "没有符合条件的消息。" in render_page([], words="x")
