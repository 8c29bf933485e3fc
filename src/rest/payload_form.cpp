#include <algorithm>
#include <map>

#include "http/url.hpp"
#include "rest/json_scanner.hpp"
#include "rest/payload_formats.hpp"

namespace marque::rest {
namespace {

std::string decoded(std::string_view text) { return http::percent_decode_lenient(text, http::Plus::blank); }

}  // namespace

FormFields read_form(std::string_view body) {
  FormFields fields;
  if (body.starts_with('?')) body.remove_prefix(1);
  while (!body.empty()) {
    const std::size_t end = std::min(body.find_first_of("&;"), body.size());
    const std::string_view field = body.substr(0, end);
    const std::size_t equals = std::min(field.find('='), field.size());
    fields.emplace_back(decoded(field.substr(0, equals)),
                        decoded(field.substr(std::min(equals + 1, field.size()))));
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  return fields;
}

query::Payload form_payload(const FormFields& fields) {
  std::map<std::string_view, std::string_view> values;
  for (const auto& [name, value] : fields) values.insert_or_assign(name, value);
  query::Payload payload{.json = "{", .keys = {}};
  for (const auto& [name, value] : values) {
    if (payload.json.size() > 1) payload.json += ',';
    append_json_text(payload.json, name);
    payload.json += ':';
    append_json_text(payload.json, value);
    payload.keys.emplace_back(name);
  }
  payload.json += '}';
  return payload;
}

}  // namespace marque::rest
