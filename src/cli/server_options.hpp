// cli/server_options.hpp: the settings as the options of the rooms below.
#pragma once

#include <cstdint>
#include <string>

#include "cli/io_thread.hpp"
#include "core/configuration.hpp"
#include "core/error.hpp"
#include "identity/project_keys.hpp"

namespace marque::cli {

struct ListenAddress {
  std::string host;  ///< without the brackets of an IPv6 address
  std::uint16_t port = 0;
};

/// Reads "127.0.0.1:54321", "[::1]:80" or "localhost:0". Error: configuration.bad_value.
Result<ListenAddress> parse_listen_address(const std::string& text);

/// True for addresses that only this machine can reach.
bool is_loopback(const std::string& host);

/// "http://127.0.0.1:54321": the public URL where one is set, else what the server listens on. An address
/// that stands for all of them (0.0.0.0) is shown as 127.0.0.1.
std::string server_url(const Configuration& configuration, const ListenAddress& address, std::uint16_t port);

/// Everything but the database's URL. Error: configuration.bad_value (one of the two TLS files missing).
Result<IoThreadOptions> io_thread_options(const Configuration& configuration, const ListenAddress& address);

/// The development keys, or those of the data directory with what the settings replace of them. Errors:
/// keys.*.
Result<identity::ProjectKeys> project_keys(const Configuration& configuration, bool development);

/// How many I/O threads: the setting, or half of the cores, since PostgreSQL needs the others.
std::size_t io_thread_count(const Configuration& configuration);

}  // namespace marque::cli
