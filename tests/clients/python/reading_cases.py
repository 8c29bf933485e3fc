"""What comes back, in which order, how much of it, and in which form; and relatives of rows."""

from postgrest import APIError
from postgrest.types import CountMethod
from world import AURORA, QueryTest, result_of


class ReadingTest(QueryTest):
    """Modifiers of a select."""

    async def inks(self, *columns: str, **options):
        return (await self.studio("inks")).select(*(columns or ("id",)), **options)

    async def test_columns(self) -> None:
        """select renames, casts and walks into JSON"""
        query = await self.inks("title: name", "price::text", "pigment:recipe->>pigment", "shout")
        self.assertEqual(
            await self.data(query.eq("id", 1)),
            [{"title": "Amber", "price": "10", "pigment": "iron", "shout": "AMBER"}],
        )

    async def test_all_columns(self) -> None:
        """select without columns gives all of them"""
        labels = (await self.studio("labels")).select().eq("ink_id", 1)
        self.assertEqual(await self.data(labels), [{"ink_id": 1, "text": "Handle with care"}])

    async def test_order(self) -> None:
        """order goes up or down, says where nulls go, and a second one decides among equals"""
        orders = (
            ({}, [1, 2, 3, 5, 4]),
            ({"desc": True}, [4, 5, 3, 2, 1]),
            ({"nullsfirst": True}, [4, 1, 2, 3, 5]),
            ({"desc": True, "nullsfirst": False}, [5, 3, 2, 1, 4]),
        )
        for options, expected in orders:
            query = (await self.inks()).order("price", **options)
            self.assertEqual(await self.values(query, "id"), expected)
        query = (await self.inks()).order("is_matte").order("id", desc=True)
        self.assertEqual(await self.values(query, "id"), [4, 2, 5, 1, 3])

    async def test_limit(self) -> None:
        """limit, offset and range choose a part"""
        query = (await self.inks()).order("id")
        self.assertEqual(await self.values(query.limit(2).offset(1), "id"), [2, 3])
        self.assertEqual(await self.values((await self.inks()).order("id").range(3, 9), "id"), [4, 5])

    async def test_count(self) -> None:
        """count counts beyond the limit, exactly or nearly"""
        for method in CountMethod:
            answer = await result_of((await self.inks(count=method)).limit(2).execute())
            self.assertEqual(len(answer.data), 2)
            self.assertIsInstance(answer.count, int)
        exact = await result_of((await self.inks(count=CountMethod.exact)).limit(2).execute())
        self.assertEqual(exact.count, 5)
        self.assertIsNone((await result_of((await self.inks()).execute())).count)

    async def test_head(self) -> None:
        """head counts without sending rows"""
        query = (await self.inks(count=CountMethod.exact, head=True)).gt("price", 10)
        answer = await result_of(query.execute())
        self.assertEqual((answer.data, answer.count), ([], 3))

    async def test_single(self) -> None:
        """single gives the row itself, and refuses no row and many"""
        self.assertEqual(await self.data((await self.inks("name")).eq("id", 1).single()), {"name": "Amber"})
        self.assertEqual((await self.error((await self.inks()).eq("id", 99).single())).code, "PGRST116")
        error = await self.error((await self.inks()).single())
        self.assertEqual((error.code, error.details), ("PGRST116", "The result contains 5 rows"))

    async def test_maybe_single(self) -> None:
        """maybe_single gives the row or None, and refuses many"""
        one = (await self.inks("name")).eq("id", 1).maybe_single()
        self.assertEqual(await self.data(one), {"name": "Amber"})
        self.assertIsNone(await result_of((await self.inks()).eq("id", 99).maybe_single().execute()))
        self.assertEqual((await self.error((await self.inks()).maybe_single())).code, "406")

    async def test_csv(self) -> None:
        """csv gives a header and lines"""
        query = (await self.inks("id,name,note")).in_("id", [3, 4]).order("id").csv()
        lines = 'id,name,note\n3,Coal,\n4,"Dune, dry","sand and glowing ""wind"""'
        self.assertEqual(await self.data(query), lines)

    async def test_strip_nulls(self) -> None:
        """strip_nulls leaves out what is null"""
        query = await self.inks("id", "name", "note")
        self.assertEqual(await self.data(query.eq("id", 3).strip_nulls()), [{"id": 3, "name": "Coal"}])
        single = (await self.inks("id", "note")).eq("id", 3).strip_nulls().single()
        self.assertEqual(await self.data(single), {"id": 3})

    async def test_explain(self) -> None:
        """explain gives PostgreSQL's plan, as text or as JSON, with all options"""
        text = await result_of((await self.inks()).explain().execute())
        self.assertRegex(text, r"Aggregate  \(cost=")
        options = {"analyze": True, "verbose": True, "settings": True, "buffers": True, "wal": True}
        text = await result_of((await self.inks()).explain(**options).execute())
        self.assertRegex(text, "actual time")
        plan = await self.data((await self.inks()).explain(format="json"))
        self.assertIsInstance(plan[0]["Plan"]["Total Cost"], float)

    async def test_retry(self) -> None:
        """retry can be turned off on every kind of query; an answer is an answer"""
        self.assertEqual(await self.data((await self.inks()).eq("id", 1).retry(False)), [{"id": 1}])
        self.assertEqual(await self.data((await self.inks()).eq("id", 1).single().retry(False)), {"id": 1})
        maybe = (await self.inks()).eq("id", 1).maybe_single().retry(False)
        self.assertEqual(await self.data(maybe), {"id": 1})
        self.assertIn("cost", await result_of((await self.inks()).explain().retry(False).execute()))

    async def test_explain_of_nonsense(self) -> None:
        """a plan that cannot be made is an error like others"""
        with self.assertRaises(APIError) as raised:
            await result_of((await self.inks("nonsense")).explain().execute())
        self.assertEqual(raised.exception.code, "42703")


