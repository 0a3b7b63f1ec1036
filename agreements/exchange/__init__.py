"""The register as files: the columns of an agreement in a download, and who may have which."""
