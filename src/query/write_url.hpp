// query/write_url.hpp: a tree as a URL (contracts/rest.md §3 to §8), the inverse of query/read_url.hpp: what
// was written is read as the same tree. `schema` and `preferences` travel in headers.
//
// A few trees have no URL, because the grammar has no words for them; what is written for one is read as
// another tree, or not at all:
// - texts that are no UTF-8; casts and languages that are empty or hold other characters than letters,
// digits,
//   "_", "$" and blanks between them;
// - embeds called "count", and logic of an embed called "not";
// - an array index as the last step before a closing parenthesis (`rel(data->0)` is a key there);
// - empty lists: `columns`, `on_conflict`, terms of an order, parts of and/or, values of `in` ({""} says
// that);
// - logic that is a bare condition, a range that says nothing, two ranges of one path;
// - arguments of anything but a call, and those whose value begins like a filter ("eq.1"): POST can carry
// them;
// - anything nested deeper than maximum_depth.
#pragma once

#include <string>

#include "query/tree.hpp"

namespace marque::query {

/// The query string, percent-encoded, without "?"; empty if there is nothing to say.
std::string write_query(const Tree& tree);

/// "/relation", or "/rpc/function" for a call; percent-encoded.
std::string write_path(const Tree& tree);

}  // namespace marque::query
