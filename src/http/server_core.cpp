#include "http/server_core.hpp"

#include <array>
#include <charconv>

#include "core/random.hpp"
#include "http/connection.hpp"

namespace marque::http {
namespace {

constexpr std::size_t id_prefix_characters = 12;  // six random bits each

}  // namespace

ServerCore::ServerCore(boost::asio::io_context& io_context, Router routes, ServerMetrics& counters,
                       ServerOptions settings)
    : context(io_context),
      router(std::move(routes)),
      metrics(counters),
      options(std::move(settings)),
      durations(counters.durations(router)),
      id_prefix(core::random_text(id_prefix_characters) + "-") {}

void ServerCore::write_new_request_id(std::string& id) {
  std::array<char, 16> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), ++ids, 36).ptr;
  id.assign(id_prefix).append(digits.data(), end);
}

void ServerCore::enter(Connection& connection, const std::string& peer_group) {
  connection.index = connections.size();
  connections.push_back(&connection);
  ++peers[peer_group];
  metrics.open_connections().Increment();
}

void ServerCore::leave(Connection& connection, const std::string& peer_group) {
  connections[connection.index] = connections.back();
  connections[connection.index]->index = connection.index;
  connections.pop_back();
  const auto count = peers.find(peer_group);
  if (--count->second == 0) peers.erase(count);
  metrics.open_connections().Decrement();
}

}  // namespace marque::http
