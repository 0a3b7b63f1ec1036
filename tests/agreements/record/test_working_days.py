"""Extra days of the register in the count of working days."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.utils.translation import override

from agreements.models import DayOff
from agreements.record.working_days import extra_days, limit_sentence, sending_sentence
from jambi_coop.lib.dates.working_days import ExtraDays, working_days_after

pytestmark = pytest.mark.django_db


def day_off(day, kind=DayOff.Kind.OFF):
    return DayOff.objects.create(day=date.fromisoformat(day), name="Hari lain", kind=kind, source="SE Wali Kota")


def test_register_without_extra_days_adds_none():
    assert extra_days() == ExtraDays()


def test_extra_days_are_read_with_one_query(django_assert_num_queries):
    day_off("2026-11-25")
    day_off("2026-12-24", DayOff.Kind.WORKING)
    with django_assert_num_queries(1):
        extra = extra_days()
    assert extra == ExtraDays(off=frozenset({date(2026, 11, 25)}), worked=frozenset({date(2026, 12, 24)}))


def test_due_day_moves_with_the_extra_days():
    # 45 working days after 19 October 2026 (a Monday): 20-23 =4; 26-30 =9; Nov 2-6 =14; 9-13 =19; 16-20 =24;
    # 23-27 =29; 30-Dec 4 =34; 7-11 =39; 14-18 =44; 21 =45. A local day off on 25 November makes it the 22nd; two
    # more on 22 and 23 December, with the joint leave of the 24th worked after all, make it the 24th.
    received = date(2026, 10, 19)
    assert working_days_after(received, 45, extra_days()) == date(2026, 12, 21)
    day_off("2026-11-25")
    assert working_days_after(received, 45, extra_days()) == date(2026, 12, 22)
    day_off("2026-12-22")
    day_off("2026-12-23")
    day_off("2026-12-24", DayOff.Kind.WORKING)
    assert working_days_after(received, 45, extra_days()) == date(2026, 12, 24)


def test_a_limit_shows_its_working_forwards_and_backwards():
    day_off("2026-11-25")
    with override("id"):
        told = limit_sentence(date(2026, 10, 19), 45, extra_days())
        back = sending_sentence(date(2026, 12, 22), 45, extra_days())
    left_out = "Tidak dihitung: Sabtu dan Minggu; 25 November 2026 (Hari lain)."
    assert told == f"45 hari kerja sejak surat diterima pada 19 Oktober 2026 berakhir pada 22 Desember 2026. {left_out}"
    assert back == (
        "Kirim sehingga diterima paling lambat 19 Oktober 2026, agar 45 hari kerjanya berakhir paling lambat"
        f" 22 Desember 2026. {left_out}"
    )


def test_nothing_is_counted_in_a_year_without_holidays():
    refusal = "Hari kerja tidak dihitung: kalender belum memuat hari libur tahun 2028."
    with override("id"):
        assert limit_sentence(date(2027, 12, 6), 45, extra_days()) == refusal
        assert sending_sentence(date(2028, 3, 1), 45, extra_days()) == refusal
        day_off("2028-01-03")
        assert "45 hari kerja" in limit_sentence(date(2027, 12, 6), 45, extra_days())


def test_day_stands_in_the_register_once():
    day_off("2026-11-25")
    with pytest.raises(IntegrityError, match=r"dayoff\.day|dayoff_day"):
        day_off("2026-11-25", DayOff.Kind.WORKING)
