"""An action on a record that somebody changed meanwhile: both values are shown, and the files are kept."""

import os
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from agreements.lifecycle.vocabulary import Stage
from agreements.models import Document
from jambi_coop.lib.files.private_files import private_storage
from jambi_coop.lib.files.retained_uploads import FIELD
from tests.agreements.staff_desk import errors_of, fields_of, send, url
from tests.factories import advance_to, make_agreement, small_pdf

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

LETTER = {"reply_number": "7/DPRD/2026", "decided_on": "1 Juni 2026", "on": "2 Juni 2026"}


@pytest.fixture
def asked(editor):
    """An agreement at the council."""
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.COUNCIL, editor)
    return agreement


@pytest.fixture
def colleague(verifier):
    client = Client()
    client.force_login(verifier)
    return client


def advance_page(agreement):
    return url("agreement_verb", agreement.pk, "advance")


def pdf():
    return SimpleUploadedFile("surat DPRD.pdf", small_pdf(), "application/pdf")


def table_of(response):
    return {row.label: (row.opened, row.now, row.typed) for row in response.context["sections"][0]["rows"]}


def stale(desk, colleague, agreement, **changes):
    """Open the page, let the colleague record the answer, send it."""
    opened = fields_of(desk.get(advance_page(agreement)))
    step = agreement.steps.get(stage=Stage.COUNCIL)
    assert send(colleague, url("step_send", step.pk), number="9/KS", sent_on="4 Mei 2026").status_code == 302
    response = send(colleague, url("step_receive", step.pk), says="approved", number="5/DPRD/2026", dated="20 Mei 2026")
    assert response.status_code == 302, errors_of(response)
    return desk.post(advance_page(agreement), {**opened, **LETTER, **changes})


def test_both_values_and_what_was_changed_meanwhile_are_shown(desk, colleague, asked, verifier):
    """Also where the form would now have other fields: the step was finished by the colleague."""
    response = stale(desk, colleague, asked)
    assert response.status_code == 409
    page = response.content.decode()
    for text in ("Persetujuan DPRD – DPRD Kota Jambi", "5/DPRD/2026", "7/DPRD/2026", verifier.username):
        assert text in page
    asked.refresh_from_db()
    assert asked.stage == Stage.COUNCIL


def test_a_changed_title_stands_beside_the_values_of_the_form(desk, colleague, asked):
    opened = fields_of(desk.get(advance_page(asked)))
    send(colleague, url("agreement_change", asked.pk, part="all"), title="Judul baru")
    response = desk.post(advance_page(asked), {**opened, **LETTER})
    assert response.status_code == 409
    assert table_of(response)["Nomor surat jawaban"] == (None, "—", "7/DPRD/2026")
    assert "Judul baru" in response.content.decode()
    # The same form, sent again from there, is on top of the present version.
    again = desk.post(advance_page(asked), fields_of(response))
    assert again.status_code == 302, errors_of(again)
    assert asked.steps.get(stage=Stage.COUNCIL).reply_number == "7/DPRD/2026"


def test_line_of_the_table_of_past_steps_is_named(desk, colleague, asked):
    address = url("agreement_verb", asked.pk, "record_past")
    opened = fields_of(desk.get(address))
    send(colleague, url("agreement_change", asked.pk, part="all"), title="Judul baru")
    response = desk.post(address, {**opened, "council-council-letter_number": "180/KS"})
    assert response.status_code == 409
    assert table_of(response) == {
        "Persetujuan DPRD – DPRD Kota Jambi: Nomor surat": (None, "—", "180/KS"),
    }
    assert desk.post(address, fields_of(response)).status_code == 302
    assert asked.steps.get(stage=Stage.COUNCIL).letter_number == "180/KS"


def test_file_goes_along_without_being_chosen_again(desk, colleague, asked):
    opened = fields_of(desk.get(advance_page(asked)))
    send(colleague, url("agreement_change", asked.pk, part="all"), title="Judul baru")
    response = desk.post(advance_page(asked), {**opened, **LETTER, "upload": pdf()})
    assert "surat DPRD.pdf" in response.content.decode()
    again = desk.post(advance_page(asked), fields_of(response))
    assert again.status_code == 302, errors_of(again)
    document = Document.objects.get()
    assert (document.original_name, document.size) == ("surat DPRD.pdf", len(small_pdf()))
    assert asked.steps.get(stage=Stage.COUNCIL).document == document


def test_file_of_a_refused_form_is_kept_until_it_is_unticked(desk, asked):
    data = {**fields_of(desk.get(advance_page(asked))), **LETTER, "on": "", "upload": pdf()}
    response = desk.post(advance_page(asked), data)
    assert response.status_code == 200
    sent = fields_of(response)
    assert f"{FIELD}upload" in sent
    unticked = {name: value for name, value in sent.items() if not name.startswith(FIELD)}
    assert f"{FIELD}upload" not in fields_of(desk.post(advance_page(asked), unticked))
    assert desk.post(advance_page(asked), {**sent, "on": "2 Juni 2026"}).status_code == 302
    assert Document.objects.get().original_name == "surat DPRD.pdf"


def test_retained_file_of_a_colleague_is_not_given_out(desk, colleague, asked):
    data = {**fields_of(colleague.get(advance_page(asked))), **LETTER, "on": "", "upload": pdf()}
    token = fields_of(colleague.post(advance_page(asked), data))[f"{FIELD}upload"]
    own = {**fields_of(desk.get(advance_page(asked))), **LETTER, f"{FIELD}upload": token}
    assert desk.post(advance_page(asked), own).status_code == 302
    assert not Document.objects.exists()


def test_retained_files_are_no_documents_without_a_row(desk, asked, capsys):
    data = {**fields_of(desk.get(advance_page(asked))), **LETTER, "on": "", "upload": pdf()}
    desk.post(advance_page(asked), data)
    with suppress(CommandError):  # other tests leave files
        call_command("check_documents")
    assert "retained/" not in capsys.readouterr().out
    files = [path for path in Path(private_storage().path("retained")).rglob("*") if path.is_file()]
    assert files
    yesterday = (timezone.now() - timedelta(hours=25)).timestamp()
    for path in files:
        os.utime(path, (yesterday, yesterday))
    call_command("check_register", verbosity=0)
    assert not any(path.exists() for path in files)
