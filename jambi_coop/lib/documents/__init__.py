"""Word documents: the parts of a DOCX, the merge fields in it, templates judged before they are used."""
