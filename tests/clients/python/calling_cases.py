"""rpc: functions of every kind, by POST, GET and HEAD, with filters and modifiers on what they give."""

from typing import Any

from postgrest.types import CountMethod
from world import QueryTest, result_of


class CallingTest(QueryTest):
    """Functions of the fixture schema."""

    writes = True

    async def call(self, name: str, arguments: dict | None = None, **options) -> Any:
        return (await self.as_("ada", "studio")).rpc(name, arguments or {}, **options)

    async def test_results(self) -> None:
        """a scalar, an array, JSON, a set, a table and a row come as what they are"""
        expected = (
            ("add", {"a": 2, "b": 3}, 5),
            ("greet", {}, "hello world"),
            ("sum_of", {"numbers": [1, 2, 3]}, 6),
            ("echo", {"value": {"a": [1, None, {"b": 'ü"\\'}]}}, {"a": [1, None, {"b": 'ü"\\'}]}),
        )
        for name, arguments, value in expected:
            self.assertEqual(await self.data(await self.call(name, arguments)), value)
        self.assertEqual((await self.data(await self.call("ink_names")))[:2], ["Amber", "Azure"])
        self.assertEqual((await self.data(await self.call("name_lengths")))[2], {"name": "Coal", "length": 4})
        self.assertEqual((await self.data(await self.call("first_ink")))["name"], "Amber")

    async def test_void(self) -> None:
        """a function that returns nothing gives no data"""
        self.assertEqual(await self.data(await self.call("burn", {"book": "spring"})), [])
        left = (await self.studio("swatches")).select().eq("book", "spring")
        self.assertEqual(await self.data(left), [])

    async def test_get(self) -> None:
        """get calls with the arguments in the URL, and cannot write"""
        self.assertEqual(await self.data(await self.call("add", {"a": 2, "b": 3}, get=True)), 5)
        self.assertEqual(await self.data(await self.call("sum_of", {"numbers": [4, 5]}, get=True)), 9)
        value = {"a": [1]}
        self.assertEqual(await self.data(await self.call("echo", {"value": value}, get=True)), value)
        self.assertEqual((await self.error(await self.call("burn", {"book": "x"}, get=True))).code, "25006")

    async def test_head_and_count(self) -> None:
        """head gives a count and no data; a count goes beyond the limit"""
        query = await self.call("inks_tagged", {"tag": "cold"}, head=True, count=CountMethod.exact)
        answer = await result_of(query.execute())
        self.assertEqual((answer.data, answer.count), ([], 2))
        query = await self.call("inks_tagged", {"tag": "cold"}, count=CountMethod.exact)
        answer = await result_of(query.limit(1).execute())
        self.assertEqual((len(answer.data), answer.count), (1, 2))

    async def test_shaping(self) -> None:
        """select, filters, order, limit and range work on rows that a function gives"""
        cold = {"tag": "cold"}
        query = (await self.call("inks_tagged", cold)).select("id", "name").order("id", desc=True)
        self.assertEqual(await self.values(query), ["Coal", "Azure"])
        self.assertEqual(await self.values((await self.call("inks_tagged", cold)).gt("price", 20)), ["Coal"])
        query = (await self.call("inks_tagged", cold)).order("id").range(1, 1)
        self.assertEqual(await self.values(query), ["Coal"])
        query = (await self.call("inks_tagged", cold)).order("id").offset(1).limit(5)
        self.assertEqual(await self.values(query), ["Coal"])
        query = (await self.call("inks_tagged", cold, get=True)).not_.eq("name", "Coal")
        self.assertEqual(await self.values(query), ["Azure"])

    async def test_forms(self) -> None:
        """single, maybe_single and csv"""
        dark = {"tag": "dark"}
        self.assertEqual((await self.data((await self.call("inks_tagged", dark)).single()))["name"], "Coal")
        one = (await self.call("inks_tagged", dark)).maybe_single()
        self.assertEqual((await self.data(one))["name"], "Coal")
        nothing = (await self.call("inks_tagged", {"tag": "x"})).maybe_single()
        self.assertIsNone(await result_of(nothing.execute()))
        csv = (await self.call("name_lengths")).limit(1).csv()
        self.assertEqual(await self.data(csv), "name,length\nAmber,5")
        self.assertEqual(await self.data((await self.call("greet")).retry(False)), "hello world")

    async def test_max_affected(self) -> None:
        """max_affected holds for a function that returns rows"""
        query = (await self.call("tear_out", {"book": "spring"})).max_affected(1)
        self.assertEqual((await self.error(query)).code, "PGRST124")
        query = (await self.call("tear_out", {"book": "spring"})).max_affected(2)
        self.assertEqual(len(await self.data(query)), 2)

    async def test_unknown(self) -> None:
        """an unknown function is PGRST202 with a hint, two that fit are PGRST203"""
        error = await self.error(await self.call("add", {"a": 1, "c": 2}))
        self.assertEqual(error.code, "PGRST202")
        self.assertEqual(error.hint, "Perhaps you meant to call the function studio.add(a, b)")
        self.assertEqual((await self.error(await self.call("describe", {"size": 1}))).code, "PGRST203")

    async def test_raised(self) -> None:
        """what a function raises arrives with all its parts"""
        expected = (
            ("refuse", "P0001", "this cannot be", "it was tried before", "try something else"),
            ("ask_for_payment", "PT402", "Payment Required", "quota exceeded", "upgrade"),
            ("brew", "TEA", "a teapot", "short and stout", "no coffee"),
        )
        for name, code, message, details, hint in expected:
            error = await self.error(await self.call(name))
            parts = (error.code, error.message, error.details, error.hint)
            self.assertEqual(parts, (code, message, details, hint))
