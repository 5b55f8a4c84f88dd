"""What the world keeps in its material library: a document of the unit, chosen in a draft, and one of a person. The
draft has looked at an earlier application, too, and can still be put back.
"""

from __future__ import annotations

from collections.abc import Mapping

from accounts.models import Organisation, User
from applications.models import Application, Draft
from applications.services.carrying_over import carry_from
from applications.services.draft_library import choose_kept
from tests.factories.accounts import fresh_actor
from tests.factories.kept import keep, kept_file


def kept_values(
    marker: str, users: Mapping[str, User], unit: Organisation, draft: Draft, earlier: Application
) -> dict[str, str]:
    kept = keep(users["unit_administrator"], unit, f"营业执照{marker}", number=f"执照{marker}")
    own = keep(users["leader"], None, f"学历证书{marker}", kind="other")
    choose_kept(draft.id, key="other", kept_id=kept.id, actor=fresh_actor(users["leader"]))
    draft.refresh_from_db()
    carry_from(
        draft.id,
        application_id=earlier.id,
        materials=(),
        version=draft.version,
        user=User.objects.get(pk=users["leader"].pk),
        actor=fresh_actor(users["leader"]),
    )
    return {
        "kept_id": str(kept.id),
        "own_kept_id": str(own.id),
        "kept_version_id": str(kept.current_id),
        "own_kept_version_id": str(own.current_id),
        "kept_file_id": str(kept_file(users["leader"], f"执照{marker}.pdf")),
    }
