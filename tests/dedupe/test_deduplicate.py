"""What holds whatever the records say: nothing lost, no order, a person's word."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.dedupe.deduplicate import Deduplicated, deduplicate
from evidence.model import Decision, Name, Place, Record

WORDS = ("calcinosis", "lupus", "colchicine", "surgery", "hand", "women", "trial", "cohort", "laser", "review")


def article(key: str, file: str = "one.csv", **fields: object) -> Record:
    base = Record(
        key=key,
        source="csv",
        place=Place(file),
        title="Colchicine for painful calcinosis of the hands",
        names=(Name("Duval", "Anne", "A"), Name("Okoro", "Ben", "B")),
        journal="Lupus",
        year=2012,
        volume="21",
        pages="100-108",
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def partition(found: Deduplicated) -> set[frozenset[str]]:
    return {frozenset(cluster.record_ids) for cluster in found.clusters}


records = st.builds(
    lambda title, names, year, volume, page, doi: {
        "title": " ".join(title),
        "names": tuple(Name(name) for name in names),
        "year": year,
        "volume": volume,
        "pages": page,
        "doi": doi,
    },
    st.lists(st.sampled_from(WORDS), max_size=5),
    st.lists(st.sampled_from(("Duval", "Okoro", "Lind")), max_size=2, unique=True),
    st.sampled_from((None, 2011, 2012)),
    st.sampled_from(("", "21", "22")),
    st.sampled_from(("", "100-108", "109", "S12")),
    st.sampled_from(("", "10.5555/one", "10.5555/two")),
)
sets = st.lists(records, min_size=1, max_size=14).map(
    lambda drawn: [article(f"r{at:02}", **fields) for at, fields in enumerate(drawn)]
)


@settings(max_examples=50, deadline=None)
@given(sets, st.randoms(use_true_random=False))
def test_order_changes_nothing(drawn: list[Record], chance: random.Random) -> None:
    shuffled = list(drawn)
    chance.shuffle(shuffled)
    assert deduplicate(shuffled) == deduplicate(drawn)


@settings(max_examples=30, deadline=None)
@given(sets)
def test_every_record_is_in_one_cluster(drawn: list[Record]) -> None:
    found = deduplicate(drawn)
    assert sorted(name for cluster in found.clusters for name in cluster.record_ids) == [r.key for r in drawn]
    assert len({cluster.cluster_id for cluster in found.clusters}) == len(found.clusters)
    assert found.identified - found.removed_by_id - found.removed_by_match == len(found.clusters)


@settings(max_examples=30, deadline=None)
@given(sets)
def test_review_and_links_join_different_clusters(drawn: list[Record]) -> None:
    found = deduplicate(drawn)
    home = {name: cluster.cluster_id for cluster in found.clusters for name in cluster.record_ids}
    assert all(home[link.id_a] != home[link.id_b] for link in (*found.links, *found.review))


def ids(found: Deduplicated) -> dict[str, str]:
    return {found.keys[name]: c.cluster_id for c in found.clusters for name in c.record_ids}


def test_ids_stay_when_a_file_is_added() -> None:
    first = [article("a1"), article("a2", title="Laser therapy of calcinosis in lupus", pages="200-204")]
    later = [
        article("b1", "two.csv", doi="10.5555/lupus.1"),
        article("b2", "two.csv", title="Something else entirely new"),
    ]
    before, after = ids(deduplicate(first)), ids(deduplicate([*later, *first]))
    assert before.items() <= after.items()
    assert after["b1"] == after["a1"]


@settings(max_examples=40, deadline=None)
@given(sets, st.data())
def test_files_one_at_a_time_give_the_same_clusters_and_ids_that_stay(drawn: list[Record], data: st.DataObject) -> None:
    earlier: dict[str, str] = {}
    for size in sorted({*data.draw(st.sets(st.integers(1, len(drawn)))), len(drawn)}):
        found = deduplicate(drawn[:size], (), earlier)
        now, gone = ids(found), {other for others in found.joined.values() for other in others}
        assert len(set(now.values())) == len(found.clusters)
        held = Counter(now.values())
        for name in set(earlier.values()) - gone:
            assert held[name]  # an id stands until it is told to be joined
        split = Counter(earlier.values())
        assert all(now[key] == name for key, name in earlier.items() if split[name] == 1 and name not in gone)
        earlier = {**earlier, **dict(sorted(now.items()))}
    assert partition(found) == partition(deduplicate(drawn))


@pytest.mark.parametrize(
    "later",
    [
        pytest.param({"names": (Name("Okoro", "Ben", "B"), Name("Duval", "Anne", "A"))}, id="authors-in-another-order"),
        pytest.param({"doi": "10.5555/0", "pmid": "1234"}, id="identifiers"),
        pytest.param({"names": (), "volume": "", "pages": "100"}, id="says-less"),
        pytest.param({"title": "Colchicine for painful calcinosis of the hands, feet and elbows"}, id="a-longer-title"),
    ],
)
def test_an_id_stays_in_a_fresh_folder(later: dict[str, Any]) -> None:
    before, after = deduplicate([article("b")]), deduplicate([article("b"), article("a", **later)])
    assert [c.cluster_id for c in after.clusters] == [c.cluster_id for c in before.clusters]


def test_an_older_work_keeps_its_id_beside_a_newer_one_of_its_name() -> None:
    talk, paper = article("b"), article("a", journal="Dermatology", year=2013, volume="9", pages="1-8")
    assert ids(deduplicate([talk])).items() <= ids(deduplicate([talk, paper])).items()


def test_a_joined_cluster_keeps_the_oldest_id_and_says_so() -> None:
    drawn = [article("a"), article("b", title="Part II: surgery", year=1999, pages="1")]
    earlier = {"b": "first", "a": "second", "gone": "third"}
    assert ids(deduplicate(drawn, (), earlier)) == {"a": "second", "b": "first"}
    found = deduplicate(drawn, [decision("merge", "pair:a|b")], earlier)
    assert ids(found) == {"a": "first", "b": "first"}
    assert found.joined == {"first": ("second",)}


def test_a_cluster_that_falls_apart_leaves_its_id_to_the_larger_part() -> None:
    drawn = [article("a", title="Laser therapy of calcinosis", pages="9"), article("b"), article("c")]
    now = ids(deduplicate(drawn, (), dict.fromkeys("abc", "old")))
    assert now["b"] == now["c"] == "old" != now["a"]


def test_a_key_that_two_records_share_is_not_believed() -> None:
    drawn = [article("7", "one.csv"), article("7", "two.csv", title="Surgery for tumoral calcinosis of the hip")]
    assert ids(deduplicate(drawn, (), {"7": "x", "7~2": "y"})) == ids(deduplicate(drawn))


def test_one_id_in_two_files_loses_no_record() -> None:
    found = deduplicate(
        [article("7", "one.csv"), article("7", "two.csv", title="Surgery for tumoral calcinosis of the hip", pages="5")]
    )
    assert partition(found) == {frozenset({"7"}), frozenset({"7~2"})}
    assert sorted(found.keys) == ["7", "7~2"]


def test_a_blank_record_is_nobodys_copy() -> None:
    blank: dict[str, Any] = {"title": "", "names": (), "journal": "", "year": 2012, "volume": "", "pages": ""}
    assert len(deduplicate([article("a", **blank), article("b", **blank)]).clusters) == 2


def decision(verb: str, subject: str, value: str = "", when: str = "2026-01-01T00:00:00Z") -> Decision:
    return Decision(when, f"{verb}{when}", verb, subject, "someone", value=value)  # type: ignore[arg-type]


def test_a_person_splits_and_only_that_cluster_changes() -> None:
    drawn = [article("a"), article("b"), article("c", title="Laser therapy of calcinosis", pages="9"),
             article("d", title="Laser therapy of calcinosis", pages="9")]  # fmt: skip
    assert partition(deduplicate(drawn)) == {frozenset("ab"), frozenset("cd")}
    found = deduplicate(drawn, [decision("split", "pair:a|b")])
    assert partition(found) == {frozenset("a"), frozenset("b"), frozenset("cd")}
    assert found.review == ()


def test_a_person_merges_against_the_evidence_and_later_words_win() -> None:
    drawn = [article("a"), article("b", title="Part II: surgery", year=1999, pages="1")]
    merge = decision("merge", "pair:a|b")
    split = decision("split", "pair:a|b", when="2026-02-01T00:00:00Z")
    assert partition(deduplicate(drawn, [merge])) == {frozenset("ab")}
    assert partition(deduplicate(drawn, [split, merge])) == {frozenset("a"), frozenset("b")}


def test_a_person_links_and_orphans_are_told() -> None:
    drawn = [article("a"), article("b", title="Part II: surgery", year=1999, pages="1")]
    gone = decision("merge", "pair:a|zz")
    found = deduplicate(drawn, [decision("link", "pair:a|b", "companion"), gone])
    assert [(link.id_a, link.id_b, link.relation) for link in found.links] == [("a", "b", "companion")]
    assert found.orphaned == (gone,)


def test_a_sparse_record_does_not_join_two_works() -> None:
    one = article("a", pages="100-108", doi="10.5555/a")
    other = article("b", pages="300-309", volume="22", year=2013, doi="10.5555/b")
    sparse = article("c", pages="", volume="", year=None, journal="")
    found = deduplicate([one, other, sparse])
    assert not any({"a", "b"} <= set(cluster.record_ids) for cluster in found.clusters)


LASER = {"title": "Laser therapy of calcinosis", "pages": "9-12"}


def test_a_merge_joins_whole_clusters_and_nothing_falls_apart() -> None:
    drawn = [article("a"), article("b"), article("c", **LASER), article("d", **LASER)]
    assert partition(deduplicate(drawn, [decision("merge", "pair:b|c")])) == {frozenset("abcd")}


def test_a_merge_that_a_split_contradicts_is_asked_about() -> None:
    drawn = [article("a"), article("b", **LASER), article("c", title="Surgery of the hand", pages="30-38")]
    said = [decision("merge", "pair:a|b"), decision("merge", "pair:b|c"), decision("split", "pair:a|c")]
    found = deduplicate(drawn, said)
    assert partition(found) == {frozenset("ab"), frozenset("c")}
    assert [(link.id_a, link.id_b, link.reasons) for link in found.review] == [
        ("b", "c", ("a person merged them, and split two of their records",))
    ]


def test_who_links_two_records_says_that_they_are_two() -> None:
    found = deduplicate([article("a"), article("b")], [decision("link", "pair:a|b", "version_of")])
    assert partition(found) == {frozenset("a"), frozenset("b")}
    assert [(link.id_a, link.relation) for link in found.links] == [("a", "version_of")]


def test_of_questions_that_one_answer_settles_the_fewest_are_asked() -> None:
    sparse = {"volume": "", "journal": "", "pages": ""}
    drawn = [article(key, year=year, **sparse) for key, year in zip("abc", (2010, 2011, 2012), strict=True)]
    found = deduplicate(drawn)
    assert len(found.clusters) == 3
    assert len(found.review) == 2


def test_a_cluster_keeps_the_id_of_most_of_its_records() -> None:
    drawn = [article(key) for key in "abc"]
    found = deduplicate(drawn, (), {"a": "split-off", "b": "first", "c": "first"})
    assert [cluster.cluster_id for cluster in found.clusters] == ["first"]
    assert found.joined == {"first": ("split-off",)}


def test_identical_records_without_a_title_merge_by_their_place() -> None:
    bare = {"title": "", "pages": ""}
    assert len(deduplicate([article("a", **bare), article("b", **bare)]).clusters) == 1


def test_what_is_cited_often_and_badly_is_no_stock_title() -> None:
    slips = [article(f"s{n}", names=(Name(f"Durval{n}"),), year=2012 + n % 2) for n in range(3)]
    found = deduplicate([*(article(f"r{n:02}") for n in range(60)), *slips])
    assert len(found.clusters) <= 4
    assert max(len(cluster.record_ids) for cluster in found.clusters) >= 60


@settings(max_examples=50, deadline=None)
@given(sets)
def test_other_ids_make_no_other_clusters(drawn: list[Record]) -> None:
    renamed = [replace(record, key=f"x{99 - at:02}") for at, record in enumerate(drawn)]
    new = {f"x{99 - at:02}": record.key for at, record in enumerate(drawn)}
    found = {frozenset(new[name] for name in cluster.record_ids) for cluster in deduplicate(renamed).clusters}
    assert found == partition(deduplicate(drawn))


@pytest.mark.parametrize("verb", ["split", "link"])
def test_who_has_answered_is_not_asked_again_about_the_copies(verb: str) -> None:
    sparse = {"volume": "", "journal": "", "pages": ""}
    drawn = [article("a", year=2010, **sparse), article("a2", year=2010, **sparse), article("b", year=2011, **sparse)]
    assert deduplicate(drawn).review
    assert not deduplicate(drawn, [decision(verb, "pair:a|b", "version_of")]).review


def test_an_id_that_was_given_up_goes_to_no_other_work() -> None:
    (one, other) = deduplicate([article("a"), article("b", **LASER)]).clusters
    earlier = {"a": one.cluster_id, "b": other.cluster_id}
    third = article("c", year=1990, volume="2", names=(Name("Lind"),), **LASER)
    found = deduplicate([article("a"), article("b", **LASER), third], [decision("merge", "pair:a|b")], earlier)
    given_up = {name for names in found.joined.values() for name in names}
    assert len(given_up) == 1
    assert not given_up & {cluster.cluster_id for cluster in found.clusters}
