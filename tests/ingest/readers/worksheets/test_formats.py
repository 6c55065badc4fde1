"""Number formats: what a worksheet shows, and what counts as printed where it hides something."""

from __future__ import annotations

import pytest

from ingest.readers.worksheets.formats import Shown, show_display, show_number

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (205, "General", "205"),
        (1234.5, "General", "1234.5"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5600000001, "General", "1234.56"),
        (1234.5600000001, "#,##0.00", "1,234.56"),
        (1234567.0, "#,##0", "1,234,567"),
        (999, "#,##0", "999"),
        (0, "0.00", "0.00"),
        (-1234.5, "#,##0.00_ ", "-1,234.50"),
        (-1234.5, "#,##0.00_);[Red]\\(#,##0.00\\)", "(1,234.50)"),
        (1234.5, "#,##0.00_ ;[Red]\\-#,##0.00\\ ", "1,234.50"),
        (1234.5, ACCOUNTING, "1,234.50"),
        (-3.1, ACCOUNTING, "-3.10"),
        (0, ACCOUNTING, "-"),
        (0.1234, "0.00%", "12.34%"),
        (12.3, "0.##", "12.3"),
        (12, "0.##", "12"),
        (5, "000", "005"),
        (1234.5, "[$¥-804]#,##0.00", "1,234.50"),
        (1234.5, '"¥"#,##0.00', "1,234.50"),
        (1234, '0"万元"', "1234万元"),
        (3, "@", "3"),
    ],
)
def test_what_is_shown_is_what_is_read(value: float, number_format: str, text: str) -> None:
    shown = show_number(value, number_format)
    assert (shown.text, shown.doubt) == (text, None)


def test_decimals_that_a_format_hides_are_kept() -> None:
    assert show_number(12.34, "0") == Shown("12.34", "hidden_decimals", "12")
    assert show_number(1234567.891234, "#,##0.00") == Shown("1,234,567.891234", "hidden_decimals", "1,234,567.89")
    assert show_number(-0.001, "0.00") == Shown("-0.001", "hidden_decimals", "-0.00")
    assert show_number(0.125, "0%") == Shown("12.5%", "hidden_decimals", "13%")


def test_a_computed_number_is_what_is_shown_of_it() -> None:
    assert show_number(10000 / 3, "#,##0.00") == Shown("3,333.33", "rounded_display", "3333.33333333333")
    assert show_number(10000 / 3, "General") == Shown("3333.333333", "rounded_display", "3333.33333333333")
    assert show_number(2 / 3, "0.00%").text == "66.67%"


def test_a_format_that_divides_shows_the_figure_of_the_printed_unit() -> None:
    assert show_number(12345678, "#,##0,") == Shown("12,346", "rounded_display", "12345678")
    assert show_number(12000, "#,##0,") == Shown("12")


@pytest.mark.parametrize("number_format", ["#,##0;-#,##0;", "0.00;-0.00;;@", "#,###"])
def test_a_zero_that_is_not_shown_is_blank_and_said(number_format: str) -> None:
    assert show_number(0, number_format) == Shown("", "hidden_zero", "0")


def test_a_number_that_is_not_shown_is_said() -> None:
    assert show_number(5, ";;;") == Shown("", "not_shown", "5")


def test_a_negative_number_shown_by_its_colour_alone_stays_negative() -> None:
    assert show_number(-5.5, "0.00;[Red]0.00") == Shown("-5.50", "hidden_sign", "5.50")


@pytest.mark.parametrize("number_format", ['0!.0,"万"', "# ?/?", "0.00E+00", "[DBNum2]General", "yyyy", "[>=100]0.0;0.00", "0-00"])
def test_a_format_that_is_not_understood_gives_no_figure(number_format: str) -> None:
    shown = show_number(12345.5, number_format)
    assert shown.doubt == "unknown_format"
    assert shown.text == f"12345.5〔{number_format}〕"


def test_numbers_beyond_all_money_are_no_figures() -> None:
    assert show_number(1e300, "0").doubt == "unknown_format"
    assert show_number(12345678901234567890, "0").doubt == "unknown_format"


@pytest.mark.parametrize(
    ("value", "display"),
    [
        ("205", "205"),
        ("1234.5", "1,234.50"),
        ("1234.5600000001", "1,234.56"),
        ("-1234.5", "(1,234.50)"),
        ("-3.1", "-3.10"),
        ("0", "-"),
        ("0", "0.00"),
        ("0.1234", "12.34%"),
        ("5", "005"),
        ("1234", "1234万元"),
        ("0.5", ".5"),
    ],
)
def test_what_the_file_says_is_shown_is_read(value: str, display: str) -> None:
    assert show_display(value, display) == Shown(display, None, "0" if (value, display) == ("0", "-") else "")


def test_currency_signs_are_no_part_of_the_figure() -> None:
    assert show_display("1234.5", "￥1,234.50").text == "1,234.50"


@pytest.mark.parametrize(
    ("value", "display", "found"),
    [
        ("12.34", "12", Shown("12.34", "hidden_decimals", "12")),
        ("1234567.891234", "1,234,567.89", Shown("1,234,567.891234", "hidden_decimals", "1,234,567.89")),
        ("0.125", "13%", Shown("12.5%", "hidden_decimals", "13%")),
        ("3333.33333333333", "3,333.33", Shown("3,333.33", "rounded_display", "3333.33333333333")),
        ("12345678", "12,346", Shown("12,346", "rounded_display", "12345678")),
        ("0", "", Shown("", "hidden_zero", "0")),
        ("5", "", Shown("", "not_shown", "5")),
        ("-5.5", "5.50", Shown("-5.50", "hidden_sign", "5.50")),
    ],
)
def test_what_is_hidden_is_judged_as_by_its_format(value: str, display: str, found: Shown) -> None:
    assert show_display(value, display) == found


@pytest.mark.parametrize(
    ("value", "display"),
    [
        ("1234.5", "1.234,50"),
        ("12345", "1.23E+04"),
        ("5", "-5"),
        ("0.5", "1/2"),
        ("12345.5", "壹万"),
        ("100", "200"),
        ("45292", "2024-01-01"),
    ],
)
def test_a_display_that_is_not_the_number_gives_no_figure(value: str, display: str) -> None:
    shown = show_display(value, display)
    assert shown.doubt in ("unknown_format", "not_shown")
    assert shown.text in ("", f"{value}〔{display}〕")
