"""Code lists shared by all tenants: published editions that never change, and what finds their entries."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.domain.ids import new_id


class DictionaryEdition(models.Model):
    """One edition of a code list, immutable. `offered_by` is a tenant's code, `platform` for everybody.

    A later edition is another row: what was chosen from an earlier one keeps its code, words and edition.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(_("代码表"), max_length=40)
    edition = models.CharField(_("版次"), max_length=40)
    source = models.CharField(_("来源"), max_length=300)
    offered_by = models.CharField(_("提供方"), max_length=40)
    entry_count = models.PositiveIntegerField()
    content_hash = models.CharField(_("内容校验值"), max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("代码表版次")
        ordering: ClassVar = ["key", "-published_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offered_by", "key", "edition"], name="one_dictionary_edition")
        ]
        indexes: ClassVar = [models.Index(fields=["key", "-published_at"], name="dictionary_editions_by_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.edition}"


class DictionaryEntry(models.Model):
    """One code with its words; `path` names what it stands under, top first."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    edition = models.ForeignKey(DictionaryEdition, on_delete=models.CASCADE, related_name="entries")
    code = models.CharField(_("代码"), max_length=30)
    label = models.CharField(_("名称"), max_length=120)
    path = models.CharField(_("上级"), max_length=400, blank=True)
    ordinal = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("代码")
        ordering: ClassVar = ["edition", "ordinal"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "code"], name="one_dictionary_code_per_edition")
        ]
        indexes: ClassVar = [models.Index(fields=["edition", "label"], name="dictionary_entries_by_label")]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class DictionaryTerm(models.Model):
    """A beginning under which an entry is found: its code, and its words, initials and pinyin from each character on.

    `weight` is 0 where the term is the entry's own beginning, so that those come first.
    """

    edition = models.ForeignKey(DictionaryEdition, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(DictionaryEntry, on_delete=models.CASCADE, related_name="terms")
    term = models.CharField(max_length=60)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["edition", "term"],
                name="dictionary_terms_by_beginning",
                opclasses=["uuid_ops", "varchar_pattern_ops"],
            )
        ]
