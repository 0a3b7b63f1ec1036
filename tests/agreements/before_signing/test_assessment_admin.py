"""The page of the file before signing: every question once, saved incomplete, kept for ever."""

import pytest
from django.utils.translation import override

from agreements.lifecycle.questions import QUESTIONS
from agreements.models import Answer, Assessment, OfficialVisit
from agreements.record.completeness import Part
from tests.agreements.staff_desk import (
    EMPTY,
    errors_of,
    fields_of,
    refused,
    send,
    url,
)
from tests.factories import make_agreement, make_assessment, make_partner


@pytest.fixture
def agreement(editor):
    partner = make_partner(strengths="Pengolahan sampah terpilah")
    return make_agreement(by=editor, partner=partner)


@pytest.fixture
def client(client, editor):
    client.force_login(editor)
    return client


def rows_of(response):
    """Code of the question -> prefix of its row."""
    data = fields_of(response)
    return {value: name.rpartition("-")[0] for name, value in data.items() if name.endswith("-question") and value}


def test_page_asks_each_question_once_beside_the_partners_strengths(client, agreement):
    page = client.get(url("assessment_add", agreement=agreement.pk))
    assert "Pengolahan sampah terpilah" in page.content.decode()
    # Transfer of knowledge is asked of science and technology only.
    assert set(rows_of(page)) == {question.code for question in QUESTIONS} - {"transfer"}


def test_answers_are_saved_incomplete_and_go_on(client, agreement):
    address = url("assessment_add", agreement=agreement.pk)
    rows = rows_of(client.get(address))
    values = {f"{rows['needs']}-reply": "no", f"{rows['scope']}-reply": "yes", f"{rows['scope']}-note": "Bab 3"}
    response = send(client, address, city_needs="Pemilahan di sumber", **values)
    assert response.status_code == 302, errors_of(response)
    assessment = Assessment.objects.get(agreement=agreement)
    assert assessment.replies() == {"needs": "no", "scope": "yes"}
    agreement.digest.refresh_from_db()
    assert (agreement.digest.analysis_not_done, agreement.digest.analysis_not_known) == (1, 7)
    address = url("assessment_change", assessment.pk)
    page = client.get(address)
    rows = rows_of(page)
    assert len(rows) == 19
    response = send(client, address, **{f"{rows['risks']}-reply": "partly"})
    assert response.status_code == 302
    assert assessment.replies()["risks"] == "partly"


def test_note_without_a_reply_is_asked_for(client, agreement):
    address = url("assessment_add", agreement=agreement.pk)
    rows = rows_of(client.get(address))
    response = send(client, address, **{f"{rows['needs']}-note": "Ada kajian"})
    assert refused(response) == {f"{rows['needs']}-reply": EMPTY}
    assert not Answer.objects.exists()
    assert "Ada kajian" in response.content.decode()


def test_decision_needs_its_reason(client, agreement):
    response = send(client, url("assessment_add", agreement=agreement.pk), decision="stop")
    assert refused(response) == {"decision_reason": ["Isi alasan keputusan."]}


def test_visit_in_the_future_is_refused(client, agreement):
    assessment = make_assessment(agreement)
    data = {"visits-TOTAL_FORMS": "1", "visits-0-direction": "here", "visits-0-on": "2199-01-01"}
    response = send(client, url("assessment_change", assessment.pk), **data)
    assert refused(response) == {"visits-0-on": ["Tanggal ini belum tiba."]}
    assert not OfficialVisit.objects.exists()


def test_stale_page_is_a_conflict(client, agreement):
    assessment = make_assessment(agreement)
    address = url("assessment_change", assessment.pk)
    data = fields_of(client.get(address))
    send(client, address, city_needs="Lebih dulu")
    response = client.post(address, {**data, "city_needs": "Belakangan"})
    assert response.status_code == 409


def test_file_is_never_deleted(client, superuser, agreement):
    assessment = make_assessment(agreement)
    client.force_login(superuser)
    assert client.post(url("assessment_delete", assessment.pk), {"post": "yes"}).status_code == 403
    assert Assessment.objects.filter(pk=assessment.pk).exists()


def test_second_file_of_an_agreement_is_refused(client, agreement):
    make_assessment(agreement)
    response = send(client, url("assessment_add", agreement=agreement.pk))
    assert refused(response) == {"agreement": ["Kesiapan sebelum penandatanganan dengan Kerja sama telah ada."]}
    assert Assessment.objects.count() == 1


def test_saving_leads_back_to_the_task_list_it_was_opened_from(client, agreement):
    tasks = url("agreement_change", agreement.pk)
    for _turn in ("new", "existing"):
        (row,) = [one for one in client.get(tasks).context["tasks"] if one.task.part == Part.ASSESSMENT]
        assert send(client, row.url, city_needs="Pengolahan sampah").url == tasks
    agreement.refresh_from_db()
    plain = url("assessment_change", agreement.assessment.pk)
    assert send(client, plain, city_needs="Air minum").url == url("assessment_changelist")
    on_and_on = send(client, f"{plain}?back=tasks", city_needs="Air bersih", _continue="1").url
    assert on_and_on == f"{plain}?back=tasks"


def test_whoever_publishes_is_told_that_the_file_becomes_public(client, agreement):
    with override("en"):
        text = client.get(url("agreement_publication", agreement.pk)).content.decode()
    assert "The assessment before signing: each reply with its note and source" in text
    assert "the reasons given for the decision" in text
