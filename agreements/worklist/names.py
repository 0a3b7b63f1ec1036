"""How people are called on the work list."""


def person_name(user) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""
