"""The guards of what a typed number or day means."""

from tests.mutants.guard import Guard

NUMBERS = ("tests/jambi_coop/lib/numbers/test_numbers.py",)
EVERY_FORM = ("tests/test_every_form.py",)
NUMBER_TEXT = "jambi_coop/lib/numbers/number_text.py"
TYPED_NUMBERS = [
    Guard(
        "numbers: a number with two readings",
        NUMBER_TEXT,
        "    if is_grouped and is_fraction:\n",
        "    if False:\n",
        NUMBERS,
    ),
    Guard(
        "numbers: a whole number has no fraction",
        NUMBER_TEXT,
        "may_have_fraction = bool(power or digits.decimal_places)",
        "may_have_fraction = True",
        NUMBERS,
    ),
    Guard(
        "numbers: a leading zero groups nothing",
        NUMBER_TEXT,
        'rf"[1-9]\\d{{0,2}}(?:',
        'rf"\\d{{1,3}}(?:',
        NUMBERS,
    ),
    Guard(
        "numbers: degrees have no thousands",
        NUMBER_TEXT,
        " and not (is_fraction and digits.before_mark <= 3)",
        "",
        NUMBERS,
    ),
    Guard(
        "numbers: more decimals than are kept",
        NUMBER_TEXT,
        "    if not digits.holds(value):\n        raise NumberTextError(",
        "    if False:\n        raise NumberTextError(",
        NUMBERS,
    ),
    Guard(
        "numbers: a reading named in a refusal has one reading",
        NUMBER_TEXT,
        '        decimals += "0"',
        "        pass",
        NUMBERS,
    ),
    Guard(
        "numbers: the forms of the staff read them by the parser",
        "jambi_coop/lib/web/typed_fields.py",
        'models.DecimalField: {"form_class": NumberFormField,',
        'models.DecimalField: {"form_class": forms.DecimalField,',
        EVERY_FORM,
    ),
    Guard(
        "numbers: a number in a file that is loaded",
        "agreements/cases/values.py",
        "        value = value_from_text(field, value)",
        "        pass",
        ("tests/agreements/cases/test_load_cases.py",),
    ),
    Guard(
        "dates: the plain days of the staff's forms",
        "jambi_coop/lib/web/typed_fields.py",
        'models.DateField: {"form_class": DayFormField,',
        'models.DateField: {"form_class": forms.DateField,',
        EVERY_FORM,
    ),
]
