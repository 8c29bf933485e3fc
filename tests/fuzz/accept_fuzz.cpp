// Whatever an Accept header says: its types are as many as it has entries, each can be named, and one that is
// known is read from its own name as itself.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "rest/media_type.hpp"
#include "rest/negotiate.hpp"

namespace {

using namespace marque::rest;

void demand(bool holds) {
  if (!holds) std::abort();
}

void check(const MediaType& type) {
  const std::string name = media_type_name(type);
  demand(content_type(type).starts_with(name));
  if (type.kind == MediaKind::other) return;
  demand(is_same(read_media_type(name), type));
  demand(media_type_name(read_media_type(name)) == name || type.kind == MediaKind::plan);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  const auto accepted = read_accept(header);
  const auto commas = static_cast<std::size_t>(std::ranges::count(header, ','));
  demand(accepted.size() == (header.empty() ? 0 : commas + 1));
  for (const MediaType& type : accepted) check(type);
  check(read_media_type(header));
  marque::pg::Catalogue catalogue;
  catalogue.media_handlers = {{.function = {"s", "f"}, .target = {"s", "t"}, .media_type = "a/b"}};
  const auto found =
      negotiate(accepted, {.target = {"s", "t"}, .default_select = true, .plan_enabled = true}, catalogue);
  demand(found || found.error().code == "PGRST107");
  return 0;
}
