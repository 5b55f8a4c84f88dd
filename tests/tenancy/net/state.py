"""What a tenant's tables hold."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models

from tenants.context import tenant_context
from tenants.encryption import EncryptedTextField
from tenants.models import Jurisdiction

OURS = {"accounts", "applications", "documents", "notifications", "procedures", "records", "reviews"}
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename"
HASH = """SELECT count(*), md5(coalesce(string_agg(row::text, '' ORDER BY row::text), '')) FROM "{table}" AS row"""


def rows_of(jurisdiction: Jurisdiction) -> dict[str, tuple[int, str]]:
    """Number of rows and a hash over all of them, by table."""
    with tenant_context(jurisdiction), connection.cursor() as cursor:
        cursor.execute(TABLES, [jurisdiction.schema_name])
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(HASH.format(table=table))
            found[table] = cursor.fetchone()
    return found


#: Columns as long as a sentence in which nobody's words stand: keys and addresses that we make, words of the package
#: (the same everywhere), errors (types, never values), secrets.
WORDLESS = frozenset(
    {
        "accounts.Integrator.secret",
        "accounts.User.password",
        "accounts.User.totp_secret",
        "applications.Application.current_step_label",
        "applications.ApplicationAccess.grantee",
        "applications.CorrectionItem.path",
        "applications.Rectification.place",
        "applications.TimelineEntry.step_label",
        "applications.WrittenNotice.act",
        "applications.WrittenNotice.scheme",
        "documents.IssuedNumber.scheme",
        "documents.NumberSequence.scheme",
        "documents.PageImage.key",
        "documents.StoredFile.content_type",
        "documents.StoredFile.key",
        "notifications.Delivery.dedupe_key",
        "notifications.Delivery.error",
        "notifications.Delivery.text",
        "notifications.Delivery.url_path",
        "notifications.Message.url_path",
        "procedures.Procedure.name",
        "records.Job.error",
        "records.JobStep.error",
        "records.OutboxMessage.dedupe_key",
        "records.OutboxMessage.last_error",
        "reviews.Batch.principal",
        "reviews.Batch.step_label",
        "reviews.PublicNotice.procedure_name",
        "reviews.StepTask.branch_path",
        "reviews.StepTask.step_label",
        "reviews.TaskCandidate.principal",
    }
)
SENTENCE = 100


def columns_without(jurisdiction: Jurisdiction, canaries: tuple[str, ...]) -> list[str]:
    """Columns that can hold a sentence, and hold no canary in any row."""
    columns = [
        (model, column)
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if model._meta.app_label in OURS and _holds_sentences(column)
    ]
    with tenant_context(jurisdiction):
        return sorted(
            f"{model._meta.label}.{column.name}"
            for model, column in columns
            if not _holds(model, column.attname, canaries)
        )


def _holds_sentences(column: models.Field) -> bool:
    if isinstance(column, models.CharField):
        return not column.choices and column.max_length >= SENTENCE
    return isinstance(column, (models.TextField, EncryptedTextField))


def _holds(model: type[models.Model], column: str, canaries: tuple[str, ...]) -> bool:
    return any(
        canary in (value or "") for value in model._base_manager.values_list(column, flat=True) for canary in canaries
    )
