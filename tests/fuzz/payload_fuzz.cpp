// Whatever a body holds, in any of the formats: no crash and no reading past its end. JSON that Boost.JSON
// takes is taken and keeps its text; CSV and forms become JSON that Boost.JSON takes. The first byte chooses
// the format.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "rest/error.hpp"
#include "rest/payload.hpp"
#include "rest/response_control.hpp"

namespace {

using namespace marque;

void demand(bool holds) {
  if (!holds) std::abort();
}

bool boost_takes(std::string_view text) {
  boost::json::stream_parser parser({}, {.max_depth = 1'000});
  boost::system::error_code error;
  parser.write(text.data(), text.size(), error);
  if (!error) parser.finish(error);
  return !error;
}

Result<rest::ReadPayload> read(query::Action action, rest::MediaKind kind, std::string_view body) {
  return rest::read_payload(action, {.kind = kind}, std::string(body), std::nullopt);
}

void check_json(std::string_view body) {
  const auto payload = read(query::Action::insert, rest::MediaKind::json, body);
  const bool is_json = payload || payload.error().message == "All object keys must match";
  demand(is_json || !boost_takes(body));
  if (!payload) return;
  demand(payload->payload.json == body || payload->payload.json == "[]");
  demand(std::ranges::is_sorted(payload->payload.keys));
  demand(std::ranges::adjacent_find(payload->payload.keys) == payload->payload.keys.end());
}

void check_converted(rest::MediaKind kind, std::string_view body) {
  const auto payload = read(query::Action::insert, kind, body);
  if (!payload) return;
  demand(boost_takes(payload->payload.json));
  // As JSON of its own it has the same keys, unless some were not UTF-8.
  const auto again = read(query::Action::insert, rest::MediaKind::json, payload->payload.json);
  demand(again && again->payload.keys.size() <= payload->payload.keys.size());
}

void check_controls(std::string_view text) {
  http::Headers headers{{"A", "1"}};
  (void)rest::apply_response_headers(text, headers);
  (void)rest::apply_response_status(text, 200);
  const std::size_t middle = text.size() / 2;
  const Error raised =
      Error("pg.PGRST", std::string(text.substr(0, middle))).with_detail(std::string(text.substr(middle)));
  demand(boost_takes(std::get<std::string>(rest::error_response(raised, {}).body)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0: check_json(body); break;
    case 1: check_converted(rest::MediaKind::csv, body); break;
    case 2: check_converted(rest::MediaKind::form, body); break;
    default: check_controls(body);
  }
  (void)read(query::Action::call, rest::MediaKind::form, body);
  return 0;
}
