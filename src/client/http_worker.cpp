#include "client/http_worker.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "client/retry.hpp"
#include "client/transfer.hpp"

namespace marque::client {

/// The thread and what it works on. The thread holds it too, so that a job's last act may be to drop the
/// worker.
class HttpWorker::Loop {
 public:
  explicit Loop(const HttpOptions& options) : options_(options), multi_(open_multi()) {
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(options.idle_connections));
  }

  void add(Job job) {
    {
      const std::lock_guard lock(mutex_);
      arrived_.push_back(std::make_unique<Running>(std::move(job)));
    }
    curl_multi_wakeup(multi_.get());
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    curl_multi_wakeup(multi_.get());
  }

  void run() {
    while (take_arrived()) {
      begin_what_is_due();
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      finish_what_is_done();
      curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(pause().count()), nullptr);
    }
    give_up();
  }

 private:
  using Clock = std::chrono::steady_clock;

  struct Running {
    explicit Running(Job given) : job(std::move(given)) {}
    Job job;
    int count = 0;  ///< tries
    CurlHandle handle;
    std::unique_ptr<Transfer> transfer;
  };
  struct CloseMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };

  static CURLM* open_multi() {
    open_handle();  // sets libcurl up
    return curl_multi_init();
  }

  /// False: it is to stop.
  bool take_arrived() {
    const std::lock_guard lock(mutex_);
    for (auto& running : arrived_) waiting_.emplace(Clock::now(), std::move(running));
    arrived_.clear();
    return !stopping_;
  }

  void begin_what_is_due() {
    while (!waiting_.empty() && waiting_.begin()->first <= Clock::now()) {
      auto running = std::move(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
      begin(std::move(running));
    }
  }

  void begin(std::unique_ptr<Running> running) {
    if (!running->handle) running->handle = open_handle();
    CURL* const handle = running->handle.get();
    if (handle == nullptr) return running->job.done(failure("marque.no_memory", "libcurl cannot be set up"));
    ++running->count;
    const Job& job = running->job;
    running->transfer =
        std::make_unique<Transfer>(handle, job.url, job.request, options_, job.deadline.limit());
    curl_multi_add_handle(multi_.get(), handle);
    active_[handle] = std::move(running);
  }

  void finish_what_is_done() {
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* const handle = message->easy_handle;
      const CURLcode code = message->data.result;
      curl_multi_remove_handle(multi_.get(), handle);
      const auto found = active_.find(handle);
      auto running = std::move(found->second);
      active_.erase(found);
      finish(std::move(running), code);
    }
  }

  void finish(std::unique_ptr<Running> running, CURLcode code) {
    auto answer = running->transfer->finish(code);
    const Job& job = running->job;
    const auto pause = pause_before_retry(
        options_,
        running->transfer->last_try(job.request.method, running->count, answer, job.deadline.left()),
        random_jitter());
    running->transfer.reset();
    if (!pause || !job.retry) return running->job.done(std::move(answer));
    count_retry(running->job.request, running->count);
    waiting_.emplace(Clock::now() + *pause, std::move(running));
  }

  /// How long nothing may happen: until a try is due, or a wake-up comes.
  std::chrono::milliseconds pause() const {
    constexpr std::chrono::milliseconds longest{60'000};
    if (waiting_.empty()) return longest;
    const auto due = std::chrono::ceil<std::chrono::milliseconds>(waiting_.begin()->first - Clock::now());
    return std::clamp(due, std::chrono::milliseconds(0), longest);
  }

  void give_up() {
    for (auto& [handle, running] : active_) {
      curl_multi_remove_handle(multi_.get(), handle);
      running->transfer.reset();
      running->job.done(failure("marque.stopped", "the transport has been closed"));
    }
    for (auto& [due, running] : waiting_)
      running->job.done(failure("marque.stopped", "the transport has been closed"));
  }

  HttpOptions options_;
  std::unique_ptr<CURLM, CloseMulti> multi_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Running>> arrived_;
  bool stopping_ = false;
  // Of the thread alone:
  std::multimap<Clock::time_point, std::unique_ptr<Running>> waiting_;
  std::map<CURL*, std::unique_ptr<Running>> active_;
};

HttpWorker::HttpWorker(const HttpOptions& options)
    : loop_(std::make_shared<Loop>(options)), thread_([loop = loop_] { loop->run(); }) {}

HttpWorker::~HttpWorker() {
  loop_->stop();
  if (std::this_thread::get_id() == thread_.get_id()) {
    thread_.detach();  // dropped by a job's `done`; the loop ends by itself
  } else {
    thread_.join();
  }
}

void HttpWorker::start(Job job) { loop_->add(std::move(job)); }

}  // namespace marque::client
