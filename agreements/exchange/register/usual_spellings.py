"""Words that offices write for a choice of the register, beside its label: read in their real sheets."""

from agreements.lifecycle.vocabulary import InstrumentKind
from agreements.models import Agreement, FollowUp, Instrument
from partners.models import Partner

USUAL_SPELLINGS: dict[tuple[type, str], dict[str, str]] = {
    (Instrument, "kind"): {
        **dict.fromkeys(("MoU", "MSP", "Memorandum of Understanding", "Nota Kesepahaman"), InstrumentKind.MOU),
        **dict.fromkeys(("Naskah kerja sama", "Kesepakatan Bersama"), InstrumentKind.MOU),
        **dict.fromkeys(("Memorandum Saling Pengertian",), InstrumentKind.MOU),
        **dict.fromkeys(("LoI", "Letter of Intent", "Letter Of Intens", "Pernyataan kehendak"), InstrumentKind.INTENT),
        **dict.fromkeys(("Adendum", "Addendum", "Perpanjangan", "Extension"), InstrumentKind.EXTENSION),
        **dict.fromkeys(("IA", "Implementing Arrangement", "PKS"), InstrumentKind.IMPLEMENTING),
        **dict.fromkeys(("PoA", "Plan of Action", "Rencana Aksi"), InstrumentKind.PLAN_OF_ACTION),
        **dict.fromkeys(("BAST", "Berita Acara Serah Terima"), InstrumentKind.HANDOVER),
    },
    (Agreement, "kind"): {
        **dict.fromkeys(("Sister City", "Kota kembar", "Kota bersaudara"), Agreement.Kind.SISTER_CITY),
        **dict.fromkeys(("Keanggotaan",), Agreement.Kind.MEMBERSHIP),
        **dict.fromkeys(("Kerja sama teknik",), Agreement.Kind.TECHNICAL),
        **dict.fromkeys(("Hibah luar negeri",), Agreement.Kind.GRANT),
        **dict.fromkeys(("Lain-lain",), Agreement.Kind.OTHER),
    },
    (Partner, "kind"): {
        **dict.fromkeys(("Pemda", "Kota", "Pemerintah kota"), Partner.Kind.LOCAL_GOVERNMENT),
        **dict.fromkeys(("Perguruan tinggi", "Universitas", "Sekolah"), Partner.Kind.UNIVERSITY),
        **dict.fromkeys(("LSM", "NGO", "Ormas"), Partner.Kind.NGO),
        **dict.fromkeys(("Swasta", "Perusahaan"), Partner.Kind.COMPANY),
        **dict.fromkeys(("Badan PBB", "PBB"), Partner.Kind.UN_BODY),
    },
    (FollowUp, "kind"): {
        **dict.fromkeys(("Rapat",), FollowUp.Kind.MEETING),
        **dict.fromkeys(("Diklat", "Bimtek"), FollowUp.Kind.TRAINING),
    },
}
