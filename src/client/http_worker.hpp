// client/http_worker.hpp: asynchronous exchanges: one thread that runs any number of them at a time.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "client/deadline.hpp"
#include "marque/transport.hpp"

namespace marque::client {

/// An exchange to be made, and whom to tell.
struct Job {
  HttpRequest request;
  std::string url;
  Deadline deadline;
  bool retry = true;
  Transport::Done done;
};

class HttpWorker {
 public:
  explicit HttpWorker(const HttpOptions& options);
  /// Ends what runs: those jobs fail with marque.stopped.
  ~HttpWorker();
  HttpWorker(const HttpWorker&) = delete;
  HttpWorker& operator=(const HttpWorker&) = delete;

  /// From any thread. `done` is called on the worker's own.
  void start(Job job);

 private:
  class Loop;
  std::shared_ptr<Loop> loop_;
  std::thread thread_;
};

}  // namespace marque::client
