// pg/catalogue/column_rights.hpp: who may read which columns, where rights are given column by column.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/error.hpp"
#include "pg/catalogue/rows.hpp"
#include "pg/session.hpp"

namespace marque::pg::catalogue {

/// role → the columns that it may read, in the relation's order.
using ReadableColumns = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Relations of `schemas` that some role, out of those that the session's role may become, can read in part
/// but not as a whole. Errors are the server's.
Result<std::unordered_map<ObjectId, ReadableColumns>> load_readable_columns(
    Session& session, const std::vector<std::string>& schemas);

}  // namespace marque::pg::catalogue
