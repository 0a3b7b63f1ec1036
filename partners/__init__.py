"""The partners of the city: models, staff page, public pages, downloads; no code here knows agreements."""
