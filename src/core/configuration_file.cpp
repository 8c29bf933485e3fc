#include "core/configuration_file.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

namespace marque::core {
namespace {

constexpr std::uintmax_t largest_file_bytes = 1 << 20;  // settings are short; more is a wrong file

std::string origin_of(const std::filesystem::path& path, const toml::node& node) {
  return fmt::format("{}:{}", path.filename().string(), node.source().begin.line);
}

Result<std::string> text_of(const toml::node& node, std::string_view key, const std::string& origin) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  if (const auto* array = node.as_array()) {
    std::string joined;
    for (const toml::node& item : *array) {
      const auto text = text_of(item, key, origin);
      if (!text) return text;
      if (text->find(',') != text->npos)
        return fail("configuration.bad_value", fmt::format("{}: {} may not hold a comma", origin, key));
      joined += (joined.empty() ? "" : ",") + *text;
    }
    return joined;
  }
  return fail("configuration.bad_value",
              fmt::format("{}: {} is no text, number, boolean or list", origin, key));
}

Result<void> flatten(const toml::table& table, const std::string& prefix, const std::filesystem::path& path,
                     std::vector<FileValue>& values) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    if (const auto* inner = node.as_table()) {
      if (auto flattened = flatten(*inner, key + ".", path, values); !flattened) return flattened;
      continue;
    }
    const std::string origin = origin_of(path, node);
    auto text = text_of(node, key, origin);
    if (!text) return fail(text.error());
    values.push_back({key, std::move(*text), origin});
  }
  return {};
}

}  // namespace

Result<std::vector<FileValue>> read_configuration_file(const std::filesystem::path& path) {
  std::error_code problem;
  const auto size = std::filesystem::file_size(path, problem);
  if (problem)
    return fail(
        Error("configuration.bad_file", fmt::format("cannot read {}: {}", path.string(), problem.message())));
  if (size > largest_file_bytes)
    return fail("configuration.bad_file",
                fmt::format("{} is larger than 1 MiB, so it is no marque.toml", path.string()));
  try {
    const toml::table table = toml::parse_file(path.string());
    std::vector<FileValue> values;
    if (auto flattened = flatten(table, "", path, values); !flattened) return fail(flattened.error());
    return values;
  } catch (const toml::parse_error& error) {  // toml++ reports by exception; it ends here
    return fail("configuration.bad_file",
                fmt::format("{}:{}:{}: {}", path.filename().string(), error.source().begin.line,
                            error.source().begin.column, error.description()));
  }
}

}  // namespace marque::core
