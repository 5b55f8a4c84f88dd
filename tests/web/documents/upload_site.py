"""A web process with nothing but the upload endpoints, as an owning app would write them. Served by gunicorn.

gunicorn tests.web.documents.upload_site:application
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import parse_qs
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402

from documents.domain.file_rules import FileRules  # noqa: E402
from documents.queries.files import file_status, uploaded_file  # noqa: E402
from documents.services.checking import check_file  # noqa: E402
from documents.services.uploads import finish_upload, start_upload  # noqa: E402
from tenants.context import tenant_context  # noqa: E402
from tenants.domain.errors import DomainError, ValidationFailed  # noqa: E402
from tenants.wording import say  # noqa: E402

ACTOR = UUID("01900000-0000-7000-8000-00000000000a")
NIL = "00000000-0000-0000-0000-000000000000"
RULES = FileRules(("pdf", "jpg"), 20 * 1024 * 1024)
STATIC = Path(__file__).resolve().parents[3] / "config" / "static"
SCRIPTS = ("tongban/upload.js", "vendor/alpinejs-csp-3.17.4/alpine-csp.min.js")
CSP = (
    f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' {settings.S3_PUBLIC_ENDPOINT}; "
    "form-action 'self'; base-uri 'none'"
)
Answer = tuple[str, str, bytes]


def application(environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    method, path = str(environ["REQUEST_METHOD"]), str(environ["PATH_INFO"])
    length = int(str(environ.get("CONTENT_LENGTH") or 0))
    body = environ["wsgi.input"].read(length).decode()  # type: ignore[attr-defined]
    try:
        connection.set_schema_to_public()
        with tenant_context("t_city_a"):
            status, kind, content = answer(method, path, {key: values[0] for key, values in parse_qs(body).items()})
    except ValidationFailed as failure:
        problem = failure.problems[0]
        status, kind, content = as_json({"error": say(problem.code, problem.params)}, "422 Unprocessable")
    except DomainError as refusal:
        status, kind, content = as_json({"error": say(refusal.code, refusal.params)}, "409 Conflict")
    finally:
        connection.close()
    headers = [("Content-Type", kind), ("Content-Length", str(len(content))), ("Content-Security-Policy", CSP)]
    start_response(status, headers)
    return [content]


def answer(method: str, path: str, form: dict[str, str]) -> Answer:
    match [method, *path.strip("/").split("/")]:
        case ["POST", "start"]:
            ticket = start_upload(
                actor_id=ACTOR,
                name=form["name"],
                size=int(form["size"]),
                content_type=form.get("content_type", ""),
                purpose="test",
                rules=RULES,
            )
            return as_json(ticket.as_json())
        case ["POST", "finish", file_id]:
            return as_json(file_status(finish_upload(UUID(file_id), actor_id=ACTOR)).as_json())
        case ["GET", "status", file_id]:
            check_file(UUID(file_id))
            return as_json(file_status(uploaded_file(UUID(file_id), actor_id=ACTOR)).as_json())
        case ["GET", "static", *parts]:
            file = STATIC.joinpath(*parts)
            return "200 OK", mimetypes.guess_type(file)[0] or "text/plain", file.read_bytes()
        case ["GET", "page"]:
            return "200 OK", "text/html; charset=utf-8", page().encode()
        case _:
            return "404 Not Found", "text/plain", b""


def page() -> str:
    box = render_to_string(
        "documents/_file_upload.html",
        {
            "start_url": "/start",
            "finish_url": f"/finish/{NIL}",
            "status_url": f"/status/{NIL}",
            "formats": ",".join(RULES.formats),
            "accept": ".pdf,.jpg,.jpeg",
            "max_bytes": RULES.max_bytes,
            "hint": "PDF、JPG，不超过 20 MB",
            "multiple": True,
        },
    )
    scripts = "".join(f'<script src="/static/{name}" defer></script>' for name in SCRIPTS)
    return f'<!doctype html><html lang="zh"><head><title>上传</title>{scripts}</head><body>{box}</body></html>'


def as_json(data: dict[str, object], status: str = "200 OK") -> Answer:
    return status, "application/json", json.dumps(data).encode()
