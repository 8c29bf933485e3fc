// pg/pool.hpp: the request path's way to PostgreSQL: asynchronous, pipelined, bounded. One pool belongs to
// one I/O thread and is used on that thread only; nothing is shared between threads but the worker that
// connects.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>

#include "core/error.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/task.hpp"
#include "pg/batch.hpp"

namespace marque::pg {

struct PoolOptions {
  Secret url;
  /// Connections that carry several cheap requests at a time, and how many each (design: 4 × 8 beat 32 × 1).
  std::size_t shared_connections = 4;
  std::size_t shared_depth = 8;
  /// Connections that carry one request at a time.
  std::size_t exclusive_connections = 6;
  /// Requests that may wait for a connection; the next one is refused at once.
  std::size_t queue_limit = 2'000;
  std::chrono::milliseconds acquire_timeout{10'000};
  std::chrono::milliseconds default_timeout{30'000};
  /// A shared statement that took longer than this goes to the exclusive lane until it has been quick again.
  std::chrono::milliseconds slow_after{20};
  std::chrono::milliseconds idle_timeout{30'000};
  std::chrono::milliseconds maximum_lifetime{1'800'000};
  /// Prepared statements kept per connection; the least recently used one is dropped beyond that.
  std::size_t prepared_limit = 500;
  /// False: statements are sent unnamed. So they are, with a warning, on a connection through a pooler.
  bool prepared_statements = true;
};

/// What a pool looks like at this moment.
struct PoolState {
  std::size_t shared_open = 0;
  std::size_t exclusive_open = 0;
  std::size_t in_flight = 0;
  std::size_t waiting = 0;
  std::optional<Error> last_connect_error;  ///< nothing once a connection has been made
};

class PoolCore;

/// An open transaction on a connection of its own, for work whose commit depends on what it returned. One
/// that is dropped without `commit` is rolled back.
class Transaction {
 public:
  Transaction(std::shared_ptr<PoolCore> core, std::size_t connection, std::uint64_t use, Reply first);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  /// The results of the batch that opened it.
  Reply& first() { return first_; }
  /// Further statements in the same transaction.
  Task<Result<Reply>> run(std::vector<Statement> statements);
  /// Errors: the server's, for example of a deferred constraint; the transaction is over either way.
  Task<Result<void>> commit();
  Task<Result<void>> rollback();

 private:
  Task<Result<void>> end(std::string command);

  std::shared_ptr<PoolCore> core_;
  std::size_t connection_;
  std::uint64_t use_;  ///< guards against a connection that was replaced in the meantime
  Reply first_;
};

class Pool {
 public:
  Pool(boost::asio::io_context& context, PoolOptions options, Log log, Metrics& metrics);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool();

  /// Runs a batch and gives its results. Errors: "pg.<SQLSTATE>" from the server; pg.pool_full (queue limit),
  /// pg.pool_timeout (no connection in time), pg.unreachable (no connection can be made), pg.timeout (ran too
  /// long; cancelled), pg.connection_lost (broke while it ran: what it did is unknown), pg.stopped. A caller
  /// that is cancelled leaves: the statement is cancelled too where it has a connection of its own.
  Task<Result<Reply>> run(Batch batch);

  /// The same, and `batch` is whole again afterwards: for work that is repeated after a deadlock.
  Task<Result<Reply>> run_keeping(Batch& batch);

  /// Opens a transaction with BEGIN and the batch in one flush. Lane and ending of the batch are ignored.
  Task<Result<Transaction>> begin(Batch batch);

  PoolState state() const;

  /// Takes nothing more, lets what runs finish until `deadline`, then closes all connections.
  Task<void> stop(std::chrono::milliseconds deadline);

 private:
  std::shared_ptr<PoolCore> core_;
};

}  // namespace marque::pg
