"""Tables without a file format, and the writers of CSV and XLSX that hand them out."""
