#include "cli/gen.hpp"

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/migrate_database.hpp"
#include "client/types/generate_types.hpp"
#include "core/json.hpp"

namespace marque::cli {
namespace {

struct GenFlags {
  std::string language;
  std::vector<std::string> schemas;
  std::string name_space;
};

Result<std::string> generate(const GenFlags& flags, const Configuration& configuration) {
  auto target = open_target(configuration, Creation::refused);
  if (!target) return fail(std::move(target.error()));
  const auto schemas = flags.schemas.empty() ? configuration.list("database.exposed_schemas") : flags.schemas;
  const auto description = client::describe_schemas((*target)->session, schemas);
  if (!description) return fail(description.error());
  if (flags.language == "cpp") return client::generate_cpp(*description, flags.name_space);
  if (flags.language == "python") return client::generate_python(*description);
  return client::generate_typescript(*description);
}

int print_types(const Invocation& invocation, const GenFlags& flags) {
  auto configuration = configure(invocation);
  if (!configuration) return report_failure(invocation, configuration.error());
  const auto code = generate(flags, *configuration);
  if (!code) return report_failure(invocation, code.error());
  if (invocation.json) {
    fmt::print("{}\n", core::JsonObject().add("lang", flags.language).add("code", *code).text());
  } else {
    fmt::print("{}", *code);
  }
  return exit_success;
}

}  // namespace

void add_gen_command(CLI::App& app, Invocation& invocation) {
  CLI::App* gen = app.add_subcommand("gen", "Write source text from the database's schema");
  gen->require_subcommand(1);
  CLI::App* types =
      gen->add_subcommand("types", "Types of all tables, views, functions and enums, to stdout");
  add_common_flags(*types, invocation);
  add_setting_flag(*types, invocation, "--database-url", "database.url");
  auto flags = std::make_shared<GenFlags>();
  types->add_option("--lang", flags->language, "cpp, typescript or python")
      ->required()
      ->check(CLI::IsMember({"cpp", "typescript", "python"}));
  types
      ->add_option("--schema", flags->schemas,
                   "which schemas, with commas between; default: those of the API")
      ->delimiter(',');
  types->add_option("--namespace", flags->name_space, "C++: the namespace around those of the schemas");
  types->callback([&invocation, flags] {
    invocation.run = [flags](const Invocation& given) { return print_types(given, *flags); };
  });
}

}  // namespace marque::cli
