#include "rest/configuration_sources.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/text.hpp"
#include "identity/decimal.hpp"
#include "identity/haskell_text.hpp"

namespace marque::rest {
namespace {

constexpr std::string_view app_settings_prefix = "app.settings.";
constexpr std::string_view app_settings_variable_prefix = "PGRST_APP_SETTINGS_";

ConfigurationValue text_value(std::string text) {
  ConfigurationValue value;
  value.kind = ConfigurationValue::Kind::text;
  value.text = std::move(text);
  return value;
}

/// As the peer shows values that ought to be texts.
std::string shown(const ConfigurationValue& value) {
  switch (value.kind) {
    case ConfigurationValue::Kind::boolean: return value.boolean ? "Bool True" : "Bool False";
    case ConfigurationValue::Kind::number:
      return "Number " + identity::to_fractional_text(identity::read_decimal(value.text));
    case ConfigurationValue::Kind::text: return "String " + identity::haskell_text(value.text);
    case ConfigurationValue::Kind::list: break;
  }
  std::string items;
  for (const ConfigurationValue& item : value.items) items += (items.empty() ? "" : ",") + shown(item);
  return "List [" + items + "]";
}

std::string to_text(const ConfigurationValue& value) {
  return value.kind == ConfigurationValue::Kind::text ? value.text : shown(value);
}

/// A whole number in the spellings that Haskell's `read` knows: blanks and brackets around it, a minus sign,
/// 0x, 0o.
std::optional<std::int64_t> read_integer(std::string_view text) {
  text = core::trim(text);
  while (text.starts_with('(') && text.ends_with(')') && text.size() > 2)
    text = core::trim(text.substr(1, text.size() - 2));
  const bool negative = text.starts_with('-');
  if (negative) text = core::trim(text.substr(1));
  if (text.starts_with('-')) return std::nullopt;
  const std::string prefix = core::to_lower(text.substr(0, 2));
  const int base = prefix == "0x" ? 16 : prefix == "0o" ? 8 : 10;
  if (base != 10) text.remove_prefix(2);
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || stop != text.data() + text.size() || text.starts_with('-')) return std::nullopt;
  return negative ? -number : number;
}

std::optional<bool> read_boolean(std::string_view text) {
  std::string letters = core::to_lower(text);
  std::erase_if(letters, [](char character) { return character < 'a' || character > 'z'; });
  if (letters == "true" || letters == "false") return letters == "true";
  const auto number = read_integer(text);
  return number ? std::optional(*number > 0) : std::nullopt;
}

std::string with_underscores(std::string_view key) {
  std::string name(key);
  std::ranges::replace(name, '-', '_');
  return name;
}

}  // namespace

std::optional<ConfigurationValue> SettingSources::value(std::string_view key) const {
  const std::string name = with_underscores(key);
  if (std::ranges::find(database_setting_names, name) != database_setting_names.end())
    if (const auto found = database.find(name); found != database.end()) return text_value(found->second);
  if (const auto found = environment.find("PGRST_" + core::to_upper(name)); found != environment.end())
    return text_value(found->second);
  if (const auto found = file.find(key); found != file.end()) return found->second;
  return std::nullopt;
}

std::optional<std::string> SettingSources::any_text(std::string_view key) const {
  const auto found = value(key);
  return found ? std::optional(to_text(*found)) : std::nullopt;
}

std::optional<std::string> SettingSources::text(std::string_view key) const {
  auto found = any_text(key);
  return found && !found->empty() ? std::move(found) : std::nullopt;
}

std::optional<std::int64_t> SettingSources::integer(std::string_view key) const {
  const auto found = value(key);
  if (!found) return std::nullopt;
  if (found->kind == ConfigurationValue::Kind::text) return read_integer(found->text);
  if (found->kind == ConfigurationValue::Kind::number)
    return identity::whole_number(identity::read_decimal(found->text));
  return std::nullopt;
}

std::optional<bool> SettingSources::boolean(std::string_view key) const {
  const auto found = value(key);
  if (!found) return std::nullopt;
  if (found->kind == ConfigurationValue::Kind::boolean) return found->boolean;
  return found->kind == ConfigurationValue::Kind::text ? read_boolean(found->text) : std::nullopt;
}

std::vector<std::pair<std::string, std::string>> SettingSources::app_settings() const {
  std::map<std::string, std::string> settings;
  for (const auto& [name, text] : environment)
    if (name.starts_with(app_settings_variable_prefix))
      settings.emplace(
          fmt::format("{}{}", app_settings_prefix, name.substr(app_settings_variable_prefix.size())), text);
  for (const auto& [key, setting] : file)
    if (key.starts_with(app_settings_prefix) && key.find('.', app_settings_prefix.size()) == key.npos)
      settings.emplace(key, to_text(setting));
  return {settings.begin(), settings.end()};
}

}  // namespace marque::rest
