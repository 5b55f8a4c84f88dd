"""What a world has of 文书: a decision with its document, seen by its applicant and handed over on paper."""

from __future__ import annotations

import json
from collections.abc import Mapping

from accounts.models import User
from applications.domain.rectifying import RectificationState
from applications.domain.written import HandOver
from applications.models import Application, Rectification, WrittenNotice
from applications.queries.stored_answers import stored_answers
from applications.queries.written import code_of_written
from applications.services.written_delivery import note_first_view
from applications.services.written_prints import ask_for_document
from reviews.services.handing_over import hand_over_notice
from tenants.clock import now, today
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
    return {"written_id": str(notice.id), **_rectification_values(marker, users, notice)}


def _rectification_values(marker: str, users: Mapping[str, User], notice: WrittenNotice) -> dict[str, str]:
    """更正: one of the notice that waits for a second person, one of an answer that was turned down, a record."""
    point, second = users["registration_point"], users["second_registration_point"]
    submission = notice.application.submissions.order_by("-round")[0]
    submission.recorded = json.dumps(stored_answers(submission), ensure_ascii=False)
    submission.save(update_fields=["recorded"])
    waiting = Rectification.objects.create(
        application=notice.application,
        notice=notice,
        place=f"written.{notice.id}",
        label=f"决定书{marker}",
        content=json.dumps({"old": f"误{marker}", "new": f"正{marker}"}, ensure_ascii=False),
        reason=f"笔误{marker}",
        evidence=stored_file(f"证书{marker}.pdf", point.id),
        asked_by=point,
        asked_at=now(),
    )
    Rectification.objects.create(
        application=notice.application,
        submission=submission,
        place="achievement_name",
        label=f"成果名称{marker}",
        content=json.dumps({"old": f"旧{marker}", "new": f"新{marker}"}, ensure_ascii=False),
        reason=f"错字{marker}",
        state=RectificationState.TURNED_DOWN,
        asked_by=point,
        asked_at=now(),
        decided_by=second,
        decided_at=now(),
        opinion=f"并非笔误{marker}",
    )
    return {"rectification_id": str(waiting.id)}
