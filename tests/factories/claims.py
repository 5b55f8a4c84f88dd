"""Documents for claims on organisations, as the check leaves them."""

from __future__ import annotations

from uuid import UUID, uuid4

from accounts.models import User
from applications.queries.ownership import CLAIM_PURPOSE
from documents.models import StoredFile
from documents.services.object_store import current_store
from tenants.clock import now


def claim_file_of(user: User, name: str = "营业执照.pdf") -> UUID:
    """A clean upload of this person."""
    digest = uuid4().hex * 2
    file = StoredFile.objects.create(
        key=current_store().keys.final(uuid4(), digest),
        name=name,
        purpose=CLAIM_PURPOSE,
        size=1000,
        content_type="application/pdf",
        file_format="pdf",
        sha256=digest,
        max_bytes=1000,
        pages=1,
        state="clean",
        uploaded_by=user.id,
        created_at=now(),
    )
    return file.id
