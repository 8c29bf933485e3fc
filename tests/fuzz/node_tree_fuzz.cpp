// Whatever bytes come in: no crash, and no more entries than braces.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "pg/catalogue/node_tree.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view tree(reinterpret_cast<const char*>(data), size);
  const auto entries = marque::pg::catalogue::read_target_list(tree);
  const auto braces =
      std::count_if(data, data + size, [](std::uint8_t byte) { return byte == '{' || byte == '('; });
  if (entries.size() > static_cast<std::size_t>(braces)) std::abort();
  return 0;
}
