"""Keeping phrases. They are working aids, not records: nothing of them goes into the ledger."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from reviews.domain.phrases import checked_phrase
from reviews.models import Phrase, PhraseUse
from reviews.queries.phrases import MOST_PHRASES, access_phrase, departments_of, phrase_materials
from tenants.domain.errors import NotAuthorised, Problem, ValidationFailed


@transaction.atomic
def keep_phrase(
    actor: Actor,
    *,
    text: str,
    use: str,
    material: str = "",
    department_id: UUID | None = None,
    phrase_id: UUID | None = None,
) -> Phrase:
    """Write a phrase down, or change the one named. Without a department it is personal.

    Raises NotAuthorised for a foreign phrase or department, ValidationFailed at `text`, `use` or `material`.
    """
    if department_id is not None and department_id not in departments_of(actor):
        raise NotAuthorised("phrase_unknown")
    phrase = access_phrase(actor, phrase_id) if phrase_id else Phrase()
    phrase.text = checked_phrase(text, material=material)
    phrase.use = _use(use)
    if material != phrase.material:
        phrase.material, phrase.material_label = _material(actor, material)
    phrase.owner_id = None if department_id else actor.user_id
    phrase.department_id = department_id
    if phrase_id is None and _kept(phrase) >= MOST_PHRASES:
        raise ValidationFailed([Problem("text", "phrases_too_many", {"most": MOST_PHRASES})])
    phrase.save()
    return phrase


def _use(use: str) -> str:
    if use not in PhraseUse.values:
        raise ValidationFailed([Problem("use", "phrase_use_unknown")])
    return use


def _material(actor: Actor, material: str) -> tuple[str, str]:
    """The path with the name it has now; nothing for no material."""
    if not material:
        return "", ""
    known = dict(phrase_materials(actor))
    if material not in known:
        raise ValidationFailed([Problem("material", "remark_path_unknown")])
    return material, known[material][:200]


def _kept(phrase: Phrase) -> int:
    return Phrase.objects.filter(owner=phrase.owner_id, department=phrase.department_id).count()


@transaction.atomic
def forget_phrase(actor: Actor, *, phrase_id: UUID) -> None:
    """Raises NotAuthorised."""
    access_phrase(actor, phrase_id).delete()
