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

__all__ = [
    "STATUS_LABELS",
    "AccessLevel",
    "Agreement",
    "Application",
    "ApplicationAccess",
    "ApplicationFact",
    "Draft",
    "DraftMaterial",
    "Submission",
    "SubmissionMaterial",
    "TimelineEntry",
]
