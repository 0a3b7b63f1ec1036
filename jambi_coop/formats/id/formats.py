"""Indonesian: 17 Agustus 2020. Typed dates are day first; month first is never guessed."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y H.i"
TIME_FORMAT = "H.i"
SHORT_DATE_FORMAT = "d-m-Y"
SHORT_DATETIME_FORMAT = "d-m-Y H.i"

# Django's Indonesian list ends in month-first forms: with them 08/17/2020 passes as 17 August.
DATE_INPUT_FORMATS = ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"]
DATETIME_INPUT_FORMATS = ["%d-%m-%Y %H.%M", "%d-%m-%Y %H.%M.%S", "%d/%m/%Y %H.%M", "%d/%m/%Y %H.%M.%S"]
