#include "rest/payload.hpp"

#include <algorithm>

#include "rest/payload_formats.hpp"

namespace marque::rest {
namespace {

void sort_unique(std::vector<std::string>& keys) {
  std::ranges::sort(keys);
  const auto repeated = std::ranges::unique(keys);
  keys.erase(repeated.begin(), repeated.end());
}

Result<ReadPayload> keyed(Result<query::Payload> payload) {
  if (!payload) return fail(std::move(payload.error()));
  return ReadPayload{.payload = std::move(*payload), .form = std::nullopt};
}

Result<ReadPayload> read_json(query::Action action, std::string body,
                              const std::optional<std::vector<std::string>>& columns) {
  if (columns && action != query::Action::put) {  // PostgreSQL will say whether it is JSON at all
    ReadPayload read{.payload = {.json = std::move(body), .keys = *columns}, .form = std::nullopt};
    sort_unique(read.payload.keys);
    return read;
  }
  // A call without arguments may leave out its body; what has no keys is not looked at later.
  if (body.empty() && action == query::Action::call) return ReadPayload{};
  return keyed(read_json_payload(std::move(body)));
}

ReadPayload read_form_fields(query::Action action, std::string_view body) {
  FormFields fields = read_form(body);
  if (action != query::Action::call) return {.payload = form_payload(fields), .form = std::nullopt};
  ReadPayload read;
  for (const auto& [name, value] : fields) read.payload.keys.push_back(name);
  sort_unique(read.payload.keys);
  read.form = std::move(fields);
  return read;
}

bool takes_body(query::Action action) {
  return action != query::Action::read && action != query::Action::remove;
}

}  // namespace

Result<ReadPayload> read_payload(query::Action action, const MediaType& type, std::string body,
                                 const std::optional<std::vector<std::string>>& columns) {
  if (!takes_body(action)) return ReadPayload{};
  const bool is_call = action == query::Action::call;
  switch (type.kind) {
    case MediaKind::json: return read_json(action, std::move(body), columns);
    case MediaKind::csv: return keyed(read_csv_payload(body));
    case MediaKind::form: return read_form_fields(action, body);
    case MediaKind::text:
    case MediaKind::xml:
    case MediaKind::bytes:
      if (!is_call) break;
      return ReadPayload{
          .payload = {.json = std::move(body), .keys = {}}, .form = std::nullopt, .is_raw = true};
    default: break;
  }
  return fail("PGRST102", "Content-Type not acceptable: " + media_type_name(type));
}

}  // namespace marque::rest
