#include "cli/keys.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/server_options.hpp"
#include "core/json.hpp"

namespace marque::cli {
namespace {

int show_keys(const Invocation& invocation, bool development) {
  auto configuration = configure(invocation);
  if (!configuration) return report_failure(invocation, configuration.error());
  const auto keys = project_keys(*configuration, development);
  if (!keys) return report_failure(invocation, keys.error());
  if (invocation.json) {
    fmt::print("{}\n", core::JsonObject()
                           .add("publishable_key", keys->publishable_key.reveal())
                           .add("secret_key", keys->secret_key.reveal())
                           .add("anon_key", keys->anon_key.reveal())
                           .add("service_role_key", keys->service_role_key.reveal())
                           .add("jwt_secret", keys->jwt_secret.reveal())
                           .text());
    return exit_success;
  }
  fmt::print("publishable key   {}   may stand in a web page\n", keys->publishable_key.reveal());
  fmt::print("secret key        {}   servers only: bypasses row-level security\n", keys->secret_key.reveal());
  fmt::print("anon key          {}\n", keys->anon_key.reveal());
  fmt::print("service_role key  {}\n", keys->service_role_key.reveal());
  fmt::print("JWT secret        {}\n", keys->jwt_secret.reveal());
  return exit_success;
}

}  // namespace

void add_keys_command(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("keys", "Print the API keys of this installation");
  add_common_flags(*verb, invocation);
  auto development = std::make_shared<bool>(false);
  verb->add_flag("--dev", *development, "print the public development keys instead");
  verb->callback([&invocation, development] {
    invocation.run = [development](const Invocation& given) { return show_keys(given, *development); };
  });
}

}  // namespace marque::cli
