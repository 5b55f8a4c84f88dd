"""What the world publishes. Notices: one prepared; one released, posted and withdrawn, whose title anybody may read.
Certificates: a valid one for the office, and a replaced one, whose page tells the public nothing but that.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from accounts.models import User
from applications.models import Application
from reviews.models import PublicNotice
from reviews.queries.certificates import code_of, valid_certificate
from reviews.services.certificates import issue_certificates, reissue_certificate
from reviews.services.notices import Posting, prepare_notice, record_posting, release_notice, withdraw_notice
from reviews.services.unit_notices import Declared, declare_unit_notice
from tenants.clock import today
from tests.factories.accounts import fresh_actor
from tests.factories.registrations import evidence_for
from tests.factories.world_written import written_values


def notice_values(
    marker: str, public_marker: str, users: Mapping[str, User], *, decided: Application, revoked: Application
) -> dict[str, str]:
    """Takes the unit's own notice along. Every column that holds words holds the marker."""
    point = fresh_actor(users["registration_point"])
    prepared = prepare_notice(point, revoked.id)
    notice = prepare_notice(point, decided.id)
    release_notice(fresh_actor(users["second_registration_point"]), notice_id=notice)
    picture = evidence_for(users["registration_point"], f"截图{marker}.png")
    record_posting(point, notice_id=notice, posting=Posting(f"https://{marker}.example/1", today(), picture))
    withdraw_notice(point, notice_id=notice, reason=f"内容有误{marker}")
    PublicNotice.objects.filter(pk=notice).update(title=f"曾经公示的成果{public_marker}")
    declared = Declared(date(2026, 1, 1), date(2026, 1, 31), f"公告栏{marker}")
    declare_unit_notice(fresh_actor(users["leader"]), application_id=decided.id, declared=declared)
    return {"notice_id": str(notice), "prepared_notice_id": str(prepared)}


def certificate_values(marker: str, users: Mapping[str, User], *, decided: Application) -> dict[str, str]:
    """Issued, replaced by a second edition, printed; and the written decision."""
    point = fresh_actor(users["registration_point"])
    issue_certificates(point, [decided.id])
    first = valid_certificate(decided.id)
    assert first is not None
    second = reissue_certificate(point, certificate_id=first.id, reason=f"姓名有误{marker}")
    second.statement = second.issuer = second.heading = f"准予登记{marker}"
    second.code = code_of(second)
    second.save(update_fields=["statement", "issuer", "heading", "code"])
    return {
        "certificate_id": str(second.id),
        "certificate_code": first.code,
        "print_id": str(issue_certificates(point, [decided.id])),
        **written_values(marker, users, decided=decided),
    }
