"""Reports of the office: ten tables with letterhead for screen, print, XLSX and DOCX, and those kept as sent."""
