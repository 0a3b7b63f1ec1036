"""The register as files: which columns an agreement has in a download, and who gets which."""
