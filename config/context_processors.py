"""What every page needs: the menu of whoever looks at it. Asked for only by pages that draw one."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from config.menus import menu_of
from notifications.queries.inbox import unread_count


def navigation(request: HttpRequest) -> dict[str, object]:
    """`nav` and `unread_messages`, lazily; nothing for strangers and on the platform's own host."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or getattr(request, "tenant", None) is None:
        return {}
    return {
        "nav": SimpleLazyObject(lambda: menu_of(user, request.path)),
        "unread_messages": SimpleLazyObject(lambda: unread_count(user.id)),
    }
