"""Packages as YAML: read with every scalar a string, so that `0.10`, `no`, `012` and dates stay what was written.

The schema gives types afterwards. Aliases are refused (they hide repetition and can explode), and so are two equal
keys, of which YAML would silently keep one.
"""

from __future__ import annotations

from typing import Final, Protocol

import yaml

from procedures.domain.package.canonical import document_json
from procedures.domain.package.document import PackageDocument
from procedures.domain.values import Json
from tenants.domain.errors import Problem, ValidationFailed

MAX_CHARACTERS: Final = 2_000_000
MAX_DEPTH: Final = 60
LINE_WIDTH: Final = 110
#: By libyaml: what is not readable is found in an eighth of the time that Python's own reader takes.
LOADER: Final = yaml.CSafeLoader


def read_yaml(text: str) -> dict[str, Json]:
    """A document whose every scalar is a string (or None where nothing stands).

    Raises ValidationFailed with the line of what cannot be read.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValidationFailed([Problem("", "yaml_too_large", {"most": MAX_CHARACTERS})])
    try:
        _refuse_aliases(text)
        root = yaml.compose(text, Loader=LOADER)
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        line = min(_line(getattr(error, "problem_mark", None)), text.count("\n") + 1)
        raise ValidationFailed([Problem("", "yaml_not_readable", {"line": line})]) from error
    content = _plain(root) if root else None
    if not isinstance(content, dict):
        raise ValidationFailed([Problem("", "yaml_not_an_object")])
    return content


def _refuse_aliases(text: str) -> None:
    """Also bounds nesting, before anything recursive looks at it."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ValidationFailed([Problem("", "yaml_alias", {"line": _line(event.start_mark)})])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ValidationFailed([Problem("", "yaml_too_deep", {"line": _line(event.start_mark)})])


class _Mark(Protocol):
    line: int


def _line(mark: _Mark | None) -> int:
    """The line a mark stands in as an editor counts it; the first where YAML gives none."""
    return mark.line + 1 if mark else 1


def _plain(node: yaml.Node) -> Json:
    if isinstance(node, yaml.ScalarNode):
        return None if not node.value and not node.style else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    content: dict[str, Json] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if not isinstance(key_node, yaml.ScalarNode) or key in content:
            code = "yaml_duplicate_key" if isinstance(key_node, yaml.ScalarNode) else "yaml_key_not_text"
            raise ValidationFailed([Problem(key, code, {"line": _line(key_node.start_mark)})])
        content[key] = _plain(value_node)
    return content


def write_yaml(document: PackageDocument) -> str:
    """A document as people edit it: readable order, no aliases; `read_yaml` and the schema give it back."""
    return yaml.dump(
        _in_schema_order(document, document_json(document)),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=LINE_WIDTH,
    )


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the name is PyYAML's
        return True


def _in_schema_order(document: PackageDocument, content: dict[str, Json]) -> dict[str, Json]:
    """Parts in the order the format lists them; inside, key and label stand first as written in the models."""
    dumped = document.model_dump(mode="json", exclude_defaults=True)
    return {name: _ordered_like(dumped[name], content[name]) for name in dumped}


def _ordered_like(model: object, content: Json) -> Json:
    if isinstance(model, dict) and isinstance(content, dict):
        return {key: _ordered_like(model[key], content[key]) for key in model if key in content}
    if isinstance(model, list) and isinstance(content, list):
        return [_ordered_like(one, other) for one, other in zip(model, content, strict=True)]
    return content
