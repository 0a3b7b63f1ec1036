"""Memory of what `load_cases` has brought into the register."""

from django.db import models


class LoadedRecord(models.Model):
    """An entry of the `fixtures/` that was loaded into the register.

    `key` is the kind and the entry's own name, such as “case/tpa-talang-gulo”. It stays when the row is changed,
    moved to the trash or purged, so that nothing comes twice and nothing comes back.
    """

    key = models.CharField(max_length=200, primary_key=True)
    object_id = models.PositiveBigIntegerField()
    loaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.key
