"""Countries of today, by code and by name."""

from jambi_coop.lib.countries.codes import COUNTRY_CODES, country_choices, country_name


def test_countries_are_todays():
    assert len(COUNTRY_CODES) == 249
    assert country_choices("id")[0] == ("AF", "Afganistan")
    assert (country_name("DE", "id"), country_name("DE", "en")) == ("Jerman", "Germany")
    assert (country_name("", "id"), country_name("XX", "id")) == ("", "XX")
