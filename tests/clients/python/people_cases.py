"""What matters to people: everybody sees their own, errors say what is wrong, schemas are kept apart."""

import unittest
import warnings

from postgrest.types import CountMethod
from world import (
    ADA,
    AURORA,
    BASALT,
    BOB,
    KIND,
    STAR_LEAVES_OUT,
    WORLD,
    QueryTest,
    make_client,
    postgrest_of,
    result_of,
)


class PeopleTest(QueryTest):
    """Ada, Bob, nobody and the server."""

    writes = True

    async def test_own(self) -> None:
        """two people each see their own brands and nobody else's"""
        ada = (await self.as_("ada")).table("brands").select("name").order("name")
        self.assertEqual(await self.values(ada), ["Anvil", "Aurora"])
        bob = (await self.as_("bob")).table("brands").select("name")
        self.assertEqual(await self.values(bob), ["Basalt"])

    async def test_others(self) -> None:
        """somebody else's brand is not there: not to read, to change, to delete"""
        bob = await self.as_("bob")
        self.assertEqual(await self.data(bob.from_("brands").select().eq("id", AURORA)), [])
        changed = bob.from_("brands").update({"name": "Mine"}).eq("id", AURORA)
        self.assertEqual(await self.data(changed), [])
        self.assertEqual(await self.data(bob.from_("brands").delete().eq("id", AURORA)), [])

    async def test_gifts(self) -> None:
        """nobody gives a brand away: 42501"""
        bob = await self.as_("bob")
        error = await self.error(bob.from_("brands").insert({"name": "Gift", "user_id": ADA}))
        self.assertEqual(error.code, "42501")
        error = await self.error(bob.from_("brands").update({"user_id": ADA}).eq("id", BASALT))
        self.assertEqual(error.code, "42501")

    async def test_server(self) -> None:
        """the server key sees everybody's"""
        query = (await self.as_("server")).from_("brands").select(count=CountMethod.exact, head=True)
        self.assertEqual((await result_of(query.execute())).count, 3)

    async def test_nobody(self) -> None:
        """without a sign-in the catalogue can be read, and a person's table not"""
        nobody = await self.as_("nobody")
        self.assertEqual(len(await self.data(nobody.from_("products").select())), 16)
        self.assertEqual((await self.error(nobody.from_("brands").select())).code, "42501")

    async def test_catalogue(self) -> None:
        """a person may not write the catalogue: 42501"""
        error = await self.error((await self.as_()).from_("products").insert({"sku": "X", "name": "X"}))
        self.assertEqual((error.code, error.message), ("42501", "permission denied for table products"))

    @unittest.skipUnless(STAR_LEAVES_OUT, "PostgREST and marque rest refuse it")
    async def test_profile(self) -> None:
        """select * on profiles leaves out the column that nobody may read"""
        profiles = await self.data((await self.as_()).from_("profiles").select("*"))
        self.assertEqual([profile["id"] for profile in profiles], [ADA])
        self.assertNotIn("password", profiles[0])
        query = (await self.as_()).from_("profiles").update({"full_name": "Ada L."}).eq("id", ADA)
        self.assertEqual(await self.values(query, "full_name"), ["Ada L."])

    async def test_errors(self) -> None:
        """errors arrive with the code of what went wrong"""
        ada = await self.as_()
        queries = {
            "23514": ada.from_("brands").insert({"user_id": ADA, "status": "odd"}),
            "23503": ada.from_("brand_products").insert({"brand_id": AURORA, "product_id": ADA}),
            "22P02": ada.from_("brands").select().eq("id", "not-a-uuid"),
            "42703": ada.from_("brands").select("nonsense"),
            "PGRST100": ada.from_("brands").select().filter("name", "sounds_like", "x"),
            "PGRST103": ada.from_("brands").select(count=CountMethod.exact).range(10, 19),
        }
        for code, query in queries.items():
            self.assertEqual((await self.error(query)).code, code)

    async def test_unknown_table(self) -> None:
        """an unknown table is PGRST205, with the table that was meant"""
        error = await self.error((await self.as_()).from_("brand").select())
        self.assertEqual(error.code, "PGRST205")
        self.assertEqual(error.hint, "Perhaps you meant the table 'public.brands'")

    async def test_head_error(self) -> None:
        """a failed HEAD has its code, though no body: the client reads Proxy-Status"""
        error = await self.error((await self.as_()).from_("brands").select("nonsense", head=True))
        self.assertEqual(error.code, "42703")


class ClientTest(QueryTest):
    """What the client itself does."""

    async def test_schema(self) -> None:
        """schema asks another schema, for tables and for functions"""
        studio = (await self.as_()).schema("studio")
        self.assertEqual(len(await self.data(studio.from_("papers").select())), 3)
        self.assertEqual(await self.data(studio.rpc("add", {"a": 1, "b": 1})), 2)
        hidden = (await self.as_()).schema("auth")
        self.assertEqual((await self.error(hidden.from_("users").select())).code, "PGRST106")

    async def test_auth(self) -> None:
        """auth changes who asks: a token is a person, a user name and password nobody"""
        client = postgrest_of(await make_client("nobody", "public"))
        client.auth(WORLD["tokens"]["bob"])
        self.assertEqual(await self.values(client.from_("brands").select("user_id"), "user_id"), [BOB])
        await result_of(client.aclose())
        other = postgrest_of(await make_client("nobody", "studio"))
        other.headers.pop("Authorization", None)
        other.auth(None, username="ada", password="secret")
        self.assertEqual(len(await self.data(other.from_("papers").select())), 3)
        self.assertEqual((await self.error(other.from_("labels").select())).code, "42501")
        await result_of(other.aclose())

    async def test_table(self) -> None:
        """table and from_table are other names of from_"""
        client = await self.as_()
        with warnings.catch_warnings(action="ignore"):
            old = postgrest_of(client).from_table("products")
        for table in (client.table("products"), postgrest_of(client).table("products"), old):
            self.assertEqual(len(await self.data(table.select())), 16)

    @unittest.skipUnless(KIND.startswith("supabase"), "supabase alone has both levels")
    async def test_both_levels(self) -> None:
        """rpc of the whole client"""
        self.assertEqual(await self.data((await self.as_("ada", "studio")).rpc("greet")), "hello world")
