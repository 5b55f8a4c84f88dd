from tenants.records.models.calendar import CalendarOverlay
from tenants.records.models.jobs import Job, JobState, JobStep
from tenants.records.models.keys import DataKey, KeyPurpose
from tenants.records.models.ledger import LedgerEntry, LedgerSeal
from tenants.records.models.messages import IdempotencyKey, InboxMessage, OutboxMessage, OutboxState
from tenants.records.models.readiness import ReadinessItem

__all__ = [
    "CalendarOverlay",
    "DataKey",
    "IdempotencyKey",
    "InboxMessage",
    "Job",
    "JobState",
    "JobStep",
    "KeyPurpose",
    "LedgerEntry",
    "LedgerSeal",
    "OutboxMessage",
    "OutboxState",
    "ReadinessItem",
]
