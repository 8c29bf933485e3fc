#include "cli/show_settings.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "core/json.hpp"

namespace marque::cli {
namespace {

using core::SettingDefinition;
using core::SettingKind;

/// What may be shown: a secret only tells whether it is set.
std::string shown_value(const Configuration& configuration, const SettingDefinition& definition) {
  switch (definition.kind) {
    case SettingKind::secret: return configuration.secret(definition.key).empty() ? "" : "(set)";
    case SettingKind::text: return configuration.text(definition.key);
    case SettingKind::integer: return std::to_string(configuration.integer(definition.key));
    case SettingKind::boolean: return configuration.boolean(definition.key) ? "true" : "false";
    case SettingKind::duration: return fmt::format("{}ms", configuration.duration(definition.key).count());
    case SettingKind::bytes: return std::to_string(configuration.bytes(definition.key));
    case SettingKind::list: return fmt::format("{}", fmt::join(configuration.list(definition.key), ","));
  }
  return "";
}

/// The rows of the table in docs/operating.md.
void print_markdown() {
  fmt::print("| setting | environment | default | meaning |\n|---|---|---|---|\n");
  for (const SettingDefinition& definition : setting_definitions())
    fmt::print("| `{}` | `{}` | {} | {} |\n", definition.key, core::environment_name(definition),
               definition.default_value.empty() ? "" : fmt::format("`{}`", definition.default_value),
               definition.description);
}

void print_json(const Configuration& configuration) {
  std::string list;
  for (const SettingDefinition& definition : setting_definitions())
    list += (list.empty() ? "" : ",") + core::JsonObject()
                                            .add("key", definition.key)
                                            .add("environment", core::environment_name(definition))
                                            .add("value", shown_value(configuration, definition))
                                            .add("origin", configuration.origin(definition.key))
                                            .add("default", definition.default_value)
                                            .add("description", definition.description)
                                            .text();
  fmt::print("[{}]\n", list);
}

int show_settings(const Invocation& invocation, bool markdown) {
  if (markdown) {
    print_markdown();
    return exit_success;
  }
  const auto configuration = configure(invocation);
  if (!configuration) return report_failure(invocation, configuration.error());
  if (invocation.json) {
    print_json(*configuration);
    return exit_success;
  }
  for (const SettingDefinition& definition : setting_definitions())
    fmt::print("{:<32} {:<24} {}\n", definition.key, shown_value(*configuration, definition),
               configuration->is_default(definition.key) ? "" : configuration->origin(definition.key));
  return exit_success;
}

}  // namespace

void add_settings_command(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("settings", "Show every setting, its value and where that comes from");
  add_common_flags(*verb, invocation);
  auto markdown = std::make_shared<bool>(false);
  verb->add_flag("--markdown", *markdown, "the table of docs/operating.md: all settings with their defaults");
  verb->callback([&invocation, markdown] {
    invocation.run = [markdown](const Invocation& given) { return show_settings(given, *markdown); };
  });
}

}  // namespace marque::cli
