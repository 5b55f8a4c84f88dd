from reviews.models.note import InternalNote, NoteKind
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
    "Decision",
    "DecisionState",
    "InternalNote",
    "NoteKind",
    "PaperReceipt",
    "Phrase",
    "PhraseUse",
    "StepAct",
    "StepTask",
    "TaskCandidate",
    "TaskState",
]
