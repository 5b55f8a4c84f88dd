"""A command with a browser's key runs once; the same key again gets the same answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction

from tenants.domain.errors import Problem, ValidationFailed
from tenants.records.models import IdempotencyKey

Result = dict[str, object]


def run_once(
    key: str, *, actor_id: UUID | None, command: str, fingerprint: str, action: Callable[[], Result]
) -> Result:
    """The result of `action`, which runs only if this actor has not used `key` before.

    Key and effects are committed in one transaction: a crash or an error forgets both. While the first is in
    flight, the second waits for it. The same key with another command or fingerprint: ValidationFailed.
    `fingerprint` is whatever tells two requests apart; only its hash is kept.
    """
    digest = hashlib.sha256(fingerprint.encode()).hexdigest()
    with transaction.atomic(savepoint=False):
        wanted = IdempotencyKey(key=key, actor_id=actor_id, command=command, fingerprint=digest)
        try:
            with transaction.atomic():
                # Waits for a transaction that is inserting the same key.
                wanted.save(force_insert=True)
        except IntegrityError:
            return _first_answer(wanted)
        result = action()
        IdempotencyKey.objects.filter(id=wanted.id).update(result=result)
    return result


def _first_answer(again: IdempotencyKey) -> Result:
    first = IdempotencyKey.objects.get(actor_id=again.actor_id, key=again.key)
    if (first.command, first.fingerprint) != (again.command, again.fingerprint):
        raise ValidationFailed([Problem("idempotency_key", "idempotency_key_reused")])
    result: Result = first.result
    return result
