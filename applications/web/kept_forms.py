"""Forms of the material library, and a document as its pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from applications.domain.kept_materials import (
    KEPT_RULES,
    NAME_LENGTH,
    NUMBER_LENGTH,
    KeptDetails,
    Validity,
    validity_on,
)
from applications.models import KeptKind, KeptMaterial, KeptVersion
from applications.web.announcement_forms import DayInput
from applications.web.upload_answers import NO_FILE
from documents.domain.file_rules import taken_extensions, taken_formats
from tenants.clock import today

#: Stands for the own library where units stand by their id.
OWN = "own"


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One document of a list; `refusal` says why it cannot be chosen where the list is a picker."""

    kept: KeptMaterial
    validity: str
    refusal: str = ""

    @property
    def version(self) -> KeptVersion:
        return self.kept.current

    @property
    def owner(self) -> str:
        return self.kept.organisation.name if self.kept.organisation else str(_("个人"))


def validity_of(version: KeptVersion) -> Validity:
    return validity_on(today(), version.valid_until)


class DetailsForm(forms.Form):
    """What is said of a document; the file by the id that the upload box notes, so that nothing is uploaded twice."""

    name = forms.CharField(label=_("名称"), max_length=NAME_LENGTH, help_text=_("例如“营业执照（副本）”。"))
    document_number = forms.CharField(
        label=_("证件编号"),
        max_length=NUMBER_LENGTH,
        required=False,
        help_text=_("证照上的编号，不要填写身份证号。"),
    )
    issued_on = forms.DateField(label=_("发证日期"), required=False, widget=DayInput)
    valid_until = forms.DateField(label=_("有效期至"), required=False, widget=DayInput)
    permanent = forms.BooleanField(label=_("长期有效"), required=False)
    unclassified = forms.BooleanField(label=_("本文件不涉及国家秘密"), required=False)
    file = forms.UUIDField(label=_("文件"), widget=forms.HiddenInput, required=False)
    file_name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=255)

    def details(self) -> KeptDetails:
        given = self.cleaned_data
        return KeptDetails(
            name=given["name"],
            document_number=given["document_number"],
            issued_on=given["issued_on"],
            valid_until=given["valid_until"],
            permanent=given["permanent"],
            unclassified=given["unclassified"],
        )

    @property
    def file_id(self) -> UUID | None:
        found: UUID | None = self.cleaned_data["file"]
        return found


class KeptForm(DetailsForm):
    """A new document, for one of the units that one keeps documents for, or for oneself."""

    owner = forms.ChoiceField(
        label=_("存入"),
        help_text=_("单位的材料由单位管理员和二级部门审核人保管，本单位成员都可以选用；个人的材料只有您自己可以选用。"),
    )
    kind = forms.ChoiceField(label=_("类别"), choices=[("", _("请选择")), *KeptKind.choices])
    field_order = ("owner", "kind")

    def __init__(self, *args: object, organisations: list[Organisation], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            *((str(each.id), each.name) for each in organisations),
            (OWN, _("我的个人材料")),
        ]
        self.initial.setdefault("owner", organisations[0].id if organisations else OWN)

    @property
    def organisation_id(self) -> UUID | None:
        owner = self.cleaned_data["owner"]
        return None if owner == OWN else UUID(owner)


def initial_of(version: KeptVersion) -> dict[str, object]:
    """What the form of a newer version begins with; its validity is asked for anew."""
    return {"name": version.name, "document_number": version.document_number, "permanent": version.valid_until is None}


def upload_context() -> dict[str, object]:
    """What the upload box of these forms needs."""
    return {
        "start_url": reverse("materials:start_file"),
        "finish_url": reverse("materials:finish_file", args=[NO_FILE]),
        "status_url": reverse("materials:file_status", args=[NO_FILE]),
        "formats": ",".join(taken_formats(KEPT_RULES.formats)),
        "accept": ",".join(f".{extension}" for extension in taken_extensions(taken_formats(KEPT_RULES.formats))),
        "max_bytes": KEPT_RULES.max_bytes,
    }
