"""Reports of offices on their follow-ups: draft, submission, decision, and the pages under /lapor/."""
