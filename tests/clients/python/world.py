"""The clients under test, how they are made for a person, and how a query of either kind is carried out."""

import asyncio
import functools
import inspect
import json
import os
import unittest
import urllib.request
from collections.abc import Awaitable, Callable
from typing import Any

from postgrest import APIError, AsyncPostgrestClient, SyncPostgrestClient
from supabase import (
    AsyncClient,
    AsyncClientOptions,
    Client,
    ClientOptions,
    create_async_client,
    create_client,
)

# Written by python.test.ts: url, rest_url, publishable_key, secret_key, service_role_key, tokens.
WORLD: dict[str, Any] = json.loads(os.environ.get("MARQUE_TEST_WORLD", "{}"))
KIND = os.environ.get("MARQUE_TEST_CLIENT", "postgrest sync")
KINDS = ("postgrest sync", "postgrest async", "supabase sync", "supabase async", "postgrest sync at rest")

ADA = "aaaaaaaa-0000-4000-8000-000000000001"
BOB = "bbbbbbbb-0000-4000-8000-000000000002"
AURORA = "aaaaaaaa-0000-4000-8000-0000000000b1"
BASALT = "bbbbbbbb-0000-4000-8000-0000000000b1"

STAR_LEAVES_OUT = not KIND.endswith("at rest")
AnyClient = AsyncClient | AsyncPostgrestClient | Client | SyncPostgrestClient


def start_over() -> None:
    """Puts the data back."""
    headers = {
        "apikey": WORLD["secret_key"],
        "Content-Profile": "studio",
        "Content-Type": "application/json",
    }
    request = urllib.request.Request(WORLD["url"] + "/rest/v1/rpc/start_over", b"{}", headers)
    urllib.request.urlopen(request).close()


def headers_of(who: str) -> dict[str, str]:
    """What identifies a person to postgrest-py."""
    if KIND.endswith("at rest"):
        token = {"nobody": "", "server": WORLD["service_role_key"]}.get(who) or WORLD["tokens"].get(who, "")
        return {"Authorization": f"Bearer {token}"} if token else {}
    key = WORLD["secret_key"] if who == "server" else WORLD["publishable_key"]
    token = WORLD["tokens"].get(who)
    return {"apikey": key} | ({"Authorization": f"Bearer {token}"} if token else {})


async def make_supabase(who: str, schema: str) -> AnyClient:
    key = WORLD["secret_key"] if who == "server" else WORLD["publishable_key"]
    token = WORLD["tokens"].get(who)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if KIND == "supabase async":
        options = AsyncClientOptions(schema=schema, headers=headers)
        return await create_async_client(WORLD["url"], key, options)
    return create_client(WORLD["url"], key, ClientOptions(schema=schema, headers=headers))


async def make_client(who: str, schema: str) -> AnyClient:
    if KIND.startswith("supabase"):
        return await make_supabase(who, schema)
    url = WORLD["rest_url"] if KIND.endswith("at rest") else WORLD["url"] + "/rest/v1"
    kind = AsyncPostgrestClient if KIND == "postgrest async" else SyncPostgrestClient
    return kind(url, schema=schema, headers=headers_of(who))


async def result_of(value: Any) -> Any:
    """The value, waited for where the client is asynchronous."""
    return await value if inspect.isawaitable(value) else value


# One event loop for all tests, so that clients can be shared by them as a program would share them.
RUNNER = asyncio.Runner()
CLIENTS: dict[tuple[str, str], AnyClient] = {}


def in_loop(test: Callable[[Any], Awaitable[None]]) -> Callable[[Any], None]:
    """An asynchronous test as unittest calls it."""

    @functools.wraps(test)
    def run(self: Any) -> None:
        RUNNER.run(test(self))

    return run


async def close_clients() -> None:
    for client in CLIENTS.values():
        await result_of(postgrest_of(client).aclose())


class QueryTest(unittest.TestCase):
    """Test methods are coroutines; where they write, the data is put back before each."""

    writes = False
    maxDiff = None

    def __init_subclass__(cls) -> None:
        for name, member in list(vars(cls).items()):
            if name.startswith("test_") and inspect.iscoroutinefunction(member):
                setattr(cls, name, in_loop(member))

    def setUp(self) -> None:
        if self.writes:
            start_over()

    async def as_(self, who: str = "ada", schema: str = "public") -> Any:
        """A client that asks as this person."""
        if (who, schema) not in CLIENTS:
            CLIENTS[who, schema] = await make_client(who, schema)
        return CLIENTS[who, schema]

    async def studio(self, table: str, who: str = "ada") -> Any:
        return (await self.as_(who, "studio")).from_(table)

    async def data(self, query: Any) -> Any:
        return (await result_of(query.execute())).data

    async def values(self, query: Any, column: str = "name") -> list[Any]:
        return [row[column] for row in await self.data(query)]

    async def error(self, query: Any) -> APIError:
        """The error of a query that must fail."""
        with self.assertRaises(APIError) as raised:
            await result_of(query.execute())
        return raised.exception


def postgrest_of(client: Any) -> Any:
    return client.postgrest if isinstance(client, (AsyncClient, Client)) else client
