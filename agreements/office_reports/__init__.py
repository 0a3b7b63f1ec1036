"""What an office reports on its follow-ups: draft, submission, decision, and the pages under /lapor/."""
