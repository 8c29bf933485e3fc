"""insert, upsert, update and delete, in every form that the builders have."""

from datetime import datetime, timezone
from uuid import UUID

from postgrest.types import CountMethod, ReturnMethod
from world import ADA, QueryTest, result_of


def spring(page: int, colour: str) -> dict:
    return {"book": "spring", "page": page, "colour": colour}


class WritingTest(QueryTest):
    """Each test begins with the same data."""

    writes = True

    async def swatches(self):
        return await self.studio("swatches")

    async def book(self, name: str) -> list[dict]:
        query = (await self.swatches()).select("page", "colour", "copies").eq("book", name).order("page")
        return await self.data(query)

    async def test_insert(self) -> None:
        """insert sends the row back with its defaults"""
        row = {"book": "winter", "page": 1, "colour": "white"}
        self.assertEqual(await self.data((await self.swatches()).insert(row)), [row | {"copies": 1}])
        query = (await self.swatches()).insert(row | {"page": 2}).select("page", "copies").single()
        self.assertEqual(await self.data(query), {"page": 2, "copies": 1})

    async def test_insert_minimal(self) -> None:
        """insert with returning minimal sends nothing back"""
        query = (await self.swatches()).insert({"book": "winter", "page": 1}, returning=ReturnMethod.minimal)
        self.assertEqual(await self.data(query), [])
        self.assertEqual(len(await self.book("winter")), 1)

    async def test_insert_many(self) -> None:
        """insert of many rows counts them; absent keys become null, or defaults where asked"""
        rows = [{"id": 11, "name": "Eleven", "note": "here"}, {"id": 12, "name": "Twelve"}]
        answer = await result_of((await self.studio("inks")).insert(rows, count=CountMethod.exact).execute())
        self.assertEqual(answer.count, 2)
        self.assertEqual(sorted(str(row["note"]) for row in answer.data), ["None", "here"])
        rows = [{"id": 13, "name": "13", "note": "here"}, {"id": 14, "name": "14"}]
        query = (await self.studio("inks")).insert(rows, default_to_null=False).order("id")
        self.assertEqual(await self.values(query, "note"), ["here", "nothing noted"])

    async def test_insert_as_upsert(self) -> None:
        """insert with upsert changes what is there"""
        query = (await self.swatches()).insert({"book": "spring", "page": 2, "colour": "gold"}, upsert=True)
        self.assertEqual(await self.values(query, "colour"), ["gold"])

    async def test_insert_types(self) -> None:
        """insert takes nested JSON, arrays, UUIDs and times"""
        ink = {"id": 11, "name": "Ü", "tags": ["a,b", 'c"d'], "recipe": {"deep": [{"er": None}]}}
        query = (await self.studio("inks")).insert(ink).select("id", "name", "tags", "recipe").single()
        self.assertEqual(await self.data(query), ink)
        moment = datetime(2026, 5, 4, 3, 2, 1, tzinfo=timezone.utc)
        brand = {"user_id": UUID(ADA), "name": "New", "created_at": moment}
        query = (await self.as_()).table("brands").insert(brand).select("created_at", "user_id").single()
        self.assertEqual(await self.data(query), {"created_at": "2026-05-04T03:02:01+00:00", "user_id": ADA})

    async def test_insert_duplicate(self) -> None:
        """insert of a taken key is 23505, and nothing of the batch stays"""
        rows = [{"book": "spring", "page": 3}, {"book": "spring", "page": 1}]
        error = await self.error((await self.swatches()).insert(rows))
        self.assertEqual(error.code, "23505")
        self.assertEqual(error.message, 'duplicate key value violates unique constraint "swatches_pkey"')
        self.assertEqual(error.json()["code"], "23505")
        self.assertEqual(len(await self.book("spring")), 2)

    async def test_upsert(self) -> None:
        """upsert inserts what is new and changes what is there"""
        rows = [spring(2, "gold"), spring(3, "blue")]
        answer = await result_of((await self.swatches()).upsert(rows, count=CountMethod.exact).execute())
        self.assertEqual(answer.count, 2)
        colours = [row["colour"] for row in await self.book("spring")]
        self.assertEqual(colours, ["green", "gold", "blue"])

    async def test_upsert_options(self) -> None:
        """upsert by another unique column, ignoring duplicates, with defaults, without an answer"""
        ink = {"id": 1, "name": "Amber", "note": "new"}
        query = (await self.studio("inks")).upsert(ink, on_conflict="name").select("note")
        self.assertEqual(await self.values(query, "note"), ["new"])
        rows = [spring(2, "gold"), spring(3, "blue")]
        query = (await self.swatches()).upsert(rows, ignore_duplicates=True)
        self.assertEqual(await self.values(query, "page"), [3])
        rows = [{"id": 11, "name": "Eleven", "note": "here"}, {"id": 12, "name": "Twelve"}]
        query = (await self.studio("inks")).upsert(rows, default_to_null=False).order("id")
        self.assertEqual(await self.values(query, "note"), ["here", "nothing noted"])
        query = (await self.studio("inks")).upsert(ink | {"note": "last"}, returning=ReturnMethod.minimal)
        self.assertEqual(await self.data(query), [])

    async def test_update(self) -> None:
        """update changes the filtered rows and sends them back, counted where asked"""
        query = (await self.swatches()).update({"copies": 9}, count=CountMethod.exact).eq("page", 1)
        answer = await result_of(query.select("book", "copies").order("book").execute())
        self.assertEqual(answer.data, [{"book": "autumn", "copies": 9}, {"book": "spring", "copies": 9}])
        self.assertEqual(answer.count, 2)
        query = (await self.swatches()).update({"copies": 8}, returning=ReturnMethod.minimal).eq("page", 2)
        self.assertEqual(await self.data(query), [])
        self.assertEqual([row["copies"] for row in await self.book("spring")], [9, 8])

    async def test_update_of_nothing(self) -> None:
        """update of nothing is no error; of an unknown column it is PGRST204"""
        query = (await self.swatches()).update({"copies": 9}).eq("book", "none")
        self.assertEqual(await self.data(query), [])
        error = await self.error((await self.swatches()).update({"nonsense": 9}).eq("page", 1))
        self.assertEqual(error.code, "PGRST204")

    async def test_delete(self) -> None:
        """delete takes the filtered rows away and sends them back, counted where asked"""
        query = (await self.swatches()).delete(count=CountMethod.exact).eq("book", "spring")
        answer = await result_of(query.execute())
        self.assertEqual((sorted(row["page"] for row in answer.data), answer.count), ([1, 2], 2))
        query = (await self.swatches()).delete(returning=ReturnMethod.minimal)
        query = query.match({"book": "autumn", "page": 1})
        self.assertEqual(await self.data(query), [])
        self.assertEqual(len(await self.book("autumn")), 1)

    async def test_max_affected(self) -> None:
        """max_affected refuses more than it says, and then nothing has happened"""
        error = await self.error((await self.swatches()).delete().eq("book", "spring").max_affected(1))
        self.assertEqual((error.code, error.details), ("PGRST124", "The query affects 2 rows"))
        query = (await self.swatches()).update({"copies": 5}).eq("book", "spring").max_affected(2)
        self.assertEqual(await self.values(query, "copies"), [5, 5])
