from applications.models.application import (
    STATUS_LABELS,
    AccessLevel,
    Application,
    ApplicationAccess,
    ApplicationFact,
    Submission,
    SubmissionMaterial,
    TimelineEntry,
)
from applications.models.draft import Agreement, Draft, DraftMaterial
from applications.models.plan_project import PlanProject, PlanProjectState

__all__ = [
    "STATUS_LABELS",
    "AccessLevel",
    "Agreement",
    "Application",
    "ApplicationAccess",
    "ApplicationFact",
    "Draft",
    "DraftMaterial",
    "PlanProject",
    "PlanProjectState",
    "Submission",
    "SubmissionMaterial",
    "TimelineEntry",
]
