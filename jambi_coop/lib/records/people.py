"""How a person is called, on pages and in mails."""


def name_of(user) -> str:
    """The full name, else the name of the account; "" where there is nobody."""
    return (user.get_full_name() or user.get_username()) if user else ""
