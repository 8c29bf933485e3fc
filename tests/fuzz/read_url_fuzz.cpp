// Whatever query string comes in: parts or one PGRST100, and what is written of a tree that was read is read
// as the same tree. The first byte says whether the request may have arguments.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "query/read_url.hpp"
#include "query/write_url.hpp"

namespace {

using namespace marque::query;

/// A type or a language of blanks only can be read, but not written.
bool has_words(const std::vector<SelectItem>& items) {
  for (const SelectItem& item : items) {
    if (const auto* embed = std::get_if<Embed>(&item.value)) {
      if (!has_words(embed->items)) return false;
      continue;
    }
    const auto& column = std::get<SelectedColumn>(item.value);
    for (const auto* type : {&column.cast, &column.aggregate_cast})
      if (type->has_value() && (*type)->empty()) return false;
  }
  return true;
}

bool has_words(const Condition& condition) { return !condition.language || !condition.language->empty(); }

bool has_words(const Logic& logic) {
  if (logic.kind == Logic::Kind::condition) return has_words(logic.condition);
  for (const Logic& part : logic.parts)
    if (!has_words(part)) return false;
  return true;
}

/// Whether the grammar has words for the whole tree (query/write_url.hpp).
bool has_words(const Tree& tree) {
  if (!has_words(tree.select)) return false;
  for (const auto& [path, condition] : tree.filters)
    if (!has_words(condition)) return false;
  for (const auto& [path, logic] : tree.logic)
    if (!has_words(logic)) return false;
  for (const auto& [path, range] : tree.ranges)
    if (range == Range{}) return false;
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const bool may_have_arguments = (data[0] & 1U) != 0;
  const std::string_view query(reinterpret_cast<const char*>(data) + 1, size - 1);
  auto parts = read_query(query, may_have_arguments);
  if (!parts) {
    if (parts.error().code != "PGRST100" || parts.error().detail.empty()) std::abort();
    return 0;
  }
  Tree tree = with_parts({}, *std::move(parts));
  if (!has_words(tree)) return 0;
  auto again = read_query(write_query(tree), may_have_arguments);
  if (!again || with_parts({}, *std::move(again)) != tree) std::abort();
  return 0;
}
