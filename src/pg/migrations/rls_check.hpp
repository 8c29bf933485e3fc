// pg/migrations/rls_check.hpp: no table that the API can reach may lack row-level security.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "pg/session.hpp"

namespace marque::pg::migrations {

/// Tables ("public.brands") in `schemas` without row-level security, minus `allowed`; those of extensions do
/// not count.
Result<std::vector<std::string>> tables_without_rls(Session& session, std::span<const std::string> schemas,
                                                    std::span<const std::string> allowed = {});

/// Error schema.no_row_security, naming each table and the statement that closes it.
Result<void> check_row_security(Session& session, std::span<const std::string> schemas,
                                std::span<const std::string> allowed = {});

}  // namespace marque::pg::migrations
