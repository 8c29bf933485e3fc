// cli/signal_watch.hpp: the signals that a server understands, heard from the first moment on, also while
// starting.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>

namespace marque::cli {

class SignalWatch {
 public:
  SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
  ~SignalWatch();

  /// Stops once SIGTERM or SIGINT has arrived.
  std::stop_token ended() const;
  /// Waits for that and gives the signal.
  int wait();
  /// What SIGHUP, SIGUSR1 or SIGUSR2 does from now on; it runs on the watch's own thread. Nothing at first.
  void on(int signal, std::function<void()> action);
  /// No such action begins any more, and none is running.
  void forget_actions();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace marque::cli
