// The HTTP transport: blocking exchanges on handles that keep their connections, asynchronous ones on a
// thread of its own (http_worker.hpp), started with the first of them.
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "client/http_worker.hpp"
#include "client/transfer.hpp"

namespace marque {
namespace client {

namespace {

/// Idle handles, each with the connection that it used last.
class HandlePool {
 public:
  explicit HandlePool(std::size_t most) : most_(most) {}

  CurlHandle take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        CurlHandle handle = std::move(idle_.back());
        idle_.pop_back();
        return handle;
      }
    }
    return open_handle();
  }

  void give_back(CurlHandle handle) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < most_) idle_.push_back(std::move(handle));
  }

 private:
  std::size_t most_;
  std::mutex mutex_;
  std::vector<CurlHandle> idle_;
};

class HttpTransport final : public Transport {
 public:
  HttpTransport(std::string base_url, HttpOptions options)
      : base_url_(std::move(base_url)), options_(std::move(options)), handles_(options_.idle_connections) {
    while (base_url_.ends_with('/')) base_url_.pop_back();
  }

  Expected<Response> execute(const Request& request) override {
    return exchange(request, request.timeout.value_or(options_.timeout), nullptr);
  }

  Expected<Response> stream(const Request& request, const Sink& sink) override {
    return exchange(request, request.timeout, &sink);
  }

  void start(Request request, Done done) override {
    std::call_once(worker_started_, [this] { worker_ = std::make_unique<HttpWorker>(options_); });
    HttpRequest http = request.http();
    std::string url = base_url_ + http.target;
    auto checked = check_request(url, http);
    if (!checked) return done(std::unexpected(std::move(checked.error())));
    const Deadline deadline(request.timeout.value_or(options_.timeout));
    worker_->start({std::move(http), std::move(url), deadline, request.retry, std::move(done)});
  }

 private:
  Expected<Response> exchange(const Request& request, std::optional<std::chrono::milliseconds> limit,
                              const Sink* sink) {
    HttpRequest http = request.http();
    const std::string url = base_url_ + http.target;
    auto checked = check_request(url, http);
    if (!checked) return std::unexpected(std::move(checked.error()));
    CurlHandle handle = handles_.take();
    if (!handle) return failure("marque.no_memory", "libcurl cannot be set up");
    auto answer = try_until_done(handle.get(), http, url, Deadline(limit), request.retry, sink);
    handles_.give_back(std::move(handle));
    return answer;
  }

  Expected<Response> try_until_done(CURL* handle, HttpRequest& http, const std::string& url,
                                    const Deadline& deadline, bool may_retry, const Sink* sink) {
    for (int count = 1;; ++count) {
      Transfer transfer(handle, url, http, options_, deadline.limit(), sink);
      auto answer = transfer.finish(curl_easy_perform(handle));
      const auto last = transfer.last_try(http.method, count, answer, deadline.left());
      const auto pause = pause_before_retry(options_, last, random_jitter());
      if (!pause || !may_retry) return answer;
      std::this_thread::sleep_for(*pause);
      count_retry(http, count);
    }
  }

  std::string base_url_;
  HttpOptions options_;
  HandlePool handles_;
  std::once_flag worker_started_;
  std::unique_ptr<HttpWorker> worker_;
};

}  // namespace

}  // namespace client

std::shared_ptr<Transport> http_transport(std::string base_url, HttpOptions options) {
  return std::make_shared<client::HttpTransport>(std::move(base_url), std::move(options));
}

}  // namespace marque
