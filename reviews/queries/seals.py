"""The scans of pages that were stamped at steps of seal (用印)."""

from __future__ import annotations

from applications.models import Application
from documents.models import StoredFile
from procedures.domain.chain_model import StepKind
from procedures.queries.packages import compiled
from reviews.domain.actions import Action
from reviews.models import StepAct


def seal_scans(application: Application) -> list[StoredFile]:
    """The latest first, also of visits that are void: they were stamped. No query where the chain has no such step."""
    chain = compiled(application.procedure_version).chain
    if not any(step.kind is StepKind.SEAL for step in chain.steps()):
        return []
    acts = StepAct.objects.filter(application=application, action=Action.SEAL, evidence__isnull=False)
    return [act.evidence for act in acts.select_related("evidence").order_by("-at", "-id") if act.evidence]
