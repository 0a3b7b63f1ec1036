"""The tables of the register as sheets, in the order in which they depend on each other.

To add a column: put the name of the field into the list of its table, or a `SheetColumn` where its value is not a
field. What a new row needs beside its cells is in `agreements.exchange.importing`.
"""

from .agreement_tables import AGREEMENTS, PARTIES, PARTNERS
from .paper_tables import INSTRUMENTS, SIGNATURES, STEPS
from .tables_out import ONLY_OUT
from .work_tables import FOLLOW_UPS, INDICATORS, MEASUREMENTS, MONEY, TARGETS

TAKEN_IN = (
    *(PARTNERS, AGREEMENTS, PARTIES, INSTRUMENTS, SIGNATURES, STEPS, FOLLOW_UPS),
    *(MONEY, INDICATORS, TARGETS, MEASUREMENTS),
)
"""The tables that an import writes, in the order in which their rows depend on each other."""


ALL = (*TAKEN_IN, *ONLY_OUT)
BY_KEY = {table.key: table for table in ALL}