class EmbeddingTest(QueryTest):
    """Relatives of rows."""

    async def inks(self, columns: str):
        return (await self.studio("inks")).select(columns)

    async def test_kinds(self) -> None:
        """one-to-one is an object or null, many-to-many an array, spread lifts columns"""
        query = (await self.inks("id, labels(text), papers(name)")).lte("id", 2).order("id")
        rows = await self.data(query.order("name", foreign_table="papers"))
        self.assertEqual(rows, [
            {"id": 1, "labels": {"text": "Handle with care"}, "papers": [{"name": "Rag"}, {"name": "Rice"}]},
            {"id": 2, "labels": None, "papers": [{"name": "Rag"}]},
        ])
        spread = (await self.studio("labels")).select("text, ...inks(name)").eq("ink_id", 3)
        self.assertEqual(await self.data(spread), [{"text": "Stains", "name": "Coal"}])

    async def test_conditions(self) -> None:
        """filters, or_, order, limit and range reach into relatives"""
        inner = (await self.inks("id, papers!inner(name)")).eq("papers.name", "Rice")
        self.assertEqual(await self.data(inner), [{"id": 1, "papers": [{"name": "Rice"}]}])
        rag, rice = [{"papers": [{"name": "Rag"}]}], [{"papers": [{"name": "Rice"}]}]
        either = (await self.inks("papers(name)")).eq("id", 1)
        either = either.or_("name.eq.Rice,weight.gt.999", reference_table="papers")
        self.assertEqual(await self.data(either), rice)
        neither = (await self.inks("papers(name)")).eq("id", 1)
        neither = neither.not_.or_("name.eq.Rice", reference_table="papers")
        self.assertEqual(await self.data(neither), rag)
        last = (await self.inks("papers(name)")).eq("id", 1).order("name", desc=True, foreign_table="papers")
        self.assertEqual(await self.data(last.limit(1, foreign_table="papers")), rice)
        part = (await self.inks("papers(name)")).eq("id", 1).order("name", foreign_table="papers")
        self.assertEqual(await self.data(part.range(1, 5, foreign_table="papers")), rice)

    async def test_brand(self) -> None:
        """a brand with its owner and its products, as the wizard loads it"""
        columns = "name, profiles(email), brand_products(quantity, products(sku))"
        query = (await self.as_()).from_("brands").select(columns).eq("id", AURORA).single()
        brand = await self.data(query)
        self.assertEqual(brand["profiles"], {"email": "ada@example.org"})
        skus = sorted(choice["products"]["sku"] for choice in brand["brand_products"])
        self.assertEqual(skus, ["JAR-060-FRO", "JAR-370-HON"])

    async def test_not_related(self) -> None:
        """what is not related is PGRST200, what is not embedded PGRST108"""
        self.assertEqual((await self.error(await self.inks("id, swatches(page)"))).code, "PGRST200")
        self.assertEqual((await self.error((await self.inks("id")).eq("papers.name", "x"))).code, "PGRST108")
