#include "cli/server_options.hpp"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "core/text.hpp"

namespace marque::cli {
namespace {

Error bad_address(const std::string& text) {
  return Error("configuration.bad_value",
               fmt::format("server.listen = \"{}\" is no address with a port", text))
      .with_hint("for example 127.0.0.1:54321, 0.0.0.0:8000 or [::1]:54321");
}

}  // namespace

Result<ListenAddress> parse_listen_address(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == text.npos || colon == 0) return fail(bad_address(text));
  ListenAddress address;
  address.host = text.substr(0, colon);
  const auto port = core::parse_integer(std::string_view(text).substr(colon + 1));
  if (!port || *port < 0 || *port > 65'535) return fail(bad_address(text));
  address.port = static_cast<std::uint16_t>(*port);
  if (address.host.starts_with('[') && address.host.ends_with(']'))
    address.host = address.host.substr(1, address.host.size() - 2);
  else if (address.host.find(':') != address.host.npos)
    return fail(bad_address(text));  // an IPv6 address needs its brackets
  if (address.host.empty()) return fail(bad_address(text));
  return address;
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::string server_url(const Configuration& configuration, const ListenAddress& address, std::uint16_t port) {
  if (const std::string& url = configuration.text("server.public_url"); !url.empty()) return url;
  std::string host = address.host;
  if (host == "0.0.0.0" || host == "::") host = "127.0.0.1";
  if (host.find(':') != host.npos) host = fmt::format("[{}]", host);
  const bool tls = !configuration.text("server.tls_certificate").empty();
  return fmt::format("{}://{}:{}", tls ? "https" : "http", host, port);
}

Result<identity::ProjectKeys> project_keys(const Configuration& configuration, bool development) {
  if (development) return identity::development_keys();
  const Secret own = configuration.secret("auth.jwt_secret");
  if (!own.empty())
    if (auto checked = identity::check_secret(own); !checked) return fail(checked.error());
  auto keys = identity::load_or_make_keys(configuration.text("data.dir"));
  if (!keys) return keys;
  if (!own.empty()) keys = identity::with_secret(std::move(*keys), own);
  if (const Secret key = configuration.secret("auth.publishable_key"); !key.empty())
    keys->publishable_key = key;
  if (const Secret key = configuration.secret("auth.secret_key"); !key.empty()) keys->secret_key = key;
  if (auto checked = identity::check_secret(keys->jwt_secret); !checked) return fail(checked.error());
  for (const Secret* key : {&keys->publishable_key, &keys->secret_key})
    if (auto checked = identity::check_api_key(*key); !checked) return fail(checked.error());
  return keys;
}

std::size_t io_thread_count(const Configuration& configuration) {
  if (const auto count = configuration.integer("server.io_threads"); count > 0)
    return static_cast<std::size_t>(count);
  return std::max(1U, std::thread::hardware_concurrency() / 2);
}

Result<IoThreadOptions> io_thread_options(const Configuration& configuration, const ListenAddress& address) {
  const auto count = [&](std::string_view key) {
    return static_cast<std::size_t>(configuration.integer(key));
  };
  IoThreadOptions options;
  options.host = address.host;
  options.pool.shared_connections = count("database.shared_connections");
  options.pool.shared_depth = count("database.shared_depth");
  options.pool.exclusive_connections = count("database.exclusive_connections");
  options.pool.queue_limit = count("database.queue_limit");
  options.pool.acquire_timeout = configuration.duration("database.acquire_timeout");
  options.pool.default_timeout = configuration.duration("database.request_timeout");
  options.pool.prepared_statements = configuration.boolean("database.prepared_statements");
  options.server.access_log = configuration.boolean("server.access_log");
  options.server.limits.connections = count("server.connections");
  options.server.limits.connections_per_peer = count("server.connections_per_peer");
  options.server.limits.body_bytes = static_cast<std::uint64_t>(configuration.bytes("server.body_limit"));

  const std::string& certificate = configuration.text("server.tls_certificate");
  const std::string& key = configuration.text("server.tls_key");
  if (certificate.empty() != key.empty())
    return fail(Error("configuration.bad_value", "TLS needs both server.tls_certificate and server.tls_key"));
  if (!certificate.empty()) options.server.tls = http::TlsFiles{certificate, key};
  return options;
}

}  // namespace marque::cli
