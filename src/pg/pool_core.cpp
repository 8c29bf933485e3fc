#include "pg/pool_core.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/clock.hpp"
#include "pg/server_error.hpp"

namespace marque::pg {
namespace {

constexpr std::chrono::seconds connect_timeout{5};
/// A shape that was slow once must be quick this often on a connection of its own before it may share again.
constexpr int quick_runs_to_share = 20;
/// Shapes remembered as slow; beyond that the memory starts afresh, which costs one slow shared run each.
constexpr std::size_t slow_shapes_limit = 4'096;

/// 0.1, 0.2, 0.4 … 5 s after the first, second, third … failed attempt.
std::chrono::milliseconds reconnect_pause(std::size_t failures) {
  const auto pause = std::chrono::milliseconds(100) * (1U << std::min<std::size_t>(failures, 6));
  return std::min<std::chrono::milliseconds>(pause, std::chrono::seconds(5));
}

}  // namespace

PoolCore::PoolCore(boost::asio::io_context& context, PoolOptions options, Log log, Metrics& metrics)
    : context_(context), options_(std::move(options)), log_(std::move(log)), metrics_(metrics) {
  for (std::size_t i = 0; i < options_.shared_connections; ++i) slots_.emplace_back(Lane::shared);
  for (std::size_t i = 0; i < options_.exclusive_connections; ++i) slots_.emplace_back(Lane::exclusive);
  connector_ = std::make_unique<Connector>(context_, options_.url, connect_timeout);
}

Lane PoolCore::lane_of(const Request& request) const {
  if (options_.shared_connections == 0 || request.opens_transaction || request.batch.lane == Lane::exclusive)
    return Lane::exclusive;
  if (request.batch.ending == Ending::rollback || slow_shapes_.contains(request.shape))
    return Lane::exclusive;
  return Lane::shared;
}

bool PoolCore::may_take(const Slot& slot) const {
  if (slot.phase != Phase::open || slot.held || slot.cancelling || slot.connection->in_transaction())
    return false;
  return slot.connection->in_flight() < (slot.lane == Lane::shared ? options_.shared_depth : 1);
}

/// The least loaded connection of the lane that may take one more.
std::optional<std::size_t> PoolCore::free_slot(Lane lane) const {
  std::optional<std::size_t> best;
  for (std::size_t index = 0; index < slots_.size(); ++index) {
    if (slots_[index].lane != lane || !may_take(slots_[index])) continue;
    if (best && slots_[*best].connection->in_flight() <= slots_[index].connection->in_flight()) continue;
    best = index;
    if (slots_[index].connection->in_flight() == 0) break;
  }
  return best;
}

void PoolCore::submit(RequestPointer request) {
  if (stopping_) return complete(request, fail("pg.stopped", "Marque is shutting down"));
  request->submitted_at = core::system_clock().steady();
  const Lane lane = lane_of(*request);
  auto& queue = queue_of(lane);
  const auto slot = queue.empty() ? free_slot(lane) : std::nullopt;
  const bool crowded = !slot || slots_[*slot].connection->in_flight() > 0;
  if (slot) {
    send_on(*slot, std::move(request));
  } else if (shared_queue_.size() + exclusive_queue_.size() >= options_.queue_limit) {
    metrics_.refused.Increment();
    return complete(request,
                    fail(Error("pg.pool_full", fmt::format("{} requests are waiting for the database already",
                                                           options_.queue_limit))
                             .with_hint("try again in a moment")));
  } else {
    request->deadline = request->submitted_at + options_.acquire_timeout;
    queue.push_back(std::move(request));
    metrics_.waiting.Increment();
  }
  if (crowded) open_more(lane);
  schedule_sweep();
}

void PoolCore::submit_to(std::size_t slot, std::uint64_t use, RequestPointer request) {
  request->submitted_at = core::system_clock().steady();
  if (slots_[slot].use != use || slots_[slot].phase != Phase::open)
    return complete(request,
                    fail("pg.connection_lost", "the transaction's connection to PostgreSQL has broken"));
  send_on(slot, std::move(request));
  schedule_sweep();
}

void PoolCore::send_on(std::size_t slot, RequestPointer request) {
  const auto timeout = request->batch.timeout.count() > 0 ? request->batch.timeout : options_.default_timeout;
  request->deadline = core::system_clock().steady() + timeout;
  request->connection = slot;
  request->use = slots_[slot].use;
  if (request->opens_transaction) slots_[slot].held = true;
  metrics_.in_flight.Increment();
  auto sent = slots_[slot].connection->send(request);
  if (sent) return;
  metrics_.in_flight.Decrement();
  on_broken(slot, sent.error());
  settle_lost(std::move(request), sent.error());
}

void PoolCore::dispatch_waiting(Lane lane) {
  auto& queue = queue_of(lane);
  while (!queue.empty()) {
    const auto slot = free_slot(lane);
    if (!slot) return open_more(lane);
    auto request = std::move(queue.front());
    queue.pop_front();
    metrics_.waiting.Decrement();
    send_on(*slot, std::move(request));
  }
}

void PoolCore::open_more(Lane lane) {
  if (stopping_ || core::system_clock().steady() < next_connect_) return;
  const auto closed = std::ranges::find_if(
      slots_, [&](const Slot& slot) { return slot.lane == lane && slot.phase == Phase::closed; });
  const auto connecting = std::ranges::count_if(
      slots_, [&](const Slot& slot) { return slot.lane == lane && slot.phase == Phase::connecting; });
  const bool enough_under_way = connecting >= 2;  // the connector has two threads
  if (closed != slots_.end() && !enough_under_way)
    open_slot(static_cast<std::size_t>(closed - slots_.begin()));
}

void PoolCore::open_slot(std::size_t slot) {
  slots_[slot].phase = Phase::connecting;
  connector_->connect([weak = weak_from_this(), slot](Result<Connected> connected) {
    if (const auto self = weak.lock()) self->on_connected(slot, std::move(connected));
  });
}

/// Through a pooler, a prepared statement's name may be unknown by the next request, or mean another
/// statement.
bool PoolCore::may_prepare(const Connected& connected) {
  if (!options_.prepared_statements || !connected.behind_pooler) return options_.prepared_statements;
  if (!std::exchange(told_of_pooler_, true))
    log_.warning(
        "a connection pooler stands before PostgreSQL: statements are not prepared, which costs time",
        {{"hint",
          "give database.url the address of PostgreSQL itself, or set "
          "database.prepared_statements to false"}});
  return false;
}

void PoolCore::on_connected(std::size_t index, Result<Connected> connected) {
  Slot& slot = slots_[index];
  slot.phase = Phase::closed;
  if (stopping_) return;
  if (!connected) {
    metrics_.connect_failures.Increment();
    if (failed_connects_ == 0) log_.error("no connection to PostgreSQL; trying on", connected.error());
    next_connect_ = core::system_clock().steady() + reconnect_pause(failed_connects_++);
    last_connect_error_ = std::move(connected.error());
    return schedule_sweep();
  }
  if (failed_connects_ > 0)
    log_.info("connected to PostgreSQL again", {{"failed_attempts", failed_connects_}});
  failed_connects_ = 0;
  last_connect_error_.reset();
  metrics_.connects.Increment();
  slot.connection = PipelineConnection::adopt(context_, connected->connection.release(), core::system_clock(),
                                              options_.prepared_limit, may_prepare(*connected));
  slot.phase = Phase::open;
  ++slot.use;
  slot.held = slot.cancelling = false;
  slot.cancelled_at = {};
  (slot.lane == Lane::shared ? metrics_.shared_open : metrics_.exclusive_open).Increment();
  slot.connection->start({
      .finished = [this, index](
                      RequestPointer request,
                      Result<Reply> result) { on_finished(index, std::move(request), std::move(result)); },
      .available = [this, index] { dispatch_waiting(slots_[index].lane); },
      .broken = [this, index](Error error) { on_broken(index, std::move(error)); },
  });
  dispatch_waiting(slot.lane);
  schedule_sweep();
}

void PoolCore::on_broken(std::size_t index, Error error) {
  Slot& slot = slots_[index];
  if (slot.phase != Phase::open) return;
  const auto requests = slot.connection->take_requests();
  log_.warning("a connection to PostgreSQL broke", error);
  close_slot(index);
  for (const auto& request : requests) {
    metrics_.in_flight.Decrement();
    settle_lost(request, error);
  }
  dispatch_waiting(slot.lane);
}

/// A read is sent once more; anything else may have happened or not, and the caller must know that.
void PoolCore::settle_lost(RequestPointer request, const Error& error) {
  if (request->batch.repeatable && !request->repeated && !request->abandoned && !request->opens_transaction) {
    request->repeated = true;
    metrics_.repeated.Increment();
    return submit(std::move(request));
  }
  metrics_.lost.Increment();
  complete(request, fail(request->timed_out
                             ? Error("pg.timeout", "the database took too long and its connection was closed")
                             : error));
}

void PoolCore::close_slot(std::size_t index) {
  Slot& slot = slots_[index];
  if (slot.phase != Phase::open) return;
  slot.connection->close();
  slot.connection.reset();
  slot.phase = Phase::closed;
  ++slot.use;
  slot.held = slot.cancelling = false;
  slot.cancelled_at = {};
  (slot.lane == Lane::shared ? metrics_.shared_open : metrics_.exclusive_open).Decrement();
}

void PoolCore::on_finished(std::size_t index, RequestPointer request, Result<Reply> result) {
  metrics_.in_flight.Decrement();
  slots_[index].cancelled_at = {};
  remember_duration(*request);
  const bool stale = !result && is_stale_statement(result.error());
  if (stale && !request->repeated && !slots_[index].held) {
    request->repeated = true;
    metrics_.repeated.Increment();
    return submit(std::move(request));
  }
  if (!result && request->opens_transaction) slots_[index].held = false;
  if (request->timed_out && !result)
    result =
        fail("pg.timeout", "the database took too long; the statement was cancelled and its work undone");
  (result ? metrics_.succeeded : metrics_.failed).Increment();
  complete(request, std::move(result));
  dispatch_waiting(slots_[index].lane);
}

void PoolCore::complete(const RequestPointer& request, Result<Reply> result) {
  metrics_.run_seconds.Observe(
      std::chrono::duration<double>(core::system_clock().steady() - request->submitted_at).count());
  request->outcome = std::move(result);
  if (request->resume) std::exchange(request->resume, nullptr)();
}

/// Slow statements leave the shared lane, where others would wait behind them, and come back once they have
/// been quick on a connection of their own.
void PoolCore::remember_duration(const Request& request) {
  const bool was_shared = slots_[request.connection].lane == Lane::shared;
  if (request.ran_for > options_.slow_after) {
    if (slow_shapes_.size() >= slow_shapes_limit) slow_shapes_.clear();
    if (request.batch.lane == Lane::shared) slow_shapes_[request.shape] = quick_runs_to_share;
    return;
  }
  if (was_shared || slow_shapes_.empty()) return;
  const auto found = slow_shapes_.find(request.shape);
  if (found != slow_shapes_.end() && --found->second <= 0) slow_shapes_.erase(found);
}

}  // namespace marque::pg
