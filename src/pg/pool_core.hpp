// pg/pool_core.hpp: the pool's inside: which batch goes to which connection, and what happens when one fails.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "pg/connector.hpp"
#include "pg/pipeline_connection.hpp"
#include "pg/pool.hpp"
#include "pg/pool_metrics.hpp"

namespace marque::pg {

class PoolCore : public std::enable_shared_from_this<PoolCore> {
 public:
  PoolCore(boost::asio::io_context& context, PoolOptions options, Log log, Metrics& metrics);
  ~PoolCore();

  void start();
  /// Sends the request or queues it; `request->resume` is called once, when `request->outcome` is set.
  void submit(RequestPointer request);
  /// Sends a batch on the connection of an open transaction.
  void submit_to(std::size_t slot, std::uint64_t use, RequestPointer request);
  /// The caller has gone: a running statement of its own is cancelled, a waiting one is dropped.
  void abandon(const RequestPointer& request);
  /// Gives the connection of a transaction back, rolling back what is open.
  void release(std::size_t slot, std::uint64_t use);

  PoolState state() const;
  const PoolOptions& options() const { return options_; }
  boost::asio::io_context& context() { return context_; }
  bool quiet() const;  ///< nothing runs and nothing waits
  void refuse_new() { stopping_ = true; }
  void close_all();

 private:
  enum class Phase : std::uint8_t { closed, connecting, open };
  struct Slot {
    explicit Slot(Lane of_lane) : lane(of_lane) {}
    Lane lane;
    Phase phase = Phase::closed;
    std::shared_ptr<PipelineConnection> connection;
    std::uint64_t use = 0;            ///< counts connections, so that a stale holder is recognised
    bool held = false;                ///< by a Transaction
    bool cancelling = false;          ///< a cancel request is under way: it must not hit the next statement
    core::SteadyTime cancelled_at{};  ///< when it was asked for
  };
  struct Sweep;

  // Choosing.
  Lane lane_of(const Request& request) const;
  std::optional<std::size_t> free_slot(Lane lane) const;
  bool may_take(const Slot& slot) const;
  void dispatch_waiting(Lane lane);
  void send_on(std::size_t slot, RequestPointer request);
  std::deque<RequestPointer>& queue_of(Lane lane) {
    return lane == Lane::shared ? shared_queue_ : exclusive_queue_;
  }

  // Opening and losing connections.
  void open_more(Lane lane);
  void open_slot(std::size_t slot);
  void on_connected(std::size_t slot, Result<Connected> connected);
  bool may_prepare(const Connected& connected);
  void on_broken(std::size_t slot, Error error);
  void close_slot(std::size_t slot);

  // Finishing.
  void on_finished(std::size_t slot, RequestPointer request, Result<Reply> result);
  void complete(const RequestPointer& request, Result<Reply> result);
  void remember_duration(const Request& request);
  void settle_lost(RequestPointer request, const Error& error);

  // Time.
  void schedule_sweep();
  void sweep();
  void sweep_queue(std::deque<RequestPointer>& queue, core::SteadyTime now);
  void sweep_slot(std::size_t slot, core::SteadyTime now);
  void cancel_running(std::size_t slot);
  Error acquire_error() const;

  boost::asio::io_context& context_;
  PoolOptions options_;
  Log log_;
  PoolMetrics metrics_;
  std::vector<Slot> slots_;
  std::deque<RequestPointer> shared_queue_;
  std::deque<RequestPointer> exclusive_queue_;
  std::unordered_map<std::size_t, int> slow_shapes_;  ///< shape → quick runs it still needs
  std::optional<Error> last_connect_error_;
  std::size_t failed_connects_ = 0;
  bool told_of_pooler_ = false;
  core::SteadyTime next_connect_{};
  bool stopping_ = false;
  std::shared_ptr<Sweep> sweep_;
  std::unique_ptr<Connector> connector_;
};

}  // namespace marque::pg
