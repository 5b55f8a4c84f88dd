"""Where mail and SMS of the embedded stack end: an SMTP server, an HTTP gateway for SMS, and a page that shows both.

    python -m deploy.embedded.sink SMTP_PORT HTTP_PORT FOLDER
"""

from __future__ import annotations

import html
import json
import re
import sys
import threading
from datetime import datetime
from email import policy
from email.parser import BytesParser
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST = 1 << 20
SHOWN = 200
LINK = re.compile(r"https?://[^\s<>\"'，。）]+")
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="refresh" content="15">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>已发出的短信和邮件</title><style>
body{{font:16px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1f2733;background:#f6f7f9;margin:0}}
main{{max-width:52rem;margin:0 auto;padding:24px 16px}}h1{{font-size:22px}}p.lead{{color:#5b6675}}
article{{background:#fff;border:1px solid #dfe4ea;border-radius:6px;padding:12px 16px;margin:12px 0}}
header{{display:flex;gap:12px;flex-wrap:wrap;color:#5b6675;font-size:14px}}strong{{color:#1f2733}}
pre{{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:8px 0 0}}a{{color:#1b5cab}}
input{{font:inherit;padding:8px 12px;border:1px solid #b9c2cd;border-radius:6px;min-width:16rem;max-width:100%}}
button{{font:inherit;padding:8px 16px;border:0;border-radius:6px;background:#1b5cab;color:#fff}}
</style></head><body><main><h1>已发出的短信和邮件</h1>
<p class="lead">演示环境不连接外部网络：系统发出的短信和邮件都停在这里。</p>
<form><label>按收件人或内容查找 <input name="q" value="{query}"></label> <button>查找</button></form>{items}</main></body></html>"""


class Box:
    """Messages as files, one each, named by time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, message: dict[str, str]) -> str:
        now = datetime.now(ZoneInfo("Asia/Shanghai"))
        identity = uuid4().hex
        message |= {"id": identity, "at": now.strftime("%Y-%m-%d %H:%M:%S")}
        with self.lock:
            (self.folder / f"{now:%Y%m%d%H%M%S%f}-{identity}.json").write_text(json.dumps(message, ensure_ascii=False))
        return identity

    def newest(self, to: str = "", query: str = "") -> list[dict[str, str]]:
        with self.lock:
            paths = sorted(self.folder.glob("*.json"), reverse=True)
            messages = [json.loads(path.read_text()) for path in paths]
        wanted = [m for m in messages if (not to or m["to"] == to) and (not query or query in " ".join(m.values()))]
        return wanted[:SHOWN]

    def empty(self) -> None:
        with self.lock:
            for path in self.folder.glob("*.json"):
                path.unlink()


class MailHandler:
    def __init__(self, box: Box) -> None:
        self.box = box

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = BytesParser(policy=policy.default).parsebytes(content)
        body = mail.get_body(("plain", "html"))
        text = str(body.get_content()) if body else ""
        for recipient in envelope.rcpt_tos:
            self.box.keep({"kind": "mail", "to": recipient, "subject": str(mail["subject"] or ""), "text": text.strip()})
        return "250 OK"


def handler_of(box: Box) -> type[BaseHTTPRequestHandler]:
    class Gateway(BaseHTTPRequestHandler):
        """`POST /sms` takes JSON {to, template, params, text}; the rest is for people and tests."""

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if urlsplit(self.path).path != "/sms" or length > LARGEST:
                return self._json({"error": "unknown"}, HTTPStatus.NOT_FOUND)
            try:
                given = json.loads(self.rfile.read(length))
                message = {"to": str(given["to"]), "subject": str(given.get("template", "")), "text": str(given["text"])}
            except (ValueError, KeyError, TypeError):
                return self._json({"error": "malformed"}, HTTPStatus.BAD_REQUEST)
            return self._json({"id": box.keep({"kind": "sms", **message})}, HTTPStatus.OK)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            given = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/messages.json":
                return self._json(box.newest(to=given.get("to", "")), HTTPStatus.OK)
            if parts.path != "/":
                return self._json({"error": "unknown"}, HTTPStatus.NOT_FOUND)
            query = given.get("q", "")
            return self._send(page(box.newest(query=query), query).encode(), "text/html; charset=utf-8", HTTPStatus.OK)

        def do_DELETE(self) -> None:
            box.empty()
            self._json({}, HTTPStatus.OK)

        def _json(self, content: object, status: HTTPStatus) -> None:
            self._send(json.dumps(content, ensure_ascii=False).encode(), "application/json", status)

        def _send(self, content: bytes, kind: str, status: HTTPStatus) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Quiet: what came in is on the page."""

    return Gateway


def page(messages: list[dict[str, str]], query: str) -> str:
    items = "".join(map(article, messages)) or "<p>还没有发出任何短信或邮件。</p>"
    return PAGE.format(query=html.escape(query, quote=True), items=items)


def article(message: dict[str, str]) -> str:
    kind = "短信" if message["kind"] == "sms" else "邮件"
    safe = {name: html.escape(value) for name, value in message.items()}
    text = LINK.sub(lambda match: f'<a href="{match[0]}">{match[0]}</a>', safe["text"])
    return (
        f"<article><header><strong>{kind}</strong><span>{safe['to']}</span><span>{safe['subject']}</span>"
        f"<time>{safe['at']}</time></header><pre>{text}</pre></article>"
    )


def main(smtp_port: int, http_port: int, folder: Path) -> None:
    box = Box(folder)
    mail = Controller(MailHandler(box), hostname="127.0.0.1", port=smtp_port, enable_SMTPUTF8=True)
    mail.start()
    ThreadingHTTPServer(("127.0.0.1", http_port), handler_of(box)).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
