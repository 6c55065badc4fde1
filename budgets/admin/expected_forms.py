"""How is entered what should be disclosed: one by one, or pasted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.admin.days import DayField, check_disclosed
from budgets.departments import NotResolved, resolve
from budgets.models import PLAUSIBLE_YEARS, Department, Expected, Scope, Stage
from budgets.querysets import DepartmentNameQuerySet

if TYPE_CHECKING:  # Django's classes take a parameter in their stubs alone
    ExpectedModelForm = forms.ModelForm[Expected]
else:
    ExpectedModelForm = forms.ModelForm

MOST_LINES: Final = 500
_NUMBERED: Final = re.compile(r"(?:编号\s*)?(?P<number>[0-9]{1,9})(?:\s+(?P<name>\S.*))?")
PASTED: Final = ("fiscal_year", "approved_on", "published_on")


class ExpectedForm(ExpectedModelForm):
    """A disclosure that a list or a rule asks for. It may be told to the public as missing, so that its source is asked for."""

    class Meta:
        model = Expected
        fields = ("department", "fiscal_year", "stage", "scope", "source", "reference", "approved_on", "published_on")
        help_texts: ClassVar[dict[str, Any]] = {
            "approved_on": _("知道才填；收录的文件有批复日期的，以文件的为准"),
            "published_on": _("知道才填；收录的文件有公开日期的，以文件的为准"),
        }
        field_classes: ClassVar[dict[str, Any]] = {"approved_on": DayField, "published_on": DayField}

    def clean_fiscal_year(self) -> int:
        year: int = self.cleaned_data["fiscal_year"]
        last = timezone.localdate().year + 1
        if not PLAUSIBLE_YEARS.start <= year <= last:
            raise ValidationError(_("年度不在 2007–%(last)d 之内，请核对。"), params={"last": last})
        return year

    def clean(self) -> None:
        super().clean()
        year = self.cleaned_data.get("fiscal_year")
        check_disclosed(self, [year] if year else [])


class ManyExpectedForm(forms.Form):
    """What one list asks for, pasted: a line for each department and year. `checked`: the form of each line, as if entered alone."""

    stage = forms.ChoiceField(label=_("阶段"), choices=Stage.choices)
    scope = forms.ChoiceField(label=_("口径"), choices=Scope.choices)
    source = forms.CharField(label=_("依据"), max_length=200, help_text=_("清单或规定的名称，公开显示"))
    reference = forms.CharField(label=_("出处"), max_length=500, help_text=_("网址，或第几条，公开显示"))
    lines = forms.CharField(
        label=_("每行一份"),
        widget=forms.Textarea(attrs={"rows": 15, "cols": 80}),
        help_text=_("部门名称或编号，年度，批复日期，公开日期；用逗号或制表符分开，日期可以不写。最多 500 行。"),
    )
    checked: list[ExpectedForm]

    def clean(self) -> None:
        lines = [(number, line) for number, line in enumerate(self.cleaned_data.get("lines", "").splitlines(), 1) if line.strip()]
        if len(lines) > MOST_LINES:
            self.add_error("lines", _("最多 %(most)d 行，这里有 %(count)d 行，请分几次。") % {"most": MOST_LINES, "count": len(lines)})
            return
        self.checked, seen = [], set()
        for number, line in lines:
            try:
                form = self._one(line)
                key = (form.cleaned_data["department"].pk, form.cleaned_data["fiscal_year"])
                if key in seen:
                    raise ValidationError(_("上面已有这个部门的这一年。"))
            except ValidationError as error:
                self.add_error("lines", _("第 %(number)d 行：%(said)s") % {"number": number, "said": error.messages[0]})
            else:
                seen.add(key)
                self.checked.append(form)

    def _one(self, line: str) -> ExpectedForm:
        name, *others = (part.strip() for part in re.split(r"[\t,，]", line))
        if not 1 <= len(others) <= len(PASTED):
            raise ValidationError(_("应是部门名称、年度、批复日期、公开日期，后两项可以不写。"))
        department = department_called(name)
        form = ExpectedForm({**self.cleaned_data, "department": department.pk, **dict(zip(PASTED, others, strict=False))})
        if not form.is_valid():
            field, said = next((field, errors[0]) for field, errors in form.errors.items())
            raise ValidationError(f"{form.fields[field].label}：{said}" if field in form.fields else said)
        return form


def department_called(words: str) -> Department:
    """By its number and name (12 某市财政局), or by its name or number alone.

    Raises ValidationError (department_unknown, …), also where the number is another department's than the name.
    """
    if not words:
        raise ValidationError(_("没有写部门，请写它的编号或名称。"), "department_missing")
    found = _NUMBERED.fullmatch(words)
    if found is None:
        return _named(words)
    department = Department.objects.filter(pk=int(found["number"])).first()
    if department is None:
        raise ValidationError(_("没有编号为 %(number)s 的部门。"), "no_such_number", {"number": found["number"]})
    name = found["name"]
    if name and not department.names.filter(key=DepartmentNameQuerySet.key(name)).exists():
        text = _("编号 %(number)s 的部门不叫“%(name)s”，是%(own)s。请核对。")
        raise ValidationError(text, "another_name", {"number": found["number"], "name": name, "own": department.name})
    return department


def _named(name: str) -> Department:
    try:
        return resolve(name)
    except NotResolved as error:
        hint = _("可以把名称换成编号。") if error.code == "department_ambiguous" else ""
        raise ValidationError(f"{error}{hint}", error.code) from None
