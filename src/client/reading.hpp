// client/reading.hpp: the texts that a builder's calls are given, read by the reader of URLs, so that a name
// or a filter means here what it means there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "marque/error.hpp"
#include "query/read_url.hpp"

namespace marque::client {

/// A column, and the embed that it is one of.
using Column = query::Addressed<query::Field>;

/// "name", "data->>city", "brand_assets.kind". Errors: PGRST100, marque.bad_column.
Expected<Column> read_column(std::string_view text);

/// "brand_assets", "brand_assets.files"; empty: the root. Errors: as above.
Expected<query::Path> read_embed(std::string_view text);

/// "id, name, brand_assets(file_url)"; blanks outside quotes do not count, as in the other clients. Error:
/// PGRST100 with the position in the text.
Expected<std::vector<query::SelectItem>> read_select(std::string_view text);

/// One filter in the URL's words: `operation` "eq", "not.in", "fts(english)". Errors: as of read_column.
Expected<query::Addressed<query::Condition>> read_filter(std::string_view column, std::string_view operation,
                                                         std::string_view value);

/// "a.eq.1,b.is.null" of "and", "or", "not.and", "not.or" below `embed`.
Expected<query::Addressed<query::Logic>> read_logic(std::string_view embed, std::string_view word,
                                                    std::string_view filters);

/// A column to sort by, also "brand(name)".
Expected<query::OrderTerm> read_order(std::string_view column);

/// Column names between commas, as `on_conflict` has them.
Expected<std::vector<std::string>> read_names(std::string_view text);

}  // namespace marque::client
