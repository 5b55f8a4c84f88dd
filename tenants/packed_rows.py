"""Rows of several small tables in one statement: each table is an array of objects in one row of the answer.

For pages that show a little of much. What comes back are model instances with the columns that were asked for, the
encrypted ones decrypted; they are to be read, not saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DecimalField, FloatField, ForeignKey, Model, QuerySet
from django.db.models.functions import JSONObject

from tenants.encryption import EncryptedTextField

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Packed(Generic[M]):
    """Rows to come along, in their order. `related`: path of a foreign key (`act`, `act__actor`) → its columns.

    `columns` are those of the rows themselves; none named means all.
    """

    rows: QuerySet[M]
    columns: Sequence[str] = ()
    related: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def expression(self) -> ArraySubquery:
        columns = self.columns or [each.attname for each in _columns(self.rows.model)]
        paths = [*columns] + [f"{path}__{column}" for path, names in self.related.items() for column in names]
        return ArraySubquery(self.rows.select_related(None).values(packed=JSONObject(**{each: each for each in paths})))

    def unpack(self, found: Sequence[Mapping[str, object]] | None) -> list[M]:
        return [self._row(each) for each in found or ()]

    def _row(self, values: Mapping[str, object]) -> M:
        row = _instance(self.rows.model, {name: value for name, value in values.items() if "__" not in name})
        loaded: dict[str, Any] = {"": row}
        for path, names in self.related.items():
            before, _, name = path.rpartition("__")
            holder = loaded[before]
            if holder is None or getattr(holder, f"{name}_id") is None:
                loaded[path] = None
                continue
            key: ForeignKey[Any, Any] = type(holder)._meta.get_field(name)  # noqa: SLF001 - Django's public name
            loaded[path] = _instance(key.related_model, {each: values[f"{path}__{each}"] for each in names})
            setattr(holder, name, loaded[path])
        return row


def fetch_packed(base: QuerySet[Any], parts: Mapping[str, Packed[Any]]) -> dict[str, list[Any]]:
    """All parts beside one row of `base`, which has to be there. One query."""
    found = base.order_by().values(**{f"packed_{name}": part.expression() for name, part in parts.items()}).get()
    return {name: part.unpack(found[f"packed_{name}"]) for name, part in parts.items()}


def attach(parents: Iterable[Model], relation: str, children: Iterable[Model], *, by: str) -> None:
    """Lets `parent.relation.all()` answer from `children` without a query, as a prefetch would; `by` names their
    column that holds the parent's key.
    """
    found: dict[object, list[Model]] = {}
    for child in children:
        found.setdefault(getattr(child, by), []).append(child)
    for parent in parents:
        rows = getattr(parent, relation).all()
        rows._result_cache = found.get(parent.pk, [])  # noqa: SLF001 - as Django's own prefetch does
        parent.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = rows


def _instance(model: type[M], values: Mapping[str, object]) -> M:
    """With the other columns left to be read when they are asked for."""
    fields = [each for each in _columns(model) if each.attname in values]
    return model.from_db(
        None, [each.attname for each in fields], [_python(each, values[each.attname]) for each in fields]
    )


def _columns(model: type[Model]) -> Sequence[Any]:
    return model._meta.concrete_fields  # noqa: SLF001 - Django's public name


def _python(column: Any, value: object) -> object:
    if isinstance(column, DecimalField | FloatField):
        raise TypeError(f"{column} does not travel exactly")
    if isinstance(column, EncryptedTextField):
        return column.of_packed(value)
    return column.to_python(value)
