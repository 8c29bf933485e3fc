// pg/pipeline_connection.hpp: one libpq connection in pipeline mode on an I/O loop. It sends batches, reads
// their results in order and hands them to its owner; which batch goes where is the pool's business.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/error.hpp"
#include "pg/batch.hpp"
#include "pg/statement_cache.hpp"

struct pg_cancel;
struct pg_conn;
struct pg_result;

namespace boost::asio {
class io_context;
}

namespace marque::pg {

/// A batch on its way through the pool, and the caller that waits for it.
struct Request {
  Batch batch;
  bool opens_transaction = false;  ///< BEGIN goes before the batch and the transaction stays open
  bool repeated = false;           ///< it has been sent once before
  bool timed_out = false;
  bool abandoned = false;  ///< the caller has left
  core::SteadyTime deadline{};
  core::SteadyTime submitted_at{};
  std::chrono::nanoseconds ran_for{0};  ///< from when it was at the head of its connection
  std::size_t shape = 0;                ///< hash of role and texts, for the pool's memory of slow statements
  std::size_t connection = 0;           ///< the slot that carried it
  std::uint64_t use = 0;                ///< which connection of that slot
  std::optional<Result<Reply>> outcome;
  std::move_only_function<void()> resume;  ///< continues the caller's coroutine
};
using RequestPointer = std::shared_ptr<Request>;

struct CancelHandleDeleter {
  void operator()(pg_cancel* handle) const;
};
using CancelHandle = std::unique_ptr<pg_cancel, CancelHandleDeleter>;

class PipelineConnection : public std::enable_shared_from_this<PipelineConnection> {
 public:
  /// What the owner is told. Calls come from the I/O loop, never from inside `send`.
  struct Events {
    std::function<void(RequestPointer, Result<Reply>)> finished;
    std::function<void()> available;  ///< its own ROLLBACK is done
    std::function<void(Error)>
        broken;  ///< the connection is unusable; its requests follow from `take_requests`
  };

  /// Takes over an open libpq connection.
  static std::shared_ptr<PipelineConnection> adopt(boost::asio::io_context& context, pg_conn* connection,
                                                   const core::Clock& clock, std::size_t prepared_limit,
                                                   bool prepared_statements);
  virtual ~PipelineConnection() = default;

  virtual void start(Events events) = 0;
  /// Queues the batch on the wire. Error: pg.connection_lost; the connection must then be closed, and the
  /// request is not part of `take_requests`.
  virtual Result<void> send(RequestPointer request) = 0;
  virtual std::size_t in_flight() const = 0;
  /// True while a transaction is open or being cleaned up after a batch.
  virtual bool in_transaction() const = 0;
  /// Since when the batch at the head has been running; nothing while idle.
  virtual std::optional<core::SteadyTime> head_since() const = 0;
  virtual RequestPointer head() const = 0;
  virtual core::SteadyTime opened_at() const = 0;
  virtual core::SteadyTime idle_since() const = 0;
  /// For a cancel request, which another thread sends because libpq's call blocks.
  virtual CancelHandle cancel_handle() const = 0;
  /// Sends ROLLBACK for a transaction whose owner has gone.
  virtual void roll_back() = 0;
  virtual void close() = 0;
  /// The requests that a broken connection leaves without an answer.
  virtual std::vector<RequestPointer> take_requests() = 0;
};

}  // namespace marque::pg
