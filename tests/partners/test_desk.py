"""The desk for partners: no body twice, addresses that keep leading somewhere, contacts that stay inside."""

import pytest
from django.urls import reverse

from partners.models import Contact, FormerSlug, Partner
from tests.agreements.staff_desk import EMPTY, fields_of, refused, send
from tests.factories import make_agreement, make_partner

pytestmark = pytest.mark.django_db
ADD = "admin:partners_partner_add"
LOOK_ALIKE = "Belum ada yang disimpan: mohon lihat catatannya dahulu."


def page(name, partner):
    return reverse(f"admin:partners_partner_{name}", args=[partner.pk])


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.mark.parametrize(
    ("typed", "code"), [("Malaysia", "MY"), ("jerman", "DE"), ("Germany", "DE"), ("de", "DE"), ("", "")]
)
def test_country_is_typed_by_name_or_code(desk, typed, code):
    assert send(desk, reverse(ADD), name="Mitra baru", kind="ngo", country=typed).status_code == 302
    assert Partner.objects.get().country == code


@pytest.mark.parametrize(("typed", "words"), [("Malaisia", "Malaysia"), ("Xyzzy", "‘Xyzzy’")])
def test_unknown_country_is_answered_with_near_names(desk, typed, words):
    answer = send(desk, reverse(ADD), name="Mitra baru", kind="ngo", country=typed)
    assert answer.status_code == 200
    assert words in " ".join(answer.context["adminform"].form.errors["country"])


def test_new_partner_gets_an_address_and_an_editor(desk, editor):
    send(desk, reverse(ADD), name="Kota Seremban", kind="local_government")
    partner = Partner.objects.get()
    assert (partner.slug, partner.edited_by, partner.history.get().history_user) == ("kota-seremban", editor, editor)


def test_look_alike_is_shown_first_and_nothing_typed_is_lost(desk):
    known = make_partner("Kota Seremban")
    typed = {"name": "Seremban City", "kind": "local_government", "country": "Malaysia", "place": "Negeri Sembilan"}
    answer = send(desk, reverse(ADD), **typed)
    assert refused(answer) == {"": [LOOK_ALIKE]}
    assert Partner.objects.count() == 1
    assert page("change", known) in answer.content.decode()
    kept = fields_of(answer)
    assert {name: kept[name] for name in typed} == typed
    assert desk.post(reverse(ADD), {**kept, "keep_anyway": "on"}).status_code == 302
    assert Partner.objects.count() == 2


def test_renaming_warns_and_another_change_does_not(desk):
    make_partner("Kota Seremban")
    other = make_partner("Kota Ipoh")
    assert send(desk, page("change", other), place="Perak").status_code == 302
    assert refused(send(desk, page("change", other), name="Seremban")) == {"": [LOOK_ALIKE]}
    other.refresh_from_db()
    assert (other.name, other.place) == ("Kota Ipoh", "Perak")


def test_saving_without_a_change_writes_nothing(desk):
    partner = make_partner("Kota Seremban")
    assert send(desk, page("change", partner)).status_code == 302
    partner.refresh_from_db()
    assert (partner.version, partner.history.count()) == (1, 1)


def test_old_address_keeps_leading_to_a_renamed_partner(desk):
    partner = make_partner("Kota Seremban")
    send(desk, page("change", partner), slug="seremban-baru")
    assert FormerSlug.objects.get(slug="kota-seremban").partner == partner
    other = make_partner("Kota Ipoh")
    answer = send(desk, page("change", other), slug="kota-seremban")
    assert refused(answer) == {"slug": ["Alamat ini masih mengarah ke Kota Seremban. Pilih alamat lain."]}


def test_new_name_reaches_the_search_text_of_the_agreements(desk):
    partner = make_partner("Kota Seremban")
    agreement = make_agreement(partner=partner)
    send(desk, page("change", partner), name="Majlis Bandaraya Ipoh")
    agreement.digest.refresh_from_db()
    assert "ipoh" in agreement.digest.staff_text


def test_second_editor_gets_the_conflict_page(desk):
    partner = make_partner("Kota Seremban")
    data = fields_of(desk.get(page("change", partner)))
    send(desk, page("change", partner), place="Negeri Sembilan")
    answer = desk.post(page("change", partner), {**data, "place": "Ipoh"})
    assert answer.status_code == 409
    assert "Negeri Sembilan" in answer.content.decode()


