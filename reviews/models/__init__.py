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
    "PaperReceipt",
    "Phrase",
    "PhraseUse",
    "StepAct",
    "StepTask",
    "TaskCandidate",
    "TaskState",
]
