"""Fill an empty installation with the demonstration country. Run again, it only does what is missing."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from config.demo import country, filings, people, plan_office
from config.demo.announcements import make_announcements
from tenants.clock import clock_set_to, now
from tenants.context import tenant_context
from tenants.domain.clock import FixedClock
from tenants.models import Jurisdiction
from tenants.services.readiness import refresh_readiness

#: Other cities get a few applications each, so that no page of theirs is empty either.
FEW = ((2, ("approve",)), (1, ("approve", "approve", "paper", "register")), (1, ()))
STANDING = timedelta(days=200)


class Command(BaseCommand):
    help = __doc__

    def handle(self, *_args: Any, **_options: Any) -> None:
        entries = country.read_data("jurisdictions")
        cast = country.read_data("people")
        packages = country.fill_library()
        provinces: dict[str, Jurisdiction] = {}
        for ordinal, entry in enumerate(entries, start=1):
            started = time.monotonic()
            if entry["level"] == "province":
                provinces[entry["code"]] = self._province(entry, ordinal, cast)
            else:
                self._city(entry, ordinal, cast, provinces[entry["parent"]], packages)
            self.stdout.write(f"{entry['name']}: {time.monotonic() - started:.1f} s")

    def _province(self, entry: country.Entry, ordinal: int, cast: country.Entry) -> Jurisdiction:
        province = country.found(entry["code"]) or country.make_province(entry)
        with tenant_context(province):
            people.make_staff(ordinal, cast["provinces"], cast["password"])
        return province

    def _city(
        self, entry: country.Entry, ordinal: int, cast: country.Entry, province: Jurisdiction, packages: list[Any]
    ) -> None:
        known = country.found(entry["code"])
        if known is not None and known.branding.get("demo") == "complete":
            return
        contact = {"name": "高启程", "mobile": people.mobile_of(ordinal, 10), "email": ""}
        city = known or country.make_city(
            {**entry, "contact": contact}, province, country.administrator_of(province), packages
        )
        with tenant_context(city):
            self._populate(entry, ordinal, cast)
        with tenant_context(province):
            refresh_readiness(city.pk)
        branding = {**entry["branding"], "demo": "complete"}
        Jurisdiction.objects.using("owner").filter(pk=city.pk).update(branding=branding)

    def _populate(self, entry: country.Entry, ordinal: int, cast: country.Entry) -> None:
        is_full = bool(entry.get("full"))
        people.make_counties(entry)
        # The office existed before the applications of the last weeks reached it.
        with clock_set_to(FixedClock(now() - STANDING)):
            everybody = people.make_staff(ordinal, cast["staff"], cast["password"])
            if is_full:
                office = country.read_data("plan_office")
                everybody |= plan_office.make_plan_staff(office, city=ordinal, password=cast["password"])
        organisations = people.make_organisations(entry, ordinal, cast["organisations"])
        everybody |= people.make_applicants(ordinal, cast["applicants"], organisations, cast["password"])
        make_announcements(
            country.read_data("announcements")["announcements"],
            place=entry["short_name"],
            writer=everybody["configurator"],
            publisher=everybody["approver"],
        )
        cast_here = filings.cast_of(everybody, organisations, one_file=not is_full)
        filings.make_filings(cast_here, stories=filings.STORIES if is_full else FEW, drafts=4 if is_full else 1)
        if is_full:
            plan_office.make_changes(
                office["applications"],
                version=plan_office.publish_plan_change(everybody),
                people=everybody,
                organisations=organisations,
            )
