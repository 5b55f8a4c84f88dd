from tenants.records.migrations import __name__ as package
from importlib import import_module

Migration = import_module(f"{package}.0003_days_from_above").Migration
