from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = _("办理")

    def ready(self) -> None:
        from accounts.role_followers import follow_grants
        from applications.chain_runner import register_chain_runner
        from notifications.domain.catalogue import register_events
        from reviews.clock_messages import CLOCK_EVENTS
        from reviews.clock_wording import CLOCK_SENTENCES
        from reviews.messages import EVENTS
        from reviews.queries.readiness import something_was_decided
        from reviews.services import clock_calendar, clock_timers, notice_steps, unblocking  # noqa: F401 - register as they load
        from reviews.services.chain import StepChainRunner
        from reviews.services.department_heads import look_back
        from reviews.wording import SENTENCES
        from tenants.readiness import register_readiness
        from tenants.wording import register_wording

        register_chain_runner(StepChainRunner())
        follow_grants(look_back)
        register_events((*EVENTS, *CLOCK_EVENTS))
        register_wording({**SENTENCES, **CLOCK_SENTENCES})
        register_readiness("reviews.first_trial", _("首次试办已走完"), something_was_decided)
        import_module("reviews.tasks")
