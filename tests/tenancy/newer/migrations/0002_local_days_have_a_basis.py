from tenants.records.migrations import __name__ as package
from importlib import import_module

Migration = import_module(f"{package}.0002_local_days_have_a_basis").Migration
