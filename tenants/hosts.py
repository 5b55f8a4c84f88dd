"""Which jurisdiction a host name leads to: exact, from the domain table, kept in the process for a moment."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tenants.backend.access import wrapper_of
from tenants.models import Domain, Jurisdiction

#: How long a suspended tenant or a new domain may go unnoticed by a web process.
LIFETIME_SECONDS = 5.0
#: Unknown hosts are remembered too; made-up names must not fill the memory.
MOST_HOSTS = 10_000


@dataclass(frozen=True, slots=True)
class _Known:
    jurisdiction: Jurisdiction | None
    read_at: float


_known: dict[tuple[str, str], _Known] = {}


def jurisdiction_of_host(host: str) -> Jurisdiction | None:
    """The jurisdiction of an exact host (lower case, no port), or None. Reads the public schema at most every 5 s.

    The row is shared between requests: treat it as read-only.
    """
    key = (str(wrapper_of().settings_dict["NAME"]), host)
    known = _known.get(key)
    if known is None or time.monotonic() - known.read_at > LIFETIME_SECONDS:
        domain = Domain.objects.select_related("tenant").filter(domain=host).first()
        known = _Known(domain.tenant if domain else None, time.monotonic())
        if len(_known) >= MOST_HOSTS:
            _known.clear()
        _known[key] = known
    return known.jurisdiction


def forget_hosts() -> None:
    """After a domain or a state changed in this process."""
    _known.clear()
