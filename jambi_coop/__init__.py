"""The Django project: settings, URLs, the pages of the whole site, and a library without knowledge of the apps."""