# --- contact persons ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "seen"), [("operator", False), ("head", False), ("manager", False), ("editor", True), ("verifier", True)]
)
@pytest.mark.parametrize("name", ["change", "history"])
def test_contacts_are_seen_by_those_with_the_right_only(client, request, role, seen, name):
    partner = make_partner("Kota Seremban")
    Contact.objects.create(partner=partner, name="Aminah binti Ali", email="aminah@example.org", purpose="Surat")
    client.force_login(request.getfixturevalue(role))
    text = client.get(page(name, partner)).content.decode()
    assert ("Aminah binti Ali" in text) == seen
    assert ("aminah@example.org" in text) == seen


def test_list_is_downloaded_as_filtered_and_without_contacts(desk):
    partner = make_partner("Kota Seremban")
    make_partner("KfW", country="DE", kind="development_bank")
    Contact.objects.create(partner=partner, name="Aminah binti Ali", purpose="Surat")
    answer = desk.get(reverse("admin:partners_partner_export", args=["csv"]) + "?negara=MY")
    text = b"".join(answer.streaming_content).decode()
    assert "Kota Seremban" in text
    assert "KfW" not in text
    assert "Aminah" not in text
    assert desk.get(reverse("admin:partners_partner_export", args=["pdf"])).status_code == 404


# --- merging and trash -----------------------------------------------------------------------------


def test_merging_moves_agreements_and_leaves_a_former_name(desk):
    keep, gone = make_partner("Kota Seremban"), make_partner("Bandar Seremban")
    agreement = make_agreement(partner=gone)
    answer = send(desk, page("merge", gone), keep=keep.pk)
    assert answer.status_code == 302
    gone.refresh_from_db()
    assert (agreement.parties.get().partner, gone.merged_into, gone.in_trash) == (keep, keep, True)


def test_two_selected_partners_lead_to_the_merge_page(desk):
    keep, gone = make_partner("Kota Seremban"), make_partner("Bandar Seremban")
    changelist = reverse("admin:partners_partner_changelist")
    answer = desk.post(changelist, {"action": "merge_selected", "_selected_action": [keep.pk, gone.pk]})
    assert answer.headers["Location"] == f"{page('merge', gone)}?keep={keep.pk}"
    answer = desk.post(changelist, {"action": "merge_selected", "_selected_action": [keep.pk]}, follow=True)
    assert [str(one) for one in answer.context["messages"]] == ["Pilih tepat dua mitra untuk digabungkan."]


def test_partner_goes_to_the_trash_with_a_reason_and_comes_back(desk):
    partner = make_partner("Kota Seremban")
    assert refused(send(desk, page("delete", partner), reason="")) == {"reason": EMPTY}
    assert send(desk, page("delete", partner), reason="Tercatat dua kali").status_code == 302
    partner.refresh_from_db()
    assert partner.trashed_reason == "Tercatat dua kali"
    changelist = reverse("admin:partners_partner_changelist")
    assert "Kota Seremban" not in desk.get(changelist).content.decode().split("changelist-form")[1]
    assert "Kota Seremban" in desk.get(changelist + "?trash=1").content.decode()
    assert desk.get(page("change", partner)).status_code == 200
    assert send(desk, page("restore", partner)).status_code == 302
    partner.refresh_from_db()
    assert not partner.in_trash


def test_publishing_needs_another_person(client, verifier, editor):
    partner = make_partner("Kota Seremban", public=False, edited_by=verifier)
    client.force_login(verifier)
    assert refused(send(client, page("publication", partner), new_class="public")) == {
        "": ["Perubahan terakhir Anda buat sendiri. Orang lain harus memeriksanya sebelum dipublikasikan."]
    }
    partner.edited_by = editor
    partner.save()
    assert send(client, page("publication", partner), new_class="public").status_code == 302
    partner.refresh_from_db()
    assert partner.is_public


def test_autocomplete_offers_living_partners_only(desk):
    make_partner("Kota Seremban")
    gone = make_partner("Bandar Seremban")
    send(desk, page("delete", gone), reason="Salah")
    query = "?app_label=agreements&model_name=party&field_name=partner&term=seremban"
    found = desk.get(reverse("admin:autocomplete") + query).json()["results"]
    assert [one["text"] for one in found] == ["Kota Seremban"]
