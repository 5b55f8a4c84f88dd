"""Refusals of the interface, in one shape: `{"error": {"code", "message", "fields"}}`."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.wording import say

UNPROCESSABLE = 422


def answer(error: Exception, context: Mapping[str, object]) -> Response | None:
    """May not → 404 (as for an unknown id), cannot now → 409, wrong input → 422; None for what is a fault of ours."""
    match error:
        case NotAuthorised():
            return _response("unknown", _("没有找到。"), 404)
        case IllegalTransition():
            return _response(error.code, say(error.code, error.params), 409)
        case ValidationFailed():
            fields = [_field(problem) for problem in error.problems]
            return _response("invalid", _("有内容需要更正。"), UNPROCESSABLE, fields=fields)
        case exceptions.APIException():
            return _of_framework(error, context)
        case _:
            return None


def _of_framework(error: exceptions.APIException, context: Mapping[str, object]) -> Response:
    match error:
        case exceptions.ValidationError():
            return _response("invalid", _("有内容需要更正。"), UNPROCESSABLE, fields=_of_serializer(error))
        case exceptions.AuthenticationFailed() | exceptions.NotAuthenticated():
            refusal = _response("signature_refused", _("签名无效、已过期，或密钥已停用。"), 401)
            refusal["WWW-Authenticate"] = str(getattr(error, "auth_header", ""))
            return refusal
        case exceptions.PermissionDenied():
            return _response("scope_missing", _("这把密钥没有此项权限。"), 403)
        case _:
            given = exception_handler(error, dict(context))
            return _response(str(error.default_code), str(error.detail), given.status_code if given else 400)


def _response(code: str, message: str, status: int, *, fields: list[dict[str, str]] | None = None) -> Response:
    return Response({"error": {"code": code, "message": message, "fields": fields or []}}, status=status)


def _field(problem: Problem) -> dict[str, str]:
    return {"field": problem.path, "code": problem.code, "message": say(problem.code, problem.params)}


def _of_serializer(error: exceptions.ValidationError) -> list[dict[str, str]]:
    """One line per message of a flat serializer."""
    codes, messages = error.get_codes(), error.detail
    if not isinstance(messages, dict) or not isinstance(codes, dict):
        return []
    return [
        {"field": name, "code": str(code), "message": str(message)}
        for name, found in messages.items()
        for code, message in zip(codes[name] or [], found, strict=True)
    ]
