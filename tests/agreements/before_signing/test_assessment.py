"""What the council and the signing ask of the file before signing."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agreements.lifecycle.vocabulary import Holder, Stage
from agreements.models import Agreement
from agreements.stages.actions import advance
from agreements.stages.step_evidence import StepEvidence
from agreements.stages.waivers import waive
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import advance_to, make_agreement, make_assessment

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

ON = KnownDate.day(date(2026, 5, 4))


def test_council_gets_no_plan_without_its_parts(editor, verifier):
    agreement = make_agreement(by=editor)
    make_assessment(agreement, scope="no", duration="unknown")
    advance_to(agreement, Stage.PLAN, editor)
    with pytest.raises(ValidationError) as excinfo:
        advance(agreement, to=Stage.COUNCIL, by=editor, on=ON, today=TODAY)
    assert excinfo.value.error_list[0].code == "parts"
    reason = "Rencana diserahkan lisan, naskahnya menyusul."
    common = {"stage": Stage.PLAN, "holder": Holder.CITY, "ground": "not_done", "reason": reason, "today": TODAY}
    with pytest.raises(PermissionDenied):
        waive(agreement, by=editor, **common)
    waive(agreement, by=verifier, **common)
    advance(agreement, to=Stage.COUNCIL, by=editor, on=ON, today=TODAY)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.COUNCIL


def test_signing_on_an_incomplete_analysis_needs_the_reason(editor):
    agreement = make_agreement(by=editor)
    make_assessment(agreement, needs="no", risks="unknown")
    advance_to(agreement, Stage.CONFIRMATION, editor)
    evidence = StepEvidence(reply_number="119/KS", decided_on=ON)
    common = {"to": Stage.SIGNING, "by": editor, "on": ON, "today": TODAY, "evidence": evidence}
    with pytest.raises(ValidationError) as excinfo:
        advance(agreement, analysis_reason="Terburu-buru", **common)
    assert list(excinfo.value.message_dict) == ["analysis_reason"]
    advance(agreement, analysis_reason="Kunjungan wali kota mitra sudah dekat.", **common)
    agreement = Agreement.objects.select_related("digest", "assessment").get(pk=agreement.pk)
    assert agreement.assessment.signing_reason == "Kunjungan wali kota mitra sudah dekat."
    assert (agreement.digest.analysis_not_done, agreement.digest.analysis_not_known) == (1, 1)
