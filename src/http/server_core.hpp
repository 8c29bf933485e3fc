// http/server_core.hpp: what a server's connections share; internal to the room. All of it belongs to one
// thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "http/response_writer.hpp"
#include "http/server.hpp"
#include "http/transport.hpp"

namespace marque::http {

class Connection;

/// Lives as long as the server or its last connection.
struct ServerCore {
  ServerCore(boost::asio::io_context& io_context, Router routes, ServerMetrics& counters,
             ServerOptions settings);

  const Limits& limits() const { return options.limits; }
  core::SteadyTime now() const { return options.clock->steady(); }
  /// "k3J9x_Qa2f7Z-1a2b": unique across processes by 72 random bits, and cheap.
  void write_new_request_id(std::string& id);

  void enter(Connection& connection, const std::string& peer_group);
  void leave(Connection& connection, const std::string& peer_group);

  boost::asio::io_context& context;
  Router router;
  ServerMetrics& metrics;
  ServerOptions options;
  std::vector<core::Histogram*> durations;
  std::shared_ptr<const TlsContext> tls;
  std::vector<Connection*> connections;
  std::unordered_map<std::string, std::size_t> peers;
  DateText date;
  std::string id_prefix;
  std::uint64_t ids = 0;
  bool stopping = false;
};

}  // namespace marque::http
