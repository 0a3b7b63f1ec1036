"""Shapes of old texts: what an editor knows of each, once as the action takes it and once as the form is filled in."""

from typing import NamedTuple

from agreements.lifecycle.vocabulary import InstrumentKind
from agreements.models import Party
from agreements.record.signing import SideSigned, SignedText
from agreements.stages.take_in import EarlyEnd, OldParty, OldText, PastActivity
from jambi_coop.lib.dates.parser import parse
from partners.models import Partner
from tests.factories import make_partner

DATES = ("starts_on", "ends_on", "signed_on")


class Shape(NamedTuple):
    """An old text and what must follow from it. `partners`: name -> facts of the partner, with `role` and `signed`.

    `says` and `never`: sentences of the public page; `file`: cells of the public file, by key; `waivers`: how many
    steps the Verifikator's one act records as steps without proof.
    """

    name: str
    stage: str
    track: str
    says: list[str]
    never: list[str]
    file: dict
    waivers: int = 0
    kind: str = "sister_city"
    paper: str = "mou"
    before: str = "yes"
    region: str = ""
    on: str = ""
    city: dict = {}
    partners: dict = {"Kota Seremban": {"level": "city"}}
    validity: dict = {"validity": "not_known"}
    extensions: list = []
    ending: dict = {}
    activity: dict = {}

    def __str__(self):
        return self.name


def _partner(name, facts):
    values = {key: value for key, value in facts.items() if key not in ("role", "signed")}
    return Partner.objects.filter(name=name).first() or make_partner(name, **values)


def _read(facts):
    return {name: parse(value) if name in DATES else value for name, value in facts.items()}


def as_old_text(shape):
    """Return the shape as the action takes it."""
    parties = [
        OldParty(
            partner=_partner(name, facts),
            role=facts.get("role", Party.Role.PARTY),
            signed=SideSigned(side="partner", **_read(facts["signed"])) if "signed" in facts else None,
        )
        for name, facts in shape.partners.items()
    ]
    sides = [SideSigned(side="all", signed_on=parse(shape.on))] if shape.on else []
    if shape.city:
        sides.append(SideSigned(side="city", **_read(shape.city)))
    extensions = []
    for facts in shape.extensions:
        facts = _read(facts)
        side = SideSigned(side="all", signed_on=facts.pop("signed_on", parse("")))
        extensions.append(SignedText(sides=[side], **facts))
    ending = None
    if shape.ending:
        by = parties[0].partner if shape.ending.get("by") == "partner" else None
        ending = EarlyEnd(how=shape.ending["how"], by=by, on=parse(shape.ending.get("on", "")))
    activity = PastActivity(**{**shape.activity, "on": parse(shape.activity["on"])}) if shape.activity else None
    return OldText(
        kind=shape.kind,
        title=shape.name,
        region=shape.region,
        parties=parties,
        paper=InstrumentKind(shape.paper),
        before=shape.before,
        text=SignedText(sides=sides, **_read(shape.validity)),
        extensions=extensions,
        ending=ending,
        activity=activity,
    )


def as_form(shape):
    """Return the shape as the fields of the form."""
    data = {
        "kind": shape.kind,
        "title": shape.name,
        "region": shape.region,
        "before": shape.before,
        "signed_on": shape.on,
        **shape.validity,
        **{f"city-{name}": value for name, value in shape.city.items()},
        **{f"activity_{name}": value for name, value in shape.activity.items()},
    }
    if shape.paper != "membership":
        data["paper"] = shape.paper
    for number, (name, facts) in enumerate(shape.partners.items(), start=1):
        data[f"partner{number}-partner"] = _partner(name, facts).pk
        data[f"partner{number}-role"] = facts.get("role", "party")
        data |= {f"partner{number}-{key}": value for key, value in facts.get("signed", {}).items()}
    for number, facts in enumerate(shape.extensions, start=1):
        data |= {f"extension{number}-{name}": value for name, value in facts.items()}
    if shape.ending:
        data["ending"] = "-".join(filter(None, [shape.ending["how"], shape.ending.get("by")]))
        data["ended_on"] = shape.ending.get("on", "")
    return data


def shape(name, stage, track, **values):
    return Shape(name, stage, track, **{"says": [], "never": [], "file": {}, **values})


OPEN, SILENT = {"validity": "open"}, {"validity": "not_stated"}
UNDATED = "ditandatangani, tanggal tidak diketahui"
UNSURE = "Tidak diketahui apakah naskah ini ditandatangani sebelum 13 Juli 2018"
NO_DAY = "Naskah kerja sama (MoU/MSP): tanggal penandatanganan tidak diketahui."
NO_TERM = "Naskah kerja sama (MoU/MSP): masa berlakunya tidak diketahui."
NO_TERM_OF_INTENT = "Pernyataan kehendak (LoI): masa berlakunya tidak diketahui."
THREE_STEPS = "3 langkah tidak diketahui apakah ditempuh."
INTENT_ONLY = "Ditandatangani Hanya pernyataan kehendak (LoI)"
NOT_YET = "“Tidak diketahui” bukan “belum”"

