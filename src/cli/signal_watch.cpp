#include "cli/signal_watch.hpp"

#include <csignal>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace marque::cli {

struct SignalWatch::Parts {
  boost::asio::io_context context{1};
  boost::asio::signal_set signals{context, SIGTERM, SIGINT, SIGHUP};
  std::stop_source ended;
  std::promise<int> received;
  std::mutex actions_mutex;
  std::map<int, std::function<void()>> actions;
  std::jthread thread;

  void listen() {
    signals.async_wait([this](const boost::system::error_code& problem, int signal) {
      if (problem) return;
      if (signal != SIGTERM && signal != SIGINT) {
        const std::scoped_lock lock(actions_mutex);
        if (const auto found = actions.find(signal); found != actions.end()) found->second();
      } else if (!ended.stop_requested()) {  // further signals while stopping change nothing
        ended.request_stop();
        received.set_value(signal);
      }
      listen();
    });
  }
};

SignalWatch::SignalWatch() : parts_(std::make_unique<Parts>()) {
  parts_->signals.add(SIGUSR1);
  parts_->signals.add(SIGUSR2);
  parts_->listen();
  parts_->thread = std::jthread([parts = parts_.get()] { parts->context.run(); });
}

SignalWatch::~SignalWatch() {
  parts_->context.stop();
  parts_->thread.join();
}

std::stop_token SignalWatch::ended() const { return parts_->ended.get_token(); }

int SignalWatch::wait() { return parts_->received.get_future().get(); }

void SignalWatch::on(int signal, std::function<void()> action) {
  const std::scoped_lock lock(parts_->actions_mutex);
  parts_->actions[signal] = std::move(action);
}

void SignalWatch::forget_actions() {
  const std::scoped_lock lock(parts_->actions_mutex);
  parts_->actions.clear();
}

}  // namespace marque::cli
