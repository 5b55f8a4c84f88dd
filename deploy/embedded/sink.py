"""Takes mail (SMTP) and SMS (the neutral HTTP gateway), keeps them as files and shows them on a page.

`POST /sms` takes JSON {to, template, params, text}; `GET /messages.json?to=` lists newest first; `DELETE /messages`
forgets all; `GET /` is the page. For demonstrations and tests: there is no access control, it listens on loopback.
"""

from __future__ import annotations

import argparse
import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.embedded.ports import HOST
from deploy.embedded.sink_messages import Kind, MessageStore
from deploy.embedded.sink_page import render_page

LARGEST_BODY = 1 << 20


class MailHandler:
    """Stores each accepted mail before the client is told 250."""

    def __init__(self, messages: MessageStore) -> None:
        self._messages = messages

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        for recipient in envelope.rcpt_tos:
            self._messages.add(
                kind=Kind.MAIL,
                to=recipient,
                sender=envelope.mail_from or "",
                subject=str(mail["subject"] or ""),
                text=_plain_text(mail),
            )
        return "250 OK"


class SinkRequest(BaseHTTPRequestHandler):
    messages: MessageStore

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        if address.path == "/":
            page = render_page(self.messages.find(words=query.get("q", "")), words=query.get("q", ""))
            self._answer(HTTPStatus.OK, "text/html; charset=utf-8", page)
        elif address.path == "/messages.json":
            self._answer_json([message.as_json() for message in self.messages.find(to=query.get("to", ""))])
        else:
            self._answer_json({"error": "not_found"}, HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if self.path != "/sms" or size > LARGEST_BODY:
            self._answer_json({"error": "not_found"}, HTTPStatus.NOT_FOUND)
            return
        try:
            order = json.loads(self.rfile.read(size))
            to, text = str(order["to"]), str(order["text"])
        except (ValueError, KeyError, TypeError):
            self._answer_json({"error": "expected JSON with to, template, params, text"}, HTTPStatus.BAD_REQUEST)
            return
        message = self.messages.add(kind=Kind.SMS, to=to, sender="", subject=str(order.get("template", "")), text=text)
        self._answer_json({"id": message.id}, HTTPStatus.CREATED)

    def do_DELETE(self) -> None:
        if self.path != "/messages":
            self._answer_json({"error": "not_found"}, HTTPStatus.NOT_FOUND)
            return
        self.messages.forget_all()
        self._answer_json({})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Requests are not logged: the page polls nothing, and messages hold personal data."""

    def _answer_json(self, value: object, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._answer(status, "application/json", json.dumps(value, ensure_ascii=False))

    def _answer(self, status: HTTPStatus, content_type: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


def _plain_text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    return str(part.get_content()) if part else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()

    messages = MessageStore(options.folder)
    mail = Controller(MailHandler(messages), hostname=HOST, port=options.smtp_port)
    mail.start()
    handler = type("Handler", (SinkRequest,), {"messages": messages})
    server = ThreadingHTTPServer((HOST, options.http_port), handler)
    server.serve_forever()


if __name__ == "__main__":
    main()
