// marque: one program, one verb per file (docs/architecture.md).
#include <exception>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/doctor.hpp"
#include "cli/gen.hpp"
#include "cli/keys.hpp"
#include "cli/migrate.hpp"
#include "cli/rest.hpp"
#include "cli/serve.hpp"
#include "cli/show_settings.hpp"
#include "cli/version.hpp"

namespace {

using marque::cli::Invocation;

/// The exit code for a command line that CLI11 could not follow, or that asked for help. CLI11 looks for the
/// missing verb before it looks at words that are none: the mistyped one is what the reader needs.
int report_parse_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto unknown = app.remaining(true);
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError) && !unknown.empty()) {
    fmt::print(stderr, "marque: \"{}\" is not known here; --help lists what is\n", unknown.front());
    return marque::cli::exit_usage;
  }
  return app.exit(error) == 0 ? marque::cli::exit_success : marque::cli::exit_usage;
}

int parse_and_run(int argument_count, char** arguments) {
  CLI::App app("Marque: the backend for brand creation, on PostgreSQL, behind the Supabase wire protocols");
  app.set_version_flag("--version", fmt::format("marque {}", marque::cli::version));
  app.require_subcommand(1);
  Invocation invocation;
  marque::cli::add_serve_command(app, invocation);
  marque::cli::add_rest_command(app, invocation);
  marque::cli::add_migrate_command(app, invocation);
  marque::cli::add_gen_command(app, invocation);
  marque::cli::add_keys_command(app, invocation);
  marque::cli::add_doctor_command(app, invocation);
  marque::cli::add_settings_command(app, invocation);
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {  // CLI11 reports by exception, --help included
    return report_parse_error(app, error);
  }
  return invocation.run(invocation);
}

}  // namespace

int main(int argument_count, char** arguments) {
  try {
    return parse_and_run(argument_count, arguments);
  } catch (const std::exception& broken) {  // a broken invariant: say so instead of aborting without a word
    fmt::print(stderr, "marque: internal error: {}\n", broken.what());
    return marque::cli::exit_failure;
  }
}
