"""The workbook of an office for the yearly review: what it promised and did, with cells to fill in."""
