// What servers send: any bytes read as JSON by the library, and split into rows at any place.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "client/row_splitter.hpp"
#include "marque/json.hpp"

namespace {

struct Split {
  std::vector<std::string> rows;
  bool whole = false;
  bool operator==(const Split&) const = default;
};

Split split(std::string_view text, std::size_t piece_bytes) {
  Split result;
  marque::client::RowSplitter splitter;
  const auto take = [&](std::string_view row) { return result.rows.emplace_back(row), true; };
  for (std::size_t place = 0; place < text.size(); place += piece_bytes)
    if (!splitter.feed(text.substr(place, piece_bytes), take)) return result;
  result.whole = splitter.finish(take).has_value();
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto json = marque::Json::parse(text);
  // What was read is written as JSON that reads the same; bytes that are no UTF-8 have been replaced by then.
  if (json && marque::Json::parse(json->text())->text() != json->text()) std::abort();
  const Split at_once = split(text, text.size() + 1);
  if (!(split(text, data[0] % 7 + 1) == at_once)) std::abort();
  // The rows of an array are its items.
  if (json && json->is_array() && (!at_once.whole || at_once.rows.size() != json->items().size()))
    std::abort();
  return 0;
}
