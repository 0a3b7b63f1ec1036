"""Records for the list of confirmations; each function of `CONFIRMATION_CASES` returns one that stands on it and one
not."""

from django.contrib.auth import get_user_model

from agreements.attesting.actions import accept, attest
from agreements.models import Office
from tests.agreements.attesting.answers import answer
from tests.factories import TODAY, make_office, make_signed

from .worklist_records import ago, done


def answered(agreement, user, **values):
    """The agreement, with an answer of its office since the signing that this user entered."""
    office = Office.objects.first() or make_office("Dinas")
    given = {"starts_on": ago(199), "ends_on": TODAY, "answered_on": TODAY, **values}
    attest(answer(agreement, office, **given), by=user, today=TODAY)
    return agreement


def another():
    people = get_user_model().objects
    return people.filter(username="orang-lain").first() or people.create_superuser("orang-lain")


def to_confirm(user):
    return make_signed("Belum ditanya", on=ago(200)), answered(make_signed("Ditanya", on=ago(200)), user, kind="asked")


def to_confirm_again_after_sources_were_read(user):
    read, fresh = (make_signed(name, on=ago(200)) for name in ("Sumber dibaca", "Berkegiatan"))
    return answered(read, user, kind="sources"), done(fresh, TODAY)


def answer_to_accept(user):
    return answered(make_signed("Isian lain", on=ago(200)), another()), answered(
        make_signed("Isian sendiri", on=ago(200)), user
    )


def contradicted(user):
    """Of two silences that an activity contradicts, one was answered anew."""
    silent, anew = (answered(make_signed(name, on=ago(200)), user) for name in ("Dibantah", "Ditanya lagi"))
    somebody = another()
    for one in (silent, anew):
        accept(one.attestations.get(), by=somebody, today=TODAY)
        done(one, ago(150))
    answered(anew, user, kind="complete", starts_on=ago(149))
    accept(anew.attestations.get(kind="complete"), by=somebody, today=TODAY)
    return silent, anew


CONFIRMATION_CASES = dict.fromkeys(
    [to_confirm, to_confirm_again_after_sources_were_read, answer_to_accept, contradicted], "confirm"
)
