#include "cli/serve.hpp"

#include <csignal>
#include <cstdio>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/io_thread.hpp"
#include "cli/operations_routes.hpp"
#include "cli/rest_routes.hpp"
#include "cli/rest_settings.hpp"
#include "cli/rest_world.hpp"
#include "cli/serve_database.hpp"
#include "cli/server_options.hpp"
#include "cli/signal_watch.hpp"
#include "cli/version.hpp"
#include "core/json.hpp"
#include "identity/project_keys.hpp"

namespace marque::cli {
namespace {

/// How long the first answer of a database that is up may take.
constexpr std::chrono::seconds first_answer_patience{15};

struct Serving {
  Serving(Configuration settings, ListenAddress listen, identity::ProjectKeys project_keys, Database opened)
      : configuration(std::move(settings)),
        address(std::move(listen)),
        keys(std::move(project_keys)),
        gateway(keys),
        database(std::move(opened)) {}

  Configuration configuration;
  ListenAddress address;
  identity::ProjectKeys keys;
  identity::Gateway gateway;
  Metrics metrics;
  http::ServerMetrics server_metrics{metrics};
  Database database;
  std::unique_ptr<RestWorld> rest_world;
  std::vector<std::unique_ptr<IoThread>> threads;
  std::uint16_t port = 0;
};

Result<void> check_development(const ListenAddress& address, bool development) {
  if (!development || is_loopback(address.host)) return {};
  return fail(
      Error("configuration.bad_value", fmt::format("--dev uses keys that everybody knows, and {} can be "
                                                   "reached from other machines",
                                                   address.host))
          .with_hint("leave --dev out, or listen on 127.0.0.1"));
}

/// Starts to load what the REST API answers with, and waits for it: what cannot be served stops the start.
Result<void> open_rest_world(Serving& serving) {
  auto settings = rest_settings(serving.configuration);
  if (!settings) return fail(settings.error());
  settings->token_rules.secret = serving.keys.jwt_secret;
  settings->token_rules.anonymous_role = settings->anonymous_role;
  settings->server_host = serving.address.host;
  settings->server_port = serving.address.port;
  RestWorldOptions options;
  options.database_url = serving.database.request_url;
  options.settings = std::move(*settings);
  options.read = with_role_settings;
  options.scope = catalogue_scope;
  auto world = RestWorld::start(std::move(options));
  if (!world) return fail(world.error());
  serving.rest_world = std::move(*world);
  if (!serving.rest_world->wait_for_first_load(first_answer_patience))
    return fail("rest.catalogue", "PostgreSQL did not tell in time what it holds");
  const pg::CatalogueState state = serving.rest_world->state();
  if (state.phase == pg::CatalogueState::Phase::failed && state.problem) return fail(*state.problem);
  return {};
}

RestRoutesOptions rest_routes_options(const Serving& serving) {
  RestRoutesOptions options;
  options.prefix = "/rest/v1";
  options.gateway = &serving.gateway;
  options.body_limit = static_cast<std::uint64_t>(serving.configuration.bytes("rest.body_limit"));
  options.version = version;
  options.log_statements = serving.configuration.text("log.level") == "debug";
  return options;
}

Result<void> start_threads(Serving& serving) {
  auto options = io_thread_options(serving.configuration, serving.address);
  if (!options) return fail(options.error());
  options->pool.url = serving.database.request_url;
  const std::size_t count = io_thread_count(serving.configuration);
  const bool shared = count > 1;
  if (shared && serving.address.port != 0)
    if (auto free = http::check_port_free(serving.address.host, serving.address.port); !free) return free;

  serving.port = serving.address.port;
  const auto add_routes = [&serving](http::Router& router, pg::Pool& pool) {
    http::CorsOptions cors;
    for (const std::string& origin : serving.configuration.list("server.cors_origins"))
      if (origin != "*") cors.allowed_origins.push_back(origin);
    cors.exposed_headers = http::all_exposed_headers();
    router.set_cors("", std::move(cors));
    add_operations_routes(router, pool, serving.metrics, serving.keys);
    add_rest_routes(router, pool, *serving.rest_world, rest_routes_options(serving));
  };
  for (std::size_t index = 0; index < count; ++index) {
    auto& thread = serving.threads.emplace_back(
        std::make_unique<IoThread>(*options, add_routes, serving.metrics, serving.server_metrics));
    auto port = thread->start(serving.port, shared);
    if (!port) return fail(port.error());
    serving.port = *port;
  }
  for (const auto& thread : serving.threads)
    if (auto answered = thread->wait_for_database(first_answer_patience); !answered) return answered;
  return {};
}

void print_ready(const Serving& serving, bool json) {
  const std::string url = server_url(serving.configuration, serving.address, serving.port);
  const identity::ProjectKeys& keys = serving.keys;
  if (json) {
    fmt::print("{}\n", core::JsonObject()
                           .add("ready", true)
                           .add("url", url)
                           .add("anon_key", keys.anon_key.reveal())
                           .add("service_role_key", keys.service_role_key.reveal())
                           .add("publishable_key", keys.publishable_key.reveal())
                           .add("secret_key", keys.secret_key.reveal())
                           .add("jwt_secret", keys.jwt_secret.reveal())
                           .add("database_url", serving.database.public_url.reveal())
                           .text());
  } else {
    fmt::print("\nMarque {} is ready.\n\n  URL               {}\n  database          {}\n", version, url,
               serving.database.public_url.reveal());
    fmt::print(
        "  publishable key   {}\n  secret key        {}\n  anon key          {}\n  service_role key  {}\n\n",
        keys.publishable_key.reveal(), keys.secret_key.reveal(), keys.anon_key.reveal(),
        keys.service_role_key.reveal());
  }
  if (std::fflush(stdout) != 0) Log("server").warning("nobody takes what is printed on standard output");
}

int stop_in_order(Serving& serving, int signal) {
  const auto grace = serving.configuration.duration("server.shutdown_timeout");
  Log("server").info("stopping", {{"signal", signal == SIGINT ? "SIGINT" : "SIGTERM"}});
  for (const auto& thread : serving.threads) thread->stop(grace);
  for (const auto& thread : serving.threads) thread->join();
  serving.threads.clear();
  serving.rest_world.reset();
  if (serving.database.cluster) {
    if (auto stopped = serving.database.cluster->stop(); !stopped) {
      Log("server").error("PostgreSQL did not stop cleanly; the next start recovers", stopped.error());
      return exit_failure;
    }
  }
  Log("server").info("stopped");
  return exit_success;
}

Result<std::unique_ptr<Serving>> prepare(const Invocation& invocation, bool development,
                                         const std::stop_token& cancel) {
  auto configuration = configure(invocation);
  if (!configuration) return fail(configuration.error());
  auto address = parse_listen_address(configuration->text("server.listen"));
  if (!address) return fail(address.error());
  if (auto checked = check_development(*address, development); !checked) return fail(checked.error());
  for (const std::string& name : unread_environment())
    Log("server").warning("this version has no connector that reads this variable", {{"variable", name}});

  auto keys = project_keys(*configuration, development);
  if (!keys) return fail(keys.error());
  auto database = open_database(*configuration, cancel);
  if (!database) return fail(database.error());
  auto serving = std::make_unique<Serving>(std::move(*configuration), std::move(*address), std::move(*keys),
                                           std::move(*database));
  if (auto ready = bring_up_to_date(serving->configuration, serving->database); !ready)
    return fail(ready.error());
  if (auto opened = open_rest_world(*serving); !opened) return fail(opened.error());
  if (auto started = start_threads(*serving); !started) return fail(started.error());
  return serving;
}

int serve(const Invocation& invocation, bool development) {
  SignalWatch signals;
  auto serving = prepare(invocation, development, signals.ended());
  if (!serving) return report_failure(invocation, serving.error());
  print_ready(**serving, invocation.json);
  signals.on(SIGUSR1, [&serving] { (*serving)->rest_world->reload_schema(); });
  signals.on(SIGUSR2, [&serving] { (*serving)->rest_world->reload_config(); });
  signals.on(SIGHUP, [&serving] {
    for (const auto& thread : (*serving)->threads) thread->reload_tls();
  });
  const int signal = signals.wait();
  signals.forget_actions();
  return stop_in_order(**serving, signal);
}

}  // namespace

void add_serve_command(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("serve", "Start Marque: PostgreSQL, HTTP server and workers");
  add_common_flags(*verb, invocation);
  add_setting_flag(*verb, invocation, "--listen", "server.listen");
  add_setting_flag(*verb, invocation, "--database-url", "database.url");
  add_setting_flag(*verb, invocation, "--pg-port", "pg.port");
  add_setting_flag(*verb, invocation, "--role", "server.role");
  auto development = std::make_shared<bool>(false);
  verb->add_flag("--dev", *development,
                 "use the Supabase CLI's public local keys and explain more; only on a loopback address");
  verb->callback([&invocation, development] {
    invocation.run = [development](const Invocation& given) { return serve(given, *development); };
  });
}

}  // namespace marque::cli
