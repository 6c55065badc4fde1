"""The shapes of the glossary and the methods: the same as on the pages, in the reader's language. Titles of tables stay Chinese."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from budgets.api.serializers import address
from budgets.api.words import InBothSerializer
from budgets.languages import in_both
from comparisons.indicators import BY_KEY
from handbook.entries import IndicatorTold, MethodTold

Texts = serializers.ListField


class PlaceEntrySerializer(serializers.Serializer[Any]):
    """Rows and columns of a standard table; the first column that the table has goes first. `rows` is empty where only labels tell."""

    schedule = serializers.CharField()
    title = serializers.CharField()
    side = serializers.CharField(allow_blank=True)
    rows = Texts(child=serializers.CharField())
    columns = Texts(child=serializers.CharField())


class StepEntrySerializer(serializers.Serializer[Any]):
    """Places that are looked at before those of the next step, the rule for taking their figure, and what it is held against."""

    rule = serializers.CharField()
    places = PlaceEntrySerializer(many=True)
    beside = PlaceEntrySerializer(many=True)


class IndicatorEntrySerializer(serializers.Serializer[Any]):
    """A headline indicator; `key` is a line as `/api/v1/rankings/` takes it, `words` the pattern by which sentences name it."""

    key = serializers.CharField()
    name = serializers.CharField()
    formula = serializers.CharField()
    reference = serializers.CharField()
    parent = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    steps = StepEntrySerializer(many=True)
    words = serializers.CharField()
    page_url = serializers.SerializerMethodField()

    def get_page_url(self, one: IndicatorTold) -> str:
        return f"{address(self, 'methods')}#{one.key}"


class IndicatorNamedSerializer(IndicatorEntrySerializer):
    """The same with its name in both languages, whatever language the answer is in."""

    names = serializers.SerializerMethodField()

    @extend_schema_field(InBothSerializer)
    def get_names(self, one: IndicatorTold) -> dict[str, str]:
        return in_both(partial(gettext, BY_KEY[one.key].name))._asdict()


class IndicatorsSerializer(serializers.Serializer[Any]):
    """The headline indicators in their order."""

    page_url = serializers.URLField()
    results = IndicatorNamedSerializer(many=True)


class FormulaSerializer(serializers.Serializer[Any]):
    """A formula in words."""

    text = serializers.CharField()
    unit = serializers.CharField()


class ReasonEntrySerializer(serializers.Serializer[Any]):
    """A reason why a number is not there: `code` as other answers give it, the word on the pages, and what it means."""

    code = serializers.CharField()
    word = serializers.CharField()
    meaning = serializers.CharField()


class MethodSerializer(serializers.Serializer[Any]):
    """A number that is computed. `examples` begin the names of worked examples in docs/comparing.md."""

    key = serializers.CharField()
    name = serializers.CharField()
    says = serializers.CharField()
    formulas = FormulaSerializer(many=True)
    never = ReasonEntrySerializer(many=True)
    notes = Texts(child=serializers.CharField())
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    examples = Texts(child=serializers.CharField())
    page_url = serializers.SerializerMethodField()

    def get_page_url(self, one: MethodTold) -> str:
        return f"{address(self, 'methods')}#{one.key}"


class CheckEntrySerializer(serializers.Serializer[Any]):
    """A check of a document against itself: `group` A inside tables, B between tables, C text, E forms, F final accounts, D the rest."""

    code = serializers.CharField(source="key")
    group = serializers.CharField()
    question = serializers.CharField()
    formula = serializers.CharField()
    basis = serializers.CharField()


class SignalKindSerializer(serializers.Serializer[Any]):
    """A kind of signal. A signal is not an accusation."""

    code = serializers.CharField(source="key")
    title = serializers.CharField()
    says = serializers.CharField()
    does_not_mean = serializers.CharField()
    threshold = serializers.CharField(allow_blank=True)


class MethodsSerializer(serializers.Serializer[Any]):
    """How every number is made."""

    page_url = serializers.URLField()
    indicators = IndicatorEntrySerializer(many=True)
    methods = MethodSerializer(many=True)
    reasons = ReasonEntrySerializer(many=True)
    checks = CheckEntrySerializer(many=True)
    signals = SignalKindSerializer(many=True)


class TermSerializer(serializers.Serializer[Any]):
    """A term. `chinese` is the term itself, `methods` are anchors of the page of methods."""

    key = serializers.CharField()
    name = serializers.CharField()
    chinese = serializers.CharField()
    meaning = serializers.CharField()
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    aliases = Texts(child=serializers.CharField())
    tables = Texts(child=serializers.CharField())
    methods = serializers.SerializerMethodField()

    def get_methods(self, term: Any) -> list[str]:
        return [key for key, _name in term.methods]


class ThemeSerializer(serializers.Serializer[Any]):
    """Terms that belong together."""

    key = serializers.CharField()
    name = serializers.CharField()
    terms = TermSerializer(many=True)


class ClassNameSerializer(serializers.Serializer[Any]):
    """A name that a class had from one year to another, both included; null is open."""

    name = serializers.CharField()
    since = serializers.IntegerField(allow_null=True)
    until = serializers.IntegerField(allow_null=True)


class ClassSerializer(serializers.Serializer[Any]):
    """A class (类) of a classification, its latest name first."""

    code = serializers.CharField()
    names = ClassNameSerializer(many=True)


class ClassesSerializer(serializers.Serializer[Any]):
    """The classes of one classification, as far as they are known for certain."""

    system = serializers.CharField()
    name = serializers.CharField()
    classes = ClassSerializer(many=True)


class GlossarySerializer(serializers.Serializer[Any]):
    """What the words mean."""

    page_url = serializers.URLField()
    themes = ThemeSerializer(many=True)
    classifications = ClassesSerializer(many=True)
