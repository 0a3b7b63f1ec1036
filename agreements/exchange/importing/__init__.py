"""A spreadsheet comes in: columns are matched, every cell is read, rows are compared, shown, written, and undone."""
