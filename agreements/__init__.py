"""The register of agreements: one app, its rooms by subject (see docs/architecture.md)."""
