"""When a message may leave for somebody's phone: quiet hours, and one summary a day at a chosen hour. In China."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tenants.domain.clock import CHINA

#: When what was over the day's quota goes out.
MORNING = 8


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's choice. Quiet from one full hour to another, over midnight too; `digest` is an hour of the day."""

    quiet_from: int | None = None
    quiet_until: int | None = None
    digest: int | None = None

    @property
    def has_quiet(self) -> bool:
        return self.quiet_from is not None and self.quiet_until is not None and self.quiet_from != self.quiet_until


def leaves_at(moment: datetime, hours: Hours) -> datetime:
    """The moment itself, or the later one at which a message goes out."""
    local = moment.astimezone(CHINA)
    if hours.digest is not None:
        return _next(local, hours.digest)
    if hours.quiet_from is None or hours.quiet_until is None or not is_quiet(local.hour, hours):
        return moment
    return _next(local, hours.quiet_until)


def is_quiet(hour: int, hours: Hours) -> bool:
    """Whether an hour of the day lies in the quiet ones."""
    if not hours.has_quiet or hours.quiet_from is None or hours.quiet_until is None:
        return False
    if hours.quiet_from < hours.quiet_until:
        return hours.quiet_from <= hour < hours.quiet_until
    return hour >= hours.quiet_from or hour < hours.quiet_until


def start_of_day(moment: datetime) -> datetime:
    """Midnight in China before a moment."""
    return moment.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)


def next_morning(moment: datetime) -> datetime:
    """Eight o'clock of the following day."""
    return start_of_day(moment) + timedelta(days=1, hours=MORNING)


def _next(local: datetime, hour: int) -> datetime:
    """The next full hour of that number, strictly later."""
    today = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > local else today + timedelta(days=1)
