"""Help with some sections of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from accounts.models import User
from applications.domain.helping import Help, HelpWanted
from applications.models import Channel, Draft, Submission
from applications.queries.helping import helps_of
from applications.services.helping import ask_for_help
from tests.factories.accounts import fresh_actor


def help_wanted(helper: User, *sections: str, until: date | None = None, name: str = "何同学") -> HelpWanted:
    return HelpWanted(name=name, mobile=helper.mobile, sections=sections, role="学生", until=until)


def let_help(draft: Draft, helper: User, *sections: str, until: date | None = None) -> Help:
    """Asked by the draft's owner."""
    ask_for_help(draft.id, wanted=help_wanted(helper, *sections, until=until), actor=fresh_actor(draft.owner))
    draft.refresh_from_db()
    return next(each for each in helps_of(draft) if each.helper == helper.id)


def help_values(marker: str, users: Mapping[str, User]) -> dict[str, str]:
    """The unit's administrator helps the leader; the name holds the marker."""
    leader, helper = users["leader"], users["unit_administrator"]
    draft = Draft.objects.filter(owner=leader, channel=Channel.ONLINE, application=None).order_by("id")[0]
    wanted = help_wanted(helper, "overview", name=f"何同学{marker}")
    ask_for_help(draft.id, wanted=wanted, actor=fresh_actor(leader))
    draft.refresh_from_db()
    Submission.objects.filter(submitted_by=leader.id).update(helps=draft.helps)
    return {"help_id": str(helps_of(draft)[0].id)}
