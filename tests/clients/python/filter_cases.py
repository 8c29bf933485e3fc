"""Every filter of the query builders: which of five inks each lets through."""

from collections.abc import Callable
from typing import Any

from world import QueryTest, in_loop

Case = tuple[str, Callable[[Any], Any], list[int]]

EVERYBODY = [1, 2, 3, 4, 5]

COMPARISONS: list[Case] = [
    ("eq keeps what equals the value", lambda q: q.eq("price", 20), [2]),
    ("eq takes any text, also with commas and blanks", lambda q: q.eq("name", "Dune, dry"), [4]),
    ("eq on a boolean", lambda q: q.eq("is_matte", True), [1, 5]),
    ("eq on JSON", lambda q: q.eq("recipe", {"pigment": "copper"}), [2]),
    ("neq leaves out the value, and nulls", lambda q: q.neq("price", 20), [1, 3, 5]),
    ("gt is greater", lambda q: q.gt("price", 30), [5]),
    ("gte is greater or equal", lambda q: q.gte("price", 30), [3, 5]),
    ("lt is less", lambda q: q.lt("price", 20), [1]),
    ("lte is less or equal", lambda q: q.lte("price", 20), [1, 2]),
    ("is_ null", lambda q: q.is_("price", None), [4]),
    ("is_ true, is_ false", lambda q: q.is_("is_matte", True), [1, 5]),
    ("is_ false", lambda q: q.is_("is_matte", False), [2, 4]),
    ("in_ keeps what is in the list", lambda q: q.in_("price", [10, 30]), [1, 3]),
    ("in_ takes texts with commas", lambda q: q.in_("name", ["Dune, dry", "Coal"]), [3, 4]),
    ("in_ with an empty list keeps nothing", lambda q: q.in_("id", []), []),
    ("match asks for all its pairs", lambda q: q.match({"is_matte": True, "note": "glows"}), [1]),
    ("filter takes the operator as text", lambda q: q.filter("recipe->>pigment", "eq", "iron"), [1, 4]),
]

PATTERNS: list[Case] = [
    ("like minds the case", lambda q: q.like("name", "A%"), [1, 2]),
    ("ilike does not mind the case", lambda q: q.ilike("name", "amber*"), [1, 5]),
    ("like_all_of asks for every pattern", lambda q: q.like_all_of("name", "A%,%r"), [1]),
    ("like_any_of asks for one of them", lambda q: q.like_any_of("name", "%r,C%"), [1, 3]),
    ("ilike_all_of asks for every pattern", lambda q: q.ilike_all_of("name", "AMB%,%GHT"), [5]),
    ("ilike_any_of asks for one of them", lambda q: q.ilike_any_of("name", "azure,COAL"), [2, 3]),
]

CONTAINERS: list[Case] = [
    ("contains: an array", lambda q: q.contains("tags", ["warm"]), [1, 4]),
    ("contains: JSON", lambda q: q.contains("recipe", {"pigment": "iron"}), [1, 4]),
    ("contains: a range", lambda q: q.contains("batch", "[6,8)"), [1, 4]),
    ("cs: an array", lambda q: q.cs("tags", ["cold", "dark"]), [3]),
    ("contained_by: an array", lambda q: q.contained_by("tags", ["cold", "dark"]), [2, 3, 5]),
    ("contained_by: JSON", lambda q: q.contained_by("recipe", {"pigment": "copper", "x": 1}), [2, 5]),
    ("contained_by: a range", lambda q: q.contained_by("batch", "[1,20)"), [1, 2, 4]),
    ("cd: an array", lambda q: q.cd("tags", ["cold"]), [2, 5]),
    ("ov: an array", lambda q: q.ov("tags", ["dark", "glass"]), [1, 3]),
    ("ov: a range", lambda q: q.ov("batch", "[18,22)"), [2, 3]),
    ("overlaps: an array", lambda q: q.overlaps("tags", ["warm", "dark"]), [1, 3, 4]),
    ("sl: wholly before", lambda q: q.sl("batch", (19, 30)), [1, 2, 4]),
    ("sr: wholly after", lambda q: q.sr("batch", (0, 10)), [2, 3]),
    ("nxl: does not begin before", lambda q: q.nxl("batch", (4, 10)), [2, 3, 4]),
    ("nxr: does not end after", lambda q: q.nxr("batch", (0, 15)), [1, 4]),
    ("adj: touches without a gap", lambda q: q.adj("batch", (9, 20)), [1, 3]),
    ("range_lt: wholly before", lambda q: q.range_lt("batch", (19, 30)), [1, 2, 4]),
    ("range_gt: wholly after", lambda q: q.range_gt("batch", (0, 10)), [2, 3]),
    ("range_gte: does not begin before", lambda q: q.range_gte("batch", (4, 10)), [2, 3, 4]),
    ("range_lte: does not end after", lambda q: q.range_lte("batch", (0, 15)), [1, 4]),
    ("range_adjacent: touches without a gap", lambda q: q.range_adjacent("batch", (9, 20)), [1, 3]),
]

TEXTS: list[Case] = [
    ("fts asks in to_tsquery's language", lambda q: q.fts("words", "glow & !dark"), [1, 4]),
    ("plfts: all the words", lambda q: q.plfts("words", "glowing dark"), [5]),
    ("phfts: the words in their order", lambda q: q.phfts("words", "sky at noon"), [2]),
    ("wfts: or and minus", lambda q: q.wfts("words", "glow -dark or sky"), [1, 2, 4]),
    ("text_search", lambda q: q.text_search("words", "glow & dark"), [5]),
    ("text_search plain", lambda q: q.text_search("words", "dark glow", {"type": "plain"}), [5]),
    ("text_search phrase", lambda q: q.text_search("words", "at noon", {"type": "phrase"}), [2]),
    ("text_search web_search",
     lambda q: q.text_search("words", "sky or sand", {"type": "web_search"}), [2, 4]),
    ("text_search with a configuration that does not stem",
     lambda q: q.text_search("words", "glowing", {"config": "simple"}), []),
]

COMPOUNDS: list[Case] = [
    ("filters one after another must all hold", lambda q: q.gte("price", 20).is_("is_matte", False), [2]),
    ("two filters on one column", lambda q: q.gt("price", 10).lt("price", 40), [2, 3]),
    ("not_ turns the next filter round", lambda q: q.not_.gt("price", 20).lt("id", 9), [1, 2]),
    ("not_ with null", lambda q: q.not_.is_("recipe", None), [1, 2, 4, 5]),
    ("not_ with a list", lambda q: q.not_.in_("id", [1, 2, 3]), [4, 5]),
    ("or_ takes either", lambda q: q.or_("price.eq.10,name.eq.Coal"), [1, 3]),
    ("or_ with a nested and",
     lambda q: q.or_('name.eq."Dune, dry",and(price.gt.10,is_matte.is.false)'), [2, 4]),
    ("not_ or_ takes neither", lambda q: q.not_.or_("id.eq.1,id.gt.3"), [2, 3]),
    ("no filter lets everything through", lambda q: q, EVERYBODY),
]


class FilterTest(QueryTest):
    """The tables above, a test for each line."""


def add_test(number: int, case: Case) -> None:
    sentence, add, expected = case

    async def test(self: QueryTest) -> None:
        query = add((await self.studio("inks")).select("id")).order("id")
        self.assertEqual(await self.values(query, "id"), expected)

    test.__doc__ = sentence
    setattr(FilterTest, f"test_{number:03}", in_loop(test))


for index, line in enumerate(COMPARISONS + PATTERNS + CONTAINERS + TEXTS + COMPOUNDS):
    add_test(index, line)
