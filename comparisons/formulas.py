"""A formula as it is printed: one text that people read and that can be computed with. Pure.

It stands beside the function that computes the number with its own means (exact quotients, reasons why there is none). A test puts the same
numbers into both, so that what is printed cannot say anything else than what is computed.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

_SIGNS: Final = {"−": "-", "×": "*", "÷": "/", "^": "**"}
_OPERATIONS: Final[Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_ROOT: Final = Context(prec=50)

Number = Decimal | Fraction | int


def gettext_noop(text: str) -> str:
    """Marks a text for the catalogue of translations; it is translated where it is shown."""
    return text


@dataclass(frozen=True)
class Formula:
    """`result` = `text`, in `unit`. `text` has a place for each quantity of `names`, which says in Chinese what the quantity is."""

    result: str
    text: str
    names: Mapping[str, str]
    unit: str

    def told(self, translated: Callable[[str], str] = str) -> str:
        """The formula in words, with the signs + − × ÷ and ^."""
        words = {name: translated(said) for name, said in self.names.items()}
        return f"{translated(self.result)} = {self.text.format(**words)}"

    def of(self, **numbers: Number) -> Fraction:
        """What the printed text comes to for these numbers: exact, but for a root (50 digits)."""
        if set(numbers) != set(self.names):
            raise ValueError(f"{self.text}: {sorted(numbers)}")
        text = self.text.format(**{name: name for name in self.names})
        for sign, python in _SIGNS.items():
            text = text.replace(sign, python)
        return _value(ast.parse(text, mode="eval").body, numbers)


def _value(node: ast.expr, numbers: Mapping[str, Number]) -> Fraction:
    match node:
        case ast.Name(id=name):
            return Fraction(numbers[name])
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_value(left, numbers), _value(right, numbers))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATIONS:
            return _OPERATIONS[type(sign)](_value(left, numbers), _value(right, numbers))
    raise ValueError(f"no part of a formula: {ast.unparse(node)}")


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    one, other = (_ROOT.divide(Decimal(number.numerator), Decimal(number.denominator)) for number in (base, exponent))
    return Fraction(_ROOT.power(one, other))
