from applications.models.announcement import Announcement
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
from applications.models.channel import Channel
from applications.models.correction import CorrectionItem
from applications.models.counter import CounterEntry
from applications.models.draft import Agreement, Draft, DraftMaterial
from applications.models.kept_material import KeptKind, KeptMaterial, KeptVersion
from applications.models.organisation_claim import ClaimKind, ClaimState, OrganisationClaim
from applications.models.phone_capture import PhoneCapture
from applications.models.plan_project import PlanProject, PlanProjectState
from applications.models.printed import DraftPrint, PrintedForm, StampedScan
from applications.models.rectification import Rectification
from applications.models.written import NoticeDelivery, WrittenNotice

__all__ = [
    "STATUS_LABELS",
    "AccessLevel",
    "Agreement",
    "Announcement",
    "Application",
    "ApplicationAccess",
    "ApplicationFact",
    "Channel",
    "ClaimKind",
    "ClaimState",
    "CorrectionItem",
    "CounterEntry",
    "Draft",
    "DraftMaterial",
    "DraftPrint",
    "KeptKind",
    "KeptMaterial",
    "KeptVersion",
    "NoticeDelivery",
    "OrganisationClaim",
    "PhoneCapture",
    "PlanProject",
    "PlanProjectState",
    "PrintedForm",
    "Rectification",
    "StampedScan",
    "Submission",
    "SubmissionMaterial",
    "TimelineEntry",
    "WrittenNotice",
]
