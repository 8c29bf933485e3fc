#include "core/configuration.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "core/configuration_file.hpp"
#include "core/text.hpp"

namespace marque::core {
namespace {

std::string_view expectation(SettingKind kind) {
  switch (kind) {
    case SettingKind::integer: return "a whole number";
    case SettingKind::boolean: return "true or false";
    case SettingKind::duration: return "a duration such as 250ms, 30s, 5m or 2h";
    case SettingKind::bytes: return "a size such as 512, 64KiB, 16MiB or 2GiB";
    default: return "a text";
  }
}

std::optional<std::int64_t> parse_boolean(std::string_view text) {
  const std::string word = to_lower(text);
  if (word == "true" || word == "on" || word == "yes" || word == "1") return 1;
  if (word == "false" || word == "off" || word == "no" || word == "0") return 0;
  return std::nullopt;
}

std::optional<std::int64_t> parse_number(SettingKind kind, std::string_view text) {
  switch (kind) {
    case SettingKind::integer: return parse_integer(text);
    case SettingKind::boolean: return parse_boolean(text);
    case SettingKind::duration: return parse_duration_ms(text);
    case SettingKind::bytes: return parse_bytes(text);
    default: return 0;
  }
}

Error bad_value(const SettingDefinition& definition, const std::string& value, const std::string& origin) {
  const std::string shown =
      definition.kind == SettingKind::secret ? "its value" : fmt::format("\"{}\"", value);
  return Error("configuration.bad_value", fmt::format("{}: {} is not {}, which {} needs", origin, shown,
                                                      expectation(definition.kind), definition.key))
      .with_hint(fmt::format("{}: {}", definition.key, definition.description));
}

Error out_of_range(const SettingDefinition& definition, const std::string& value, const std::string& origin) {
  return Error("configuration.bad_value",
               fmt::format("{}: {} = {} is out of range", origin, definition.key, value))
      .with_hint(fmt::format("allowed: {} to {}{}", definition.minimum, definition.maximum,
                             definition.kind == SettingKind::duration ? " milliseconds" : ""));
}

Error unknown_key(std::string_view what, std::string_view name, std::span<const std::string_view> known) {
  Error error("configuration.unknown_key", fmt::format("{}: no setting is called {}", what, name));
  const std::string_view nearest = nearest_word(name, known);
  if (!nearest.empty()) error.hint = fmt::format("did you mean {}?", nearest);
  return error;
}

const SettingDefinition* find_definition(std::span<const SettingDefinition> definitions,
                                         std::string_view key) {
  const auto found = std::ranges::find(definitions, key, &SettingDefinition::key);
  return found == definitions.end() ? nullptr : &*found;
}

std::vector<std::string_view> keys_of(std::span<const SettingDefinition> definitions) {
  std::vector<std::string_view> keys;
  for (const auto& definition : definitions) keys.push_back(definition.key);
  return keys;
}

/// Variables named MARQUE_… that no setting knows are typing errors, not somebody else's business.
Result<void> check_environment_names(std::span<const SettingDefinition> definitions,
                                     const ConfigurationSources& sources) {
  std::vector<std::string> names;
  for (const auto& definition : definitions) names.push_back(environment_name(definition));
  const std::vector<std::string_view> known(names.begin(), names.end());
  for (const auto& [name, value] : sources.environment)
    if (name.starts_with("MARQUE_") && !name.starts_with("MARQUE_TEST_") &&
        std::ranges::find(known, name) == known.end())
      return fail(unknown_key("environment", name, known));
  return {};
}

}  // namespace

std::string environment_name(const SettingDefinition& definition) {
  if (!definition.environment.empty()) return std::string(definition.environment);
  std::string name = "MARQUE_" + to_upper(definition.key);
  std::ranges::replace(name, '.', '_');
  return name;
}

Result<Configuration> Configuration::load(std::span<const SettingDefinition> definitions,
                                          const ConfigurationSources& sources) {
  Configuration configuration;
  for (const auto& definition : definitions)
    if (auto set = configuration.set(definition, std::string(definition.default_value), "default"); !set)
      return fail(set.error());

  if (sources.file) {
    const auto values = read_configuration_file(*sources.file);
    if (!values) return fail(values.error());
    for (const auto& value : *values) {
      const auto* definition = find_definition(definitions, value.key);
      if (definition == nullptr) return fail(unknown_key(value.origin, value.key, keys_of(definitions)));
      if (auto set = configuration.set(*definition, value.text, value.origin); !set) return fail(set.error());
    }
  }

  if (auto checked = check_environment_names(definitions, sources); !checked) return fail(checked.error());
  for (const auto& definition : definitions) {
    const std::string name = environment_name(definition);
    const auto found =
        std::ranges::find(sources.environment, name, [](const auto& pair) { return pair.first; });
    if (found == sources.environment.end()) continue;
    if (auto set = configuration.set(definition, found->second, "environment " + name); !set)
      return fail(set.error());
  }

  for (const auto& [key, value] : sources.flags) {
    const auto* definition = find_definition(definitions, key);
    if (definition == nullptr) throw std::logic_error("a flag sets the unknown setting " + key);
    if (auto set = configuration.set(*definition, value, "the flag for " + key); !set)
      return fail(set.error());
  }
  return configuration;
}

Result<void> Configuration::set(const SettingDefinition& definition, std::string value, std::string origin) {
  const auto number = parse_number(definition.kind, value);
  if (!number) return fail(bad_value(definition, value, origin));
  const bool bounded = definition.kind == SettingKind::integer || definition.kind == SettingKind::duration ||
                       definition.kind == SettingKind::bytes;
  if (bounded && (*number < definition.minimum || *number > definition.maximum))
    return fail(out_of_range(definition, value, origin));
  entries_[std::string(definition.key)] = Entry{&definition, std::move(value), std::move(origin), *number};
  return {};
}

const Configuration::Entry& Configuration::entry(std::string_view key, SettingKind kind) const {
  const auto found = entries_.find(key);
  if (found == entries_.end() || found->second.definition->kind != kind)
    throw std::logic_error(fmt::format("the program asks for a setting that is not defined so: {}", key));
  return found->second;
}

const std::string& Configuration::text(std::string_view key) const {
  return entry(key, SettingKind::text).value;
}
Secret Configuration::secret(std::string_view key) const {
  return Secret(entry(key, SettingKind::secret).value);
}
std::int64_t Configuration::integer(std::string_view key) const {
  return entry(key, SettingKind::integer).number;
}
bool Configuration::boolean(std::string_view key) const {
  return entry(key, SettingKind::boolean).number == 1;
}
std::int64_t Configuration::bytes(std::string_view key) const {
  return entry(key, SettingKind::bytes).number;
}

std::chrono::milliseconds Configuration::duration(std::string_view key) const {
  return std::chrono::milliseconds(entry(key, SettingKind::duration).number);
}

std::vector<std::string> Configuration::list(std::string_view key) const {
  std::vector<std::string> items;
  for (const std::string_view item : split(entry(key, SettingKind::list).value, ','))
    if (const std::string_view word = trim(item); !word.empty()) items.emplace_back(word);
  return items;
}

const std::string& Configuration::origin(std::string_view key) const {
  const auto found = entries_.find(key);
  if (found == entries_.end()) throw std::logic_error(fmt::format("no such setting: {}", key));
  return found->second.origin;
}

}  // namespace marque::core
