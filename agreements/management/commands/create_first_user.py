"""Command that creates the first account of a new installation. There is no default password."""

import secrets

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

PASSWORD_BYTES = 15  # 20 characters


class Command(BaseCommand):
    """Prints the random password once; does nothing when a superuser exists."""

    help = "Create one superuser with a random password, printed once. Does nothing when a superuser exists."

    def add_arguments(self, parser):
        parser.add_argument("--username", default="pengelola")

    def handle(self, *args, username, **options):
        user_model = get_user_model()
        if user_model.objects.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        user_model.objects.create_superuser(username, password=password)
        self.stdout.write(f"First account: {username}\nPassword, shown only now: {password}")
