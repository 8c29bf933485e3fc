#include "cli/rest.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/io_thread.hpp"
#include "cli/rest_admin.hpp"
#include "cli/rest_configuration.hpp"
#include "cli/rest_routes.hpp"
#include "cli/rest_settings.hpp"
#include "cli/rest_world.hpp"
#include "cli/signal_watch.hpp"
#include "core/log.hpp"

namespace marque::cli {
namespace {

/// How long the first look at the database may take before requests are answered with 503 instead.
constexpr std::chrono::seconds first_load_patience{60};
constexpr std::chrono::seconds shutdown_grace{20};

struct RestServer {
  explicit RestServer(std::string file) : reader(std::move(file)) {}

  RestConfigurationReader reader;
  rest::RestConfiguration configuration;
  Metrics metrics;
  http::ServerMetrics server_metrics{metrics};
  std::unique_ptr<RestWorld> world;
  std::vector<std::unique_ptr<IoThread>> threads;
  const pg::Pool* first_pool = nullptr;
  std::uint16_t port = 0;
};

Result<void> open_world(RestServer& server) {
  RestWorldOptions options;
  options.database_url = server.configuration.database_url;
  options.channel = server.configuration.channel_enabled ? server.configuration.channel : "";
  options.settings = server.reader.settings_of(server.configuration);
  options.read = [&reader = server.reader](pg::Session& session, rest::Settings) {
    return reader.read_again(session);
  };
  options.scope = catalogue_scope;
  auto world = RestWorld::start(std::move(options));
  if (!world) return fail(world.error());
  server.world = std::move(*world);
  if (!server.world->wait_for_first_load(first_load_patience))
    Log("rest").warning("the schema is still being read; requests are answered with 503 until it has been");
  // A wrong password will not become right by trying again.
  const pg::CatalogueState state = server.world->state();
  if (state.problem && state.problem->code == "pg.wrong_password") return fail(*state.problem);
  return {};
}

std::unique_ptr<IoThread> make_thread(RestServer& server, const IoThreadOptions& options) {
  const auto add_routes = [&server](http::Router& router, pg::Pool& pool) {
    http::CorsOptions cors;
    cors.allowed_origins = server.configuration.settings.cors_origins;
    cors.exposed_headers = http::postgrest_exposed_headers();
    router.set_cors("", std::move(cors));
    RestRoutesOptions routes;
    routes.body_limit = rest_body_limit;
    routes.version = std::string(postgrest_version);
    routes.log_statements = server.configuration.log_query;
    add_rest_routes(router, pool, *server.world, std::move(routes));
    if (server.first_pool == nullptr) server.first_pool = &pool;
  };
  return std::make_unique<IoThread>(options, add_routes, server.metrics, server.server_metrics);
}

/// Starts the first thread on the first address of the host that can be listened on.
Result<std::unique_ptr<IoThread>> start_first_thread(RestServer& server, IoThreadOptions options,
                                                     bool shared) {
  Result<std::unique_ptr<IoThread>> last = fail("http.listen", "there is no address to listen on");
  for (const std::string& address : rest::listen_addresses(server.configuration.server.host)) {
    options.host = address;
    server.first_pool = nullptr;
    auto thread = make_thread(server, options);
    if (server.configuration.admin_port) {
      const auto admins = rest::listen_addresses(server.configuration.admin_host);
      const RestAdminView view{*server.world, *server.first_pool,
                               static_cast<std::size_t>(server.configuration.pool.size), server.metrics};
      auto added = thread->add_admin(rest_admin_router(view), options.server, admins.front(),
                                     *server.configuration.admin_port);
      if (!added) return fail(added.error());
    }
    auto port = thread->start(server.configuration.server.port, shared);
    if (port) {
      server.port = *port;
      return thread;
    }
    last = fail(port.error());
    if (port.error().code == "http.port_taken") break;
  }
  return last;
}

Result<void> start_threads(RestServer& server) {
  IoThreadOptions options = rest_io_thread_options(server.configuration);
  const bool one = !options.unix_socket.empty();
  const std::size_t count = one ? 1 : rest_io_thread_count(server.configuration);
  const bool shared = count > 1;
  auto first = start_first_thread(server, options, shared);
  if (!first) return fail(first.error());
  server.threads.push_back(std::move(*first));
  for (std::size_t index = 1; index < count; ++index) {
    options.host = rest::listen_addresses(server.configuration.server.host).front();
    auto& thread = server.threads.emplace_back(make_thread(server, options));
    if (auto port = thread->start(server.port, shared); !port) return fail(port.error());
  }
  return {};
}

void announce(const RestServer& server, bool json) {
  const std::string& path = server.configuration.server.unix_socket;
  const std::string place = path.empty() ? fmt::format("port {}", server.port) : path;
  Log("rest").info("API server listening", {{"on", place}});
  if (!json) return;
  fmt::print("{{\"ready\":true,\"port\":{}}}\n", server.port);
  if (std::fflush(stdout) != 0) Log("rest").warning("nobody takes what is printed on standard output");
}

int serve_rest(const Invocation& invocation, const std::string& file) {
  SignalWatch signals;
  auto server = std::make_unique<RestServer>(file);
  auto configuration = server->reader.read_first();
  if (!configuration) return report_failure(invocation, configuration.error());
  server->configuration = std::move(*configuration);
  configure_rest_log(server->configuration);
  if (auto opened = open_world(*server); !opened) return report_failure(invocation, opened.error());
  if (auto started = start_threads(*server); !started) return report_failure(invocation, started.error());
  announce(*server, invocation.json);
  signals.on(SIGUSR1, [&server] { server->world->reload_schema(); });
  signals.on(SIGUSR2, [&server] { server->world->reload_config(); });
  const int signal = signals.wait();
  signals.forget_actions();
  Log("rest").info("stopping", {{"signal", signal == SIGINT ? "SIGINT" : "SIGTERM"}});
  for (const auto& thread : server->threads) thread->stop(shutdown_grace);
  for (const auto& thread : server->threads) thread->join();
  server->threads.clear();
  server->world.reset();
  return exit_success;
}

int dump_configuration(const Invocation& invocation, const std::string& file) {
  RestConfigurationReader reader(file);
  auto configuration = reader.read_with_database();
  if (!configuration) return report_failure(invocation, configuration.error());
  fmt::print("{}", rest::dump_rest_configuration(*configuration));
  return exit_success;
}

}  // namespace

void add_rest_command(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("rest", "Serve only the REST API, from a PostgREST configuration file");
  const auto file = std::make_shared<std::string>();
  const auto dump = std::make_shared<bool>(false);
  verb->add_option("file", *file, "PostgREST's configuration; without it, PGRST_ variables alone count");
  verb->add_flag("--dump-config", *dump, "print the configuration that counts, and end");
  verb->add_flag("--json", invocation.json, "output for programs");
  verb->callback([&invocation, file, dump] {
    invocation.run = [file, dump](const Invocation& given) {
      return *dump ? dump_configuration(given, *file) : serve_rest(given, *file);
    };
  });
}

}  // namespace marque::cli
