"""Word documents: a report with letterhead, and the merge fields of templates, judged before they are used."""
