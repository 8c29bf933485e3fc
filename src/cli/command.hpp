// cli/command.hpp: what the verbs of the command line have in common.
#pragma once

#include <functional>
#include <string>

#include "cli/settings.hpp"
#include "core/error.hpp"

namespace CLI {
class App;
}

namespace marque::cli {

/// Exit codes: 0 only on success; 1 the verb failed; 2 the command line or the configuration is wrong.
inline constexpr int exit_success = 0;
inline constexpr int exit_failure = 1;
inline constexpr int exit_usage = 2;

/// What the command line asked for. Verbs fill it while CLI11 parses; main then calls `run`.
struct Invocation {
  CommandLine command_line;
  bool json = false;
  std::function<int(const Invocation&)> run;
};

/// A flag that sets a setting: `--listen` → server.listen. Its help text is the setting's own description.
void add_setting_flag(CLI::App& verb, Invocation& invocation, const std::string& flag, std::string_view key);

/// --config, --json and --data-dir, which every verb has.
void add_common_flags(CLI::App& verb, Invocation& invocation);

/// Reports a failure: {"error":{code, message, detail, hint}} on standard output with --json, else text on
/// standard error. Gives the exit code.
int report_failure(const Invocation& invocation, const Error& error);

/// Loads the configuration and sets up logging by it.
Result<Configuration> configure(const Invocation& invocation);

}  // namespace marque::cli
