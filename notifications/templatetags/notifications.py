"""The number of unread messages, for headers and menus."""

from __future__ import annotations

from django import template

from accounts.models import User
from notifications.queries.inbox import unread_count

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_messages(context: template.Context) -> int:
    """One query; 0 for nobody."""
    user = getattr(context.get("request"), "user", None)
    return unread_count(user.id) if isinstance(user, User) else 0