SHAPES = [
    shape(
        "Hanya LoI",
        "intent",
        "legacy",
        paper="intent",
        on="4 Mei 2016",
        says=[INTENT_ONLY, "Selesai – Kota Jambi selesai 4 Mei 2016", "Belum – Kementerian Dalam Negeri"],
        never=["Tanggal penandatanganan tidak tercatat", "LoI berakhir", NOT_YET, UNSURE],
        file={"instrument": "Pernyataan kehendak (LoI)", "signed_on": "", "not_known": NO_TERM_OF_INTENT},
    ),
    shape(
        "Tanpa tanggal sama sekali",
        "signing",
        "legacy",
        before="not_known",
        says=[f"Ditandatangani: {UNDATED}", "Ditandatangani tanggal tidak diketahui", UNSURE, NOT_YET],
        never=["Tanggal penandatanganan tidak tercatat", "tanpa bukti"],
        file={"signed_on": "", "status": "Belum diketahui", "open_ended": None},
    ),
    shape(
        "Tanpa tanggal, sebelum PP",
        "signing",
        "legacy",
        says=[f"Ditandatangani: {UNDATED}", "Tidak diketahui – Kementerian Luar Negeri"],
        never=[UNSURE],
        file={
            "signed_on": "",
            "not_known": f"{NO_DAY} {NO_TERM} {THREE_STEPS}",
        },
    ),
    shape(
        "Hanya tahunnya",
        "signing",
        "legacy",
        on="2009",
        says=["Ditandatangani: 2009", "Status terakhir yang diketahui: Berlaku (2009)", NOT_YET],
        never=["tanggal tidak diketahui", "1 Januari 2009 –"],
        file={"signed_on": "2009", "ends_on": "", "not_known": f"{NO_TERM} {THREE_STEPS}"},
    ),
    shape(
        "Empat tahun dengan opsi",
        "signing",
        "legacy",
        on="12 Maret 2012",
        validity={"validity": "duration", "duration": "4 tahun", "option": "4 tahun"},
        says=["Masa berlaku: 4 tahun, dihitung: sampai 11 Maret 2016; opsi perpanjangan: 4 tahun", "Berakhir."],
        never=["2020", "Berlaku menurut naskah"],
        file={"ends_on": "11 Maret 2016", "open_ended": False, "not_known": THREE_STEPS},
    ),
    shape(
        "Empat tambah empat tahun",
        "signing",
        "legacy",
        on="12 Maret 2012",
        validity={"validity": "duration", "duration": "4+4 tahun"},
        says=["Masa berlaku: 4+4 tahun, dihitung: sampai 11 Maret 2016"],
        never=["2020"],
        file={"ends_on": "11 Maret 2016"},
    ),
    shape(
        "Tiga pihak",
        "signing",
        "legacy",
        kind="other",
        on="2011",
        partners={
            "Kota Melaka": {"level": "city"},
            "Universitas Contoh": {"kind": "university"},
            "Yayasan Contoh": {"kind": "foundation", "role": "funder"},
        },
        says=["Kota Melaka , Malaysia; Universitas Contoh , Malaysia; Yayasan Contoh , Malaysia – pemberi dana"],
        never=["kembar"],
        file={"partners": "Kota Melaka; Universitas Contoh; Yayasan Contoh", "kind": "Lainnya"},
    ),
    shape(
        "Provinsi dengan negara bagian",
        "signing",
        "legacy",
        on="2010",
        region="Provinsi Sumatera Barat",
        partners={"Negara Bagian Contoh": {"level": "province", "country": "DE"}},
        says=["Provinsi kembar (sister province)", "Pembanding: Provinsi Sumatera Barat", "dicatat dari sumber publik"],
        never=["Selesai – Kota Jambi", "Terakhir tercatat: penandatanganan", "Penjajakan (2010)"],
        file={"mark": "pembanding", "region": "Provinsi Sumatera Barat", "kind": "Provinsi kembar (sister province)"},
    ),
    shape(
        "Kabupaten kembar",
        "signing",
        "legacy",
        on="2006",
        region="Kabupaten Bandung",
        partners={"Distrik Contoh": {"level": "district"}},
        says=["Kabupaten kembar (sister regency)", "Pembanding: Kabupaten Bandung"],
        never=["Kota kembar"],
        file={"mark": "pembanding", "kind": "Kabupaten kembar (sister regency)"},
    ),
    shape(
        "Desa dengan desa",
        "signing",
        "legacy",
        on="2013",
        region="Desa Contoh",
        partners={"Kampung Contoh": {"level": "village"}},
        says=["Desa kembar (sister village)", "Pembanding: Desa Contoh"],
        never=["Provinsi/kabupaten/kota kembar", "Kota kembar"],
        file={"kind": "Desa kembar (sister village)", "region": "Desa Contoh"},
    ),
    shape(
        "Diperpanjang dua kali",
        "signing",
        "legacy",
        on="1 Juni 2008",
        validity={"validity": "duration", "duration": "3 tahun"},
        extensions=[
            {
                "signed_on": "1 Juni 2011",
                "validity": "period",
                "starts_on": "1 Juni 2011",
                "ends_on": "31 Mei 2014",
            },
            {"signed_on": "Mei 2014", "validity": "period", "starts_on": "1 Juni 2014", "ends_on": "31 Mei 2017"},
        ],
        says=[
            "1 Juni 2011 – 31 Mei 2014 (adendum atau perpanjangan)",
            "Ditandatangani: Mei 2014",
            "Terkait dengan: Naskah kerja sama (MoU/MSP), 1 Juni 2008.",
        ],
        never=["Naskah yang diperpanjang tidak tercatat", "Putus"],
        file={"signed_on": "1 Juni 2008", "ends_on": "31 Mei 2017", "status": "Berakhir"},
    ),
    shape(
        "Perpanjangan tanpa naskah asal",
        "signing",
        "legacy",
        paper="extension",
        on="2015",
        validity={"validity": "period", "starts_on": "2015", "ends_on": "2019"},
        says=[
            "Naskah yang diperpanjang tidak tercatat.",
            "2015 – 2019 (adendum atau perpanjangan)",
            "Ditandatangani Tanggal penandatanganan tidak tercatat",
        ],
        never=["Naskah kerja sama (MoU/MSP)", "Ditandatangani 2015", "Belum berlaku"],
        file={"signed_on": "", "instrument": "Adendum atau perpanjangan", "ends_on": "2019"},
    ),
    shape(
        "Diakhiri mitra",
        "terminated",
        "legacy",
        on="2007",
        validity=OPEN,
        ending={"how": "withdrawn", "by": "partner", "on": "2013"},
        says=["Ditarik oleh salah satu pihak: Kota Seremban (2013).", "Diakhiri 2013"],
        never=["Berlaku menurut naskah", "Kota Jambi (2013)"],
        file={"status": "Diakhiri", "ends_on": "2013", "open_ended": False},
    ),
    shape(
        "Diakhiri kota, entah kapan",
        "terminated",
        "legacy",
        on="2007",
        validity=OPEN,
        ending={"how": "withdrawn", "by": "city"},
        says=["Ditarik oleh salah satu pihak: Kota Jambi.", "akhir tidak diketahui"],
        never=["– tanpa batas waktu (", "Berlaku menurut naskah"],
        file={"status": "Diakhiri", "ends_on": "", "open_ended": None},
    ),
    shape(
        "Diakhiri bersama",
        "terminated",
        "legacy",
        on="2005",
        ending={"how": "terminated", "on": "3 Februari 2010"},
        says=["Diakhiri dengan kesepakatan (3 Februari 2010).", "Diakhiri 3 Februari 2010"],
        never=["Ditarik oleh"],
        file={"status": "Diakhiri", "not_known": f"{NO_TERM} {THREE_STEPS}"},
    ),
    shape(
        "Diganti naskah lain",
        "terminated",
        "legacy",
        on="2005",
        ending={"how": "replaced", "on": "2011"},
        says=["Diganti naskah lain (2011)."],
        never=["Ditarik oleh", "dengan kesepakatan"],
        file={"status": "Diakhiri"},
    ),
    shape(
        "Sebelum 1999",
        "signing",
        "legacy",
        on="sebelum 1999",
        says=["Ditandatangani: sebelum 1999", "Berlaku (sebelum 1999)"],
        never=["Ditandatangani: 1998"],
        file={"signed_on": "sebelum 1999"},
    ),
    shape(
        "Sekitar 1997",
        "signing",
        "legacy",
        on="sekitar 1997",
        says=["Ditandatangani: sekitar 1997"],
        never=["Ditandatangani: 1997"],
        file={"signed_on": "sekitar 1997"},
    ),
    shape(
        "Tahun 2018 saja",
        "signing",
        "legacy",
        on="2018",
        before="not_known",
        says=["Ditandatangani: 2018", UNSURE],
        never=[UNDATED],
        file={"signed_on": "2018"},
    ),
    shape(
        "Sesudah 2018 tanpa berkas",
        "signing",
        "ksdpl",
        before="no",
        on="20 Juni 2019",
        waivers=12,
        says=[
            "Ditandatangani dengan 12 langkah tanpa bukti tercatat. Bukti belum ditemukan. Arsipnya belum ditemukan.",
            "Tidak diketahui – DPRD Kota Jambi",
            NOT_YET,
        ],
        never=["Belum – DPRD Kota Jambi", "Tidak tercatat – ", "Alasan dan dasarnya", UNSURE],
        file={
            "signed_on": "20 Juni 2019",
            "not_known": f"{NO_TERM} 12 langkah tidak diketahui apakah ditempuh.",
        },
    ),
    shape(
        "Lembaga sesudah 2018, dengan kegiatan",
        "implementation",
        "ksdll",
        kind="technical",
        before="no",
        on="2021",
        waivers=12,
        partners={"Politeknik Contoh": {"kind": "university"}},
        activity={"kind": "training", "title": "Kursus pemetaan", "on": "Maret 2022", "result": "20 orang dilatih"},
        says=["Selesai · Maret 2022 Kursus pemetaan", "20 orang dilatih", "Kerja sama dengan lembaga di luar negeri"],
        never=["Belum ada kegiatan tercatat"],
        file={"done": 1, "activity_on": "Maret 2022"},
    ),
    shape(
        "Dua hari di dua tempat",
        "signing",
        "legacy",
        city={"signed_on": "3 April 2014", "place": "Jambi", "position": "Wali Kota"},
        partners={
            "Kota Seremban": {"level": "city", "signed": {"signed_on": "17 April 2014", "place": "Seremban"}},
        },
        says=["Kota Jambi : Wali Kota; 3 April 2014; Jambi", "Kota Seremban ; 17 April 2014; Seremban"],
        never=[UNDATED, "Para pihak"],
        file={"signed_on": "17 April 2014", "city_signed_place": "Jambi", "city_signatory_title": "Wali Kota"},
    ),
    shape(
        "LoI yang lewat masanya",
        "intent",
        "ksdpl",
        paper="intent",
        before="no",
        on="10 Mei 2019",
        validity={"validity": "duration", "duration": "1 tahun"},
        says=[
            "Masa berlaku: 1 tahun, dihitung: sampai 9 Mei 2020",
            "LoI berakhir.",
            "Belum – DPRD Kota Jambi",
            NOT_YET,
        ],
        never=["tanpa bukti tercatat", "Status: Berakhir"],
        file={"status": "Belum diketahui", "ends_on": "", "not_known": "4 langkah tidak diketahui apakah ditempuh."},
    ),
    shape(
        "LoI ditarik mitra",
        "discontinued",
        "legacy",
        paper="intent",
        on="2015",
        ending={"how": "withdrawn", "by": "partner", "on": "2016"},
        says=["Dihentikan: Mitra menarik diri", "Ditarik oleh salah satu pihak: Kota Seremban (2016)."],
        never=["LoI berakhir", "Diakhiri"],
        file={"status": "Dihentikan", "instrument": "Pernyataan kehendak (LoI)"},
    ),
    shape(
        "LoI diperbarui",
        "intent",
        "legacy",
        paper="intent",
        on="2014",
        extensions=[{"signed_on": "2016", "validity": "not_known"}],
        says=["Persiapan (2016)", "Terkait dengan: Pernyataan kehendak (LoI), 2014."],
        never=["adendum", "Adendum"],
        file={"not_known": f"{NO_TERM_OF_INTENT} {NO_TERM_OF_INTENT}"},
    ),
    shape(
        "Tanpa batas waktu",
        "signing",
        "legacy",
        on="2002",
        validity=OPEN,
        says=["Berlaku menurut naskah", "Masa berlaku: tanpa batas waktu"],
        never=["Masa berlaku tidak tercatat"],
        file={"open_ended": True, "status": "Berlaku menurut naskah", "not_known": THREE_STEPS},
    ),
    shape(
        "Masa berlaku tidak disebut",
        "signing",
        "legacy",
        on="2002",
        validity=SILENT,
        says=["Masa berlaku: Naskah tidak menyebutkannya"],
        never=["tanpa batas waktu", "Berlaku menurut naskah"],
        file={
            "open_ended": None,
            "not_known": f"Naskah kerja sama (MoU/MSP): naskah tidak menyebutkan masa berlakunya. {THREE_STEPS}",
        },
    ),
    shape(
        "Keanggotaan",
        "member",
        "membership",
        kind="membership",
        paper="membership",
        before="",
        on="2011",
        validity=OPEN,
        partners={"Jejaring Kota Contoh": {"kind": "city_network"}},
        says=["Bergabung 2011", "Keputusan keanggotaan Ditandatangani: 2011", "Anggota tahap saat ini"],
        never=["Tanggal penandatanganan tidak tercatat", "13 Juli 2018", "tanpa bukti"],
        file={"instrument": "Keputusan keanggotaan", "kind": "Keanggotaan"},
    ),
]
