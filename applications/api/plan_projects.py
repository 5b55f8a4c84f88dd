"""`/api/v1/plan-projects/{source}/{number}/`: what a plan's own system reports, and what it may ask (seed 004)."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope, SignatureAuthentication, integrator_of
from accounts.domain.request_signing import Scope
from accounts.domain.uscc import normalise_uscc
from applications.models import PlanProjectState
from applications.queries.plan_projects import registration_of
from applications.services.plan_projects import ProjectReport, report_plan_project
from tenants.domain.errors import Problem, ValidationFailed
from tenants.wording import say

KEY_LENGTH, SOURCE_LENGTH, NUMBER_LENGTH = 64, 60, 100


class ReportSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """The body of a report."""

    title = serializers.CharField(max_length=300)
    programme = serializers.CharField(max_length=200, allow_blank=True, default="")
    procedure = serializers.SlugField(max_length=60)
    variant = serializers.CharField(max_length=60)
    organisation_uscc = serializers.CharField(max_length=18)
    leader_mobile = serializers.CharField(max_length=20)
    state = serializers.ChoiceField(choices=PlanProjectState.choices)

    def validate_organisation_uscc(self, value: str) -> str:
        code = normalise_uscc(value)
        if code is None:
            raise serializers.ValidationError(say("uscc_malformed"), code="uscc_malformed")
        return code


class PlanProjectView(APIView):
    """GET tells how far the registration is; PUT reports how far the project is, once per `Idempotency-Key`."""

    authentication_classes = (SignatureAuthentication,)
    permission_classes = (HasScope,)
    scope = Scope.PLAN_PROJECTS

    def get(self, request: Request, source: str, project_number: str) -> Response:  # noqa: ARG002
        return Response(registration_of(source, project_number).as_json())

    def put(self, request: Request, source: str, project_number: str) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not 1 <= len(key) <= KEY_LENGTH:
            raise ValidationFailed([Problem("Idempotency-Key", "idempotency_key_missing", {"most": KEY_LENGTH})])
        if len(project_number) > NUMBER_LENGTH or len(source) > SOURCE_LENGTH:
            raise ValidationFailed([Problem("number", "plan_number_too_long", {"most": NUMBER_LENGTH})])
        given = ReportSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        report = ProjectReport(
            source=source,
            number=project_number,
            **{**data, "state": PlanProjectState(data["state"])},
        )
        integrator = integrator_of(request)
        return Response(
            report_plan_project(
                report, integrator_id=integrator.id, integrator_name=integrator.name, idempotency_key=key
            )
        )
