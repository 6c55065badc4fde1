"""项目支出绩效目标申报表: the forms in which projects declare their money and their targets. Pure.

A form of which a page was lost is kept with what is left of it, marked as damaged; nothing is filled in for what is missing.
"""

from ingest.forms.reading import read_forms

__all__ = ["read_forms"]
