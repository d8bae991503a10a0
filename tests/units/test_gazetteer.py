"""Places and programmes are known by every name they have, in any script, with typos."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.cleaning import clean
from retrieval.gazetteer import Gazetteer, Mention
from retrieval.model import Audience, Document
from retrieval.names import city_names, country_names, document_names, normalised

TEXTS = ["Busan and Surabaya signed.", "Cebu has beaches.", "Vladivostok has a bay.", "The lamps of Lights On Busan."]
SENTENCES = [["Busan and Surabaya signed.", "In Busan."], ["Cebu has beaches."], ["A bay."], ["The lamps."]]
DECLARED = [["document:city-busan"], ["cebu-city"], [], ["document:lights"]]


def city(place: str, country: str, **names: tuple[str, ...]) -> Document:
    return Document(
        f"city-{place}",
        place,
        "",
        "en",
        Audience.PUBLIC,
        type="city",
        places=(place,),
        countries=(country,),
        names=names,
    )


DOCUMENTS = [
    city("busan", "KR", en=("Busan",), ko=("부산",)),
    city("surabaya", "ID", en=("Surabaya",), ko=("수라바야",)),
    city("cebu-city", "PH", en=("Cebu", "Cebu City")),
    city("cebu-province", "PH", en=("Cebu", "Cebu Province")),
    city("vladivostok", "RU", en=("Vladivostok",)),
    Document("lights", "Lights On", "", "en", Audience.PUBLIC, type="programme", names={"en": ("Lights On Busan",)}),
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    known = [(name, d.countries[0], d.places[0]) for d in DOCUMENTS if d.places for n in d.names.values() for name in n]
    names = [*document_names(DOCUMENTS), *country_names(), *city_names(known)]
    return Gazetteer.build(names, TEXTS, SENTENCES, DECLARED)


def found(gazetteer: Gazetteer, text: str) -> list[tuple[str, ...]]:
    return [mention.ids for mention in gazetteer.find(text)]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("busan", "Where is Busan?"),
        ("busan", "where is busan"),
        ("busan", "BUSAN"),
        ("busan", "Busan's harbour"),
        ("busan", "釜山在哪里"),
        ("busan", "釜山はどこですか"),
        ("busan", "ปูซานอยู่ที่ไหน"),
        ("surabaya", "เมืองสุราบายาอยู่ที่ไหน"),
        ("surabaya", "泗水的人口"),
        ("surabaya", "kota Surabaya di mana?"),
        ("vladivostok", "Владивосток"),
    ],
)
def test_names_in_any_script(gazetteer, place, text):
    assert [(place,)] == found(gazetteer, text)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("vladivostok", "население Владивостока"),
        ("vladivostok", "во Владивостоке"),
        ("vladivostok", "с Владивостоком"),
        ("busan", "в Пусане"),
        ("busan", "с Пусаном"),
        ("surabaya", "в Сурабае"),
        ("surabaya", "в Сурабаю"),
    ],
)
def test_inflected_russian(gazetteer, place, text):
    assert [(place,)] == found(gazetteer, text)


@pytest.mark.parametrize("particle", ["", "은", "에서", "의", "과", "으로", "까지는", "시의"])
def test_korean_particles(gazetteer, particle):
    assert found(gazetteer, f"부산{particle} 인구") == [("busan",)]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("surabaya", "Surabya"),
        ("surabaya", "surabayya"),
        ("vladivostok", "Vladivastok"),
        ("vladivostok", "Vladivostock"),
    ],
)
def test_typos(gazetteer, place, text):
    assert [(place,)] == found(gazetteer, f"When did {text} sign?")


@pytest.mark.parametrize(
    "text", ["do you offer tours", "a nice day", "내일 회의가 있나요", "reading room", "is it busy"]
)
def test_common_words_are_no_places(gazetteer, text):
    assert found(gazetteer, text) == []


def test_a_capital_makes_the_same_word_a_city(gazetteer):
    assert len(found(gazetteer, "a train to Tours")) == 1


def test_a_name_of_two_places_means_either(gazetteer):
    assert [{"cebu-city", "cebu-province"}] == [set(ids) for ids in found(gazetteer, "Where is Cebu?")]


@pytest.mark.parametrize(("place", "text"), [("cebu-city", "Cebu City"), ("cebu-province", "Cebu Province")])
def test_the_longest_name_wins(gazetteer, place, text):
    assert [(place,)] == found(gazetteer, f"Where is {text}?")


def test_programmes_have_names_too(gazetteer):
    assert found(gazetteer, "when is Lights On Busan held") == [("document:lights",)]


@pytest.mark.parametrize("text", ["Nairobi", "나이로비", "Найроби", "ไนโรบี", "Reykjavik", "Reykjavík"])
def test_cities_of_the_world_in_no_passage_are_known_and_most_telling(gazetteer, text):
    [mention] = gazetteer.find(f"{text}?")
    assert (len(gazetteer.rows(mention)), gazetteer.weight(mention)) == (0, 1.0)


@pytest.mark.parametrize("text", ["Indonesia", "인도네시아", "อินโดนีเซีย", "Индонезия", "印度尼西亚"])
def test_countries_in_their_languages(gazetteer, text):
    assert found(gazetteer, text) == [("country:ID",)]


def test_rows_are_passages_that_hold_or_declare_the_name(gazetteer):
    rows = {
        text: gazetteer.rows(gazetteer.find(text)[0]).tolist() for text in ["Busan", "Surabaya", "Cebu", "Cebu City"]
    }
    assert rows == {"Busan": [0], "Surabaya": [0], "Cebu": [1], "Cebu City": [1]}


def test_sentence_rows_are_the_sentences_that_hold_the_name(gazetteer):
    names = ["Busan", "Surabaya", "Cebu", "Vladivostok", "Nairobi"]
    rows = {name: gazetteer.sentence_rows(gazetteer.find(name)[0]).tolist() for name in names}
    assert rows == {"Busan": [0, 1], "Surabaya": [0], "Cebu": [2], "Vladivostok": [], "Nairobi": []}


def test_a_name_in_every_passage_tells_nothing():
    gazetteer = Gazetteer.build(
        [("busan", "busan"), ("cebu", "cebu")], ["Busan", "Busan and Cebu", "Busan"], [[], [], []], [[], [], []]
    )
    everywhere, once = (gazetteer.find(name)[0] for name in ("Busan", "Cebu"))
    assert pytest.approx(gazetteer.weight(everywhere)) == 0
    assert 0 < gazetteer.weight(once) < 1


def test_spans_point_at_the_name(gazetteer):
    text = "Is İzmir near Busan, or 부산에서 Surabaya?"
    spans = [text[slice(*mention.span)] for mention in gazetteer.find(text)]
    assert spans[-3:] == ["Busan", "부산", "Surabaya"]


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("When did and sign?", "When did Busan and Surabaya sign?"),
        ("население", "население Владивостока"),
        ("의 인구는?", "부산의 인구는?"),
        ("在哪里", "釜山在哪里"),
        ("", "Cebu City"),
        ("no name here", "no  name\nhere"),
    ],
)
def test_masked_text_has_no_names(gazetteer, expected, text):
    assert expected == gazetteer.masked(text, gazetteer.find(text))


@pytest.mark.parametrize(
    ("expected", "text"), [("valparaiso", "Valparaíso"), ("istanbul", "İstanbul"), ("부산", "부산")]
)
def test_case_and_accents_are_folded(expected, text):
    assert expected == normalised(text)


def test_what_is_saved_is_what_is_loaded(tmp_path, gazetteer):
    gazetteer.save(tmp_path)
    loaded = Gazetteer.load(tmp_path)
    for text in ["Cebu", "Surabya", "부산에서", "Nairobi", "tours", "во Владивостоке"]:
        mentions = gazetteer.find(text)
        assert mentions == loaded.find(text)
        assert [gazetteer.weight(mention) for mention in mentions] == [loaded.weight(mention) for mention in mentions]
        assert [gazetteer.rows(m).tolist() for m in mentions] == [loaded.rows(m).tolist() for m in mentions]


def test_without_names_nothing_is_found(tmp_path):
    Gazetteer.build([], [], [], []).save(tmp_path)
    empty = Gazetteer.load(tmp_path)
    assert empty.find("Busan") == []
    assert (empty.rows(Mention(("busan",), (0, 5))).tolist(), empty.weight(Mention(("busan",), (0, 5)))) == ([], 1.0)


@given(
    text=st.text(
        st.one_of(
            st.characters(exclude_categories=["Cs"]), st.sampled_from("Busan Cebu İß부산에서ปูซานПусане釜山'’-.\u0301")
        ),
        max_size=80,
    )
)
def test_spans_lie_in_order_within_any_cleaned_text(gazetteer, text):
    text = clean(text)  # The trie does not take NUL; whatever reaches it has been cleaned.
    mentions = gazetteer.find(text)
    edges = [edge for mention in mentions for edge in mention.span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in (mention.span for mention in mentions))
    assert len(gazetteer.masked(text, mentions)) <= len(text) + len(mentions)


@pytest.mark.parametrize("text", ["Rigaの人口", "釜山とRigaの関係", "Riga는 어디", "Riga市"])
def test_a_latin_name_may_stand_between_signs_of_other_scripts(text):
    names = Gazetteer.build([("riga", "riga")], (), (), ())
    assert {"riga"} == names.ids(text)
