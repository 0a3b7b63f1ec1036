"""Pages that span both apps: the first page, pages and errors of the site, the admin site with its menu."""
