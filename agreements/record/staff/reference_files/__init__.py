"""Reference tables as files: offices, sectors, sources and extra days off go out, and come in after a preview."""
