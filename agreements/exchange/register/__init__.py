"""The tables of the register as sheets of a workbook: the same columns go out, and come in again."""
