"""Numbers as pages show them, with the separators of the language: 1.250,5 in Indonesian, 1,250.5 in English."""

from decimal import Decimal


def decimal_mark(language: str) -> str:
    """Return the mark before decimals: a comma in Indonesian, a point in English."""
    return "." if language.startswith("en") else ","


def format_number(value: Decimal | int, language: str) -> str:
    """Return the number with the separators of the language and as many decimals as the value has."""
    text = f"{Decimal(value):,f}"
    return text if language.startswith("en") else text.translate(str.maketrans(",.", ".,"))


def without_zeros(value: Decimal) -> Decimal:
    """Return the same number without the zeros that a column adds to its decimals: 12.50 is 12.5, 1000.00 is 1000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def figure(value: Decimal | int, language: str) -> str:
    """Return the number as people write it: thousands grouped, only the decimals that say something."""
    return format_number(without_zeros(Decimal(value)), language)
