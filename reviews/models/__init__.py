from reviews.models.task import (
    Decision,
    DecisionState,
    PaperReceipt,
    StepAct,
    StepTask,
    TaskCandidate,
    TaskState,
)

__all__ = ["Decision", "DecisionState", "PaperReceipt", "StepAct", "StepTask", "TaskCandidate", "TaskState"]
