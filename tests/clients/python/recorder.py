"""Which methods of the clients' classes were called: "every method" is a claim that is checked."""

import functools
from typing import Any

from postgrest import (
    AsyncFilterRequestBuilder,
    AsyncPostgrestClient,
    AsyncRequestBuilder,
    AsyncSelectRequestBuilder,
    AsyncSingleRequestBuilder,
    SyncFilterRequestBuilder,
    SyncPostgrestClient,
    SyncRequestBuilder,
    SyncSelectRequestBuilder,
    SyncSingleRequestBuilder,
)
from postgrest._async import request_builder as async_builders
from postgrest._sync import request_builder as sync_builders
from supabase import AsyncClient, Client

SYNC = (
    SyncPostgrestClient, SyncRequestBuilder, SyncSelectRequestBuilder, SyncSingleRequestBuilder,
    SyncFilterRequestBuilder, sync_builders.SyncRPCFilterRequestBuilder,
    sync_builders.SyncMaybeSingleRequestBuilder, sync_builders.SyncExplainRequestBuilder,
)
ASYNC = (
    AsyncPostgrestClient, AsyncRequestBuilder, AsyncSelectRequestBuilder, AsyncSingleRequestBuilder,
    AsyncFilterRequestBuilder, async_builders.AsyncRPCFilterRequestBuilder,
    async_builders.AsyncMaybeSingleRequestBuilder, async_builders.AsyncExplainRequestBuilder,
)
QUERY_METHODS_OF_SUPABASE = ("table", "from_", "schema", "rpc")

watched: dict[tuple[type, str], bool] = {}


def note(instance: object, name: str) -> None:
    """A method that overrides another stands for both: the other cannot be reached."""
    for kind, method in watched:
        if method == name and isinstance(instance, kind):
            watched[kind, method] = True


def watch_method(kind: type, name: str) -> None:
    original = vars(kind)[name]
    watched[kind, name] = False

    @functools.wraps(original)
    def noting(self: Any, *values: Any, **named: Any) -> Any:
        note(self, name)
        return original(self, *values, **named)

    setattr(kind, name, noting)


def watch(kind: type) -> None:
    """All public methods of the class and of what it inherits from the same library."""
    for base in kind.__mro__:
        if not base.__module__.startswith("postgrest"):
            continue
        for name, member in list(vars(base).items()):
            if callable(member) and not name.startswith("_") and (base, name) not in watched:
                watch_method(base, name)


def watch_kind(kind: str) -> None:
    for client in ASYNC if "async" in kind else SYNC:
        watch(client)
    if kind.startswith("supabase"):
        for name in QUERY_METHODS_OF_SUPABASE:
            watch_method(AsyncClient if "async" in kind else Client, name)


def never_called() -> list[str]:
    """Empty only if every method was called at least once."""
    assert watched
    return sorted(f"{kind.__name__}.{name}" for (kind, name), called in watched.items() if not called)
