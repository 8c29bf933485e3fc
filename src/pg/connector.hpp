// pg/connector.hpp: what libpq can only do by waiting (connecting, cancelling) on a thread of its own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "core/error.hpp"
#include "core/secret.hpp"
#include "pg/pipeline_connection.hpp"

namespace marque::pg {

struct FinishConnectionHandle {
  void operator()(pg_conn* connection) const;
};
using ConnectionHandle = std::unique_ptr<pg_conn, FinishConnectionHandle>;

struct Connected {
  ConnectionHandle connection;
  bool behind_pooler = false;  ///< see pg/pooler.hpp
};

/// Runs blocking calls on threads of their own and answers on the I/O loop. Destroying it waits for the
/// connects under way (bounded by their timeout), not for cancels, and drops their answers.
class Connector {
 public:
  Connector(boost::asio::io_context& context, Secret url, std::chrono::seconds connect_timeout);
  ~Connector();

  void connect(std::move_only_function<void(Result<Connected>)> done);
  void cancel(CancelHandle handle, std::move_only_function<void()> done);

 private:
  struct Threads;
  struct Mailbox;
  boost::asio::io_context& context_;
  Secret url_;
  std::chrono::seconds connect_timeout_;
  std::unique_ptr<Threads> threads_;
  std::shared_ptr<Mailbox> mailbox_;
};

}  // namespace marque::pg
