"""The compose file is one by its schema, and gives the owner's login only to those who change schemas."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

from deploy.embedded.layout import CHECKOUT

COMPOSE = CHECKOUT / "deploy" / "compose.yaml"


def check(path: Path) -> int:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_the_compose_file_follows_its_schema(tmp_path):
    broken = tmp_path / "compose.yaml"
    broken.write_text(COMPOSE.read_text().replace("restart: unless-stopped", "restart: 7", 1))

    assert (check(COMPOSE), check(broken)) == (0, 1)


def test_only_migration_and_provisioner_know_the_owners_login():
    services = yaml.safe_load(COMPOSE.read_text())["services"]

    knowing = sorted(name for name, service in services.items() if "owner.env" in service.get("env_file", []))

    assert knowing == ["migrate", "provisioner"]


def test_every_image_can_be_chosen():
    services = yaml.safe_load(COMPOSE.read_text())["services"]

    assert [name for name, service in services.items() if not service["image"].startswith("${")] == []
