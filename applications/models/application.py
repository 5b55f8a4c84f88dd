"""Submitted work: applications, their frozen submissions, facts for lists, the timeline, and who may see them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.domain.states import Status
from applications.models.channel import Channel
from tenants.domain.ids import new_id
from tenants.encryption import EncryptedTextField

STATUS_LABELS = {
    Status.SUBMITTED: _("已提交"),
    Status.IN_PROGRESS: _("审核中"),
    Status.RETURNED: _("退回修改"),
    Status.DECIDING: _("待批复"),
    Status.APPROVED: _("已批准"),
    Status.DENIED: _("不予批准"),
    Status.WITHDRAWN: _("已撤回"),
    Status.SUPPLEMENTING: _("待补正"),
    Status.SUSPENDED: _("已中止"),
    Status.REFUSED: _("不予受理"),
    Status.TERMINATED: _("已终止"),
}


class Application(models.Model):
    """One matter of one applicant under one pinned procedure version.

    `status` is law and closed; `current_step` is configuration. `version` grows by one with every command.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("受理编号"), max_length=60, unique=True)
    procedure = models.ForeignKey("procedures.Procedure", on_delete=models.PROTECT, related_name="+")
    procedure_version = models.ForeignKey("procedures.ProcedureVersion", on_delete=models.PROTECT, related_name="+")
    variant = models.CharField(max_length=60)
    title = models.CharField(_("名称"), max_length=300)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    organisation_name = models.CharField(_("申报单位"), max_length=200, blank=True)
    organisation_department = models.ForeignKey(
        "accounts.OrganisationDepartment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    plan_project = models.ForeignKey(
        "applications.PlanProject", on_delete=models.PROTECT, null=True, related_name="applications"
    )
    channel = models.CharField(
        _("申报渠道"), max_length=10, choices=Channel, default=Channel.ONLINE, db_default=Channel.ONLINE
    )
    status = models.CharField(max_length=20, choices=[(s.value, label) for s, label in STATUS_LABELS.items()])
    current_step = models.CharField(max_length=60, blank=True)
    current_step_label = models.CharField(max_length=100, blank=True)
    chain_state = models.JSONField()
    round = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField()
    promised_due = models.DateField(null=True)
    promised_due_provisional = models.BooleanField(default=False)
    completed_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=60, blank=True)
    result_label = models.CharField(max_length=60, blank=True)
    registration_number = models.CharField(_("登记号"), max_length=60, blank=True)

    class Meta:
        ordering = ["-submitted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="application_status_is_known", condition=models.Q(status__in=[s.value for s in Status])
            ),
            models.UniqueConstraint(
                fields=["procedure", "registration_number"],
                condition=~models.Q(registration_number=""),
                name="a_registration_number_belongs_to_one_application",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Submission(models.Model):
    """What was submitted in one round, frozen: later rounds never change it, `recorded` stands beside it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    round = models.PositiveSmallIntegerField()
    draft_id = models.UUIDField(
        null=True, editable=False, help_text="What it was written as: leads a page of the draft that is still open here"
    )
    answers = models.JSONField()
    personal = EncryptedTextField()
    content_hash = models.CharField(max_length=64)
    submitted_by = models.UUIDField()
    submitted_at = models.DateTimeField()
    #: Who helped with it, and helps again when it is sent back.
    helps = EncryptedTextField(null=True)
    #: All answers as they are recorded since a slip was put right (更正); what was submitted stays above.
    recorded = EncryptedTextField(null=True)

    class Meta:
        ordering = ["application", "round"]
        constraints = [
            models.UniqueConstraint(fields=["application", "round"], name="one_submission_per_round"),
            models.UniqueConstraint(fields=["draft_id"], name="one_submission_per_draft"),
        ]


class SubmissionMaterial(models.Model):
    """A file as filed in one round, by reference to its immutable bytes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="materials")
    key = models.CharField(max_length=60)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    exempt = models.BooleanField(default=False)
    ordinal = models.PositiveSmallIntegerField(default=0)
    kept_version = models.ForeignKey(
        "applications.KeptVersion", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["key", "ordinal", "id"]


class ApplicationFact(models.Model):
    """One listed, searchable or counted answer of the latest submission: lists never query JSON."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="facts")
    key = models.CharField(max_length=80)
    code = models.CharField(max_length=80, blank=True, help_text="Key of the chosen option; `text` holds its label")
    text = models.CharField(max_length=500, blank=True)
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    day = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["key", "text"], name="facts_by_text"),
            models.Index(fields=["key", "number"], name="facts_by_number"),
            models.Index(fields=["application", "key"], name="facts_of_application"),
        ]


class AccessLevel(models.TextChoices):
    OWN = "own", _("本人")
    ORGANISATION = "organisation", _("本单位")
    HANDLE = "handle", _("经办")
    CONSULT = "consult", _("查阅")


class ApplicationAccess(models.Model):
    """Who may see an application. The only table that lists and single access read (design §5).

    `grantee` is a principal (`accounts.domain.principals`); `sort_at` carries the order of lists.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="access")
    grantee = models.CharField(max_length=120)
    level = models.CharField(max_length=20, choices=AccessLevel)
    sort_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grantee", "application"], name="one_access_per_grantee")]
        indexes = [models.Index(fields=["grantee", "-sort_at", "-application"], name="access_by_grantee")]


class TimelineEntry(models.Model):
    """One thing that happened, in codes and parameters; `for_applicant` says who may read it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="timeline")
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    step_label = models.CharField(max_length=100, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    round = models.PositiveSmallIntegerField()
    opinion = models.TextField(blank=True)
    params = models.JSONField(default=dict)
    for_applicant = models.BooleanField(default=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["application", "at", "id"], name="timeline_of_application")]
