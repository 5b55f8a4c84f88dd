from __future__ import annotations

import io

from django.core.management import call_command

from accounts.models import Department, User
from accounts.services.grants import grant_role
from accounts.services.people import create_user
from tests.factories.accounts import PASSWORD, make_applicant, make_member, make_organisation, next_mobile


def test_only_demo_accounts_are_printed(bureau: Department, settings) -> None:
    demo = {"kind": "staff", "password": PASSWORD, "department": bureau, "is_demo": True}
    officer = create_user(name="示例干事", mobile=next_mobile(), **demo)
    grant_role(actor_id=None, user=officer, role_key="business_office", department=bureau)
    leader = make_member(make_organisation("示例公司"), "leader")
    User.objects.filter(id=leader.id).update(is_demo=True)
    real = make_applicant()
    output = io.StringIO()

    call_command("demo_accounts", password="geheim", stdout=output)

    text = output.getvalue()
    assert f"甲市  {settings.WEB_SCHEME}://city-a.localhost:{settings.WEB_PORT}/\n" in text
    assert f"  {officer.mobile}  示例干事  业务处室（甲市）\n" in text
    assert f"  {leader.mobile}  王申请  项目负责人（示例公司）\n" in text
    assert real.mobile not in text
    assert text.endswith("演示账号的密码都是 geheim\n")
