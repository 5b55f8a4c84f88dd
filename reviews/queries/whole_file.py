"""办件全档: everything that belongs to one application, personal values readable. Ask and record before reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from applications.models import Application, CorrectionItem, CounterEntry, Rectification, WrittenNotice
from applications.queries.corrections import all_corrections
from applications.queries.counter import entries_of
from applications.queries.dossiers import RoundView, round_view, submissions_of
from applications.queries.rectifications import rectifications_of
from applications.queries.written import written_in_full
from notifications.models import Message
from procedures.domain.package.reading import parse_canonical
from procedures.domain.package.yaml_io import write_yaml
from procedures.queries.packages import compiled
from reviews.models import Decision, InternalNote, PaperReceipt, StepAct, SupervisionNote
from reviews.queries.dossier import Dossier, dossier_of
from reviews.queries.notes import notes_of
from tenants.records.models import LedgerEntry
from tenants.records.services.proofs import proof_lines, seals_about

SUBJECT = "applications.application"


@dataclass(frozen=True, slots=True)
class WholeFile:
    """`rules` is the package of the application's version as YAML; `proof` one JSON document a line."""

    application: Application
    variant: str
    rules_version: int
    rules_hash: str
    rounds: tuple[RoundView, ...]
    dossier: Dossier
    papers: Sequence[PaperReceipt]
    decisions: Sequence[Decision]
    messages: Sequence[Message]
    notes: Sequence[InternalNote]
    supervision: Sequence[SupervisionNote]
    ledger: Sequence[LedgerEntry]
    rules: str
    proof: str
    counter: Sequence[CounterEntry] = ()
    written: Sequence[WrittenNotice] = ()
    corrections: Sequence[CorrectionItem] = ()
    acts: Sequence[StepAct] = ()
    rectifications: Sequence[Rectification] = ()


def whole_file(application: Application, *, language: str) -> WholeFile:
    """A fixed number of queries, whatever is in it."""
    version = application.procedure_version
    submissions = submissions_of(application)
    rounds = tuple(
        round_view(application, submissions, each.round, language=language, reveal=True) for each in submissions
    )
    return WholeFile(
        application=application,
        variant=compiled(version).variant_by_key[application.variant].name.in_language(language),
        rules_version=version.number,
        rules_hash=version.content_hash,
        rounds=rounds,
        dossier=dossier_of(application, language=language),
        papers=list(
            PaperReceipt.objects.filter(act__application=application).select_related("act").order_by("act__at")
        ),
        decisions=list(
            Decision.objects.filter(application=application).select_related(
                "decided_by", "revoked_by", "revocation_evidence"
            )
        ),
        messages=list(
            Message.objects.filter(subject_id=application.id, subject_type=SUBJECT)
            .select_related("recipient")
            .prefetch_related("deliveries")
            .order_by("id")
        ),
        notes=list(reversed(notes_of(application))),
        supervision=list(
            SupervisionNote.objects.filter(application=application)
            .select_related("author", "answered_by")
            .order_by("asked_at", "id")
        ),
        ledger=list(LedgerEntry.objects.filter(subject_type=SUBJECT, subject_id=application.id).order_by("id")),
        rules=write_yaml(parse_canonical(bytes(version.canonical))),
        counter=entries_of(application),
        written=written_in_full(application),
        corrections=all_corrections(application),
        acts=list(StepAct.objects.filter(application=application).select_related("task", "actor", "on_behalf_of")),
        rectifications=list(reversed(rectifications_of(application))),
        proof="".join(proof_lines(seals_about(application.id, SUBJECT))),
    )
