#include "rest/raised_error.hpp"

#include <cstdint>
#include <map>

#include "core/text.hpp"
#include "rest/json_scanner.hpp"

namespace marque::rest {
namespace {

/// The members of an object as raw JSON, in their order. The first of several with one name counts.
struct Members {
  std::vector<std::pair<std::string, std::string_view>> list;

  std::optional<std::string_view> find(std::string_view name) const {
    for (const auto& [key, value] : list)
      if (key == name) return value;
    return std::nullopt;
  }
};

bool read_member(std::string_view text, JsonScanner& scanner, Members& members) {
  std::string_view key;
  if (!scanner.take_string(key) || !scanner.take(':')) return false;
  (void)scanner.peek();
  const std::size_t start = scanner.position();
  if (!scanner.skip_value()) return false;
  members.list.emplace_back(unescape_json(key), text.substr(start, scanner.position() - start));
  return true;
}

std::optional<Members> read_object(std::string_view text) {
  JsonScanner scanner(text);
  Members members;
  if (!scanner.take('{')) return std::nullopt;
  if (!scanner.take('}')) {
    do {
      if (!read_member(text, scanner, members)) return std::nullopt;
    } while (scanner.take(','));
    if (!scanner.take('}')) return std::nullopt;
  }
  return scanner.at_end() ? std::optional(std::move(members)) : std::nullopt;
}

std::optional<std::string> as_text(std::optional<std::string_view> value) {
  if (!value || !value->starts_with('"')) return std::nullopt;
  return unescape_json(value->substr(1, value->size() - 2));
}

/// Into `text` where the member is there and not null; false where it is something else than text.
bool read_optional_text(const Members& members, std::string_view name, std::optional<std::string>& text) {
  const auto value = members.find(name);
  if (!value || *value == "null") return true;
  text = as_text(value);
  return text.has_value();
}

bool read_message(std::string_view message, RaisedError& raised) {
  const auto members = read_object(message);
  if (!members) return false;
  auto code = as_text(members->find("code"));
  auto text = as_text(members->find("message"));
  if (!code || !text) return false;
  raised.code = std::move(*code);
  raised.message = std::move(*text);
  return read_optional_text(*members, "details", raised.details) &&
         read_optional_text(*members, "hint", raised.hint);
}

bool read_headers(std::string_view object, RaisedError& raised) {
  const auto members = read_object(object);
  if (!members) return false;
  std::map<std::string, std::string> first_of_each;
  for (const auto& [name, value] : members->list) {
    auto text = as_text(value);
    if (!text) return false;
    first_of_each.emplace(name, std::move(*text));
  }
  raised.headers.assign(first_of_each.begin(), first_of_each.end());
  return true;
}

bool read_detail(std::string_view detail, RaisedError& raised) {
  const auto members = read_object(detail);
  if (!members) return false;
  const auto status = core::parse_integer(members->find("status").value_or(""));
  if (!status || *status < INT32_MIN || *status > INT32_MAX) return false;
  raised.status = static_cast<int>(*status);
  std::optional<std::string> reason;
  if (!read_optional_text(*members, "status_text", reason)) return false;
  raised.reason = std::move(reason).value_or("");
  const auto headers = members->find("headers");
  return headers && read_headers(*headers, raised);
}

std::unexpected<Error> unreadable(std::string details, std::string_view hint) {
  return fail(Error("PGRST121", "Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error")
                  .with_detail(std::move(details))
                  .with_hint(std::string(hint)));
}

}  // namespace

Result<RaisedError> read_raised_error(const Error& error) {
  constexpr std::string_view message_hint =
      "MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional keys: 'details', "
      "'hint'.";
  constexpr std::string_view detail_hint =
      "DETAIL must be a JSON object with obligatory keys: 'status', 'headers' and optional key: "
      "'status_text'.";
  RaisedError raised;
  if (!read_message(error.message, raised))
    return unreadable("Invalid JSON value for MESSAGE: '" + error.message + "'", message_hint);
  if (error.detail.empty()) return unreadable("DETAIL is missing in the RAISE statement", detail_hint);
  if (!read_detail(error.detail, raised))
    return unreadable("Invalid JSON value for DETAIL: '" + error.detail + "'", detail_hint);
  return raised;
}

}  // namespace marque::rest
