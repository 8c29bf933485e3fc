#include "pg/catalogue_watch.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>

#include "core/file_descriptor.hpp"

namespace marque::pg {
namespace {

using std::chrono::milliseconds;
using Time = std::chrono::steady_clock::time_point;

constexpr Time never = Time::max();
constexpr int longest_burst = 10;  // times the quiet that ends a burst

Time now() { return std::chrono::steady_clock::now(); }

/// A flag between threads that poll() can wait for.
class Signal {
 public:
  Signal() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  int descriptor() const { return descriptor_.get(); }
  void set() const { ::eventfd_write(descriptor_.get(), 1); }
  void clear() const {
    eventfd_t count = 0;
    ::eventfd_read(descriptor_.get(), &count);
  }

 private:
  FileDescriptor descriptor_;
};

int timeout_ms(Time until) {
  if (until == never) return -1;
  const auto left = std::chrono::ceil<milliseconds>(until - now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

}  // namespace

/// The thread, and what it shares with those who ask.
class CatalogueWatch::Worker {
 public:
  Worker(CatalogueWatchOptions options, CatalogueWatchHooks hooks, Log log)
      : options_(std::move(options)),
        hooks_(std::move(hooks)),
        log_(std::move(log)),
        next_delay_(options_.first_retry) {}

  bool has_descriptors() const { return wake_.descriptor() >= 0 && stop_.descriptor() >= 0; }
  void start() {
    thread_ = std::jthread([this] { run(); });
  }
  void stop() {
    is_stopping_ = true;
    stop_.set();
    if (thread_.joinable()) thread_.join();
  }

  std::shared_ptr<const Catalogue> current() const { return current_.load(); }
  bool is_stale() const { return is_stale_; }
  CatalogueState state() const {
    const std::scoped_lock lock(mutex_);
    return state_;
  }
  void request_schema() {
    wants_schema_ = true;
    wake_.set();
  }
  void request_config() {
    wants_config_ = true;
    wake_.set();
  }

 private:
  void run() {
    while (!is_stopping_) {
      auto session = Session::open(options_.url, waits());
      if (session) {
        listen(*session);
        set_connected(true);
        want_schema_at(now());  // the first, or whatever was missed in between
        serve(*session);
        set_connected(false);
      } else if (session.error().code != "pg.stopped") {
        report_failure("PostgreSQL cannot be reached", session.error(), false);
      }
      wait(-1, now() + take_delay());
    }
  }

  SessionWaits waits() const {
    return {options_.connect_timeout, options_.statement_timeout, stop_.descriptor()};
  }

  /// A standby refuses to listen, and some poolers do; then the owner's requests are all there is.
  void listen(Session& session) {
    if (options_.channel.empty()) return;
    const auto listening = session.execute("listen " + quote_identifier(options_.channel));
    if (!listening && session.alive())
      log_.warning("changes of the schema will not be noticed: LISTEN was refused", listening.error());
  }

  /// Until the connection is lost or the thread is to end. What arrives while a statement runs waits in the
  /// session, so it is taken before every wait.
  void serve(Session& session) {
    while (!is_stopping_ && take_notifications(session)) {
      if (wants_config_.exchange(false)) {
        hooks_.configure(session);
      } else if (schema_due_ <= now()) {
        load(session);
      } else {
        wait_for_work(session);
      }
    }
    if (!is_stopping_) log_.warning("the connection that watches the schema was lost");
  }

  void wait_for_work(Session& session) {
    const Time idle_end = now() + options_.idle_check;
    wait(session.socket(), std::min(schema_due_, idle_end));
    if (now() >= idle_end) (void)session.query("select");  // one that was silently lost breaks here
  }

  void load(Session& session) {
    schema_due_ = never;
    burst_end_ = never;
    const Time begun = now();
    auto loaded = load_catalogue(session, hooks_.configure(session));
    if (loaded) {
      publish(std::move(*loaded), std::chrono::duration_cast<std::chrono::microseconds>(now() - begun));
    } else if (loaded.error().code != "pg.stopped") {
      report_failure("the schema could not be read", loaded.error(), true);
      if (session.alive()) schema_due_ = now() + take_delay();
    }
  }

  void publish(Catalogue catalogue, std::chrono::microseconds load_time) {
    const auto relations = catalogue.relations.size();
    const auto routines = catalogue.routines.size();
    current_.store(std::make_shared<const Catalogue>(std::move(catalogue)));
    is_stale_ = false;
    next_delay_ = options_.first_retry;
    {
      const std::scoped_lock lock(mutex_);
      state_.phase = CatalogueState::Phase::loaded;
      state_.problem.reset();
      state_.retry_delay = {};
      state_.load_time = load_time;
      ++state_.version;
    }
    log_.info("schema read", {{"relations", relations},
                              {"functions", routines},
                              {"milliseconds", static_cast<double>(load_time.count()) / 1000}});
    hooks_.on_published();
  }

  void report_failure(std::string_view what, const Error& error, bool was_load) {
    log_.error(what, error);
    if (was_load) is_stale_ = true;
    const std::scoped_lock lock(mutex_);
    state_.problem = error;
    if (was_load) ++state_.failed_loads;
    if (was_load || state_.version == 0) state_.phase = CatalogueState::Phase::failed;
  }

  void set_connected(bool connected) {
    const std::scoped_lock lock(mutex_);
    state_.is_connected = connected;
  }

  /// How long to wait before trying again; longer the next time.
  milliseconds take_delay() {
    const milliseconds delay = std::exchange(next_delay_, std::min(next_delay_ * 2, options_.last_retry));
    const std::scoped_lock lock(mutex_);
    state_.retry_delay = delay;
    return delay;
  }

  void want_schema_at(Time due) { schema_due_ = std::min(schema_due_, due); }

  /// False once the connection is lost.
  bool take_notifications(Session& session) {
    const auto notifications = session.take_notifications();
    if (!notifications) return false;
    for (const Notification& notification : *notifications) {
      if (notification.payload.empty() || notification.payload == "reload schema") note_change();
      if (notification.payload == "reload config") wants_config_ = true;
    }
    return true;
  }

  /// Puts the load off while changes keep coming, but not for ever. A retry that is due later is replaced.
  void note_change() {
    if (burst_end_ == never) burst_end_ = now() + longest_burst * options_.quiet;
    schema_due_ = std::min(now() + options_.quiet, burst_end_);
  }

  /// Until the socket can be read, something is requested, the thread is to end, or `until`.
  void wait(int socket, Time until) {
    pollfd watched[] = {
        {socket, POLLIN, 0}, {wake_.descriptor(), POLLIN, 0}, {stop_.descriptor(), POLLIN, 0}};
    while (::poll(watched, 3, timeout_ms(until)) < 0 && errno == EINTR) {
    }
    wake_.clear();
    if (wants_schema_.exchange(false)) want_schema_at(now());
  }

  const CatalogueWatchOptions options_;
  const CatalogueWatchHooks hooks_;
  const Log log_;
  const Signal wake_;
  const Signal stop_;
  std::atomic<bool> is_stopping_ = false;
  std::atomic<bool> wants_schema_ = false;
  std::atomic<bool> wants_config_ = false;
  std::atomic<std::shared_ptr<const Catalogue>> current_;
  std::atomic<bool> is_stale_ = false;
  mutable std::mutex mutex_;
  CatalogueState state_;

  // The thread's own.
  milliseconds next_delay_;
  Time schema_due_ = never;
  Time burst_end_ = never;

  std::jthread thread_;
};

CatalogueWatch::CatalogueWatch(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}
CatalogueWatch::CatalogueWatch(CatalogueWatch&&) noexcept = default;

CatalogueWatch& CatalogueWatch::operator=(CatalogueWatch&& other) noexcept {
  stop();
  worker_ = std::move(other.worker_);
  return *this;
}

CatalogueWatch::~CatalogueWatch() { stop(); }

Result<CatalogueWatch> CatalogueWatch::start(CatalogueWatchOptions options, CatalogueWatchHooks hooks,
                                             Log log) {
  auto worker = std::make_unique<Worker>(std::move(options), std::move(hooks), std::move(log));
  if (!worker->has_descriptors()) return fail("pg.watch", "the process cannot open another file descriptor");
  worker->start();
  return CatalogueWatch(std::move(worker));
}

std::shared_ptr<const Catalogue> CatalogueWatch::current() const { return worker_->current(); }
bool CatalogueWatch::is_stale() const { return worker_->is_stale(); }
CatalogueState CatalogueWatch::state() const { return worker_->state(); }
void CatalogueWatch::reload_schema() { worker_->request_schema(); }
void CatalogueWatch::reload_config() { worker_->request_config(); }

void CatalogueWatch::stop() {
  if (worker_) worker_->stop();
}

}  // namespace marque::pg
