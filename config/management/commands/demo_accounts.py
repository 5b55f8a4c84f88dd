"""Prints where the demonstration runs and who can sign in there."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from accounts.addresses import absolute_url
from accounts.queries.demo import demo_accounts
from config.demo.country import read_data
from tenants.context import tenant_context
from tenants.models import Jurisdiction, State


class Command(BaseCommand):
    help = "Lists every active jurisdiction's address and, where demo data was loaded, its demo accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        shared = read_data("people")["password"]
        parser.add_argument("--password", default=shared, help="shown beside the accounts; demo accounts share it")

    def handle(self, *_args: object, password: str, **_options: object) -> None:
        for jurisdiction in Jurisdiction.objects.filter(state=State.ACTIVE).order_by("division_code"):
            self.stdout.write(f"{jurisdiction.name}  {absolute_url('/', jurisdiction)}")
            with tenant_context(jurisdiction):
                accounts = demo_accounts()
            for account in accounts:
                self.stdout.write(f"  {account.login}  {account.name}  {account.role}")
        self.stdout.write(f"演示账号的密码都是 {password}")
