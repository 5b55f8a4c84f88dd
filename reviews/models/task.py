"""Step tasks as the chain engine opened them, who may take them, and every act done on them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id


class TaskState(models.TextChoices):
    OPEN = "open", _("待办")
    DONE = "done", _("已办")
    VOID = "void", _("已失效")


class StepTask(models.Model):
    """One visit of one application at one step. A return makes later visits; earlier ones are voided, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="tasks")
    step_key = models.CharField(max_length=60)
    step_label = models.CharField(max_length=100)
    kind = models.CharField(max_length=40)
    branch_path = models.CharField(max_length=200, blank=True)
    visit = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.OPEN)
    voided = models.BooleanField(default=False)
    awaits_somebody = models.BooleanField(
        default=True, db_default=True, help_text="False from the moment that it has candidates"
    )
    outcome = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "step_key", "branch_path", "visit"], name="one_task_per_visit_of_a_step"
            ),
            models.CheckConstraint(
                name="an_open_task_is_not_closed",
                condition=~models.Q(state="open") | models.Q(closed_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["application", "state"], name="tasks_of_application"),
            models.Index(
                fields=["opened_at", "id"],
                condition=models.Q(state="open", awaits_somebody=True),
                name="tasks_awaiting_somebody",
            ),
            models.Index(fields=["opened_at", "id"], condition=models.Q(state="open"), name="tasks_open_by_waiting"),
            models.Index(
                fields=["due_on"], condition=models.Q(state="open", due_on__isnull=False), name="tasks_open_by_due"
            ),
            models.Index(
                fields=["claimed_by", "opened_at", "id"],
                condition=models.Q(state="open", claimed_by__isnull=False),
                name="tasks_claimed_by",
            ),
        ]


class TaskCandidate(models.Model):
    """A principal who may take a task. Carries state and sort key, so that an inbox is one index scan."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(StepTask, on_delete=models.CASCADE, related_name="candidates")
    principal = models.CharField(max_length=120)
    open = models.BooleanField(default=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "principal"], name="one_candidate_per_principal")]
        indexes = [
            models.Index(
                fields=["principal", "opened_at", "task"], condition=models.Q(open=True), name="inbox_by_principal"
            )
        ]


class StepAct(models.Model):
    """One act of one person on a task, with words and evidence. Never changed, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(StepTask, on_delete=models.PROTECT, related_name="acts")
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="acts")
    #: Nobody where the law put a decision in the place of the office's.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    #: Whoever was away and would have done it (外出代办).
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    action = models.CharField(max_length=40)
    opinion = models.TextField(blank=True)
    #: What proves it: the scan of the stamped page.
    evidence = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    items = models.JSONField(default=list)
    #: What the person found of the materials (`MaterialVerdict`).
    verdicts = models.JSONField(default=list, db_default=[])
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["actor", "-at", "-id"], name="acts_by_person"),
            models.Index(
                fields=["on_behalf_of", "-at", "-id"],
                condition=models.Q(on_behalf_of__isnull=False),
                name="acts_for_the_absent",
            ),
        ]


class VerdictDraft(models.Model):
    """What one person found of the materials before acting on a task; it goes over to the act."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(StepTask, on_delete=models.CASCADE, related_name="verdict_drafts", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    verdicts = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "person"], name="one_verdict_draft_each")]


class PaperReceipt(models.Model):
    """Paper taken in at the counter: how many copies, where they are kept, by whom."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act = models.OneToOneField(StepAct, on_delete=models.PROTECT, related_name="paper")
    copies = models.PositiveSmallIntegerField(_("份数"))
    storage_place = models.CharField(_("存放位置"), max_length=100, blank=True)
    round = models.PositiveSmallIntegerField(null=True, help_text="Version on the paper, where its code was scanned")
    older_reason = models.CharField(_("接收较早版本的原因"), max_length=200, blank=True)


class DecisionState(models.TextChoices):
    EFFECTIVE = "effective", _("有效")
    REVOKED = "revoked", _("已退回到未批复")


class Decision(models.Model):
    """A decision and, where it was undone, who undid it, why and on what evidence."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="decisions")
    act = models.OneToOneField(StepAct, on_delete=models.PROTECT, related_name="decision")
    result = models.CharField(max_length=60)
    result_label = models.CharField(max_length=60)
    opinion = models.TextField()
    number = models.CharField(max_length=60, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    engine = models.CharField(max_length=20, help_text="Format and engine version that decided")
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.EFFECTIVE)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revocation_opinion = models.TextField(blank=True)
    revocation_evidence = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state="effective"), name="one_effective_decision"
            ),
            models.CheckConstraint(
                name="a_revoked_decision_has_opinion_and_evidence",
                condition=~models.Q(state="revoked")
                | (
                    models.Q(revoked_by__isnull=False, revoked_at__isnull=False, revocation_evidence__isnull=False)
                    & ~models.Q(revocation_opinion="")
                ),
            ),
        ]
