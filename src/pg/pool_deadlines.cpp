// The pool's sense of time: deadlines of waiting and running requests, idle and aged connections, stopping.
#include <algorithm>

#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "core/clock.hpp"
#include "pg/pool_core.hpp"

namespace marque::pg {
namespace {

/// Deadlines are kept to this precision while anything runs or waits.
constexpr std::chrono::milliseconds busy_sweep{50};
constexpr std::chrono::seconds idle_sweep{5};
/// A connection that does not react to a cancel request within this time is closed.
constexpr std::chrono::seconds cancel_patience{5};

}  // namespace

/// The timer, and the pace for which it is armed.
struct PoolCore::Sweep {
  explicit Sweep(boost::asio::io_context& context) : timer(context) {}
  boost::asio::steady_timer timer;
  bool scheduled = false;
  bool scheduled_busy = false;
};

PoolCore::~PoolCore() { close_all(); }

void PoolCore::start() {
  sweep_ = std::make_shared<Sweep>(context_);
  open_more(Lane::shared);
  schedule_sweep();
}

/// Arms the timer for the pace that is needed; a busy pool is looked at often, an idle one hardly.
void PoolCore::schedule_sweep() {
  const bool busy = !quiet() || last_connect_error_;
  if (stopping_ && quiet()) return;
  if (sweep_->scheduled && (sweep_->scheduled_busy || !busy)) return;
  sweep_->scheduled = true;
  sweep_->scheduled_busy = busy;
  if (busy)
    sweep_->timer.expires_after(busy_sweep);
  else
    sweep_->timer.expires_after(idle_sweep);
  sweep_->timer.async_wait([weak = weak_from_this()](const boost::system::error_code& problem) {
    const auto self = weak.lock();
    if (problem || !self) return;
    self->sweep_->scheduled = self->sweep_->scheduled_busy = false;
    self->sweep();
    self->schedule_sweep();
  });
}

void PoolCore::sweep() {
  const auto now = core::system_clock().steady();
  sweep_queue(shared_queue_, now);
  sweep_queue(exclusive_queue_, now);
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    if (slots_[slot].phase == Phase::open) sweep_slot(slot, now);
  dispatch_waiting(Lane::shared);
  dispatch_waiting(Lane::exclusive);
  if (last_connect_error_) open_more(Lane::shared);
}

Error PoolCore::acquire_error() const {
  const bool none_open =
      std::ranges::none_of(slots_, [](const Slot& slot) { return slot.phase == Phase::open; });
  if (none_open && last_connect_error_)
    return Error("pg.unreachable", "PostgreSQL cannot be reached")
        .with_hint("Marque keeps trying to connect; `marque doctor` explains more")
        .caused_by(*last_connect_error_);
  return Error("pg.pool_timeout", fmt::format("no database connection became free within {} ms",
                                              options_.acquire_timeout.count()))
      .with_hint("try again, or raise database.exclusive_connections if this happens often");
}

void PoolCore::sweep_queue(std::deque<RequestPointer>& queue, core::SteadyTime now) {
  while (!queue.empty() && queue.front()->deadline <= now) {
    auto request = std::move(queue.front());
    queue.pop_front();
    metrics_.waiting.Decrement();
    metrics_.timed_out_waiting.Increment();
    complete(request, fail(acquire_error()));
  }
}

void PoolCore::sweep_slot(std::size_t index, core::SteadyTime now) {
  Slot& slot = slots_[index];
  const auto running = slot.connection->head();
  if (slot.connection->in_flight() > 0) {
    if (slot.cancelled_at != core::SteadyTime{} && now - slot.cancelled_at > cancel_patience)
      return on_broken(index, Error("pg.connection_lost", "PostgreSQL did not react to a cancel request"));
    if (running && running->deadline <= now && !running->timed_out) {
      running->timed_out = true;
      metrics_.timed_out_running.Increment();
      cancel_running(index);
    }
    return;
  }
  if (slot.held || slot.cancelling) return;
  const bool aged = now - slot.connection->opened_at() > options_.maximum_lifetime;
  const bool idle = now - slot.connection->idle_since() > options_.idle_timeout;
  const bool last_shared =
      slot.lane == Lane::shared && std::ranges::count_if(slots_, [](const Slot& other) {
                                     return other.lane == Lane::shared && other.phase == Phase::open;
                                   }) == 1;
  if (aged || (idle && !last_shared)) close_slot(index);
}

/// Asks the server to stop what runs on this connection. Nothing new is sent on it until the request has been
/// delivered, since it would hit whatever runs then.
void PoolCore::cancel_running(std::size_t index) {
  Slot& slot = slots_[index];
  if (slot.cancelling) return;
  slot.cancelling = true;
  slot.cancelled_at = core::system_clock().steady();
  connector_->cancel(slot.connection->cancel_handle(), [weak = weak_from_this(), index, use = slot.use] {
    const auto self = weak.lock();
    if (!self || self->slots_[index].use != use) return;
    self->slots_[index].cancelling = false;
    self->dispatch_waiting(self->slots_[index].lane);
  });
}

void PoolCore::abandon(const RequestPointer& request) {
  request->abandoned = true;
  for (auto* queue : {&shared_queue_, &exclusive_queue_}) {
    if (const auto found = std::ranges::find(*queue, request); found != queue->end()) {
      queue->erase(found);
      metrics_.waiting.Decrement();
      metrics_.cancelled.Increment();
      return complete(request, fail("pg.cancelled", "the caller has left"));
    }
  }
  if (request->outcome) return;
  metrics_.cancelled.Increment();
  const Slot& slot = slots_[request->connection];
  if (slot.phase == Phase::open && slot.lane == Lane::exclusive && slot.connection->head() == request)
    cancel_running(request->connection);
}

void PoolCore::release(std::size_t index, std::uint64_t use) {
  Slot& slot = slots_[index];
  if (slot.use != use || slot.phase != Phase::open) return;
  slot.held = false;
  if (slot.connection->in_transaction() && slot.connection->in_flight() == 0) slot.connection->roll_back();
  dispatch_waiting(slot.lane);
}

bool PoolCore::quiet() const {
  return shared_queue_.empty() && exclusive_queue_.empty() &&
         std::ranges::none_of(slots_, [](const Slot& slot) {
           return slot.phase == Phase::open && (slot.connection->in_flight() > 0 || slot.held);
         });
}

PoolState PoolCore::state() const {
  PoolState state;
  for (const Slot& slot : slots_) {
    if (slot.phase != Phase::open) continue;
    ++(slot.lane == Lane::shared ? state.shared_open : state.exclusive_open);
    state.in_flight += slot.connection->in_flight();
  }
  state.waiting = shared_queue_.size() + exclusive_queue_.size();
  state.last_connect_error = last_connect_error_;
  return state;
}

void PoolCore::close_all() {
  stopping_ = true;
  if (sweep_) sweep_->timer.cancel();
  const auto stopped = [] { return fail("pg.stopped", "Marque is shutting down"); };
  for (auto* queue : {&shared_queue_, &exclusive_queue_})
    for (auto& request : std::exchange(*queue, {})) {
      metrics_.waiting.Decrement();
      complete(request, stopped());
    }
  for (std::size_t index = 0; index < slots_.size(); ++index) {
    if (slots_[index].phase != Phase::open) continue;
    const auto requests = slots_[index].connection->take_requests();
    close_slot(index);
    for (const auto& request : requests) {
      metrics_.in_flight.Decrement();
      complete(request, stopped());
    }
  }
}

}  // namespace marque::pg
