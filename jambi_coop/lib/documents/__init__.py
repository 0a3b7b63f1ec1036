"""Documents for people as DOCX: a report with letterhead, table, totals and signature block."""
