#include "cli/command.hpp"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "core/json.hpp"
#include "core/log.hpp"

namespace marque::cli {
namespace {

core::LogLevel log_level(const std::string& name) {
  if (name == "debug") return core::LogLevel::debug;
  if (name == "warning") return core::LogLevel::warning;
  return name == "error" ? core::LogLevel::error : core::LogLevel::info;
}

core::LogFormat log_format(const std::string& name) {
  if (name == "text") return core::LogFormat::text;
  return name == "json" ? core::LogFormat::json : core::LogFormat::automatic;
}

}  // namespace

void add_setting_flag(CLI::App& verb, Invocation& invocation, const std::string& flag, std::string_view key) {
  const auto definitions = setting_definitions();
  const auto found = std::ranges::find(definitions, key, &core::SettingDefinition::key);
  if (found == definitions.end())
    throw std::logic_error("a flag for the unknown setting " + std::string(key));
  const std::string help = fmt::format("{} (default: {})", found->description,
                                       found->default_value.empty() ? "none" : found->default_value);
  verb.add_option_function<std::string>(
      flag,
      [&invocation, key](const std::string& value) {
        invocation.command_line.flags[std::string(key)] = value;
      },
      help);
}

void add_common_flags(CLI::App& verb, Invocation& invocation) {
  verb.add_option_function<std::string>(
      "--config",
      [&invocation](const std::string& path) { invocation.command_line.configuration_file = path; },
      "settings file (default: ./marque.toml if it exists)");
  add_setting_flag(verb, invocation, "--data-dir", "data.dir");
  verb.add_flag("--json", invocation.json, "output for programs");
}

int report_failure(const Invocation& invocation, const Error& error) {
  const bool usage = error.code.starts_with("configuration.");
  if (invocation.json) {
    core::JsonObject body;
    body.add("code", error.code)
        .add("message", error.message)
        .add("detail", error.detail)
        .add("hint", error.hint);
    if (error.cause) body.add("cause", core::describe(*error.cause));
    fmt::print("{}\n", core::JsonObject().add_raw("error", body.text()).text());
  } else {
    fmt::print(stderr, "marque: {}\n", core::describe(error));
  }
  return usage ? exit_usage : exit_failure;
}

Result<Configuration> configure(const Invocation& invocation) {
  auto configuration = load_configuration(invocation.command_line);
  if (configuration)
    core::configure_log(log_level(configuration->text("log.level")),
                        log_format(configuration->text("log.format")));
  return configuration;
}

}  // namespace marque::cli
