from reviews.models.batch import (
    BATCH_KIND_LABELS,
    BATCH_STATE_LABELS,
    EXEMPT_LABELS,
    ITEM_STATE_LABELS,
    Batch,
    BatchItem,
)
from reviews.models.certificate import CERTIFICATE_STATE_LABELS, Certificate, CertificatePrint
from reviews.models.clock import (
    Clock,
    ClockEvent,
    ClockEventKind,
    ClockExtension,
    ClockKind,
    ClockState,
    ExtensionState,
)
from reviews.models.note import InternalNote, NoteKind
from reviews.models.notice import NOTICE_STATE_LABELS, PublicNotice, UnitNotice
from reviews.models.phrase import Phrase, PhraseUse
from reviews.models.supervision import SupervisionNote
from reviews.models.task import (
    Decision,
    DecisionState,
    PaperReceipt,
    StepAct,
    StepTask,
    TaskCandidate,
    TaskState,
    VerdictDraft,
)

__all__ = [
    "BATCH_KIND_LABELS",
    "BATCH_STATE_LABELS",
    "CERTIFICATE_STATE_LABELS",
    "EXEMPT_LABELS",
    "ITEM_STATE_LABELS",
    "NOTICE_STATE_LABELS",
    "Batch",
    "BatchItem",
    "Certificate",
    "CertificatePrint",
    "Clock",
    "ClockEvent",
    "ClockEventKind",
    "ClockExtension",
    "ClockKind",
    "ClockState",
    "Decision",
    "DecisionState",
    "ExtensionState",
    "InternalNote",
    "NoteKind",
    "PaperReceipt",
    "Phrase",
    "PhraseUse",
    "PublicNotice",
    "StepAct",
    "StepTask",
    "SupervisionNote",
    "TaskCandidate",
    "TaskState",
    "UnitNotice",
    "VerdictDraft",
]
