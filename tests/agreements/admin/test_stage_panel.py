"""The panel above an agreement says what the public page says, in the words of the record."""

import re
from datetime import date

import pytest

from agreements.corrections.steps import name_of_step
from agreements.lifecycle.vocabulary import Stage
from agreements.models import Agreement, Waiver
from tests.agreements.staff_desk import url
from tests.agreements.stages.old_text_shapes import UNSURE
from tests.factories import advance_to, make_agreement

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def text_of_panel(desk, agreement):
    html = desk.get(url("agreement_change", agreement.pk)).content.decode()
    return html[html.index('<section class="agreement-panel"') : html.index("</section>")]


def test_panel_gives_the_rule_of_the_unknown_status_with_its_days(desk, settings):
    settings.ATTESTATION_VALID_DAYS = 77
    text = text_of_panel(desk, make_agreement())
    assert "77 hari" in text
    assert "tiga tahun" not in text


def test_panel_of_a_comparison_case_names_its_region(desk, editor):
    agreement = make_agreement(by=editor, is_comparison=True, region="Kota Bandung")
    advance_to(agreement, Stage.COUNCIL, editor)
    step = agreement.steps.get(stage=Stage.COUNCIL)
    Waiver.objects.create(step=step, ground="not_found", reason="Berkas belum ditemukan.", on=TODAY)
    text = text_of_panel(desk, agreement)
    assert ("Kota Jambi" in text, "DPRD Kota Bandung" in text, ">Kota Bandung</a>" in text) == (False, True, True)
    assert "DPRD Kota Bandung" in name_of_step(step)
    for address in (url("step_change", step.pk), url("step_changelist")):
        html = desk.get(address).content.decode()
        assert re.search(r"DPRD\)? (dari )?Kota Bandung", html)


def test_panel_says_where_the_track_is_only_a_choice(desk):
    agreement = make_agreement(track="legacy", signed_on="2014")
    Agreement.objects.filter(pk=agreement.pk).update(signed_before="not_known")
    assert UNSURE not in text_of_panel(desk, agreement)
    agreement.instruments.get().signatures.all().delete()
    assert UNSURE in text_of_panel(desk, agreement)
