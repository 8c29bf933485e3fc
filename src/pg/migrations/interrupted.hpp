// pg/migrations/interrupted.hpp: what a statement that runs outside of transactions may have left behind.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "core/error.hpp"
#include "pg/migrations/statement_kind.hpp"
#include "pg/session.hpp"

namespace marque::pg::migrations {

enum class Readiness : std::uint8_t { run, done_already };

/// Looks for traces of an earlier attempt at the statement. An invalid index that a failed CREATE INDEX
/// CONCURRENTLY left is dropped, so that the statement can build it anew. If `maybe_done` (an earlier run
/// died with this statement under way) and its effect is there, nothing is left to do. `note` hears of both.
Result<Readiness> prepare_outside(Session& session, const StatementKind& kind, bool maybe_done,
                                  const std::function<void(std::string_view)>& note);

}  // namespace marque::pg::migrations
