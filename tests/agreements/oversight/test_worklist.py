"""The ten headings: what stands on them, for whom, in what order, and what is put off."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement, DayOff, FollowUp, FollowUpReport
from agreements.oversight.worklist.lists import (
    BY_CODE,
    HEADINGS,
    found_on,
    found_on_all,
    found_under,
    postponed_rows,
)
from agreements.oversight.worklist.next_actions import READ
from agreements.oversight.worklist.postponing import postpone, take_back
from agreements.oversight.worklist.scope import View, WorklistScope, view_of
from agreements.oversight.worklist.waiting import last_late_day
from agreements.record.digest import refresh_digest, refresh_digests
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.working_days import NO_EXTRA_DAYS, working_days_between
from tests.factories import TODAY, confirm, make_agreement, make_office, make_signed

from .worklist_records import (
    CASES,
    ago,
    agreement_of_a_closed_account,
    asked,
    done,
    ending_with_an_old_review,
    exempt,
    exempt_partner,
    ongoing_for_ever,
    overdue,
    report_to_decide,
    silent_for_long,
    unchecked,
    unreported_this_year,
    waiting_for_a_ministry,
    waiting_for_the_council,
)
from .worklist_texts import signed_without_text

pytestmark = pytest.mark.django_db

MANY = 100


def rows_on(code, user, view=View.ALL, today=TODAY):
    scope, heading = WorklistScope(user, today, view), BY_CODE[code]
    found = {one: found_on(one, scope, MANY) for one in heading.lists}
    return found_under(heading, found, MANY).rows


def keys(code, user, view=View.ALL, today=TODAY):
    return [row.key for row in rows_on(code, user, view, today)]


def stands(row, found):
    """Whether an entry names this record."""
    name = {FollowUp: "followup", FollowUpReport: "report"}.get(type(row), row._meta.model_name)
    return any(key.split(":")[1:] == [name, str(row.pk)] for key in found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_list_holds_the_record_and_not_its_counterexample(case, editor):
    there, absent = case(editor)
    found = keys(CASES[case], editor)
    assert stands(there, found)
    assert not stands(absent, found)


def test_every_list_has_a_case():
    assert {*CASES.values(), "confirm"} == {one.code for one in HEADINGS}


@pytest.mark.parametrize("case", [overdue, unchecked, signed_without_text], ids=lambda case: case.__name__)
@pytest.mark.parametrize("values", [{"is_comparison": True}, {"trashed_at": timezone.now()}], ids=["other", "trash"])
def test_lists_leave_out_comparison_cases_and_the_trash(case, values, editor):
    case(editor)
    for agreement in Agreement.objects.all():
        for name, given in values.items():
            setattr(agreement, name, given)
        agreement.save()
    assert keys(CASES[case], editor) == []


def test_last_late_day_is_the_last():
    day = last_late_day(45, TODAY, NO_EXTRA_DAYS)
    assert working_days_between(day, TODAY) > 45
    assert working_days_between(day + timedelta(days=1), TODAY) == 45


# --- the first page ------------------------------------------------------------------------------------

FEW = [
    *(ending_with_an_old_review, silent_for_long, ongoing_for_ever, overdue, waiting_for_a_ministry),
    *(waiting_for_the_council, agreement_of_a_closed_account, signed_without_text, unreported_this_year),
    *(report_to_decide, unchecked, exempt_partner),
]


@pytest.fixture
def a_register(editor):
    for case in FEW:
        case(editor)


def shown_to(user, *views, today=TODAY):
    """The keys of all rows on all lists, by view."""
    shown = {}
    for view in views or View:
        found = found_on_all(WorklistScope(user, today, view), MANY).values()
        assert all(one.count == len(one.rows) < MANY for one in found)
        shown[view] = {row.key for one in found for row in one.rows}
    return shown


def test_each_view_shows_to_each_what_concerns_them(a_register, editor, verifier, head, operator):
    make_office("Dinas Perhubungan").liaisons.add(verifier)
    of_verifier = {"person_in_charge": verifier, "lead_office": verifier.offices.get()}
    Agreement.objects.filter(title__startswith="T").update(**of_verifier)
    to_editor, to_verifier, to_head, to_operator = (shown_to(user) for user in (editor, verifier, head, operator))
    assert to_editor[View.ALL] == to_head[View.ALL] > to_editor[View.MINE] > set()
    assert to_verifier[View.UNIT]
    assert to_operator == {view: set() for view in View}


MOVED = {
    "WAITING_DAYS": 9000,
    "EXPIRY_NOTICE_MONTHS": [1],
    "ENDING_SOON_DAYS": 1,
    "FOLLOW_UP_ACTIVE_DAYS": 9000,
}


def test_first_page_follows_the_thresholds(a_register, editor, settings):
    found = [shown_to(editor, View.ALL)]
    for name, value in MOVED.items():
        setattr(settings, name, value)
        refresh_digests(Agreement.objects.all())  # as `check_register --repair` does after a changed setting
        found.append(shown_to(editor, View.ALL))
        assert found[-1] != found[-2], name


def test_first_page_follows_the_day_the_accounts_and_the_rights(a_register, editor, verifier, head, django_user_model):
    head_group = head.groups.get()
    before = shown_to(editor)
    assert shown_to(editor, today=TODAY + timedelta(days=400)) != before
    Agreement.objects.update(person_in_charge=verifier)
    named = shown_to(editor)
    assert named[View.MINE] < before[View.MINE]
    django_user_model.objects.filter(pk=verifier.pk).update(is_active=False)
    closed = shown_to(editor)
    assert closed[View.MINE] > named[View.MINE]
    postpone(next(iter(closed[View.MINE])), by=editor, until=TODAY + timedelta(days=5), today=TODAY)
    assert len(closed[View.MINE] - shown_to(editor)[View.MINE]) == 1
    for rights in ([head_group], [head_group], []):
        editor.groups.set(rights)
        found = shown_to(django_user_model.objects.get(pk=editor.pk))
        head_group.permissions.remove(Permission.objects.get(codename="view_partner"))
    assert found == {view: set() for view in View}


def test_first_page_follows_the_calendar_of_working_days(editor):
    waiting_for_the_council(editor)
    before = shown_to(editor, View.ALL)
    for number in range(90):
        day = TODAY - timedelta(days=number)
        DayOff.objects.create(day=day, kind=DayOff.Kind.OFF, name="Libur")
    assert before[View.ALL] > shown_to(editor, View.ALL)[View.ALL]


# --- whose rows ---------------------------------------------------------------------------------------


def overdue_of(office=None, person=None, **values):
    agreement = make_signed(**values)
    row = agreement.follow_ups.create(kind="visit", title="A", due_on=ago(9), office=office, person_in_charge=person)
    return f"overdue:followup:{row.pk}"


def test_my_tasks_are_those_i_am_in_charge_of(editor, verifier):
    own, of_my_agreement = overdue_of(person=editor), overdue_of(person_in_charge=editor)
    other = overdue_of(person=verifier)
    assert set(keys("overdue", editor, View.MINE)) == {own, of_my_agreement}
    assert set(keys("overdue", editor)) == {own, of_my_agreement, other}


def test_my_tasks_of_a_department_are_its_follow_ups(operator):
    office = operator.offices.get()
    own, led = overdue_of(office=office), overdue_of(lead_office=office)
    overdue_of(office=make_office("Dinas Lain"))
    assert keys("overdue", operator, View.MINE) == [own]
    assert set(keys("overdue", operator, View.UNIT)) == {own, led}
    assert set(keys("overdue", operator)) == {own, led}


def test_overdue_row_leads_to_the_report_that_waits(operator, editor):
    row = overdue_of(office=operator.offices.get())
    sent = FollowUpReport.objects.create(follow_up_id=row.split(":")[-1], state="returned")

    def steps():
        return [rows_on("overdue", user)[0].action for user in (operator, editor)]

    own, whole = (step.url for step in steps())
    why = rows_on("overdue", operator)[0].reason.why
    sent.state = "submitted"
    sent.save()
    assert [step.url for step in steps()] == [own, reverse("admin:agreements_followupreport_change", args=[sent.pk])]
    assert steps()[0].label == steps()[1].label == READ
    assert rows_on("overdue", operator)[0].reason.why.startswith(why + " ")
    assert whole == reverse("admin:agreements_followup_change", args=[sent.follow_up_id])


def test_departments_do_not_see_what_only_the_staff_decides(operator, editor):
    office = operator.offices.get()
    own = exempt(make_agreement(lead_office=office, person_in_charge=operator), 1)
    assert (keys("checks", editor), keys("exemptions", editor)) == (
        [f"unchecked:agreement:{own.pk}"],
        [f"exempt:agreement:{own.pk}"],
    )
    assert (keys("checks", operator), keys("exemptions", operator)) == ([], [])


def test_reports_without_anybody_in_charge_are_the_task_of_who_may_approve(editor, head):
    report, _draft = report_to_decide(editor)
    office = make_office("Dinas Lain")
    office.liaisons.add(editor)
    FollowUp.objects.filter(pk=report.follow_up_id).update(office=office)
    assert [key for key in keys("checks", editor, View.MINE) if key.startswith("report")] == [
        f"report:report:{report.pk}"
    ]
    assert keys("checks", head, View.MINE) == []


def test_my_tasks_of_who_may_change_agreements_hold_what_nobody_has(editor, verifier, head, operator):
    agreement = make_signed("Belum ditentukan", on=ago(5))
    free = overdue_of()
    attended = [overdue_of(office=operator.offices.get()), overdue_of(person=verifier)]
    for user in (editor, verifier):
        assert f"silent:agreement:{agreement.pk}" in keys("silent", user, View.MINE)
        assert f"nobody:agreement:{agreement.pk}" in keys("nobody", user, View.MINE)
    assert keys("overdue", editor, View.MINE) == [free]
    assert set(keys("overdue", verifier, View.MINE)) == {free, attended[1]}
    assert keys("silent", head, View.MINE) == keys("overdue", head, View.MINE) == []
    assert keys("silent", operator, View.MINE) == []
    assert keys("overdue", operator, View.MINE) == [attended[0]]


def test_head_looks_at_everything_unless_they_ask_otherwise(head, editor, operator):
    assert view_of(None, WorklistScope(head, TODAY)) == View.ALL
    assert view_of("mine", WorklistScope(head, TODAY)) == View.MINE
    assert [view_of(None, WorklistScope(user, TODAY)) for user in (editor, operator)] == [View.MINE, View.MINE]


def test_next_step_of_a_silent_agreement_asks_for_the_first_follow_up_or_a_further_one(editor):
    first, further = (
        make_signed("Belum ditentukan", on=ago(5)),
        confirm(done(make_signed("Diam", on=ago(2000)), ago(400)), ago(399)),
    )
    urls = {row.title.text: row.action.url for row in rows_on("silent", editor)}
    assert urls == {
        first.title: reverse("admin:agreements_agreement_first_follow_up", args=[first.pk]),
        further.title: reverse("admin:agreements_followup_add") + f"?agreement={further.pk}",
    }


def test_what_nobody_has_can_be_put_off(editor):
    key = overdue_of()
    postpone(key, by=editor, until=TODAY + timedelta(days=7), today=TODAY)
    assert keys("overdue", editor, View.MINE) == []


def test_nobody_without_rights_sees_anything(django_user_model):
    overdue_of()
    assert keys("overdue", django_user_model.objects.create_user("tanpa-grup", is_staff=True)) == []


# --- order and words ----------------------------------------------------------------------------------


def test_rows_come_by_days_and_the_unknown_last(editor):
    asked("B", ago(40))
    asked("A", ago(90))
    asked("C", KnownDate.unknown())
    assert [row.title.text for row in rows_on("waiting", editor)] == ["A", "B", "C"]


def test_silence_is_counted_from_the_signing_and_not_from_what_came_long_before_it(editor):
    """Else a record would look longer silent than its sentence says."""
    done(make_signed("Kursus sebelum naskah", on=ago(300)), ago(600))
    confirm(done(make_signed("Lama diam", on=ago(2000)), ago(500)), ago(499))
    confirm(done(make_signed("Kursus lama", on=ago(250)), ago(650)), ago(250))
    assert [(row.title.text, row.reason.day) for row in rows_on("silent", editor)] == [
        ("Kursus sebelum naskah", ago(600)),
        ("Lama diam", ago(500)),
        ("Kursus lama", ago(250)),
    ]


def test_what_a_signed_text_renews_is_not_asked_what_comes_next(editor):
    silent, renewed = (
        confirm(done(make_signed(name, on=ago(2000)), ago(500)), ago(499)) for name in ("Lama diam", "Diperbarui")
    )
    new = make_signed("Naskah baru", on=ago(5), renews=renewed)
    new.follow_ups.create(kind="visit", title="Kunjungan", due_on=KnownDate.day(TODAY + timedelta(days=30)))
    refresh_digest(new)
    assert [row.title.text for row in rows_on("silent", editor)] == [silent.title]


def test_row_says_why_with_dates_and_what_to_do(editor):
    key = overdue_of(person=editor)
    (row,) = rows_on("overdue", editor)
    assert (row.key, row.person, row.is_late) == (key, "editor", True)
    assert str(ago(9)) in row.reason.why
    assert row.days == "Terlambat 9 hari"
    assert row.action.url.endswith("/change/")


def test_row_names_who_looks_after_it_and_as_what(editor, operator, django_user_model):
    gone = django_user_model.objects.create_user("sudah-pindah", is_active=False)
    overdue_of(person=editor)
    overdue_of(office=operator.offices.get(), person=gone, person_in_charge=editor)
    overdue_of(person_in_charge=editor)
    overdue_of(person=gone)
    assert [(row.person, row.person_as) for row in rows_on("overdue", editor)] == [
        ("editor", ""),
        ("operator", "liaison"),
        ("editor", "agreement"),
        ("", ""),
    ]


def test_unchecked_data_come_after_what_somebody_waits_for(editor):
    unchecked(editor)
    report_to_decide(editor)
    assert [key.split(":")[0] for key in keys("checks", editor)][:2] == ["report", "unchecked"]


# --- putting off --------------------------------------------------------------------------------------


def test_postponed_entry_leaves_my_views_until_the_day(editor, verifier):
    key = overdue_of(person=editor)
    postpone(key, by=editor, until=TODAY + timedelta(days=7), today=TODAY)
    assert keys("overdue", editor, View.MINE) == []
    (row,) = postponed_rows(WorklistScope(editor, TODAY, View.MINE))
    assert (row.key, row.postponed[0].until) == (key, TODAY + timedelta(days=7))
    (row,) = rows_on("overdue", verifier)
    assert (row.postponed[0].user, row.postponed[0].until) == (editor, TODAY + timedelta(days=7))
    assert keys("overdue", editor, View.MINE, today=TODAY + timedelta(days=7)) == [key]


def test_postponed_entry_can_be_taken_back(editor, verifier):
    key = overdue_of(person=editor)
    postpone(key, by=editor, until=TODAY + timedelta(days=7), today=TODAY)
    assert not take_back(key, by=verifier)
    assert take_back(key, by=editor)
    assert keys("overdue", editor, View.MINE) == [key]


def test_postponed_entry_that_is_settled_is_not_listed(editor):
    key = overdue_of(person=editor)
    postpone(key, by=editor, until=TODAY + timedelta(days=7), today=TODAY)
    row = FollowUp.objects.get()
    row.done_on, row.result = TODAY, "Selesai"
    row.save()
    assert postponed_rows(WorklistScope(editor, TODAY, View.MINE)) == []


@pytest.mark.parametrize("until", [TODAY, TODAY + timedelta(days=366)])
def test_postpone_refuses_days_out_of_range(until, editor):
    key = overdue_of(person=editor)
    with pytest.raises(ValidationError, match="Pilih tanggal mulai besok"):
        postpone(key, by=editor, until=until, today=TODAY)


@pytest.mark.parametrize(
    "entry", ["", "overdue", "overdue:followup:x", "overdue:followup:", "overdue:agreement:1", "overdue:followup:99999"]
)
def test_postpone_refuses_what_is_no_entry_of_mine(entry, editor, verifier):
    overdue_of(person=verifier)
    with pytest.raises(ValidationError, match="tidak ada lagi di daftar kerja"):
        postpone(entry, by=editor, until=TODAY + timedelta(days=7), today=TODAY)
