"""What a world has of 文书: a decision with its document, seen by its applicant and handed over on paper."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.models import User
from applications.domain.written import HandOver
from applications.models import Application, WrittenNotice
from applications.queries.written import code_of_written
from applications.services.written_delivery import note_first_view
from applications.services.written_prints import ask_for_document
from reviews.services.handing_over import hand_over_notice
from tenants.clock import today
from tenants.domain.ids import new_id
from tests.factories.accounts import fresh_actor
from tests.factories.applications import stored_file


def written_values(marker: str, users: Mapping[str, User], *, decided: Application) -> dict[str, str]:
    """Every column that holds words holds the marker; the document itself is a stand-in."""
    leader = fresh_actor(users["leader"])
    notice = WrittenNotice.objects.select_related("application").get(application=decided, kind="decision")
    ask_for_document(leader, notice)
    note_first_view(leader, notice)
    given = HandOver(f"收件人{marker}", "letter", today(), f"邮寄{marker}")
    point = fresh_actor(users["registration_point"])
    hand_over_notice(point, written_id=notice.id, given=given, idempotency_key=str(new_id()))
    notice.refresh_from_db()
    notice.title = f"决定书{marker}"
    notice.file = stored_file(f"文书{marker}.pdf", users["leader"].id)
    notice.code = code_of_written(notice)
    notice.save(update_fields=["title", "file", "code"])
    return {"written_id": str(notice.id)}
