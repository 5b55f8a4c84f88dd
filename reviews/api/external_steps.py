"""`/api/v1/external-steps/`: what waits for another system, and its answer."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope, SignatureAuthentication, integrator_of
from accounts.domain.request_signing import Scope
from reviews.domain.external import StepAnswer
from reviews.queries.external import ExternalStep, external_step, waiting_steps
from reviews.services.external import answer_step
from tenants.domain.errors import Problem, ValidationFailed

KEY_LENGTH = 64


class AnswerSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """The body of an answer; how long its words may be is said by `StepAnswer`."""

    passed = serializers.BooleanField()
    reference = serializers.CharField(allow_blank=True, max_length=1000)
    reason = serializers.CharField(allow_blank=True, default="", max_length=5000)


class WaitingStepsView(APIView):
    """GET lists what waits now, the longest waiting first, a hundred at a time."""

    authentication_classes = (SignatureAuthentication,)
    permission_classes = (HasScope,)
    scope = Scope.EXTERNAL_STEPS

    def get(self, request: Request) -> Response:
        systems = integrator_of(request).answers_for
        tasks, following = waiting_steps(request.query_params.get("after", ""), systems=systems)
        rows = [
            {
                "application": task.application.number,
                "procedure": task.application.procedure.code,
                "step": task.step_key,
                "visit": task.visit,
                "waiting_since": task.opened_at.isoformat(),
            }
            for task in tasks
        ]
        return Response({"steps": rows, "next": following})


class ExternalStepView(APIView):
    """GET tells how far a step is; PUT answers it, once per `Idempotency-Key`."""

    authentication_classes = (SignatureAuthentication,)
    permission_classes = (HasScope,)
    scope = Scope.EXTERNAL_STEPS

    def get(self, request: Request, application_number: str, step_key: str) -> Response:
        systems = integrator_of(request).answers_for
        found: ExternalStep = external_step(application_number, step_key, systems=systems)
        return Response(found.as_json())

    def put(self, request: Request, application_number: str, step_key: str) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not 1 <= len(key) <= KEY_LENGTH:
            raise ValidationFailed([Problem("Idempotency-Key", "idempotency_key_missing", {"most": KEY_LENGTH})])
        given = AnswerSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        integrator = integrator_of(request)
        return Response(
            answer_step(
                StepAnswer(application_number, step_key, **given.validated_data),
                integrator_id=integrator.id,
                integrator_name=integrator.name,
                systems=integrator.answers_for,
                idempotency_key=key,
            )
        )
