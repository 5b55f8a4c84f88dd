from reviews.models.note import InternalNote, NoteKind
from reviews.models.notice import NOTICE_STATE_LABELS, PublicNotice, UnitNotice
from reviews.models.phrase import Phrase, PhraseUse
from reviews.models.task import (
    Decision,
    DecisionState,
    PaperReceipt,
    StepAct,
    StepTask,
    TaskCandidate,
    TaskState,
)

__all__ = [
    "NOTICE_STATE_LABELS",
    "Decision",
    "DecisionState",
    "InternalNote",
    "NoteKind",
    "PaperReceipt",
    "Phrase",
    "PhraseUse",
    "PublicNotice",
    "StepAct",
    "StepTask",
    "TaskCandidate",
    "TaskState",
    "UnitNotice",
]
