"""The commands of `manage.py`: nightly jobs, checks, and the setting up of an installation."""
