"""What a correction asks for: what shall stand in a place, and why."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from budgets.measures import MEASURES
from budgets.overlay import SPLIT, Second, is_split
from budgets.titles import schedule_titles
from budgets.told import ROW_WORDS
from ingest.review.cells import Cell, TableRead

_DEPTH: Final = 3


class MeaningWidget(forms.MultiWidget):
    """What a column means, from its outermost head to its innermost: a list each."""

    def __init__(self) -> None:
        labels = (_("最外层"), _("中间一层"), _("最里层"))
        super().__init__([forms.Select(attrs={"aria-label": label}, choices=[("", "—"), *MEASURES.items()]) for label in labels])

    def decompress(self, value: str | None) -> list[str]:
        parts = value.split(".") if value else []
        return [*parts, *[""] * (_DEPTH - len(parts))][:_DEPTH]


class MeaningField(forms.MultiValueField):
    """The measure of the contract, joined by full stops."""

    widget = MeaningWidget

    def __init__(self, **more: Any) -> None:
        fields = [forms.ChoiceField(choices=[("", "—"), *MEASURES.items()], required=False) for _part in range(_DEPTH)]
        super().__init__(fields, require_all_fields=False, **more)

    def compress(self, data_list: list[str]) -> str:
        return ".".join(filter(None, data_list or ()))


class CellForm(forms.Form):
    """What shall stand in a cell, and why; `old` is what the person saw there."""

    old = forms.CharField(widget=forms.HiddenInput, required=False, strip=False, max_length=2000)
    new = forms.CharField(label=_("改为"), required=False, max_length=300, help_text=_("照印出来的样子填写，单位不变；空白格留空。"))
    reason = forms.CharField(label=_("理由（公开显示）"), max_length=300, error_messages={"required": _("请写明更正的理由。")})


class MeaningForm(CellForm):
    new = MeaningField(label=_("改为"), required=False, help_text=_("从外到内，最多三层；都不选，就照印出的栏目。"))  # type: ignore[assignment]


class KindForm(CellForm):
    new = forms.ChoiceField(label=_("改为"), required=False)  # type: ignore[assignment]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["new"].choices = [("", _("不是标准表")), *schedule_titles().items()]  # type: ignore[attr-defined]


class RowForm(CellForm):
    """What a row is; where it is two, code, name and figures of the second one, by the columns of its table."""

    new = forms.ChoiceField(  # type: ignore[assignment]
        label=_("改为"),
        required=False,
        choices=list(ROW_WORDS.items()),
        help_text=_("名称断成两行的，在上面一行选“与下一行是同一行”：名称接起来，数合在一起。"),
    )
    second_code = forms.CharField(label=_("第二行的代码"), required=False, max_length=40)
    second_label = forms.CharField(label=_("第二行的名称"), required=False, max_length=300)

    def __init__(self, table: TableRead, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._columns = {f"figure_{cell.name.column}": cell.name.column or 0 for cell in table.measures}
        for (name, _column), head in zip(self._columns.items(), table.columns, strict=True):
            self.fields[name] = forms.CharField(label=" / ".join(head) or _("数字"), required=False, max_length=60)

    @property
    def extras(self) -> list[forms.BoundField]:
        """What is asked of the second row."""
        return [self[name] for name in ("second_code", "second_label", *self._columns)]

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        if given.get("new") == SPLIT:
            figures = {column: given.get(name, "").strip() for name, column in self._columns.items()}
            given["new"] = Second(given.get("second_code", "").strip(), given.get("second_label", "").strip(), figures).state


_FORMS: Final[dict[str, type[CellForm]]] = {"measure": MeaningForm, "schedule": KindForm}


def form_for(cell: Cell, table: TableRead, given: QueryDict | None = None) -> CellForm:
    """The form under a cell of a table, as it stands or as it was sent."""
    initial: dict[str, Any] = {"old": cell.now, "new": cell.now}
    if cell.name.field == "row":
        if is_split(cell.now):
            second = Second.of(cell.now)
            figures = {f"figure_{column}": text for column, text in second.figures.items()}
            initial |= {"new": SPLIT, "second_code": second.code, "second_label": second.label, **figures}
        return RowForm(table, given) if given is not None else RowForm(table, initial=initial)
    form = _FORMS.get(cell.name.field, CellForm)
    return form(given) if given is not None else form(initial=initial)
