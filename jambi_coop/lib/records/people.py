"""Names of users on pages and in mails."""


def name_of(user) -> str:
    """Return the full name of a user, else the user name; "" for None."""
    return (user.get_full_name() or user.get_username()) if user else ""
