#include "cli/doctor.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/checkup.hpp"
#include "core/json.hpp"

namespace marque::cli {
namespace {

void print_for_people(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    const char* mark = finding.health == Health::good ? "✓" : finding.health == Health::warning ? "!" : "✗";
    fmt::print("{} {:<20} {}\n", mark, finding.check, finding.message);
    if (!finding.advice.empty()) fmt::print("  {:<20} → {}\n", "", finding.advice);
  }
}

void print_json(const std::vector<Finding>& findings, bool healthy) {
  std::string list;
  for (const Finding& finding : findings)
    list += (list.empty() ? "" : ",") + core::JsonObject()
                                            .add("check", finding.check)
                                            .add("health", name_of(finding.health))
                                            .add("message", finding.message)
                                            .add("advice", finding.advice)
                                            .text();
  fmt::print("{}\n", core::JsonObject().add("healthy", healthy).add_raw("checks", "[" + list + "]").text());
}

int examine(const Invocation& invocation) {
  auto configuration = configure(invocation);
  if (!configuration) return report_failure(invocation, configuration.error());
  const auto findings = run_checkup(*configuration);
  const bool healthy =
      std::ranges::none_of(findings, [](const Finding& finding) { return finding.health == Health::bad; });
  if (invocation.json)
    print_json(findings, healthy);
  else
    print_for_people(findings);
  return healthy ? exit_success : exit_failure;
}

}  // namespace

void add_doctor_command(CLI::App& app, Invocation& invocation) {
  CLI::App* verb =
      app.add_subcommand("doctor", "Check everything that Marque needs, and explain what is wrong");
  add_common_flags(*verb, invocation);
  add_setting_flag(*verb, invocation, "--database-url", "database.url");
  verb->callback([&invocation] { invocation.run = examine; });
}

}  // namespace marque::cli
